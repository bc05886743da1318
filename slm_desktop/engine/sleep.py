"""Whether the computer was put to sleep meanwhile: what was measured then says nothing."""

import time

LEAST_SECONDS = 1.0
"""A clock that is set right moves by less."""


class SleepWatch:
    """From when it is made on. On Windows the other clock goes on while the computer sleeps, and nothing is noticed."""

    def __init__(self) -> None:
        self._wall, self._awake = time.time(), time.monotonic()

    @property
    def has_slept(self) -> bool:
        """Whether more time has passed than the computer was awake."""
        return (time.time() - self._wall) - (time.monotonic() - self._awake) > LEAST_SECONDS
