"""Requests under way: each can be cut off from another thread, and ends by itself when its time is over."""

import contextlib
import socket
import threading
from collections.abc import Iterator

from slm_desktop.errors import Fault

SECONDS, GROUP, HEAD, READ = "seconds", "group", "head_seconds", "read_seconds"
"""Extensions of a request: its time for the body (0 for any), the Watches that may cut it off, its time for the head,
and how long its server may say nothing.
"""
_thread = threading.local()


class Watches:
    """Requests that can be cut off together."""

    def __init__(self) -> None:
        self._lock, self._active, self._ended = threading.Lock(), set[Watch](), False

    def cut(self, *, for_good: bool = False) -> None:
        """Cut off all that are under way; `for_good` also those that begin later."""
        with self._lock:
            self._ended = self._ended or for_good
            active = list(self._active)
        for watch in active:
            watch.cut()

    def add(self, watch: "Watch") -> None:
        """A request begins."""
        with self._lock:
            self._active.add(watch)
        if self._ended:
            watch.cut()

    def remove(self, watch: "Watch") -> None:
        """A request has ended."""
        with self._lock:
            self._active.discard(watch)


class Watch:
    """One request and the sockets that it uses. A socket that was cut wakes whoever reads from it."""

    def __init__(self, host: str, groups: tuple[Watches, ...]) -> None:
        self._host, self._groups = host, groups
        self._lock, self._sockets = threading.Lock(), set[socket.socket]()
        self._timer: threading.Timer | None = None
        self._cut, self._late = False, 0.0
        for group in groups:
            group.add(self)

    def end_in(self, seconds: float) -> None:
        """Cut it off after so many seconds from now; 0 for never."""
        self._stop_timer()
        if seconds:
            self._timer = threading.Timer(seconds, self._on_late, (seconds,))
            self._timer.daemon = True
            self._timer.start()

    def _on_late(self, seconds: float) -> None:
        self._late = seconds
        self.cut()

    def cut(self) -> None:
        """End it now."""
        with self._lock:
            self._cut = True
            sockets = list(self._sockets)
        for one in sockets:
            _shut(one)

    def uses(self, handle: socket.socket) -> None:
        """It reads from, or writes to, this socket next."""
        with self._lock:
            self._sockets.add(handle)
            cut = self._cut
        if cut:
            _shut(handle)

    def over(self) -> None:
        """The request has ended: its sockets may serve another."""
        self._stop_timer()
        with self._lock:
            self._sockets.clear()
        for group in self._groups:
            group.remove(self)

    def _stop_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    @property
    def fault(self) -> Fault | None:
        """Why it was cut off; None when it was not."""
        if not self._cut:
            return None
        return Fault("hub_silent", {"host": self._host, "seconds": self._late}) if self._late else Fault("stopped")

    @contextlib.contextmanager
    def current(self) -> Iterator[None]:
        """What this thread reads and writes belongs to this request."""
        before = getattr(_thread, "watch", None)
        _thread.watch = self
        try:
            yield
        finally:
            _thread.watch = before


def current() -> Watch | None:
    """The request that this thread works for."""
    watch: Watch | None = getattr(_thread, "watch", None)
    return watch


def _shut(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
