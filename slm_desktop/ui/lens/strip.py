"""How sure the model was along the answer: a line of bars that selects."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from slm_desktop.core.lens.seen import SeenAnswer
from slm_desktop.ui.lens.words import share_words, tint_of, token_words
from slm_desktop.ui.theme import Theme, px
from slm_desktop.ui.widgets.parts import tip

HEIGHT, NARROWEST = 44, 2


class Strip(QWidget):
    """The higher a bar, the less likely the model found that token. `chosen` carries a place, `passed` a letter."""

    chosen, passed = Signal(int), Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._answer: SeenAnswer | None = None
        self._shares: dict[int, float] = {}
        self._count, self._place = 0, 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Probability along the answer"))
        theme.changed.connect(self.update)

    def show_answer(self, answer: SeenAnswer | None, place: int) -> None:
        """Show an answer, and which of its tokens is looked at."""
        self._answer, self._place = answer, place
        self._shares = answer.probabilities() if answer else {}
        self._count = answer.count if answer else 0
        self.update()

    def sizeHint(self) -> QSize:
        """Wide, and not high."""
        return QSize(px(200), px(HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A bar for each token, or for several where there are more than pixels: then the least likely of them."""
        painter = QPainter(self)
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), self._theme.colour("line2"))
        if not self._count:
            return
        steps = min(self._count, max(1, self.width() // NARROWEST))
        width = self.width() / steps
        for step in range(steps):
            first = step * self._count // steps
            last = max(first + 1, (step + 1) * self._count // steps)
            share = min((self._shares[place] for place in range(first, last) if place in self._shares), default=None)
            if share is not None:
                self._paint_bar(painter, step * width, width, share)
        x = (self._place + 0.5) * self.width() / self._count
        painter.setPen(self._theme.colour("accent"))
        painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))

    def _paint_bar(self, painter: QPainter, x: float, width: float, share: float) -> None:
        height = max(1.0, (1 - share) * (self.height() - 4))
        colour = self._theme.colour(tint_of(share) or "line2")
        painter.fillRect(QRectF(x, self.height() - 1 - height, max(1.0, width - 0.5), height), colour)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The token under the pointer is looked at."""
        self._choose_at(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """So is each that the pointer is drawn over."""
        self._choose_at(event.position().x())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right step through the tokens, Home and End go to the edges."""
        steps = {Qt.Key.Key_Left: self._place - 1, Qt.Key.Key_Right: self._place + 1}
        steps |= {Qt.Key.Key_Home: 0, Qt.Key.Key_End: self._count - 1}
        place = steps.get(Qt.Key(event.key()))
        if event.text().isalpha():
            self.passed.emit(event.key())
        elif place is None:
            super().keyPressEvent(event)
        elif 0 <= place < self._count:
            self.chosen.emit(place)

    def event(self, event: QEvent) -> bool:
        """Hovering says which token stands there, and how likely it was."""
        if isinstance(event, QHelpEvent) and self._answer and self._count:
            place = self._place_at(event.pos().x())
            share = self._shares.get(place)
            words = token_words(self._answer.piece(place))
            QToolTip.showText(event.globalPos(), tip(f"{words}  {share_words(share)}" if share is not None else words))
            return True
        return super().event(event)

    def _choose_at(self, x: float) -> None:
        if self._count:
            self.chosen.emit(self._place_at(x))

    def _place_at(self, x: float) -> int:
        return max(0, min(self._count - 1, int(x * self._count / max(1, self.width()))))
