"""Brings the lens to the chat screen: its panel beside the sliders, and its marks in the answer."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.records import Message
from slm_desktop.ui.chat.columns import Columns
from slm_desktop.ui.chat.context import ChatScreenContext
from slm_desktop.ui.chat.inspector import LENS, SAMPLING, Inspector
from slm_desktop.ui.exports import Exports
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.transcript.token_places import TokenPlaces
from slm_desktop.ui.transcript.view import Transcript

MARK_MILLISECONDS = 40


class LensPlace(QObject):
    """`try_to` does what may raise a Fault, and says so if it does."""

    def __init__(
        self,
        theme: Theme,
        context: ChatScreenContext,
        inspector: Inspector,
        transcript: Transcript,
        exports: Exports,
        try_to: Callable[[Callable[[], object]], bool],
    ) -> None:
        super().__init__(transcript)
        self._theme, self._inspector, self._transcript = theme, inspector, transcript
        self._lens, self._offer, self._exports, self._try_to = context.lens, context.here, exports, try_to
        self._has_panel, self._is_tinted = False, False
        self._marked: TokenPlaces | None = None
        self._soon = QTimer(self, singleShot=True, interval=MARK_MILLISECONDS)
        self._soon.timeout.connect(self._mark)
        inspector.page_chosen.connect(lambda page: self.show(page == LENS))
        transcript.token_picked.connect(self._on_picked)
        transcript.drawn.connect(self._soon.start)
        self._lens.changed.subscribe(self._on_changed)
        theme.changed.connect(self._soon.start)

    def follow(self, session: ChatSession) -> None:
        """Another chat is shown."""
        self._lens.follow(session)

    def toggle(self, columns: Columns) -> None:
        """Open the lens, beside the chat if there is room, or close it."""
        wanted = not self._lens.is_open or not self._inspector.isVisible()
        if wanted:
            columns.show_inspector(True)
        self.show(wanted)

    def show(self, on: bool) -> None:
        """Open or close it."""
        if on and not self._has_panel:
            self._add_panel()
        self._inspector.show_page(LENS if on else SAMPLING)
        self._lens.open(on)

    def _add_panel(self) -> None:
        from slm_desktop.ui.lens.panel import LensPanel  # Nobody waits for it who does not look through it.

        panel = LensPanel(self._theme, self._lens, try_to=self._try_to, exports=self._exports, offer=self._offer)
        panel.tint_wanted.connect(self._on_tint)
        self._inspector.add_lens(panel)
        self._has_panel = True

    def _on_picked(self, message: Message, token: int) -> None:
        if self._lens.is_open:
            self._lens.look_at(message, token)

    def _on_tint(self, on: bool) -> None:
        self._is_tinted = on
        self._soon.start()

    def _on_changed(self) -> None:
        if not self._soon.isActive() and (self._lens.is_open or self._marked):
            self._soon.start()

    def _mark(self) -> None:
        """Mark the token that is looked at, and tint the others by how sure the model was."""
        from slm_desktop.ui.lens.words import tint_of

        lens, theme = self._lens, self._theme
        answer = lens.answer if lens.is_open else None
        places = self._transcript.tokens_of(answer.message.id) if answer else None
        if self._marked and self._marked is not places:
            self._transcript.unmark(self._marked)
        self._marked = places
        if places is None or answer is None:
            return
        shares = answer.probabilities() if self._is_tinted else {}
        tints = {place: tint_of(share) for place, share in shares.items()}
        colours = {place: theme.colour(tint) for place, tint in tints.items() if tint}
        places.mark(colours, lens.place, theme.colour("accent"))
