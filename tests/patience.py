"""Waiting that is bounded by silence: a busy computer may take its time, one that does nothing any more has hung."""

import contextlib
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

import psutil

IDLE_SECONDS = 60.0
"""So long nothing may happen, and no processor be used, before a wait fails."""
LONGEST_SECONDS = 900.0
"""What works for so long without coming to an end does so for ever."""
LEAST_SHARE = 0.15
"""Of one core: less is the ticking of timers, of heartbeats and of the wait itself."""
LOOK_SECONDS, LONGEST_LOOK = 1.0, 5.0
TURN_SECONDS = 0.01

Result = TypeVar("Result")


class Patience:
    """Asked again and again during a wait; fails the test when nothing happens any more."""

    def __init__(self) -> None:
        """It costs next to nothing: whoever waits for many events begins anew with each of them."""
        self._looked, self._used = time.monotonic(), -1.0
        self._silent = self._waited = 0.0

    def check(self) -> None:
        """Fail after a minute in which neither this process nor its children used a processor."""
        now = time.monotonic()
        if now - self._looked < LOOK_SECONDS:
            return
        # The whole computer may have been put to sleep since the last look: nobody was silent then.
        passed, used = min(now - self._looked, LONGEST_LOOK), _processor_seconds()
        self._used = used - passed if self._used < 0 else self._used  # Before the first look nobody has measured it.
        self._waited += passed
        self._silent = 0.0 if used - self._used > LEAST_SHARE * passed else self._silent + passed
        self._looked, self._used = now, used
        assert self._silent < IDLE_SECONDS, "nothing happens any more"
        assert self._waited < LONGEST_SECONDS, "it works on and on"


def wait_until(done: Callable[[], bool]) -> None:
    """Wait until something is so, without an event loop."""
    patience = Patience()
    while not done():
        patience.check()
        threading.Event().wait(TURN_SECONDS)


def outcome(work: Callable[[], Result]) -> Result:
    """What some work comes to, which may hang: it is done in a thread that leaves with the test run."""
    future: Future[Result] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except Exception as error:  # noqa: BLE001 - whatever it is, the test is to raise it
            future.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    wait_until(future.done)
    return future.result()


def _processor_seconds() -> float:
    """What this process and its children have used."""
    total = time.process_time()
    with contextlib.suppress(OSError):  # There may be no file left to ask with.
        for child in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error):
                total += sum(child.cpu_times()[:2])
    return total
