"""A page that scrolls, above a foot that does not: what comes and goes there moves nothing on the page."""

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout

from slm_desktop.ui.theme import px
from slm_desktop.ui.widgets.parts import named


class Footed(QScrollArea):
    """`foot` is the layout of what stands below, at most `width` pixels (at usual text size) wide."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._most = px(width)
        self._below = named(QFrame(self), "foot")
        self.foot = QVBoxLayout(self._below)
        self.foot.setContentsMargins(32, 0, 32, 0)
        self._below.installEventFilter(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The foot keeps its place."""
        super().resizeEvent(event)
        self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Something came into the foot, or left it."""
        if watched is self._below and event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().eventFilter(watched, event)

    def _arrange(self) -> None:
        width = min(self.width(), self._most)
        high = self.foot.totalHeightForWidth(width) if self.foot.hasHeightForWidth() else self.foot.sizeHint().height()
        self.setViewportMargins(0, 0, 0, high)
        self._below.setGeometry(QRect((self.width() - width) // 2, self.height() - high, width, high))
