"""The frame around the message that a search led to."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect
from PySide6.QtWidgets import QFrame, QWidget
from shiboken6 import isValid

from slm_desktop.ui.widgets.parts import named

SIDE, ABOVE = 12, 8
"""Pixels that it is wider and higher than the message."""


class FoundMark(QObject):
    """Frames one message at a time, and goes where that goes."""

    def __init__(self, body: QWidget) -> None:
        """`body` is what scrolls, with room at the sides of the messages."""
        super().__init__(body)
        self._body = body
        self._turn: QWidget | None = None
        self._frame: QFrame | None = None
        self._watched: tuple[QWidget, ...] = ()

    def show_at(self, turn: QWidget) -> None:
        """Frame a message."""
        self.clear()
        self._turn = turn
        self._frame = named(QFrame(self._body), "found")
        self._watched = tuple(one for one in (turn, turn.parentWidget()) if one)
        for one in self._watched:
            one.installEventFilter(self)
        self._follow()
        self._frame.lower()
        self._frame.show()

    def clear(self) -> None:
        """Frame none."""
        for one in self._watched:
            if isValid(one):
                one.removeEventFilter(self)
        if self._frame and isValid(self._frame):
            self._frame.deleteLater()
        self._turn = self._frame = None
        self._watched = ()

    def _follow(self) -> None:
        if self._turn and self._frame:
            place = QRect(self._turn.mapTo(self._body, QPoint(0, 0)), self._turn.size())
            self._frame.setGeometry(place.adjusted(-SIDE, -ABOVE, SIDE, ABOVE))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The message moved, or is gone."""
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize):
            self._follow()
        elif watched is self._turn and event.type() == QEvent.Type.DeferredDelete:
            self.clear()
        return super().eventFilter(watched, event)
