"""List, conversation and inspector side by side: the outer two can be dragged wider, shown and hidden, and stay so."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from slm_desktop.settings import Settings
from slm_desktop.ui.theme import SIZE, px

HANDLE = 3
LIST_FROM_WIDTH = 1180
"""In narrower windows the list of chats opens on demand."""
SMALLEST_MIDDLE, NARROWEST_MIDDLE = 460, 300
"""What a conversation needs: below that the panel, or the list, gives way.

And what is left to it when one is asked for.
"""


class Columns(QSplitter):
    """`arranged` tells which of the outer columns are shown: the inspector, the list."""

    arranged = Signal(bool, bool)

    def __init__(self, chats: QWidget, middle: QWidget, inspector: QWidget, settings: Settings) -> None:
        super().__init__()
        self._chats, self._middle, self._inspector, self._settings = chats, middle, inspector, settings
        self._list_wanted: bool | None = None
        self._inspector_asked = False
        middle.setMinimumWidth(px(NARROWEST_MIDDLE))
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
        self._settings["inspector"] = self._inspector_asked = shown
        if shown and not self._has_room(self._chats, self._inspector):
            self._list_wanted = None
        self._arrange()

    def toggle_inspector(self) -> None:
        """Show or hide the inspector."""
        self.show_inspector(self._inspector.isHidden())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Without room, the list gives way to the conversation."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        both = self._has_room(self._chats, self._inspector)
        wide = both and self.width() >= LIST_FROM_WIDTH - SIZE.rail
        roomy = self._has_room(self._chats) if not self._settings["inspector"] else wide
        shows_list = roomy if self._list_wanted is None else self._list_wanted
        has_place = both if shows_list else self._inspector_asked or self._has_room(self._inspector)
        shows_inspector = self._settings["inspector"] and has_place
        self._chats.setVisible(shows_list)
        self._inspector.setVisible(shows_inspector)
        self.arranged.emit(shows_inspector, shows_list)

    def minimumSizeHint(self) -> QSize:
        """As narrow as a conversation alone: the others give way before it comes to that."""
        return QSize(px(NARROWEST_MIDDLE), super().minimumSizeHint().height())

    def _has_room(self, *outer: QWidget) -> bool:
        """Whether these fit beside a conversation that is wide enough."""
        return self.width() >= px(SMALLEST_MIDDLE) + sum(column.minimumWidth() + HANDLE for column in outer)

    def _on_moved(self) -> None:
        for name, column in (("list_width", self._chats), ("inspector_width", self._inspector)):
            if column.isVisible():
                self._settings[name] = column.width()
