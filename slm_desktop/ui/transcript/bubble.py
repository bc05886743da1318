"""The words of a question, in their bubble."""

from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel

from slm_desktop.ui.theme import font, px

LINES = '<p style="margin: 0; line-height: 125%; white-space: pre-wrap">{}</p>'
"""A question's lines are as far apart as an answer's.

A label sets plain text tighter, so this one, escaped, is rich.
"""


class BubbleText(QLabel):
    """Plain text that is as wide as it likes, up to the bubble's width, and narrower where there is no room."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setFont(font(14))
        self.setWordWrap(True)
        self.setMinimumWidth(1)
        self.plain, self._natural = "", 1
        self.show_text(text)

    def show_text(self, text: str) -> None:
        """Show this, as wide as it likes to be."""
        self.plain = text
        self.setText(LINES.format(escape(text)))
        room = self.fontMetrics().boundingRect(0, 0, px(520), 100_000, Qt.TextFlag.TextWordWrap, text[:2000]).width()
        self._natural = min(px(520), room + 4)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """The width of the text, and its height at that width."""
        return QSize(self._natural, self.heightForWidth(self._natural))
