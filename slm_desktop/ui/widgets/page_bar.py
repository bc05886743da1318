"""The scroll bar of a page of text, which has its room whether it is needed or not.

Text that is a little narrower beside a bar may be a line longer: there is a height of the window at which a page needs
the bar only while it has one, and Qt would show and hide it until its stack is full, which ends the app.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QScrollArea, QScrollBar


class PageBar(QScrollBar):
    """Drawn only while there is something to scroll."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Nothing, or the bar."""
        if self.maximum() > self.minimum():
            super().paintEvent(event)


def keep_room_for_bar(area: QScrollArea) -> None:
    """Let what the area shows have the same width at any height."""
    area.setVerticalScrollBar(PageBar(Qt.Orientation.Vertical))
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
