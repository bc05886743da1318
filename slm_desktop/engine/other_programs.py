"""How much of the computer others use: other programs, and other engines of this app."""

import contextlib
import os
import time

import psutil

NOT_AT_WORK = ("idle", "iowait", "steal", "guest", "guest_nice")
"""States of a processor that are no work, or are counted in another state too."""
SHORTEST_SECONDS = 0.1
"""The system counts in hundredths of a second: over less than this its figures are rough."""
FAMILY_SECONDS = 2.0
"""So long the list of this app's engines holds: making it reads of every process who began it."""
ENGINE = "--engine"
"""What the command line of an engine has in it."""


class OtherPrograms:
    """Measures from one look to the next."""

    def __init__(self) -> None:
        self._at, self._worked = time.monotonic(), _work()
        self._siblings = Siblings()
        self._siblings_worked = self._siblings.work()
        self._cores = (0.0, 0.0)

    def cores(self) -> tuple[float, float]:
        """How many cores other programs used since the last look, on average, and how many the app's other engines.

        A look too soon gives the figures of the last.
        """
        now = time.monotonic()
        seconds = now - self._at
        if seconds >= SHORTEST_SECONDS:
            worked, siblings = _work(), self._siblings.work()
            family = max(0.0, siblings - self._siblings_worked)
            others = max(0.0, worked - self._worked - family)
            self._cores = (others / seconds, family / seconds)
            self._at, self._worked, self._siblings_worked = now, worked, siblings
        return self._cores


class Siblings:
    """The engines that were begun by the same app as this one."""

    def __init__(self) -> None:
        self._found: dict[int, psutil.Process] = {}
        self._looked = -FAMILY_SECONDS
        self._worked: dict[int, float] = {}

    def work(self) -> float:
        """Seconds that processors worked for them so far, also for those that have gone."""
        now = time.monotonic()
        if now - self._looked >= FAMILY_SECONDS:
            self._looked = now
            with contextlib.suppress(psutil.Error, OSError):
                self._look()
        for pid, process in self._found.items():
            with contextlib.suppress(psutil.Error, OSError):
                times = process.cpu_times()
                self._worked[pid] = times.user + times.system
        return sum(self._worked.values())

    def _look(self) -> None:
        children = psutil.Process(os.getppid()).children()
        others = (child for child in children if child.pid != os.getpid())
        self._found = {child.pid: child for child in others if child.pid in self._found or _is_engine(child)}


def _is_engine(process: psutil.Process) -> bool:
    try:
        return ENGINE in process.cmdline()
    except (psutil.Error, OSError):
        return False


def _work() -> float:
    """Seconds that all processors worked for others since the start of the system, but for a constant."""
    times = psutil.cpu_times()._asdict()
    worked: float = sum(value for name, value in times.items() if name not in NOT_AT_WORK)
    return worked - time.process_time()
