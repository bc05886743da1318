"""Chance, as the core is given it, and the ids that are made with it."""

from collections.abc import Iterator
from typing import Protocol

from slm_desktop.core.clock import Clock

CHANCE_BITS = 20


class Chance(Protocol):
    """What is drawn and not chosen."""

    def seed(self) -> int:
        """A seed for the sampler: a whole number below 2^32 - 2."""

    def shuffle(self, items: list[int]) -> None:
        """Bring a list into another order."""


class Ids:
    """Ids greater than all before, and made of the time and chance so that two running apps do not meet."""

    def __init__(self, clock: Clock, chance: Chance) -> None:
        self._clock, self._chance, self._last = clock, chance, 0

    def know(self, last: int) -> None:
        """Ids up to this one are in use."""
        self._last = max(self._last, last)

    def next(self) -> int:
        """Another id."""
        fresh = int(self._clock.now() * 1000) << CHANCE_BITS | self._chance.seed() % (1 << CHANCE_BITS)
        self._last = max(self._last + 1, fresh)
        return self._last

    def reserve(self, count: int) -> Iterator[int]:
        """So many ids, to be given out on any thread."""
        first = self.next()
        self._last = first + count
        return iter(range(first, first + count))
