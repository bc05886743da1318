"""How many answers an engine on another machine is asked for at the same time: found by measuring."""

import math

FIRST = 8
"""Answers at the same time to begin with, where a server does not say how many it writes side by side."""
MOST = 256
"""Each answer under way has a connection and a thread here."""
MORE = 1.5
"""The next step up."""
WORTH = 1.05
"""More at once is kept where it makes so much more of the tokens per second."""
SHORTEST_SECONDS = 2.0
"""A shorter time says nothing about the speed."""
STEADY_ROUNDS = 12
"""Measurements after which more at once is tried again: other users of the server come and go."""


class Concurrency:
    """Climbs as long as that makes the whole faster, then stays, and tries again after a while.

    A measurement lasts until as many answers were completed as are asked for at once. One during which there was less
    to do than `limit` says nothing, and is dropped.
    """

    def __init__(self, slots: int, most: int = 0) -> None:
        """`slots` are the answers that the server says it writes side by side, 0 where it does not say; `most` is a
        limit, 0 for none of its own.
        """
        self._most = min(2 * slots or MOST, most or MOST, MOST)  # More than wait their turn would only wait longer.
        self.limit = min(slots or FIRST, self._most)
        self._best_rate, self._best_limit = 0.0, self.limit
        self._steady = 0
        self._began: float | None = None
        self._tokens = self._answers = 0

    def measure(self, now: float, *, tokens: int, answers: int, under_way: int) -> None:
        """`tokens` and `answers` were written since the beginning; `now` is on the monotonic clock."""
        if under_way < self.limit:
            self._began = None
            return
        if self._began is None:
            self._begin(now, tokens, answers)
            return
        seconds = now - self._began
        if answers - self._answers >= self.limit and seconds >= SHORTEST_SECONDS:
            self._decide((tokens - self._tokens) / seconds)
            self._begin(now, tokens, answers)

    def pause(self) -> None:
        """What comes now is no measure of its speed."""
        self._began = None

    def back_off(self) -> None:
        """The server has refused answers because it is busy: ask for half as many."""
        self.limit = max(1, self.limit // 2)
        self._best_rate, self._best_limit, self._steady, self._began = 0.0, self.limit, STEADY_ROUNDS, None

    def _begin(self, now: float, tokens: int, answers: int) -> None:
        self._began, self._tokens, self._answers = now, tokens, answers

    def _decide(self, rate: float) -> None:
        if self._steady:
            self._steady -= 1
            self._best_rate = rate
        elif rate < self._best_rate * WORTH:
            self.limit, self._steady = self._best_limit, STEADY_ROUNDS
            return
        else:
            self._best_rate, self._best_limit = rate, self.limit
        if not self._steady:
            self.limit = min(self._most, math.ceil(self.limit * MORE))
