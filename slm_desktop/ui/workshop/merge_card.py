"""Where LoRA adapters are chosen that are merged into the chosen model."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QDoubleSpinBox

from slm_desktop.core.engines.adapters import DEFAULT_SCALE, HIGHEST_SCALE, LOWEST_SCALE
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.models.local_models import LocalModel
from slm_desktop.core.visible import visible
from slm_desktop.core.workshop.merging import MergeWanted, merge_target
from slm_desktop.ui.adapter_box import AdapterBox
from slm_desktop.ui.theme import font, px
from slm_desktop.ui.widgets.parts import label, unscrolled
from slm_desktop.ui.words import locale
from slm_desktop.ui.workshop.loss_card import named_model
from slm_desktop.ui.workshop.work_card import WorkCard, fields

BOX_WIDTH, SCALE_WIDTH, STEP = 320, 160, 0.05


class MergeCard(WorkCard):
    """Adapters, and how strongly they are merged."""

    def __init__(self, folder: Callable[[], Path], models: Callable[[], Sequence[LocalModel]]) -> None:
        super().__init__()
        self._folder = folder
        self._model: LocalModel | None = None
        self.adapters = AdapterBox(models, BOX_WIDTH)
        self.adapters.setFixedWidth(px(BOX_WIDTH))
        self.scale = QDoubleSpinBox(minimum=LOWEST_SCALE, maximum=HIGHEST_SCALE, singleStep=STEP, value=DEFAULT_SCALE)
        self.scale.setFont(font(13))
        self.scale.setLocale(locale())
        self.scale.setFixedWidth(px(SCALE_WIDTH))
        self.scale.setAccessibleName(self.tr("Scale"))
        self.scale.lineEdit().setTextMargins(6, 0, 0, 0)
        unscrolled(self.scale)
        self._about = label("", 12, tone="3", wrap=True)
        self.go.setText(self.tr("Write the merged model"))
        boxes = fields(((self.tr("LoRA adapters"), self.adapters), (self.tr("Scale"), self.scale)))
        self._lay_out(None, label(self.tr("Merge adapters into this model"), 13, 600), boxes, self._about)
        self.adapters.chosen.connect(self._show_choice)
        self._show_choice()

    def show_model(self, model: LocalModel | None) -> None:
        """Merge into this one; adapters of another one are chosen no more."""
        if model and (self._model is None or model.path != self._model.path):
            self.adapters.show_for(model, ())
        self._model = model
        self._show_choice()

    def wanted(self, options: LoadOptions) -> MergeWanted | None:
        """What is to be merged; None without a model or adapters."""
        paths = self.adapters.paths
        if self._model is None or not paths:
            return None
        return MergeWanted(
            named_model(self._model), paths, (self.scale.value(),) * len(paths), self._target(self._model), options
        )

    def _target(self, model: LocalModel) -> str:
        return merge_target(str(self._folder()), model.path, self.adapters.paths)

    def _show_choice(self) -> None:
        paths = self.adapters.paths
        self.go.setEnabled(self._model is not None and bool(paths))
        words = self.tr("The adapters become part of the weights. Quantised weights that they change become F16.")
        if self._model and paths:
            path = visible(self._target(self._model))
            words += " " + self.tr("It becomes {path}, and can be quantised above.").format(path=path)
        self._about.setText(words)
