"""The loop that everything comes through: threads, children and timers post calls, one thread makes them.

It needs no Qt: a window drains it once a frame, a command drains it by itself. What comes before either does so waits
here.
"""

import heapq
import itertools
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

Call = Callable[[], None]


class Loop:
    """Calls posted from any thread; whoever opened the loop is woken, and drains it on a thread of its choice."""

    def __init__(self) -> None:
        self._calls: deque[Call] = deque()
        self._lock, self._woken = threading.Lock(), False
        self._wake: Call | None = None
        self._timers = Timers(self.post)

    def post(self, call: Call) -> None:
        """Make a call on the loop's thread, after all that was posted before."""
        with self._lock:
            self._calls.append(call)
            wake = None if self._woken else self._wake
            self._woken = self._woken or wake is not None
        if wake:
            wake()

    def carry(self, listener: Callable[[Any], None]) -> Callable[[Any], None]:
        """A function for other threads that hands its argument to `listener` on the loop's thread."""
        return lambda event: self.post(lambda: listener(event))

    def every(self, seconds: float, call: Call) -> Call:
        """Make a call every so many seconds; the function returned ends that."""
        return self._timers.add(seconds, call)

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

    def run_until(self, is_over: Callable[[], bool]) -> None:
        """Make the calls as they come, on this thread, until something is over. For programs without a window."""
        woken = threading.Event()
        self.open(woken.set)
        while not is_over():
            woken.wait()
            woken.clear()
            self.drain()

    def close(self) -> None:
        """The end: what still waits, and what comes later, is dropped."""
        self._timers.close()
        with self._lock:
            self._calls.clear()
            self._wake, self._woken = None, True


class Timers:
    """Calls that are due again and again. One thread waits for all of them; it is there from the first on."""

    def __init__(self, post: Callable[[Call], None]) -> None:
        self._post = post
        self._waiting: list[tuple[float, int, Timer]] = []
        self._numbers, self._changed, self._ended = itertools.count(), threading.Condition(), False
        self._thread: threading.Thread | None = None

    def add(self, seconds: float, call: Call) -> Call:
        """Post `call` every so many seconds; the function returned ends that."""
        timer = Timer(seconds, call)
        with self._changed:
            if self._thread is None and not self._ended:
                self._thread = threading.Thread(target=self._serve, name="loop-timers", daemon=True)
                self._thread.start()
            heapq.heappush(self._waiting, (time.monotonic() + seconds, next(self._numbers), timer))
            self._changed.notify()
        return timer.cancel

    def close(self) -> None:
        """End the thread."""
        with self._changed:
            self._ended = True
            self._changed.notify()
        if self._thread and self._thread is not threading.current_thread():
            self._thread.join()

    def _serve(self) -> None:
        with self._changed:
            while not self._ended:
                wait = self._waiting[0][0] - time.monotonic() if self._waiting else None
                if wait is None or wait > 0:
                    self._changed.wait(wait)
                else:
                    self._fire()

    def _fire(self) -> None:
        _due, number, timer = heapq.heappop(self._waiting)
        if timer.is_cancelled:
            return
        heapq.heappush(self._waiting, (time.monotonic() + timer.seconds, number, timer))
        if not timer.is_posted:  # A loop that is not drained for a while is not filled with the same call.
            timer.is_posted = True
            self._post(timer.run)


class Timer:
    """One call that is due every so many seconds."""

    def __init__(self, seconds: float, call: Call) -> None:
        self.seconds, self._call = seconds, call
        self.is_cancelled = self.is_posted = False

    def run(self) -> None:
        """On the loop's thread: make the call, unless it was ended meanwhile."""
        self.is_posted = False
        if not self.is_cancelled:
            self._call()

    def cancel(self) -> None:
        """It is not wanted any more."""
        self.is_cancelled = True


class SystemClock:
    """The computer's clock, and calls that a loop makes as time passes."""

    now = staticmethod(time.time)
    monotonic = staticmethod(time.monotonic)

    def __init__(self, loop: Loop) -> None:
        self.every = loop.every
