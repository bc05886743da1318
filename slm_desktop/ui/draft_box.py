"""The field in which a draft model is chosen among those that fit."""

from collections.abc import Callable, Sequence
from pathlib import PurePath

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox

from slm_desktop.core.models.draft_models import draft_models, is_looking, need_of_draft
from slm_desktop.core.models.forecast import Table
from slm_desktop.core.models.forecasts import Forecasts, local
from slm_desktop.core.models.local_models import LocalModel
from slm_desktop.core.visible import visible
from slm_desktop.ui.theme import font, px
from slm_desktop.ui.widgets.parts import tip, unscrolled


class DraftBox(QComboBox):
    """'None', and the models of this computer that can guess for another one."""

    def __init__(self, forecasts: Forecasts, models: Callable[[], Sequence[LocalModel]], width: int) -> None:
        super().__init__()
        self._forecasts, self._models = forecasts, models
        self._model: LocalModel | None = None
        self._found: dict[str, LocalModel] = {}
        self.setFont(font(13))
        self.setMinimumWidth(px(width))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.addItem(self.tr("None"), "")
        self.currentIndexChanged.connect(lambda _at: self._explain())
        unscrolled(self)

    @property
    def path(self) -> str:
        """The file that is chosen, '' for none."""
        return str(self.currentData() or "")

    def show_for(self, model: LocalModel, chosen: str) -> None:
        """Offer what can guess for a model, with what was chosen before, whatever has become of it."""
        self._model = model
        self._fill(chosen)

    def refresh(self) -> None:
        """More may be known now; what somebody is choosing from stays as it is."""
        if not self.view().isVisible():
            self._fill(self.path)

    def need(self, own: Table, context: int, kv_type: str) -> int:
        """Bytes that it takes beside the model."""
        chosen = self._found.get(self.path)
        table = self._forecasts.table(local(chosen).key) if chosen else None
        return need_of_draft(own, table, context, kv_type) if table else 0

    def _fill(self, chosen: str) -> None:
        if self._model is None:
            return
        found = draft_models(self._model, self._models(), self._forecasts)
        self._found = {one.path: one for one in found}
        names = {one.path: named(one) for one in found}
        if chosen:
            names.setdefault(chosen, visible(PurePath(chosen).name))
        items = {"": self.tr("None"), **names}
        if items != {str(self.itemData(at)): self.itemText(at) for at in range(self.count())}:
            self._set(items, chosen)
        else:
            self.setCurrentIndex(self.findData(chosen))
        self.setEnabled(bool(names))
        self._explain()

    def _set(self, items: dict[str, str], chosen: str) -> None:
        with QSignalBlocker(self):
            self.clear()
            for path, name in items.items():
                self.addItem(name, path)
            self.setCurrentIndex(self.findData(chosen))

    def _explain(self) -> None:
        """What is chosen, as names may be longer than the field, and what it is for."""
        chosen = [self.currentText()] if self.path else []
        self.setToolTip(tip("\n".join((*chosen, self._about()))))

    def _about(self) -> str:
        if self.isEnabled():
            return self.tr(
                "A smaller model with the same vocabulary guesses ahead, and this one checks several tokens at once. "
                "That is faster where reading the weights is what takes the time."
            )
        if self._model and is_looking(self._model, self._models(), self._forecasts):
            return self.tr("Looking for a smaller model with the same vocabulary…")
        return self.tr("No smaller model on this computer has the same vocabulary.")


def named(model: LocalModel) -> str:
    """What a model is called in lists."""
    return " ".join(filter(None, (visible(model.name), visible(model.quantisation))))
