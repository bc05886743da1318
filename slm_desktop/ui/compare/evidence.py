"""Below the columns: the speed of all of them over one axis, and the verdicts that belong to no column."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from slm_desktop.core.compare.column import ColumnSession
from slm_desktop.core.compare.curve import speeds
from slm_desktop.core.compare.records import BAD, TIE, letter
from slm_desktop.core.compare.session import ComparisonSession
from slm_desktop.core.engines.answer_figures import CONCURRENT, SPEED
from slm_desktop.ui.theme import Theme, px
from slm_desktop.ui.widgets.parts import ElidedLabel, button, label, named, row, set_tone
from slm_desktop.ui.words import fixed

HEIGHT = 150
REDRAW_MILLISECONDS = 250


class Evidence(QFrame):
    """`judged` carries a verdict: tie or bad."""

    judged = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("evidence")
        self._theme, self._session = theme, None  # type: tuple[Theme, ComparisonSession | None]
        self._plot: Any = None
        self._room, self._asked = True, False
        self._title, self._note = label(self.tr("Tokens per second"), 12, 500), ElidedLabel(12, tone="3")
        self._question = label(self.tr("Which answer is best?"), 12, tone="2")
        self._tie = button(self.tr("Tie"), "plain", lambda: self.judged.emit(TIE))
        self._bad = button(self.tr("All bad"), "plain", lambda: self.judged.emit(BAD))
        head = row(self._title, self._note, self._question, self._tie, self._bad, spacing=10, margins=(24, 8, 24, 4))
        head.setStretch(1, 1)
        self._place = QVBoxLayout()
        self._place.setContentsMargins(16, 0, 24, 6)
        holder = named(QWidget(), "plotHolder")
        holder.setLayout(self._place)
        holder.setFixedHeight(px(HEIGHT))
        self._holder = holder
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(head)
        whole.addWidget(holder)
        self._timer = QTimer(self, singleShot=True, interval=REDRAW_MILLISECONDS)
        self._timer.timeout.connect(self.draw)
        theme.changed.connect(self.draw)

    def build(self) -> None:
        """Make the plot; call it when pyqtgraph can be imported quickly."""
        from slm_desktop.ui.compare.plots import SpeedPlot

        if self._plot is None:
            self._plot = SpeedPlot(self._theme)
            self._plot.widget.setAccessibleName(self._title.text())
            self._place.addWidget(self._plot.widget)
            self.draw()

    def show_graph(self, on: bool) -> None:
        """In a low window the graph goes, and while nothing was asked; the verdicts stay."""
        self._room = on
        for part in (self._holder, self._title):
            part.setVisible(on and self._asked)

    def show_session(self, session: ComparisonSession) -> None:
        """Show the evidence of a comparison."""
        self._session = session
        able = session.can_vote
        verdict = session.vote.verdict if session.vote else ""
        why = "" if able else self.tr("There is nothing to judge until two columns have answered the newest question.")
        self._question.setToolTip(why)
        for one, name in ((self._tie, TIE), (self._bad, BAD)):
            one.setToolTip(why)
            one.setEnabled(able)
            set_tone(one, "kind", "chosen" if verdict == name else "plain")
        fair = self.tr("One after another: each column had the computer for itself.")
        together = self.tr("At the same time: the columns shared the computer.")
        wrote = [column for column in session.contenders if column.run and column.run.tokens]
        is_shared = len(wrote) > 1 and any(column.figure(CONCURRENT) for column in wrote)
        asked = any(column.run and column.run.tokens for column in session.columns)
        self._note.setText((together if is_shared else fair) if asked else "")
        self._asked = (asked or session.running is not None) and not session.record.hidden
        self.show_graph(self._room)
        self.later()

    def later(self) -> None:
        """Draw soon: what grows is drawn four times a second."""
        if not self._timer.isActive():
            self._timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        """What came, and which colours were chosen, while it was hidden is drawn now."""
        super().showEvent(event)
        self.later()

    def draw(self) -> None:
        """Draw the lines."""
        if self._plot is None or self._session is None or not self._holder.isVisible():
            return
        shown = self._session.columns if self._session.running else self._session.contenders
        lines = [
            (at, letter(at), speeds(column.run.tokens if column.run else []))
            for at, column in enumerate(self._session.columns)
            if column in shown
        ]
        self._plot.draw(lines)
        self._plot.widget.setAccessibleDescription(self._description(shown))

    def _description(self, shown: Sequence[ColumnSession]) -> str:
        """What the lines show, for those who do not see them."""
        columns = self._session.columns if self._session else []
        rates = [(letter(at), column.figure(SPEED)) for at, column in enumerate(columns) if column in shown]
        return ", ".join(f"{name}: {fixed(rate, 1)} tok/s" for name, rate in rates if rate)

    def minimumSizeHint(self) -> Any:
        """It can be as narrow as it must."""
        hint = super().minimumSizeHint()
        hint.setWidth(px(300))
        return hint
