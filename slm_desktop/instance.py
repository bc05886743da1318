"""One app for one data folder: a second start hands its file to the first, and a start after a crash knows of it.

The system itself releases the lock of a process that is gone, so there is no stale lock to see through.
"""

import contextlib
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from slm_desktop.paths import Paths

LONGEST_SOCKET = 100
"""Characters of a socket's path that every system takes."""
LONGEST_MESSAGE = 65_536
VISIT_SECONDS = 2.0
"""How long a visitor may take to say something."""


class Instance:
    """The running app. `crashed` when the last one did not come to its end."""

    def __init__(self, paths: Paths, lock: BinaryIO, *, crashed: bool, is_window: bool) -> None:
        self._paths, self._lock, self.crashed, self._is_window = paths, lock, crashed, is_window
        self._door: threading.Thread | None = None

    def listen(self, on_ring: Callable[[str], None]) -> None:
        """Call `on_ring`, from another thread, with the path that a second start was given ('' for none)."""
        self._door = threading.Thread(target=self._answer, args=(on_ring,), name="door", daemon=True)
        self._door.start()

    def _answer(self, on_ring: Callable[[str], None]) -> None:
        from multiprocessing.connection import Listener

        address = _address(self._paths)
        with contextlib.suppress(OSError):
            os.unlink(address)
        try:
            door = Listener(address)
        except OSError:
            return
        with door:
            while True:
                with contextlib.suppress(OSError, EOFError), door.accept() as visitor:
                    if not visitor.poll(VISIT_SECONDS):
                        continue
                    message = visitor.recv_bytes(LONGEST_MESSAGE).decode("utf-8", "replace")
                    if message == "close":
                        return
                    on_ring(message.removeprefix("open "))

    def close_door(self) -> None:
        """The app begins to end: whoever starts it now is not heard any more, and waits for the lock."""
        if self._door:
            _send(self._paths, "close")
            self._door.join(VISIT_SECONDS + 1)
            self._door = None

    def close(self) -> None:
        """The app came to its end as it should."""
        self.close_door()
        if self._is_window:
            self._lock.truncate(0)
        self._lock.close()


def begin(paths: Paths, *, is_window: bool = True) -> Instance | None:
    """Become the app of a data folder; None when there is one already.

    A command (`is_window` false) leaves no mark: that it was interrupted is nothing that the next window has to say.
    """
    lock = open(paths.data / "running", "a+b")  # noqa: SIM115 - it stays open as long as the app runs
    if not _locked(lock):
        lock.close()
        return None
    lock.seek(0)
    crashed = bool(lock.read(1))
    if is_window:
        lock.truncate(0)
        lock.write(str(os.getpid()).encode())
        lock.flush()
    return Instance(paths, lock, crashed=crashed, is_window=is_window)


def begin_or_ring(paths: Paths, path: str, patience: float = 15.0) -> Instance | None:
    """Become the app, also after one that is just ending; None when a running one was called, TimeoutError if it is
    deaf.
    """
    end = time.monotonic() + patience
    while True:
        instance = begin(paths)
        if instance or ring(paths, path):
            return instance
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.1)


def ring(paths: Paths, path: str) -> bool:
    """Tell the running app that it was started again, with a file if one was named; False when it does not answer."""
    return _send(paths, f"open {path}")


def _send(paths: Paths, message: str) -> bool:
    from multiprocessing.connection import Client

    try:
        with Client(_address(paths)) as door:
            door.send_bytes(message.encode("utf-8", "replace"))
        return True
    except (OSError, EOFError):
        return False


def _address(paths: Paths) -> str:
    """Where the app listens: in its own folder, which nobody else may enter, or under a name made from that."""
    import hashlib

    name = hashlib.sha256(str(paths.data).encode("utf-8", "surrogatepass")).hexdigest()[:20]
    if sys.platform == "win32":
        return rf"\\.\pipe\slm-desktop-{name}"
    inside = paths.data / "door"
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or "/tmp")
    return str(inside) if len(str(inside)) < LONGEST_SOCKET else str(runtime / f"slm-desktop-{os.getuid()}-{name}")


if sys.platform == "win32":
    import msvcrt

    def _locked(file: BinaryIO) -> bool:
        try:
            file.seek(1 << 30)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _locked(file: BinaryIO) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
