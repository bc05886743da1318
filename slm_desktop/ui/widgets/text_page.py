"""A page of text that scrolls; its scroll bar has room whether it is needed or not.

Text that is a little narrower beside a bar may be a line longer: there is a height of the window at which a page needs
the bar only while it has one, and Qt would show and hide it until its stack is full, which ends the app.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QScrollBar


class TextPage(QScrollArea):
    """What it shows has the same width at any height."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBar(PageBar(Qt.Orientation.Vertical))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)


class PageBar(QScrollBar):
    """Drawn only while there is something to scroll."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Nothing, or the bar."""
        if self.maximum() > self.minimum():
            super().paintEvent(event)
