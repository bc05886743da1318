"""List, conversation and inspector side by side: the outer two can be dragged wider, shown and hidden, and stay so."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSplitter, QWidget

from slm_desktop.settings import Settings
from slm_desktop.ui.theme import SIZE, px

HANDLE = 3
LIST_FROM_WIDTH = 1180
"""In narrower windows the list of chats opens on demand."""
SMALLEST_MIDDLE = 360


class Columns(QSplitter):
    """`arranged` tells which of the outer columns are shown: the inspector, the list."""

    arranged = Signal(bool, bool)

    def __init__(self, chats: QWidget, middle: QWidget, inspector: QWidget, settings: Settings) -> None:
        super().__init__()
        self._chats, self._inspector, self._settings = chats, inspector, settings
        self._list_wanted: bool | None = None
        middle.setMinimumWidth(px(SMALLEST_MIDDLE))
        self.setHandleWidth(HANDLE)
        self.setChildrenCollapsible(False)
        for at, column in enumerate((chats, middle, inspector)):
            self.addWidget(column)
            self.setStretchFactor(at, at % 2)
        self.setSizes([settings["list_width"] or SIZE.list, 10_000, settings["inspector_width"] or SIZE.inspector])
        self.setAccessibleName(self.tr("Columns"))
        for at, name in enumerate((self.tr("Width of the list"), self.tr("Width of the panel")), 1):
            self.handle(at).setAccessibleName(name)
        self.splitterMoved.connect(self._on_moved)
        inspector.setVisible(settings["inspector"])

    def show_list(self, shown: bool) -> None:
        """Show or hide the list, however wide the window is."""
        self._list_wanted = shown
        self._arrange()

    def show_inspector(self, shown: bool) -> None:
        """Show or hide the inspector."""
        self._settings["inspector"] = shown
        self._arrange()

    def toggle_inspector(self) -> None:
        """Show or hide the inspector."""
        self.show_inspector(not self._settings["inspector"])

    def resizeEvent(self, event: object) -> None:
        """Without room, the list gives way to the conversation."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._arrange()

    def _arrange(self) -> None:
        roomy = self.width() >= LIST_FROM_WIDTH - SIZE.rail or not self._settings["inspector"]
        self._chats.setVisible(roomy if self._list_wanted is None else self._list_wanted)
        self._inspector.setVisible(self._settings["inspector"])
        self.arranged.emit(self._settings["inspector"], not self._chats.isHidden())

    def _on_moved(self) -> None:
        for name, column in (("list_width", self._chats), ("inspector_width", self._inspector)):
            if column.isVisible():
                self._settings[name] = column.width()
