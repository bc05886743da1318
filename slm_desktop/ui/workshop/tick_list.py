"""A list in which several lines can be ticked."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSizePolicy

from slm_desktop.core.engines.remote_address import is_remote
from slm_desktop.core.models.local_models import LocalModel
from slm_desktop.core.visible import visible
from slm_desktop.ui.theme import font, px
from slm_desktop.ui.widgets.parts import named, tip
from slm_desktop.ui.words import size

HEIGHT = 132


class TickList(QListWidget):
    """`chosen` is emitted when a line is ticked or not any more. Each line stands for a key."""

    chosen = Signal()

    def __init__(self, name: str, height: int = HEIGHT) -> None:
        super().__init__()
        named(self, "tickList")
        self.setFont(font(13))
        self._height = height
        self.setMinimumHeight(px(height))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setAccessibleName(name)
        self.itemChanged.connect(lambda _item: self.chosen.emit())

    def sizeHint(self) -> QSize:
        """Some lines; it grows with what is beside it."""
        return QSize(super().sizeHint().width(), px(self._height))

    def show_lines(self, lines: Sequence[tuple[str, str]], ticked: Sequence[str], off: Sequence[str] = ()) -> None:
        """Show lines of key and words; those whose keys are `off` are done already, and cannot be chosen."""
        with QSignalBlocker(self):
            self.clear()
            for key, words in lines:
                item = QListWidgetItem(words, self)
                item.setData(Qt.ItemDataRole.UserRole, key)
                item.setToolTip(tip(words))
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                if key in off:
                    item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
                item.setCheckState(Qt.CheckState.Checked if key in (*ticked, *off) else Qt.CheckState.Unchecked)
        self.chosen.emit()

    @property
    def ticked(self) -> list[str]:
        """The keys of the lines that are ticked, from the top."""
        items = (self.item(at) for at in range(self.count()))
        return [str(item.data(Qt.ItemDataRole.UserRole)) for item in items if _is_chosen(item)]


def _is_chosen(item: QListWidgetItem) -> bool:
    return bool(item.flags() & Qt.ItemFlag.ItemIsEnabled) and item.checkState() == Qt.CheckState.Checked


class ModelTicks(TickList):
    """Models of this computer to be ticked."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._models: list[LocalModel] = []

    def show_models(self, models: Sequence[LocalModel]) -> None:
        """Offer these; what was ticked stays so. The only one is ticked."""
        if list(models) == self._models:
            return
        before = self.ticked
        self._models = list(models)
        ticked = [models[0].path] if len(models) == 1 else before
        self.show_lines([(model.path, words_of(model)) for model in models], ticked)

    @property
    def models(self) -> list[LocalModel]:
        """Those that are ticked."""
        ticked = set(self.ticked)
        return [model for model in self._models if model.path in ticked]


def words_of(model: LocalModel) -> str:
    """A model in a line: name, type, size; of one on another machine its server."""
    if is_remote(model.path):
        return f"{visible(model.name)} · {visible(model.facts.name)}"
    return " ".join(filter(None, (visible(model.name), visible(model.quantisation), "·", size(model.size))))
