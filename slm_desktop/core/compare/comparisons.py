"""The list of comparisons: those in the list, those that are open, and what all votes come to."""

from collections.abc import Callable, Mapping

import msgspec

from slm_desktop.core.chat.archive import Archived
from slm_desktop.core.chat.titles import given_title
from slm_desktop.core.compare.card import Card, Cell
from slm_desktop.core.compare.context import ComparisonContext
from slm_desktop.core.compare.opinions import AnswerOpinions
from slm_desktop.core.compare.ratings import Rating, ratings
from slm_desktop.core.compare.records import FEWEST, Column, Comparison, Vote
from slm_desktop.core.compare.session import ComparisonSession
from slm_desktop.core.compare.votes import Votes
from slm_desktop.core.engines.options import KvType, LoadOverrides
from slm_desktop.core.signal import Signal
from slm_desktop.errors import Fault


class Comparisons:
    """All comparisons. `changed` fires when the list changes, or a vote was given."""

    def __init__(self, context: ComparisonContext) -> None:
        self._context = context
        self._sessions: dict[int, ComparisonSession] = {}
        self._opinions: AnswerOpinions | None = None
        self.changed = Signal()
        self._votes = Votes(context.store)
        self.comparisons: list[Comparison] = list(context.store.comparisons())

    def new(self, columns: list[Column]) -> ComparisonSession:
        """A comparison without questions; it is kept once something was asked. The ids of `columns` are given here."""
        now = self._context.clock.now()
        made = [
            Column(
                self._context.ids.next(), self._context.ids.next(), one.path, one.name, one.quantisation, one.options
            )
            for one in columns
        ]
        while len(made) < FEWEST:
            made.append(Column(self._context.ids.next(), self._context.ids.next()))
        return self._enter(Comparison(self._context.ids.next(), "", now, now, columns=made))

    def open(self, comparison: Comparison) -> ComparisonSession:
        """The session of a comparison; one that runs goes on doing so."""
        return self._sessions.get(comparison.id) or self._enter(comparison)

    def opinions(self, session: ComparisonSession) -> AnswerOpinions:
        """Have each model of a comparison go over the newest answers. Raise what AnswerOpinions does."""
        self._opinions = AnswerOpinions(session, self._context)
        return self._opinions

    def take_card(self, card: Card, locate: Callable[[Column, Cell], tuple[str, str]]) -> ComparisonSession:
        """A copy of the comparison of a run card, with new ids; `locate` finds each model here, and its hash if that is
        known.
        """
        context, old = self._context, card.comparison
        made = msgspec.structs.replace(
            old, id=context.ids.next(), columns=[], touched=context.ids.next(), updated=context.clock.now()
        )
        made.blind, made.revealed, made.order = False, True, []
        archives, fresh = {archived.chat.id: archived for archived in card.columns}, dict[int, Archived]()
        cells = {chat.chat.id: cell for chat, cell in zip(card.columns, card.summary, strict=True)}
        for column in old.columns:
            cell = cells[column.chat]
            (path, sha256), options = locate(column, cell), column.options
            if cell.context and cell.kv_type in list(KvType):  # As it was then, whatever the settings say here.
                options = LoadOverrides(context=cell.context, kv_type=cell.kv_type)
            copy = self._copy(archives[column.chat], made.id, path)
            fresh[copy.chat.id] = copy
            made.columns.append(
                msgspec.structs.replace(
                    column, id=context.ids.next(), chat=copy.chat.id, path=path, sha256=sha256, options=options
                )
            )
        context.store.save_comparison(made)
        self.comparisons.insert(0, made)
        self.changed()
        return self._enter(made, fresh)

    def _copy(self, archived: Archived, comparison: int, path: str) -> Archived:
        """Save a copy of a column's conversation; its answers are said to be made by the file that is here."""
        context = self._context
        ids = {message.id: context.ids.next() for message in sorted(archived.messages, key=lambda one: one.id)}
        chat = msgspec.structs.replace(archived.chat, id=context.ids.next(), comparison=comparison, pinned=False)
        messages = []
        for one in archived.messages:
            run = msgspec.structs.replace(one.run, path=path, replay_of=0, same=-1) if one.run else None
            parent = ids.get(one.parent or 0)
            messages.append(msgspec.structs.replace(one, id=ids[one.id], chat=chat.id, parent=parent, run=run))
        chat.touched, chat.head = max(ids.values(), default=chat.id), ids.get(archived.chat.head or 0)
        context.store.save(chat, messages)
        return Archived(chat, messages)

    def rename(self, comparison: Comparison, title: str) -> None:
        """Give a comparison another title; an empty one changes nothing."""
        title = given_title(title)
        if title and title != comparison.title:
            comparison.title = title
            self._context.store.save_comparison(comparison)
            self.changed()

    def delete(self, comparison: Comparison) -> None:
        """Take it off the list; until the app is started again `restore` brings it back. Raise Fault 'comparing'."""
        session = self._sessions.get(comparison.id)
        if session and session.running:
            raise Fault("comparing")
        self.comparisons = [one for one in self.comparisons if one is not comparison]
        self._context.store.remove_comparison(comparison.id, self._context.clock.now())
        self.changed()

    def restore(self, comparison: Comparison) -> None:
        """Bring a deleted comparison back."""
        self._context.store.restore_comparison(comparison.id)
        self.comparisons = sorted([*self.comparisons, comparison], key=lambda one: -one.touched)
        self.changed()

    def flush(self) -> None:
        """Save now what columns were to save in a moment."""
        for session in self._sessions.values():
            for column in session.columns:
                column.chat.flush()

    @property
    def running(self) -> "list[ComparisonSession | AnswerOpinions]":
        """What is under way: comparisons, or models that go over answers."""
        opinions = [self._opinions] if self._opinions and self._opinions.is_under_way else []
        return [*(session for session in self._sessions.values() if session.running), *opinions]

    def identify(self, path: str, sha256: str) -> None:
        """The hash of a model file is known now."""
        for session in self._sessions.values():
            session.identify(path, sha256)

    def follow(self, old: str, new: str) -> None:
        """The models folder has moved."""
        for comparison in self.comparisons:
            self.open(comparison).follow(old, new)

    @property
    def votes(self) -> list[Vote]:
        """All votes, the oldest first."""
        return self._votes.all

    @property
    def ratings(self) -> list[Rating]:
        """What all votes come to, the best model first."""
        return ratings(self._votes.all)

    def _enter(self, comparison: Comparison, fresh: Mapping[int, Archived] | None = None) -> ComparisonSession:
        session = self._sessions[comparison.id] = ComparisonSession(comparison, self._context, self._votes, fresh)
        seen = [comparison.touched, comparison.title, session.vote]

        def look() -> None:
            now = [comparison.touched, comparison.title, session.vote]
            if now == seen or not comparison.touched:
                return
            seen[:] = now
            others = [one for one in self.comparisons if one is not comparison]
            self.comparisons = sorted([*others, comparison], key=lambda one: -one.touched)
            self.changed()

        session.changed.subscribe(look)
        return session
