"""How much of the computer others use: other programs, and other engines of this app."""

import contextlib
import sys
import time

import psutil

NOT_AT_WORK = ("idle", "iowait", "steal", "guest", "guest_nice")
"""States of a processor that are no work, or are counted in another state too."""
SHORTEST_SECONDS = 0.1
"""The system counts in hundredths of a second: over less than this its figures are rough."""


class OtherPrograms:
    """Measures from one look to the next."""

    def __init__(self) -> None:
        self._at, self._worked = time.monotonic(), _work()
        self.siblings = Siblings()
        self._siblings_worked = 0.0
        self._cores = (0.0, 0.0)

    def cores(self) -> tuple[float, float]:
        """How many cores other programs used since the last look, on average, and how many the app's other engines.

        A look too soon gives the figures of the last.
        """
        now = time.monotonic()
        seconds = now - self._at
        if seconds >= SHORTEST_SECONDS:
            worked, siblings = _work(), self.siblings.work()
            family = max(0.0, siblings - self._siblings_worked)
            others = max(0.0, worked - self._worked - family)
            self._cores = (others / seconds, family / seconds)
            self._at, self._worked, self._siblings_worked = now, worked, siblings
        return self._cores


class Siblings:
    """The engines that were begun by the same app as this one, as that tells."""

    def __init__(self) -> None:
        self.pids: tuple[int, ...] = ()
        self._before: dict[int, float] = {}
        self._worked: dict[int, float] = {}

    def work(self) -> float:
        """Seconds that processors worked for them since each was first heard of, also for those that have gone."""
        for pid in self.pids:
            with contextlib.suppress(psutil.Error, OSError):
                seconds = _seconds_of(pid)
                self._worked[pid] = seconds - self._before.setdefault(pid, seconds)
        return sum(self._worked.values())


def _seconds_of(pid: int) -> float:
    """Processor time of another process. Linux has a clock for it (clock_getcpuclockid), which can be read without
    looking into the process. Raise OSError, psutil.Error.
    """
    if sys.platform.startswith("linux"):
        return time.clock_gettime((~pid << 3) | 2)
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def _work() -> float:
    """Seconds that all processors worked for others since the start of the system, but for a constant."""
    times = psutil.cpu_times()._asdict()
    worked: float = sum(value for name, value in times.items() if name not in NOT_AT_WORK)
    return worked - time.process_time()
