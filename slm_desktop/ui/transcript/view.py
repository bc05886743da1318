"""The conversation: turns in a scrolling column that stays at its end while an answer is written.

Of a long chat only a stretch is made of widgets; scrolling to an edge of it brings the next messages, and takes away
those far off on the other side.
"""

import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.chat.thinking import split
from slm_desktop.core.engines.run import Run
from slm_desktop.core.records import Message, RunRecord
from slm_desktop.ui.banners import BannerPlace
from slm_desktop.ui.theme import SIZE, Theme
from slm_desktop.ui.transcript.actions import Verbs
from slm_desktop.ui.transcript.empty import Empty
from slm_desktop.ui.transcript.found import FoundMark
from slm_desktop.ui.widgets.announce import announce
from slm_desktop.ui.widgets.parts import IconButton, named
from slm_desktop.ui.widgets.text_page import TextPage
from slm_desktop.ui.words import translate

if TYPE_CHECKING:
    from slm_desktop.ui.tools.result_turn import ToolResult
    from slm_desktop.ui.transcript.answer import Answer
    from slm_desktop.ui.transcript.question import Question
    from slm_desktop.ui.transcript.token_places import TokenPlaces

    Turn = Question | Answer | ToolResult

REPAINT_SECONDS, SPARING_SECONDS = 1 / 20, 1 / 12
"""Between two drawings of an answer that grows; the second where the engine has all cores and waits for each."""
CORES = os.cpu_count() or 1
FAR = 240
"""Pixels above the end from which a button leads there."""
MOST_ANNOUNCED = 2000
"""Characters of an answer that are said by themselves; all of it can be gone through."""
SHOWN_AT_FIRST, STEP, MOST_SHOWN = 30, 20, 90
"""Messages that are made at first, that come at an edge, and that are kept."""
NEAR_EDGE = 400
SETTLING = 3
MARGIN, BAR = 40, 10


class Ground(QWidget):
    """Fills itself, so that Qt need not paint what lies below it, layer by layer, each time that an answer grows."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        theme.changed.connect(self.update)

    def event(self, event: QEvent) -> bool:
        """A style sheet takes the mark away whenever it looks at a widget."""
        done = super().event(event)
        if event.type() in (QEvent.Type.Polish, QEvent.Type.StyleChange, QEvent.Type.Show):
            self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        return done

    def paintEvent(self, event: QPaintEvent) -> None:
        """One colour."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.colour("content"))


class Transcript(TextPage):
    """Shows one session. Turns are made once and then refreshed; only the answer under way changes.

    `token_picked` carries a message and the number of the token that was clicked; `drawn` says that words have changed.
    """

    token_picked = Signal(object, int)
    drawn = Signal()

    def __init__(self, theme: Theme, verbs: Verbs, margin: int = MARGIN) -> None:
        super().__init__()
        self.setObjectName("transcript")
        self._theme, self._verbs, self._margin = theme, verbs, margin
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Conversation"))
        self._session: ChatSession | None = None
        self._leave: list[Callable[[], None]] = []
        self._turns: dict[int, Turn] = {}
        self._mark: QWidget | None = None
        self._first = self._last = 0
        self._followed: Run | None = None
        self._newest_alone = False
        self._drawn, self._at_end, self._moving, self._was_live = 0.0, True, False, False
        self.banners = BannerPlace()
        self._column = QVBoxLayout()
        self._column.setSpacing(24)
        self._column.setContentsMargins(0, 24, 0, 16)
        self.empty = Empty()
        self._column.addWidget(self.empty)
        self._body = self._centred()
        self.setWidget(self._body)
        self._found = FoundMark(self._body)
        self._end = IconButton(theme, "down", self.tr("Jump to the end"), self._on_jump, side=36)
        self._end.setParent(self)
        self._end.setObjectName("jump")
        self._end.hide()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._refresh_live)
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(self._on_scrolled)
        bar.rangeChanged.connect(self._on_grown)

    def _centred(self) -> QWidget:
        body, inner = named(Ground(self._theme), "transcriptBody"), QWidget()
        inner.setMaximumWidth(SIZE.column)
        holder = QVBoxLayout(inner)
        holder.setContentsMargins(0, 0, 0, 0)
        holder.addLayout(self._column)
        holder.addLayout(self.banners)
        holder.addStretch(1)
        line = QHBoxLayout(body)
        line.setContentsMargins(self._margin, 0, self._margin, 0)
        line.addWidget(inner, 1)
        self._line = line
        return body

    def show_session(self, session: ChatSession, at: int = 0) -> None:
        """Show another chat at its end, or at the message `at`."""
        self.leave()
        self._found.clear()
        self._clear()
        self._end.hide()
        self._session, self._was_live = session, session.answering is not None
        self._leave = [session.changed.subscribe(self.refresh), session.streamed.subscribe(self._on_streamed)]
        ids = session.messages.ids
        place = ids.index(at) if at in ids else len(ids)
        self._at_end = place == len(ids)
        self._first = max(0, place - SHOWN_AT_FIRST // 2) if at in ids else max(0, len(ids) - SHOWN_AT_FIRST)
        self._last = min(len(ids), self._first + SHOWN_AT_FIRST)
        self.refresh()
        if at in ids:
            QTimer.singleShot(0, self, lambda: self._go_to(at))

    def leave(self) -> None:
        """Follow the session no more."""
        for leave in self._leave:
            leave()
        self._leave = []

    def _go_to(self, at: int) -> None:
        turn = self._turns.get(at)
        if turn:
            self._found.show_at(turn)
            self._settle()
            self.verticalScrollBar().setValue(max(0, turn.y() - 60))

    def refresh(self) -> None:
        """Bring the turns into line with the session's messages."""
        session = self._session
        if session is None:
            return
        ids = session.messages.ids
        if session.answering and session.answering.run != self._followed:
            self._followed, self._at_end = session.answering.run, True  # What was sent just now is looked at.
            self._found.clear()
        if self._at_end:
            self._last = len(ids)
        self._last = min(self._last, len(ids))
        self._first = max(0, min(self._first, self._last - 1), 0 if self.unsent else self._last - MOST_SHOWN)
        if self._newest_alone:
            self._first = max(self._first, self._last_question(session))
        shown = session.messages[self._first : self._last]
        self.empty.setVisible(not ids)
        known = {message.id for message in shown}
        for gone in [id_ for id_ in self._turns if id_ not in known]:
            self._remove(self._turns.pop(gone))
        self._place_turns(shown)
        self._refresh_live()

    def show_newest_alone(self, on: bool) -> None:
        """Show the last question and its answer, and nothing of what came before."""
        if on != self._newest_alone:
            self._newest_alone = on
            if self._session:
                self._first = max(0, len(self._session.messages.ids) - SHOWN_AT_FIRST)
            self.refresh()

    @staticmethod
    def _last_question(session: ChatSession) -> int:
        """The place of the last question among the messages."""
        count = len(session.messages.ids)
        return next((at for at in range(count - 1, -1, -1) if session.messages[at].role == "user"), 0)

    def _place_turns(self, shown: list[Message]) -> None:
        if self._mark:
            self._remove(self._mark)
            self._mark = None
        session, position, left_out = self._session, 1, self._left_out()
        if session is None:
            return
        for message in shown:
            if left_out and message.id == left_out.oldest:
                position = self._add_mark(position, left_out)
            if message.id not in self._turns:
                self._turns[message.id] = self._make(message)
                self._column.insertWidget(position, self._turns[message.id])
                self._turns[message.id].show()  # A layout gives no room to what is not shown yet.
            turn = self._turns[message.id]
            last = message.id == session.messages.ids[-1]
            turn.show_place(session.tree.siblings(message.id), free=session.answering is None, last=last)
            position = self._column.indexOf(turn) + 1

    def _make(self, message: Message) -> "Turn":
        from slm_desktop.ui.transcript.answer import Answer
        from slm_desktop.ui.transcript.question import Question

        if message.role == "tool":
            from slm_desktop.ui.tools.result_turn import ToolResult

            return ToolResult(self._theme, message, self._verbs)
        if message.role == "user":
            return Question(self._theme, message, self._verbs)
        turn = Answer(self._theme, message, self._verbs)
        turn.refresh(message.content, live=False)
        turn.tokens.picked.connect(lambda token: self.token_picked.emit(message, token))
        turn.flow.finished.connect(self.drawn)
        return turn

    def _left_out(self) -> RunRecord | None:
        """The record of the newest answer, if it no longer saw the whole conversation."""
        newest = self._session.last_answer if self._session else None
        return newest.run if newest and newest.run and newest.run.dropped else None

    def _add_mark(self, position: int, newest: RunRecord) -> int:
        from slm_desktop.ui.transcript.left_out import LeftOut

        self._mark = LeftOut(newest, self._verbs.menu)
        self._column.insertWidget(position, self._mark)
        return position + 1

    @property
    def unsent(self) -> list[str]:
        """What was written in the editors of messages and not taken."""
        return [turn.unsent for turn in self._turns.values() if turn.unsent]

    def turn(self, message: int) -> "Turn | None":
        """The widget of a message, if it is made."""
        return self._turns.get(message)

    def tokens_of(self, message: int) -> "TokenPlaces | None":
        """Where the tokens of an answer stand, if its widget is made."""
        from slm_desktop.ui.transcript.answer import Answer

        turn = self._turns.get(message)
        return turn.tokens if isinstance(turn, Answer) else None

    def unmark(self, tokens: "TokenPlaces") -> None:
        """Take the marks from an answer, if its widget is still there."""
        if any(self.tokens_of(message) is tokens for message in self._turns):
            tokens.mark({}, None, self._theme.colour("accent"))

    # -- the answer under way --------------------------------------------------------------------------------

    def _on_streamed(self) -> None:
        """Draw at most twenty times a second, the first word at once: each drawing takes time from the engine."""
        live = self._session.answering if self._session else None
        has_all_cores = live is not None and live.engine.threads >= CORES
        wait = (SPARING_SECONDS if has_all_cores else REPAINT_SECONDS) - (time.monotonic() - self._drawn)
        if wait <= 0:
            self._refresh_live()
        elif not self._timer.isActive():
            self._timer.start(round(wait * 1000) + 1)

    def _refresh_live(self) -> None:
        session = self._session
        if session is None or not session.messages:
            return
        from slm_desktop.ui.transcript.answer import Answer

        live = session.answering
        turn = self._turns.get(live.message.id if live else session.messages.ids[-1])
        if isinstance(turn, Answer):
            text = live.shown if live else turn.message.content
            turn.refresh(text, live is not None, live.run.progress if live else (0, 0))
            turn.show_calling(live is not None and live.run.calls_from is not None)
            self._announce_end(turn, live is not None)
        self._drawn = time.monotonic()

    def _announce_end(self, turn: "Answer", is_live: bool) -> None:
        """A screen reader says an answer when it is complete: its words come too fast to be said one by one."""
        if self._was_live and not is_live:
            calls = ", ".join(call.name for call in turn.message.calls)
            words = translate("Transcript", "Answer complete: {text}")
            if calls:
                words = translate("Transcript", "{text} The model wants to call {tools}.")
            answer = split(turn.message.shown).answer[:MOST_ANNOUNCED]
            announce(self, words.format(text=answer, tools=calls).strip())
        self._was_live = is_live

    # -- scrolling -------------------------------------------------------------------------------------------

    def _on_scrolled(self, value: int) -> None:
        session, top = self._session, self.verticalScrollBar().maximum()
        if session is None or self._moving:
            return
        whole = self._last == len(session.messages)
        self._at_end = whole and value >= top - 4
        self._place_jump(far=not whole or value < top - FAR)
        if value < NEAR_EDGE and self._first > 0:
            self._extend(-STEP)
        elif value > top - NEAR_EDGE and not whole:
            self._extend(STEP)

    def _place_jump(self, *, far: bool) -> None:
        """The button that leads to the end is there while that is out of sight."""
        self._end.setVisible(far)
        if far:
            port, side = self.viewport(), self._end.width()
            self._end.move((port.width() - side) // 2, port.height() - side - 12)
            self._end.raise_()

    def _on_jump(self) -> None:
        """Show the end; what is written in the editor of a message stays."""
        if self.unsent or (self._session and self._last == len(self._session.messages)):
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
        else:
            self.go_to_edge(end=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The button keeps its place."""
        super().resizeEvent(event)
        self._place_jump(far=not self._end.isHidden())

    def _extend(self, step: int) -> None:
        """Bring messages at one edge and take them away at the other; what is seen stays where it is."""
        session = self._session
        if session is None:
            return
        self._moving = True
        if step < 0:
            self._first = max(0, self._first + step)
            self._last = self._last if self.unsent else min(self._last, self._first + MOST_SHOWN)
        else:
            self._last = min(len(session.messages), self._last + step)
            self._first = self._first if self.unsent else max(self._first, self._last - MOST_SHOWN)
        # Ids grow along a branch, so their order is that on the screen.
        turns, value = (self._turns[id_] for id_ in sorted(self._turns)), self.verticalScrollBar().value()
        anchor = next((turn for turn in turns if turn.y() + turn.height() > value), None)
        before = anchor.y() - value if anchor else 0
        self.refresh()
        self._settle()
        if anchor:
            self.verticalScrollBar().setValue(anchor.y() - before)
        self._moving = False

    def _settle(self) -> None:
        """Lay out now, not at the next turn of the loop: places are needed.

        Texts know their heights once they have widths.
        """
        for _ in range(SETTLING):
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
            self._line.activate()
            self._body.resize(self._body.width(), max(self._body.sizeHint().height(), self.viewport().height()))

    def page(self, pages: float) -> None:
        """Scroll by pages."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + round(pages * bar.pageStep() * 0.9))

    def go_to_edge(self, *, end: bool) -> None:
        """Show the first or the last message."""
        session = self._session
        if session is None or not session.messages:
            return
        self.show_session(session, 0 if end else session.messages.ids[0])

    def _on_grown(self, _low: int, high: int) -> None:
        # The bar takes its room from the margin, so that the column stands still when it comes.
        self._line.setContentsMargins(self._margin, 0, self._margin - BAR if high else self._margin, 0)
        if self._at_end:
            self.verticalScrollBar().setValue(high)
            self._at_end = True

    def _remove(self, widget: QWidget) -> None:
        self._column.removeWidget(widget)
        widget.hide()
        widget.deleteLater()

    def _clear(self) -> None:
        for widget in (*self._turns.values(), *([self._mark] if self._mark else [])):
            self._remove(widget)
        self._turns, self._mark = {}, None
