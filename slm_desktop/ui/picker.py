"""Choose a model: a popover with the models at hand, and ways to others."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from slm_desktop.core.shelf import STARTER, LocalModel
from slm_desktop.ui.owners import owner_name
from slm_desktop.ui.theme import MONO, font
from slm_desktop.ui.widgets.parts import ElidedLabel, button, label, row, rule, tip
from slm_desktop.ui.widgets.popover import Popover
from slm_desktop.ui.words import size

WIDTH, MOST_ROWS = 400, 7


class Picker(Popover):
    """The popover. `chosen` carries a path; `more_wanted` leads to the screen of models."""

    chosen = Signal(str)
    more_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, self.tr("Models on this computer"), self.tr("Models on this computer"), WIDTH)
        self.picked.connect(self.chosen.emit)
        more = button(self.tr("Find more models…"), "quiet", self._on_more)
        self.add_below((rule(), more, button(self.tr("Open a .gguf file…"), "quiet", self._on_browse)))

    def show_models(self, models: Sequence[LocalModel], current: str, at: QPoint) -> None:
        """Open below `at` with these models."""
        self._list.clear()
        for model in models:
            words = f"{model.name} {model.quantisation} {size(model.size)}"
            item = self.add_row(model.path, words, self._row(model, model.path == current))
            if model.path == current:
                self._list.setCurrentItem(item)
        self.open_at(at, MOST_ROWS)

    def _row(self, model: LocalModel, current: bool) -> QWidget:
        widget = QWidget()
        name, where = ElidedLabel(13, 600 if current else 500), ElidedLabel(12, tone="3")
        name.setText(model.name)
        whose = self.tr("comes with the app, tiny") if model.owner == STARTER else owner_name(model.owner)
        where.setText(f"{size(model.size)}  ·  {whose}")
        where.setToolTip(tip(model.path))
        quantisation = label(model.quantisation, 11, tone="2")
        quantisation.setFont(font(11, family=MONO))
        quantisation.setVisible(bool(model.quantisation))
        top = row(name, quantisation, spacing=6)
        top.setStretch(0, 1)
        layout = QVBoxLayout(widget)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(where)
        return widget

    def _on_more(self) -> None:
        self.hide()
        self.more_wanted.emit()

    def _on_browse(self) -> None:
        self.hide()
        path, _filter = QFileDialog.getOpenFileName(
            self.parentWidget(), self.tr("Open a model"), "", self.tr("Models (*.gguf);;All files (*)")
        )
        if path:
            self.chosen.emit(path)
