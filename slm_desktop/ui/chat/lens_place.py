"""Brings the lens to the chat screen: its panel beside the sliders, and its marks in the answer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtWidgets import QStackedWidget

from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.records import Message
from slm_desktop.ui.banners import Reports
from slm_desktop.ui.chat.columns import Columns
from slm_desktop.ui.chat.context import ChatScreenContext
from slm_desktop.ui.chat.inspector import LENS, SAMPLING, Inspector
from slm_desktop.ui.chat.tour_place import ChatPlace, TourPlace
from slm_desktop.ui.chat.tree_place import TreePlace
from slm_desktop.ui.exports import Exports
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.transcript.view import Transcript

if TYPE_CHECKING:
    from slm_desktop.ui.lens.by_hand_panel import ByHandPanel
    from slm_desktop.ui.lens.explanation import Explanation
    from slm_desktop.ui.lens.tokens_panel import TokensPanel
    from slm_desktop.ui.transcript.token_places import TokenPlaces

MARK_MILLISECONDS = 40


class Screen(ChatPlace, Protocol):
    """What the lens needs of the screen that it stands on."""

    transcript: Transcript
    middle: QStackedWidget


class LensPlace(QObject):
    """What stands between the lens and the screen around it."""

    def __init__(
        self,
        screen: Screen,
        theme: Theme,
        context: ChatScreenContext,
        columns: Columns,
        inspector: Inspector,
        reports: Reports,
    ) -> None:
        super().__init__(inspector)
        self._theme, self._columns, self._inspector, self._transcript = theme, columns, inspector, screen.transcript
        self._lens, self._offer, self._try_to = context.lens, context.here, screen.try_to
        self._tree = TreePlace(screen.middle, theme, context.lens, screen.try_to)
        self._tree.closed.connect(screen.focus)
        self._exports = Exports(inspector, context.later, reports.report)
        self.tour = TourPlace(
            screen,
            self,
            parent=inspector,
            theme=theme,
            lens=context.lens,
            later=context.later,
            exports=self._exports,
            others=context.here,
        )
        self._has_panel, self._is_tinted = False, False
        self._session: ChatSession | None = None
        self._tokens: TokensPanel | None = None
        self._explanation: Explanation | None = None
        self._marked: TokenPlaces | None = None
        self._chosen_by_hand: ByHandPanel | None = None
        self._soon = QTimer(self, singleShot=True, interval=MARK_MILLISECONDS)
        self._soon.timeout.connect(self._mark)
        inspector.page_chosen.connect(lambda page: self.show(page == LENS))
        inspector.explain_wanted.connect(self.explain)
        self._transcript.token_picked.connect(self._on_picked)
        self._transcript.drawn.connect(self._soon.start)
        self._lens.changed.subscribe(self._on_changed)
        theme.changed.connect(self._soon.start)

    def follow(self, session: ChatSession) -> None:
        """Another chat is shown."""
        self._end_by_hand()
        self._session = session
        self._lens.follow(session)
        self._tree.follow(session)

    def toggle(self) -> None:
        """Open the lens, beside the chat if there is room, or close it."""
        self.show(not self._lens.is_open or not self._inspector.isVisible())

    def show(self, on: bool) -> None:
        """Open or close it."""
        if on and not self._inspector.isVisible():
            self._columns.show_inspector(True)
        if on and not self._has_panel:
            self._add_panel()
        self._end_by_hand()
        self._inspector.show_page(LENS if on else SAMPLING)
        self._lens.open(on)

    def show_tokens(self, source: str | Sequence[int], at: QPoint) -> None:
        """Show the tokens of a text, or what some tokens say, above a place of the screen."""
        if self._tokens is None:
            from slm_desktop.ui.lens.tokens_panel import TokensPanel

            self._tokens = TokensPanel(self._transcript, self._theme)
        self._tokens.show_tokens(self._session.engine if self._session else None, source, at)

    def explain(self, name: str, at: QPoint) -> None:
        """Explain a setting, on the token that is looked at."""
        if self._explanation is None:
            from slm_desktop.ui.lens.explanation import Explanation

            self._explanation = Explanation(self._inspector, self._theme)
        self._explanation.explain(self._lens.subject(), name, at)

    def show_tree(self) -> None:
        """Show what other seeds would have made of the question."""
        self._tree.open()

    def leave_tree(self) -> None:
        """Show the conversation again."""
        self._tree.close()

    def _add_panel(self) -> None:
        from slm_desktop.ui.lens.panel import LensPanel  # Nobody waits for it who does not look through it.

        panel = LensPanel(self._theme, self._lens, try_to=self._try_to, exports=self._exports, offer=self._offer)
        panel.tint_wanted.connect(self._on_tint)
        panel.by_hand_wanted.connect(self._on_by_hand)
        panel.tree_wanted.connect(self.show_tree)
        panel.tour_wanted.connect(self.tour.choose)
        panel.explain_wanted.connect(self.explain)
        self._inspector.add_lens(panel)
        self._has_panel = True

    def _on_by_hand(self) -> None:
        """A person chooses the tokens of another answer; the lens comes back when it is done."""
        from slm_desktop.ui.lens.by_hand_panel import ByHandPanel

        hand = self._lens.by_hand()
        if hand is None:
            return
        self._end_by_hand()
        panel = self._chosen_by_hand = ByHandPanel(self._theme, hand, self._try_to)
        panel.left.connect(self._end_by_hand)
        self._inspector.show_instead(panel)
        panel.focus()

    def _end_by_hand(self) -> None:
        """The lens is shown again; what was chosen so far becomes a version, unless it was left."""
        if self._chosen_by_hand:
            panel, self._chosen_by_hand = self._chosen_by_hand, None
            panel.keep()
            panel.leave()
            self._inspector.remove(panel)

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
