"""The one crossing from threads and children to the GUI thread.

It needs no Qt to be filled: the engine is started before Qt is imported, and what it says until the window
exists waits here.
"""

import sys
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

Call = Callable[[], None]


class Bridge:
    """Calls posted from any thread; whoever opened the bridge is woken and drains it on the GUI thread."""

    def __init__(self) -> None:
        self._calls: deque[Call] = deque()
        self._lock, self._woken = threading.Lock(), False
        self._wake: Call | None = None

    def post(self, call: Call) -> None:
        """Run `call` on the GUI thread, after all that was posted before."""
        with self._lock:
            self._calls.append(call)
            wake = None if self._woken else self._wake
            self._woken = self._woken or wake is not None
        if wake:
            wake()

    def carry(self, listener: Callable[[Any], None]) -> Callable[[Any], None]:
        """A function for other threads that hands its argument to `listener` on the GUI thread."""
        return lambda event: self.post(lambda: listener(event))

    def open(self, wake: Call) -> None:
        """From now on call `wake`, from whatever thread, when something waits and nobody was woken for it yet."""
        with self._lock:
            self._wake, self._woken = wake, True
        wake()

    def drain(self) -> None:
        """Make the calls that wait now. One that raises is reported, and the others are made all the same."""
        with self._lock:
            calls, self._calls, self._woken = self._calls, deque(), False
        for call in calls:
            try:
                call()
            except Exception:  # noqa: BLE001 - a view that fails must not cost an answer its end
                sys.excepthook(*sys.exc_info())

    def close(self) -> None:
        """The window is gone: what still waits, and what comes later, is dropped."""
        with self._lock:
            self._calls.clear()
            self._wake, self._woken = None, True
