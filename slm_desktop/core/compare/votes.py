"""All votes, in memory: what was given a moment ago counts at once, though it is still on its way to the disk."""

from collections.abc import Iterable

import msgspec

from slm_desktop.core.compare.ports import VoteStore
from slm_desktop.core.compare.records import BAD, BEST, TIE, Vote

WINNERS = {TIE: "tie", BAD: "tie (bothbad)"}


def to_json_lines(votes: Iterable[Vote]) -> bytes:
    """A line for each vote, without what was asked. Those on two answers have the fields of LMArena's files too:

    model_a, model_b, and a winner of model_a, model_b, tie or tie (bothbad).
    """
    return b"".join(msgspec.json.encode(_plain(vote)) + b"\n" for vote in votes)


def _plain(vote: Vote) -> dict[str, object]:
    models = [one.label for one in vote.contenders]
    pair = len(models) == 2
    best = models[vote.best] if vote.verdict == BEST and 0 <= vote.best < len(models) else ""
    winner = WINNERS.get(vote.verdict) or (f"model_{'ab'[vote.best]}" if pair and best else best)
    return {
        "question_id": f"{vote.comparison}-{vote.turn}",
        "tstamp": vote.at,
        **({"model_a": models[0], "model_b": models[1]} if pair else {}),
        "winner": winner,
        "models": models,
        "best": best,
        "verdict": vote.verdict,
        "anony": vote.blind,
        "tokens_per_second": [one.speed for one in vote.contenders],
        "peak_memory_bytes": [one.memory for one in vote.contenders],
    }


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
