"""List, conversation and inspector side by side: the outer two can be dragged wider, shown and hidden, and stay so."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSplitter, QWidget

from slm_desktop.settings import Settings
from slm_desktop.ui.theme import SIZE, px

HANDLE = 3
LIST_FROM_WIDTH = 1180
"""In narrower windows the list of chats opens on demand."""
SMALLEST_MIDDLE = 460
"""What a conversation needs: below that the panel, or the list, gives way."""


class Columns(QSplitter):
    """`arranged` tells which of the outer columns are shown: the inspector, the list."""

    arranged = Signal(bool, bool)

    def __init__(self, chats: QWidget, middle: QWidget, inspector: QWidget, settings: Settings) -> None:
        super().__init__()
        self._chats, self._middle, self._inspector, self._settings = chats, middle, inspector, settings
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
        """Show or hide the inspector; where there is room for one panel, the list gives way."""
        self._settings["inspector"] = shown
        if shown and not self._room_for_both():
            self._list_wanted = None
        self._arrange()

    def toggle_inspector(self) -> None:
        """Show or hide the inspector."""
        self.show_inspector(self._inspector.isHidden())

    def resizeEvent(self, event: object) -> None:
        """Without room, the list gives way to the conversation."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._arrange()

    def _arrange(self) -> None:
        roomy = self.width() >= LIST_FROM_WIDTH - SIZE.rail or not self._settings["inspector"]
        shows_list = roomy if self._list_wanted is None else self._list_wanted
        shows_inspector = self._settings["inspector"] and (not self._list_wanted or self._room_for_both())
        self._chats.setVisible(shows_list)
        self._inspector.setVisible(shows_inspector)
        self.arranged.emit(shows_inspector, shows_list)

    def _room_for_both(self) -> bool:
        columns = (self._chats, self._middle, self._inspector)
        return self.width() >= sum(column.minimumWidth() for column in columns) + 2 * HANDLE

    def _on_moved(self) -> None:
        for name, column in (("list_width", self._chats), ("inspector_width", self._inspector)):
            if column.isVisible():
                self._settings[name] = column.width()
