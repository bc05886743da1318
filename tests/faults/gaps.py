"""How long the window's loop does not come round."""

import time

from PySide6.QtCore import QTimer

TICK_MILLISECONDS = 5


class Gaps:
    """What passes between two turns of the event loop, beyond the time of a tick; in seconds."""

    def __init__(self) -> None:
        self.found: list[float] = []
        self._lap = 0.0
        self._last = time.monotonic()
        self._timer = QTimer(interval=TICK_MILLISECONDS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.monotonic()
        gap = max(0.0, now - self._last - TICK_MILLISECONDS / 1000)
        self.found.append(gap)
        self._lap, self._last = max(self._lap, gap), now

    def begin(self) -> None:
        """What the test itself has done so far is no gap of the window's."""
        self._last, self._lap = time.monotonic(), 0.0

    def longest(self) -> float:
        """The longest since `begin`."""
        return self._lap

    def figures(self) -> dict[str, float]:
        """Milliseconds, of all turns so far; nothing is measured any more."""
        self._timer.stop()
        ordered = sorted(self.found)
        at = {"p50": 0.5, "p99": 0.99, "p99.9": 0.999}
        shown = {name: round(1000 * ordered[int(share * (len(ordered) - 1))], 1) for name, share in at.items()}
        return {**shown, "max": round(1000 * ordered[-1], 1), "turns": len(ordered)}
