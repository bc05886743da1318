"""How much of the computer other programs use."""

import time

import psutil

NOT_AT_WORK = ("idle", "iowait", "steal", "guest", "guest_nice")
"""States of a processor that are no work, or are counted in another state too."""
SHORTEST_SECONDS = 0.1
"""The system counts in hundredths of a second: over less than this its figures are rough."""


class OtherPrograms:
    """Measures from one look to the next."""

    def __init__(self) -> None:
        self._at, self._worked = time.monotonic(), self._work()
        self._cores = 0.0

    def cores(self) -> float:
        """How many cores they used since the last look, on average; a look too soon gives the figure of the last."""
        now = time.monotonic()
        if now - self._at >= SHORTEST_SECONDS:
            worked = self._work()
            self._cores = max(0.0, (worked - self._worked) / (now - self._at))
            self._at, self._worked = now, worked
        return self._cores

    @staticmethod
    def _work() -> float:
        """Seconds that all processors worked for others since the start of the system, but for a constant."""
        times = psutil.cpu_times()._asdict()
        worked: float = sum(value for name, value in times.items() if name not in NOT_AT_WORK)
        return worked - time.process_time()
