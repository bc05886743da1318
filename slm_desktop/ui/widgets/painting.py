"""What painted rows of lists have in common: the ground of a chosen one, and a line of text that is cut where room
ends.
"""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from slm_desktop.ui.theme import Theme


def paint_ground(painter: QPainter, theme: Theme, option: QStyleOptionViewItem) -> None:
    """The ground of a row that is selected or under the pointer; with the focus it has an edge."""
    area: QRect = option.rect
    selected = bool(option.state & QStyle.StateFlag.State_Selected)
    if selected or option.state & QStyle.StateFlag.State_MouseOver:
        focused = selected and bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.setPen(theme.colour("accent") if focused else Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("selected" if selected else "hover"))
        painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 6, 6)


def paint_line(painter: QPainter, area: QRect, text: str, chosen: QFont, colour: QColor) -> None:
    """A line of text, with an ellipsis where it is too long."""
    painter.setFont(chosen)
    painter.setPen(colour)
    short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, short)
