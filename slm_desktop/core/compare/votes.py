"""All votes, in memory: what was given a moment ago counts at once, though it is still on its way to the disk."""

from slm_desktop.core.compare.ports import VoteStore
from slm_desktop.core.compare.records import Vote


class Votes:
    """The votes, by their ids, oldest first."""

    def __init__(self, store: VoteStore) -> None:
        self._store = store
        self._known = {vote.id: vote for vote in store.votes()}

    @property
    def all(self) -> list[Vote]:
        """All of them."""
        return list(self._known.values())

    def of(self, comparison: int) -> list[Vote]:
        """Those on answers of one comparison."""
        return [vote for vote in self._known.values() if vote.comparison == comparison]

    def add(self, vote: Vote) -> None:
        """A vote was given."""
        self._known[vote.id] = vote
        self._store.save_vote(vote)

    def remove(self, vote: int) -> None:
        """A vote was taken back."""
        if self._known.pop(vote, None):
            self._store.remove_vote(vote)
