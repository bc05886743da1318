"""The prompt library: ways to ask, each an example that is put into the composer to be edited before it is sent."""

import msgspec
from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from slm_desktop.paths import resources
from slm_desktop.ui.theme import px
from slm_desktop.ui.widgets.parts import ElidedLabel, column, label
from slm_desktop.ui.words import language

WIDTH, ROW = 380, 46


class Example(msgspec.Struct, frozen=True):
    """One way to ask: the `text` goes into the draft, `system` becomes the system prompt."""

    name: str
    about: str
    text: str
    system: str = ""


def examples(code: str) -> list[Example]:
    """The library in a language, in English if there is none."""
    folder = resources() / "prompts"
    path = folder / f"{code}.json"
    return msgspec.json.decode((path if path.exists() else folder / "en.json").read_bytes(), type=list[Example])


class PromptLibrary(QFrame):
    """A popover with the examples. `chosen` carries one."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("picker")
        self.setFixedWidth(px(WIDTH))
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("Prompt library"))
        self._list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for example in examples(language()):
            item = QListWidgetItem(self._list)
            item.setData(Qt.ItemDataRole.UserRole, example)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{example.name}. {example.about}")
            item.setSizeHint(QSize(px(WIDTH - 40), px(ROW)))
            self._list.setItemWidget(item, _row(example))
        self._list.setFixedHeight(px(ROW) * min(9, self._list.count()) + 4)
        self._list.itemActivated.connect(self._on_activated)
        self._list.itemClicked.connect(self._on_activated)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 10, 8, 8)
        title = label(self.tr("Ways to ask. The example can be edited before it is sent."), 12, 500, "2", wrap=True)
        title.setContentsMargins(8, 0, 8, 2)
        layout.addWidget(title)
        layout.addWidget(self._list)

    def open_above(self, at: QPoint) -> None:
        """Open with its lower left corner at a place."""
        self.adjustSize()
        self.move(at.x(), max(0, at.y() - self.height()))
        self.show()
        self._list.setCurrentRow(0)
        self._list.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def _on_activated(self, item: QListWidgetItem) -> None:
        if self.isVisible():
            self.hide()
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))


def _row(example: Example) -> QWidget:
    widget = QWidget()
    name, about = ElidedLabel(13, 500), ElidedLabel(12, tone="3")
    name.setText(example.name)
    about.setText(example.about)
    widget.setLayout(column(name, about, spacing=0, margins=(8, 4, 8, 4)))
    return widget
