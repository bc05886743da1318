"""Time, as the core is given it."""

from typing import Protocol


class Clock(Protocol):
    """Seconds; `now` is the time of day, `monotonic` only ever grows."""

    def now(self) -> float:
        """Seconds since 1970."""

    def monotonic(self) -> float:
        """Seconds since some moment."""
