"""How penalties and DRY change the scores of tokens that came before, as llama.cpp does it."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import takewhile

LARGEST_EXPONENT = math.log(3.4028235e38)
"""DRY's punishment stays below the largest 32-bit float."""


def penalised(logit: float, count: int, *, repeat: float, frequency: float, presence: float) -> float:
    """The score of a token that came `count` times within the window."""
    if not count:
        return logit
    scaled = logit * repeat if logit <= 0 else logit / repeat
    return scaled - count * frequency - presence


def counts(history: Sequence[int], window: int) -> Counter[int]:
    """How often each token came among the last `window`."""
    return Counter(history[-window:] if window else ())


def dry_punishments(
    history: Sequence[int],
    breaks: Callable[[int], bool],
    *,
    multiplier: float,
    base: float,
    allowed: int,
    window: int,
) -> dict[int, float]:
    """What DRY takes off the scores of tokens that would go on with a repetition.

    `breaks` tells the tokens behind which no repetition is looked for.
    """
    recent = list(history[-window:]) if window else []
    if len(recent) <= allowed:
        return {}
    unbroken = sum(1 for _token in takewhile(lambda token: not breaks(token), reversed(recent)))
    if unbroken < allowed:
        return {}
    longest: dict[int, int] = {}
    for following, length in _repetitions(recent, unbroken):
        if length >= allowed:
            longest[following] = max(longest.get(following, 0), length)
    most = int(LARGEST_EXPONENT / math.log(base)) if base > 1.000001 else 0
    return {
        token: multiplier * base ** (min(length - allowed, most) if most else length - allowed)
        for token, length in longest.items()
        if not breaks(token)
    }


def _repetitions(recent: Sequence[int], limit: int) -> Iterable[tuple[int, int]]:
    """Each token that once followed what stands at the end now, and how much of it stood there, at most `limit`."""
    backwards = recent[::-1]
    lengths = _prefix_lengths(backwards)
    for place in range(1, len(backwards)):
        yield backwards[place - 1], min(lengths[place], limit)


def _prefix_lengths(items: Sequence[int]) -> list[int]:
    """For each place, how many items from there on are those of the beginning (Z-function)."""
    lengths = [len(items)] + [0] * (len(items) - 1)
    left = right = 0
    for place in range(1, len(items)):
        length = min(right - place, lengths[place - left]) if place < right else 0
        while place + length < len(items) and items[length] == items[place + length]:
            length += 1
        if place + length > right:
            left, right = place, place + length
        lengths[place] = length
    return lengths
