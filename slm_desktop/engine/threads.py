"""How many threads to decode with: as many as other programs leave cores for.

The threads of llama.cpp wait for one another some hundred times a token, so that one core which another program takes
stalls them all: two threads on two cores, one of which is shared, are less than half as fast as one thread.
"""

import math
import time
from collections.abc import Callable

import psutil

from slm_desktop.core.engines.computer_use import ComputerUse
from slm_desktop.core.engines.events import ThreadsChanged
from slm_desktop.engine.other_programs import OtherPrograms

SPARE = 0.35
"""Of a core: so little, used by others, slows less than a thread less would (the window itself draws, too)."""
QUIET_SECONDS = 2.0
"""So long there must be room before a thread comes back."""
LONGEST_QUIET_SECONDS = 60.0
SHORT_STAY_SECONDS = 10.0
"""Threads that had to go again so soon came back too early."""


class ThreadPolicy:
    """Goes down at once and comes back slowly; the more slowly, the sooner it had to go down again."""

    def __init__(self, most: int, cores: int) -> None:
        """`most` threads on a computer of so many `cores` (logical ones)."""
        self.threads = self._most = most
        self._cores = cores
        self._room_since: float | None = None
        self.yields = False
        """Whether other programs are why there are fewer threads than there might be, or were until just now."""
        self._raised_at, self._quiet = -math.inf, QUIET_SECONDS

    def limit(self, most: int) -> None:
        """Use at most so many threads: other engines of this app have the rest.

        What they leave is taken over as soon as it is seen to be free, without the wait.
        """
        if most > self._most:
            self._room_since = -math.inf
        self._most, self.threads = most, min(most, self.threads)

    def see(self, now: float, others: float, siblings: float = 0.0) -> None:
        """Other programs used so many cores lately, and other engines of this app (`siblings`); `now` in seconds.

        Those have an end that is known: what they leave is taken at once where other programs have left room all along.
        """
        wanted, possible = self._room(others + siblings), self._room(others)
        if wanted < self.threads:
            self._lower(now, wanted, is_outside=possible < self.threads)
        if possible <= self.threads:
            self._room_since = None
            self.yields = self.threads < self._most
        elif self._room_since is None:
            self._room_since = now
        elif wanted > self.threads and now - self._room_since >= self._quiet:
            self.threads, self._raised_at, self._room_since = wanted, now, None
            self.yields = False

    def _room(self, used: float) -> int:
        return min(self._most, max(1, math.floor(self._cores - used + SPARE)))

    def _lower(self, now: float, threads: int, *, is_outside: bool) -> None:
        if is_outside:
            is_again = now - self._raised_at < SHORT_STAY_SECONDS
            self._quiet = min(LONGEST_QUIET_SECONDS, 2 * self._quiet) if is_again else QUIET_SECONDS
        self.threads = threads


class Threads:
    """The threads of an engine: `count` from the next token on. A number that the user has fixed stays as it is."""

    def __init__(
        self,
        most: int,
        emit: Callable[[ThreadsChanged], None],
        *,
        is_fixed: bool,
        is_busy: Callable[[], bool] = lambda: True,
    ) -> None:
        """An engine that is not `is_busy` yields nothing to the other engines of the app, which have an end."""
        self._loaded, self._emit, self._is_fixed, self._is_busy = most, emit, is_fixed, is_busy
        self._limit = self._share = most
        self._known = (most, False)
        """What the app knows: the number of threads, and whether other programs are why it is no greater."""
        self._use = ComputerUse.FULLY
        self._policy = ThreadPolicy(most, psutil.cpu_count() or 1)
        self._others = OtherPrograms()

    @property
    def count(self) -> int:
        """How many to decode with."""
        return self._limit if self._is_fixed else self._policy.threads

    def limit(self, most: int) -> None:
        """Use at most so many; 0 for as many as the model was loaded with."""
        self._share = min(most or self._loaded, self._loaded)
        self._known = (self._share, False)
        self._apply()

    def use(self, use: ComputerUse) -> None:
        """Take so much of the computer."""
        self._use = use
        self._apply()

    def siblings(self, pids: tuple[int, ...]) -> None:
        """Share the cores with these processes."""
        self._others.siblings.pids = pids

    def _apply(self) -> None:
        allowed = self._loaded if self._is_fixed else self._use.threads(self._loaded)
        self._limit = min(self._share, allowed)
        self._policy.limit(self._limit)
        self._report()

    def follow(self) -> None:
        """Look how much other programs use, some times a second; a number that was chosen does not depend on it."""
        if self._is_fixed:
            return
        others, siblings = self._others.cores()
        self._policy.see(time.monotonic(), others, siblings if self._is_busy() else 0.0)
        self._report()

    def _report(self) -> None:
        """Say so when there are other threads than the app knows of, or for another reason."""
        others, _siblings = self._others.cores()
        is_busy = self.count < self._limit and self._policy.yields
        if (self.count, is_busy) != self._known:
            self._known = (self.count, is_busy)
            self._emit(ThreadsChanged(0, self.count, max(0.01, round(others, 2)) if is_busy else 0.0))
