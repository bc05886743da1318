"""The conversation: turns in a scrolling column that stays at its end while an answer is written."""

import time
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from slm_desktop.core.chat import ChatSession
from slm_desktop.core.records import Message
from slm_desktop.ui.notices import NoticePlace
from slm_desktop.ui.theme import SIZE, Theme
from slm_desktop.ui.widgets.parts import button, label, named

REPAINT_SECONDS = 1 / 20
SHOWN_AT_FIRST = 60
MARGIN, BAR = 40, 10


class Transcript(QScrollArea):
    """Shows one session. Turns are made once and then refreshed; only the answer under way changes."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("transcript")
        self._theme = theme
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Conversation"))
        self._session: ChatSession | None = None
        self._leave: list[Callable[[], None]] = []
        self._turns: dict[int, QWidget] = {}
        self._extras: list[QWidget] = []
        self._first_shown, self._drawn, self._at_end = 0, 0.0, True
        self.notice = NoticePlace()
        self._column = QVBoxLayout()
        self._column.setSpacing(24)
        self._column.setContentsMargins(0, 24, 0, 16)
        self._empty = label("", 14, tone="3", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._column.addWidget(self._empty)
        self.setWidget(self._centred())
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._refresh_live)
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(self._on_scrolled)
        bar.rangeChanged.connect(self._on_grown)

    def _centred(self) -> QWidget:
        body, inner = named(QWidget(), "transcriptBody"), QWidget()
        inner.setMaximumWidth(SIZE.column)
        holder = QVBoxLayout(inner)
        holder.setContentsMargins(0, 0, 0, 0)
        holder.addLayout(self._column)
        holder.addLayout(self.notice)
        holder.addStretch(1)
        line = QHBoxLayout(body)
        line.setContentsMargins(MARGIN, 0, MARGIN, 0)
        line.addWidget(inner, 1)
        self._line = line
        return body

    def show_session(self, session: ChatSession) -> None:
        """Show another chat."""
        for leave in self._leave:
            leave()
        self._clear()
        self._session, self._at_end = session, True
        self._first_shown = max(0, len(session.messages) - SHOWN_AT_FIRST)
        self._leave = [session.changed.subscribe(self.refresh), session.streamed.subscribe(self._on_streamed)]
        self.refresh()

    def set_empty_words(self, text: str) -> None:
        """What a chat without messages says."""
        self._empty.setText(text)

    def refresh(self) -> None:
        """Bring the turns into line with the session's messages."""
        if self._session is None:
            return
        shown = self._session.messages[self._first_shown :]
        self._empty.setVisible(not shown)
        known = {message.id for message in shown}
        for gone in [id_ for id_ in self._turns if id_ not in known]:
            self._remove(self._turns.pop(gone))
        for extra in self._extras:
            self._remove(extra)
        self._extras = []
        position = self._offer_earlier()
        left_out = self._left_out()
        for message in shown:
            if message.id not in self._turns:
                self._turns[message.id] = self._make(message)
                self._column.insertWidget(position, self._turns[message.id])
            position = self._column.indexOf(self._turns[message.id]) + 1
            if left_out and message.id == left_out[0]:
                position = self._add_mark(position, left_out)
        self._refresh_live()

    def _make(self, message: Message) -> QWidget:
        from slm_desktop.ui.chat.turn import Answer, Question

        if message.role == "user":
            return Question(self._theme, message)
        turn = Answer(self._theme, message)
        turn.refresh(message.content, live=False)
        return turn

    def _left_out(self) -> tuple[int, int, int] | None:
        """The last message that the newest answer no longer saw, how many there were, and the context."""
        messages = self._session.messages if self._session else []
        newest = next((message for message in reversed(messages) if message.run), None)
        if newest is None or newest.run is None or not newest.run.dropped:
            return None
        heard = [message for message in messages if message.content and message.id < newest.id]
        dropped = min(newest.run.dropped, len(heard))
        return heard[dropped - 1].id, dropped, newest.run.context

    def _add_mark(self, position: int, left_out: tuple[int, int, int]) -> int:
        from slm_desktop.ui.chat.turn import LeftOut

        mark = LeftOut(left_out[1], left_out[2])
        self._extras.append(mark)
        self._column.insertWidget(position, mark)
        return position + 1

    def _offer_earlier(self) -> int:
        if not self._first_shown:
            return 1
        earlier = button(self.tr("Show earlier messages"), "plain", self._show_earlier)
        self._extras.append(earlier)
        self._column.insertWidget(1, earlier)
        return 2

    def _show_earlier(self) -> None:
        self._first_shown, self._at_end = max(0, self._first_shown - SHOWN_AT_FIRST), False
        self.refresh()

    # -- the answer under way --------------------------------------------------------------------------------

    def _on_streamed(self) -> None:
        """Draw at most twenty times a second, the first word at once: each drawing takes time from the engine."""
        wait = REPAINT_SECONDS - (time.monotonic() - self._drawn)
        if wait <= 0:
            self._refresh_live()
        elif not self._timer.isActive():
            self._timer.start(round(wait * 1000) + 1)

    def _refresh_live(self) -> None:
        session = self._session
        if session is None or not session.messages:
            return
        from slm_desktop.ui.chat.turn import Answer

        live, last = session.live, session.messages[-1]
        turn = self._turns.get(last.id)
        if isinstance(turn, Answer):
            text = "".join(live.pieces) if live else last.content
            turn.refresh(text, live is not None, live.progress if live else (0, 0))
        self._drawn = time.monotonic()

    # -- scrolling -------------------------------------------------------------------------------------------

    def _on_scrolled(self, value: int) -> None:
        self._at_end = value >= self.verticalScrollBar().maximum() - 4

    def _on_grown(self, _low: int, high: int) -> None:
        # The bar takes its room from the margin, so that the column stands still when it comes.
        self._line.setContentsMargins(MARGIN, 0, MARGIN - BAR if high else MARGIN, 0)
        if self._at_end:
            self.verticalScrollBar().setValue(high)
            self._at_end = True

    def _remove(self, widget: QWidget) -> None:
        self._column.removeWidget(widget)
        widget.deleteLater()

    def _clear(self) -> None:
        for widget in (*self._turns.values(), *self._extras):
            self._remove(widget)
        self._turns, self._extras = {}, []
