"""The shelf of comparisons: those in the list, those that are open, and what all votes come to."""

from slm_desktop.core.compare.ratings import Rating, ratings
from slm_desktop.core.compare.records import FEWEST, Column, Comparison
from slm_desktop.core.compare.session import CompareSession, Surroundings
from slm_desktop.core.notice import Notice
from slm_desktop.core.visible import well_formed
from slm_desktop.errors import Fault

LONGEST_TITLE = 200


class CompareBook:
    """All comparisons. `changed` is told when the list changes, or a vote was given."""

    def __init__(self, world: Surroundings) -> None:
        self._world = world
        self._sessions: dict[int, CompareSession] = {}
        self.changed = Notice()
        self.comparisons: list[Comparison] = list(world.store.comparisons())

    def new(self, columns: list[Column]) -> CompareSession:
        """A comparison without questions; it is kept once something was asked. The ids of `columns` are given here."""
        now = self._world.clock.now()
        made = [Column(self._world.next_id(), self._world.next_id(), one.path, one.name, one.quantisation, dict(one.options))
                for one in columns]  # fmt: skip
        while len(made) < FEWEST:
            made.append(Column(self._world.next_id(), self._world.next_id()))
        return self._enter(Comparison(self._world.next_id(), "", now, now, columns=made))

    def open(self, comparison: Comparison) -> CompareSession:
        """The session of a comparison; one that runs goes on doing so."""
        return self._sessions.get(comparison.id) or self._enter(comparison)

    def take_in(self, comparison: Comparison) -> CompareSession:
        """Open a comparison whose columns and chats have just been saved, as after an import."""
        self.comparisons.insert(0, comparison)
        self.changed()
        return self._enter(comparison)

    def of_chat(self, chat: int) -> Comparison | None:
        """The comparison that a chat is a column of."""
        return next((one for one in self.comparisons if any(column.chat == chat for column in one.columns)), None)

    def rename(self, comparison: Comparison, title: str) -> None:
        """Give it another title; an empty one changes nothing."""
        title = " ".join(well_formed(title).split())[:LONGEST_TITLE]
        if title and title != comparison.title:
            self.open(comparison).rename(title)
            self.changed()

    def delete(self, comparison: Comparison) -> None:
        """Take it off the list; until the app is started again `restore` brings it back. Raise Fault 'comparing'."""
        session = self._sessions.get(comparison.id)
        if session and session.running:
            raise Fault("comparing")
        self.comparisons = [one for one in self.comparisons if one is not comparison]
        self._world.store.remove_comparison(comparison.id, self._world.clock.now())
        self.changed()

    def restore(self, comparison: Comparison) -> None:
        """Bring a deleted comparison back."""
        self._world.store.restore_comparison(comparison.id)
        self.comparisons = sorted([*self.comparisons, comparison], key=lambda one: -one.touched)
        self.changed()

    @property
    def ratings(self) -> list[Rating]:
        """What all votes come to, the best model first."""
        return ratings(self._world.store.votes())

    def _enter(self, comparison: Comparison) -> CompareSession:
        session = self._sessions[comparison.id] = CompareSession(comparison, self._world)
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
