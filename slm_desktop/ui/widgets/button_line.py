"""Buttons beside one another, and below one another where there is no room for that: in no language is one cut off."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

BESIDE, BELOW = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom


class ButtonLine(QWidget):
    """Buttons in a line; steps and what is about them in two, or all below one another, where a line has no room for
    all.
    """

    def __init__(self, steps: Sequence[QWidget], about: Sequence[QWidget] = (), *, stacked: bool = False) -> None:
        """`about` stand at the right end of the line; `stacked` ones are never in a line."""
        super().__init__()
        self._steps, self._about, self._stacked = steps, about, stacked
        self._whole = QBoxLayout(BESIDE, self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._lines = [QBoxLayout(BESIDE), QBoxLayout(BESIDE)]
        for line, buttons in zip(self._lines, (steps, about), strict=True):
            for one in buttons:
                line.addWidget(one)
            self._whole.addLayout(line)
        self._lines[0].addStretch(1)
        self._whole.setStretch(0, 1)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One line or several."""
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """As narrow as the widest button."""
        widths = (one.minimumSizeHint().width() for one in (*self._steps, *self._about))
        return QSize(max(widths, default=0), super().minimumSizeHint().height())

    def _arrange(self) -> None:
        steps, about = _room(self._steps), _room(self._about)
        self._lay(self._whole, steps + about <= self.width() and not self._stacked)
        self._lay(self._lines[0], steps <= self.width() and not self._stacked)
        self._lay(self._lines[1], about <= self.width())

    @staticmethod
    def _lay(line: QBoxLayout, beside: bool) -> None:
        line.setDirection(BESIDE if beside else BELOW)
        line.setSpacing(8 if beside else 6)


def _room(buttons: Sequence[QWidget]) -> int:
    """Pixels that buttons need beside one another."""
    return sum(one.sizeHint().width() + 8 for one in buttons)
