"""How surprised another model is by an answer: it goes over it once, and both are compared by the text."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise

import msgspec

from slm_desktop.core.engines.candidates import CandidateRecord
from slm_desktop.core.engines.commands import Request
from slm_desktop.core.engines.events import AnyEvent, Ended, Failed, Feature, Finished
from slm_desktop.core.engines.model_ref import ModelChoice
from slm_desktop.core.engines.pool import EnginePool
from slm_desktop.core.engines.when_ready import WhenReady
from slm_desktop.core.lens.surprise import perplexity, surprise
from slm_desktop.errors import Fault


class Opinion:
    """One model's view of one answer. `on_changed` is called when it is there, or cannot be had."""

    def __init__(
        self, pool: EnginePool, choice: ModelChoice, request: Request, on_changed: Callable[[], object]
    ) -> None:
        self.name = choice.name
        self.record: CandidateRecord | None = None
        self.fault: Fault | None = None
        self.segments: list[Segment] | None = None
        """The answer cut where both cut it; None before somebody has asked for that."""
        self._request, self._on_changed = request, on_changed
        self._engine = WhenReady(pool.lease(choice, unattended=True), self._ask, self._end)
        self._engine.look()

    @property
    def is_waited_for(self) -> bool:
        """Whether it will still come."""
        return self.record is None and self.fault is None

    def leave(self) -> None:
        """Nobody wants it any more; of one that is there nothing changes."""
        self._engine.release()

    def _ask(self) -> None:
        lease = self._engine.lease
        if not lease.engine.can(Feature.CANDIDATES):
            self._end(Fault("no_candidates"))
            return
        run = lease.start(self._request, lambda event: self._on_event(event, run.candidates))

    def _on_event(self, event: AnyEvent, record: CandidateRecord) -> None:
        if isinstance(event, Finished):
            self.record = record
            self._end(None)
        elif isinstance(event, Ended):
            self._end(Fault(event.code, event.details) if isinstance(event, Failed) else Fault("no_model"))

    def _end(self, fault: Fault | None) -> None:
        self.fault = fault
        self.leave()
        self._on_changed()


class Piece(msgspec.Struct, frozen=True):
    """A stretch of an answer: its bytes from `start` on, and how surprised somebody was by it, in bits."""

    start: int
    data: bytes
    bits: float


class Segment(msgspec.Struct, frozen=True):
    """A stretch between two places where both cut the text into tokens, and how surprised each was by it, in bits."""

    start: int
    data: bytes
    own: float
    other: float
    own_tokens: int = 1
    other_tokens: int = 1

    @property
    def difference(self) -> float:
        """How much more the other one was surprised, in bits."""
        return self.other - self.own


def pieces_of(record: CandidateRecord, start: int = 0) -> list[Piece]:
    """The tokens of an answer one after another; the first begins at byte `start`."""
    found = []
    for place in sorted(place for place, one in record.places.items() if place >= 0 and one.token >= 0):
        one = record.places[place]
        if not record.steers(one.token):  # What ends the answer is no part of its text.
            found.append(Piece(start, record.piece(one.token), surprise(one)))
            start += len(found[-1].data)
    return found


def aligned(own: Sequence[Piece], other: Sequence[Piece]) -> list[Segment]:
    """Both cut where both have a border between tokens; what only one of them has is left out."""
    borders = sorted(_borders(own) & _borders(other))
    mine, theirs = _between(own, borders), _between(other, borders)
    found = []
    for at, (start, _end) in enumerate(pairwise(borders)):
        data = b"".join(piece.data for piece in mine[at])
        found.append(Segment(start, data, _bits(mine[at]), _bits(theirs[at]), len(mine[at]), len(theirs[at])))
    return found


def _borders(pieces: Sequence[Piece]) -> set[int]:
    return {piece.start for piece in pieces} | {piece.start + len(piece.data) for piece in pieces}


def _between(pieces: Sequence[Piece], borders: Sequence[int]) -> dict[int, list[Piece]]:
    """The pieces by the number of the border before them."""
    found: dict[int, list[Piece]] = {at: [] for at in range(-1, len(borders))}
    for piece in pieces:
        found[bisect_right(borders, piece.start) - 1].append(piece)
    return found


def _bits(pieces: Sequence[Piece]) -> float:
    return sum(piece.bits for piece in pieces)


def bits_a_character(segments: Sequence[Segment]) -> tuple[float, float]:
    """The mean surprise of both for each character: other than perplexity it does not depend on the tokeniser."""
    text = b"".join(segment.data for segment in segments).decode("utf-8", "replace")
    count = len(text) or 1
    return sum(one.own for one in segments) / count, sum(one.other for one in segments) / count


def perplexities(segments: Sequence[Segment]) -> tuple[float, float]:
    """Those of both over the text that both have seen; each by its own tokens."""
    own = perplexity(sum(one.own for one in segments), sum(one.own_tokens for one in segments))
    return own, perplexity(sum(one.other for one in segments), sum(one.other_tokens for one in segments))
