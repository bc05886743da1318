"""How fast bytes come: a limit for all downloads together, and the pace of one connection."""

import threading
import time


class Limiter:
    """Lets so many bytes a second through; 0 for as many as come. For use by several threads."""

    def __init__(self, rate: float = 0) -> None:
        self.rate = rate
        self._lock, self._free_at = threading.Lock(), 0.0

    def take(self, size: int, ended: threading.Event) -> None:
        """Wait until `size` more bytes may pass, or something has ended."""
        if self.rate <= 0:
            return
        with self._lock:
            now = time.monotonic()
            # A quiet second is not saved up for later: the limit holds for every second.
            self._free_at = max(self._free_at, now) + size / self.rate
            pause = self._free_at - now
        if pause > 0:
            ended.wait(pause)


class Pace:
    """When what came is to be noted, and whether a connection brings too little."""

    def __init__(self, *, at: int, note_bytes: int, note_seconds: float, slow_bytes: int, slow_seconds: float) -> None:
        self._note_bytes, self._note_seconds = note_bytes, note_seconds
        self._slow_bytes, self._slow_seconds = slow_bytes, slow_seconds
        self._noted = self._since = time.monotonic()
        self._before = at

    def is_due(self, waiting: int, last: bool) -> bool:
        """Whether so many bytes that are not noted yet are to be noted now."""
        now = time.monotonic()
        if waiting >= self._note_bytes or last or now - self._noted >= self._note_seconds:
            self._noted = now
            return True
        return False

    def is_too_slow(self, at: int) -> bool:
        """Whether almost nothing came for a long time."""
        now = time.monotonic()
        if now - self._since <= self._slow_seconds:
            return False
        slow = at - self._before < self._slow_bytes
        self._since, self._before = now, at
        return slow
