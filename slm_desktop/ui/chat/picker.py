"""Choose a model: a popover with the models at hand, and a way to any other file."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from slm_desktop.core.shelf import STARTER, LocalModel
from slm_desktop.ui.owners import owner_name
from slm_desktop.ui.theme import MONO, Theme, font
from slm_desktop.ui.widgets.parts import ElidedLabel, button, label, row, rule, tip
from slm_desktop.ui.words import size

WIDTH, ROW, MOST_ROWS = 400, 46, 7


class Picker(QFrame):
    """The popover. `chosen` carries a path; `more_wanted` leads to the screen of models."""

    chosen = Signal(str)
    more_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("picker")
        self._theme = theme
        self.setFixedWidth(WIDTH)
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("Models on this computer"))
        self._list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self._list.itemActivated.connect(self._on_activated)
        self._list.itemClicked.connect(self._on_activated)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 10, 8, 8)
        layout.setSpacing(6)
        title = label(self.tr("Models on this computer"), 12, 500, "2")
        title.setContentsMargins(8, 0, 0, 0)
        layout.addWidget(title)
        layout.addWidget(self._list)
        layout.addWidget(rule())
        layout.addWidget(button(self.tr("Find more models…"), "quiet", self._on_more))
        layout.addWidget(button(self.tr("Open a .gguf file…"), "quiet", self._on_browse))

    def show_models(self, models: Sequence[LocalModel], current: str, at: QPoint) -> None:
        """Open below `at` with these models."""
        self._list.clear()
        for model in models:
            item = QListWidgetItem(self._list)
            item.setData(Qt.ItemDataRole.UserRole, model.path)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{model.name} {model.quantisation} {size(model.size)}")
            item.setSizeHint(QSize(WIDTH - 40, ROW))
            self._list.setItemWidget(item, self._row(model, model.path == current))
            if model.path == current:
                self._list.setCurrentItem(item)
        self._list.setFixedHeight(ROW * min(MOST_ROWS, max(1, len(models))) + 4)
        self.adjustSize()
        self.move(at)
        self.show()
        self._list.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

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

    def _on_activated(self, item: QListWidgetItem) -> None:
        self.hide()
        self.chosen.emit(str(item.data(Qt.ItemDataRole.UserRole)))

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
