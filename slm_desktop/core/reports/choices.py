"""What a report advises: the best model that is fast enough, the smallest that cannot be told from it, the fastest."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from slm_desktop.core.reports.lines import Line
from slm_desktop.core.workshop.losses import LossRecord, comparable

READING = 7.0
"""Tokens per second: about as fast as people read (some 250 words a minute, 1.3 tokens a word, with a margin)."""
LITTLE = 0.1
"""Nats of KL divergence: what a good 4-bit type of a larger model loses at most."""


class Kind(StrEnum):
    """What a model is chosen for."""

    BEST = "best"
    SMALLEST = "smallest"
    FASTEST = "fastest"


class Ground(StrEnum):
    """What says which model is better: suites, votes, what was lost of one original, or nothing."""

    SUITES = "suites"
    VOTES = "votes"
    LOSS = "loss"
    NOTHING = "nothing"


class Choice(msgspec.Struct, frozen=True):
    """A model that is advised, and on what ground."""

    kind: Kind
    line: Line
    ground: Ground


def choices(lines: Sequence[Line]) -> list[Choice]:
    """What to use; nothing is said that nothing was measured for."""
    fast = [line for line in lines if line.answer >= READING] or [line for line in lines if line.answer]
    ground = ground_of(fast)
    found: list[Choice] = []
    if ground != Ground.NOTHING:
        best = min(fast, key=lambda line: (-quality(line, ground)[0], line.memory))
        found.append(Choice(Kind.BEST, best, ground))
        alike = [line for line in fast if line.memory and is_good_enough(line, best, ground)]
        smallest = min(alike, key=lambda line: line.memory, default=best)
        if smallest is not best:
            found.append(Choice(Kind.SMALLEST, smallest, ground))
    if fast:
        found.append(Choice(Kind.FASTEST, max(fast, key=lambda line: line.answer), Ground.NOTHING))
    return found


def ground_of(lines: Sequence[Line]) -> Ground:
    """What all of them can be compared by, the surest first."""
    if len(lines) < 2:
        return Ground.NOTHING
    if all(line.passed for line in lines):
        return Ground.SUITES
    if all(line.rating for line in lines):
        return Ground.VOTES
    losses = [line.loss for line in lines if not line.is_base]
    known = [loss for loss in losses if loss is not None]
    if known and len(known) == len(losses) and _are_of_one_text(known):
        return Ground.LOSS
    return Ground.NOTHING


def _are_of_one_text(losses: Sequence[LossRecord]) -> bool:
    first, *others = losses
    one_base = {one.base.path if one.base else "" for one in (first, *others)}
    return len(one_base) == 1 and "" not in one_base and all(comparable(first, other) for other in others)


def quality(line: Line, ground: Ground) -> tuple[float, float, float]:
    """How good a model is, more is better, with the ends of what may be true 95 times in 100."""
    if ground == Ground.SUITES and line.passed:
        return line.passed.share, line.passed.low, line.passed.high
    if ground == Ground.VOTES and line.rating:
        rating = line.rating
        return rating.points, rating.points - rating.spread, rating.points + rating.spread
    found = line.loss.divergence if line.loss else None
    if ground == Ground.LOSS and found:
        return -found.mean, -found.mean - 1.96 * found.error, -found.mean + 1.96 * found.error
    return 0.0, 0.0, 0.0


def is_good_enough(line: Line, best: Line, ground: Ground) -> bool:
    """Whether a model cannot be told from the best one: what may be true of both meets. Losses are known too well for
    that, there little is good enough.
    """
    if ground == Ground.LOSS:
        return quality(line, ground)[0] >= -LITTLE
    return quality(line, ground)[2] >= quality(best, ground)[1]
