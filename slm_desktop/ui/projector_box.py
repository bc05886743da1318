"""The field in which it is chosen what reads pictures and sounds for a model."""

from collections.abc import Callable, Sequence
from pathlib import PurePath

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox

from slm_desktop.core.models.local_models import LocalModel
from slm_desktop.core.models.names import PROJECTOR
from slm_desktop.core.visible import visible
from slm_desktop.paths import file_size
from slm_desktop.ui.theme import font, px
from slm_desktop.ui.widgets.parts import tip, unscrolled


class ProjectorBox(QComboBox):
    """The projector beside a model, none, and others of this computer whose numbers fit.

    `find` gives the path of the one beside a model file.
    """

    def __init__(self, models: Callable[[], Sequence[LocalModel]], find: Callable[[str], str], width: int) -> None:
        super().__init__()
        self._models, self._find = models, find
        self.beside = ""
        """That of the model that is shown; '' for none."""
        self.setFont(font(13))
        self.setMinimumWidth(px(width))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.currentIndexChanged.connect(lambda _at: self._explain())
        unscrolled(self)

    @property
    def path(self) -> str:
        """The file that is chosen, '' for none."""
        return str(self.currentData() or "")

    @property
    def need(self) -> int:
        """Bytes that it takes beside the model."""
        return file_size(self.path)

    def look(self, model: LocalModel) -> None:
        """Find what is beside a model."""
        self.beside = self._find(model.path)

    def show_for(self, model: LocalModel, chosen: str) -> None:
        """Offer what fits a model, with what was chosen before, whatever has become of it."""
        fitting = [one for one in self._models() if _fits(one, model)]
        paths = dict.fromkeys(filter(None, (self.beside, chosen, *(one.path for one in fitting))))
        with QSignalBlocker(self):
            self.clear()
            for path in paths:
                self.addItem(visible(PurePath(path).name), path)
            self.addItem(self.tr("None"), "")
            self.setCurrentIndex(self.findData(chosen))
        self.setEnabled(bool(paths))
        self._explain()

    def _explain(self) -> None:
        about = (
            self.tr("It reads pictures or sounds for the model, and takes memory beside it.")
            if self.isEnabled()
            else self.tr("There is no part for pictures or sounds (mmproj) for this model on this computer.")
        )
        self.setToolTip(tip("\n".join((*([self.currentText()] if self.path else []), about))))


def _fits(one: LocalModel, model: LocalModel) -> bool:
    """Whether a file may read pictures or sounds for a model, by what their heads say."""
    widths = {one.facts.width, model.facts.width} - {0}
    return one.facts.kind == PROJECTOR and not one.facts.problem and len(widths) < 2
