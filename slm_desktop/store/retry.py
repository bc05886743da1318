"""What the disk refused is tried again, until it takes it."""

import contextlib
from collections.abc import Callable

from slm_desktop.errors import Fault
from slm_desktop.jobs import Jobs

RETRY_SECONDS = 3.0
"""Seconds between two tries: what was refused is written soon after there is room."""


class Retry:
    """Writes again some seconds after a write was refused.

    It reports nothing: the first write has said why it failed.
    """

    def __init__(self, jobs: Jobs, key: str, write: Callable[[], None]) -> None:
        """`write` raises Fault while the disk refuses; it is called on the thread of the queue `key`."""
        self._jobs, self._key, self._write = jobs, key, write
        self._waiting = False

    def soon(self) -> None:
        """A write was refused; several refused ones are tried again together."""
        if not self._waiting:
            self._waiting = True
            self._jobs.submit(self._key, self._again, after=RETRY_SECONDS)

    def _again(self) -> None:
        self._waiting = False
        with contextlib.suppress(Fault):
            self._write()
