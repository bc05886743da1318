"""A list that pops up, from which one thing is chosen: by a click, by Enter; Esc closes it."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from slm_desktop.ui.theme import px
from slm_desktop.ui.widgets.parts import label, named

ROW = 46


class Panel(QFrame):
    """A frame that pops up; Esc and a click elsewhere close it."""

    def __init__(self, parent: QWidget, width: int) -> None:
        """`width` in pixels at usual text size."""
        super().__init__(parent, Qt.WindowType.Popup)
        named(self, "picker")
        self.setFixedWidth(px(width))

    def show_at(self, at: QPoint, *, above: bool = False) -> None:
        """Open with the upper (or, `above`, the lower) left corner at a place, moved as far as the screen needs it."""
        layout = self.layout()
        if layout:
            layout.activate()
            width = self.maximumWidth()
            high = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else self.sizeHint().height()
            self.resize(width, high)
        at = at - QPoint(0, self.height()) if above else at
        screen = (QGuiApplication.screenAt(at) or self.screen()).availableGeometry()
        right, bottom = screen.right() - self.width(), screen.bottom() - self.height()
        self.move(max(screen.left(), min(at.x(), right)), max(screen.top(), min(at.y(), bottom)))
        self.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)


class Popover(Panel):
    """The frame with its title and list. `picked` carries what the chosen row stands for, once."""

    picked = Signal(object)

    def __init__(self, parent: QWidget, name: str, title: str, width: int) -> None:
        super().__init__(parent, width)
        self._row_width = px(width - 40)
        self._list = QListWidget()
        self._list.setAccessibleName(name)
        self._list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemActivated.connect(self._on_activated)
        self._list.itemClicked.connect(self._on_activated)
        heading = label(title, 12, 500, "2", wrap=True)
        heading.setContentsMargins(8, 0, 8, 2)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(8, 10, 8, 8)
        self._layout.setSpacing(6)
        self._layout.addWidget(heading)
        self._layout.addWidget(self._list)

    def add_below(self, widgets: Iterable[QWidget]) -> None:
        """More below the list."""
        for widget in widgets:
            self._layout.addWidget(widget)

    def add_row(self, value: Any, words: str, shown: QWidget) -> QListWidgetItem:
        """A row that stands for something; `words` are what a screen reader says."""
        item = QListWidgetItem(self._list)
        item.setData(Qt.ItemDataRole.UserRole, value)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
        item.setSizeHint(QSize(self._row_width, px(ROW)))
        self._list.setItemWidget(item, shown)
        return item

    def open_at(self, at: QPoint, most: int, *, above: bool = False) -> None:
        """Open with the upper (or, `above`, the lower) left corner at a place, `most` rows high at most."""
        self._list.setFixedHeight(px(ROW) * min(most, max(1, self._list.count())) + 4)
        self.show_at(at, above=above)
        self._list.setFocus()

    def _on_activated(self, item: QListWidgetItem) -> None:
        if self.isVisible():
            self.hide()
            self.picked.emit(item.data(Qt.ItemDataRole.UserRole))
