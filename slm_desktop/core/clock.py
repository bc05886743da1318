"""Time, as the core is given it."""

from collections.abc import Callable
from typing import Protocol


class Clock(Protocol):
    """Seconds; `now` is the time of day, `monotonic` only ever grows."""

    def now(self) -> float:
        """Seconds since 1970."""

    def monotonic(self) -> float:
        """Seconds since some moment."""

    def every(self, seconds: float, call: Callable[[], None]) -> Callable[[], None]:
        """Make a call on the loop's thread every so many seconds; the function returned ends that."""
