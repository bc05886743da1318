"""The line below an answer: its versions, how it was made, and what can be done with it. Nothing of it is ever cut."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from slm_desktop.ui.theme import px
from slm_desktop.ui.widgets.parts import label, tip

BETWEEN, FIXED_SPACE = " · ", "\u00a0"
LEAST_ROOM = 260
"""Pixels that the words want beside the buttons; with fewer they have lines of their own."""


class Foot(QWidget):
    """Words between two groups of buttons, or above them where a line has no room for all."""

    def __init__(self, before: QWidget, after: QWidget) -> None:
        super().__init__()
        self._before, self._after = before, after
        self.words = label("", 12, tone="3", wrap=True)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._apart: bool | None = None
        self._arrange()

    def show_words(self, words: str, details: str = "") -> None:
        """Say how the answer was made; the details are shown on demand."""
        parts = (part.replace(" ", FIXED_SPACE) for part in words.split(BETWEEN))
        self.words.setText(BETWEEN.join(parts))  # Lines end between figures, not within one.
        self.words.setAccessibleName(words)
        self.words.setAccessibleDescription(details)
        self.words.setToolTip(tip(details) if details else "")

    def sizeHint(self) -> QSize:
        """As high as its words are at the width that it has: a label that wraps would ask for the height of a narrow
        column.
        """
        width = max(self.width(), px(2 * LEAST_ROOM))
        return QSize(super().sizeHint().width(), self._grid.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """It may be narrow, and is as high as its words make it."""
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The words stand where they have room."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        buttons = sum(one.sizeHint().width() for one in (self._before, self._after) if not one.isHidden())
        apart = self.words.isHidden() is False and self.width() - buttons < px(LEAST_ROOM)
        if apart == self._apart:
            return
        self._apart = apart
        line = 1 if apart else 0
        self._grid.addWidget(self.words, 0, 0 if apart else 1, 1, 3 if apart else 1)
        self._grid.addWidget(self._before, line, 0)
        self._grid.addWidget(self._after, line, 2)
