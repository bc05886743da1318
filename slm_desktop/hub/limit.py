"""A limit for the speed of all downloads together."""

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
