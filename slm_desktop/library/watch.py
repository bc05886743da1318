"""Hear of new, changed and deleted models while the app runs, so that nobody has to ask for another scan."""

import contextlib
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from watchdog.observers.api import BaseObserver

from slm_desktop.core.models.names import SUFFIX

CHANGES = ("created", "deleted", "moved", "modified", "closed")
QUIET_SECONDS = 1.0
"""A scan waits until nothing has happened for so long: a file that is being copied changes all the time."""


class Watch:
    """Watches folders and tells when something that matters happened in them.

    Where the system cannot watch, nothing is reported.
    """

    def __init__(self, on_change: Callable[[], None]) -> None:
        self._on_change, self._lock = on_change, threading.Lock()
        self._observer: BaseObserver | None = None
        self._timer: threading.Timer | None = None
        self._folders: frozenset[Path] = frozenset()
        self._closed = False

    def follow(self, folders: Iterable[Path]) -> None:
        """Watch these folders from now on; what lies deep in them too. Waits a moment, so call it on a thread."""
        wanted = frozenset(folders)
        if wanted == self._folders or self._closed:
            return
        from watchdog.events import FileSystemEvent, FileSystemEventHandler
        from watchdog.observers import Observer

        watch = self

        class Handler(FileSystemEventHandler):
            def on_any_event(self, event: FileSystemEvent) -> None:
                if event.event_type in (("created", "deleted", "moved") if event.is_directory else CHANGES):
                    watch._happened(str(event.src_path), str(event.dest_path or ""), event.is_directory)

        self._stop()
        observer = Observer()
        for folder in wanted:
            with contextlib.suppress(OSError):  # Too many watches, or gone meanwhile.
                observer.schedule(Handler(), str(folder), recursive=True)
        with contextlib.suppress(OSError):
            observer.start()
            self._observer, self._folders = observer, wanted
        if self._closed:  # while this thread was busy
            self._stop()

    def _happened(self, path: str, target: str, is_folder: bool) -> None:
        matters = is_folder or path.lower().endswith(SUFFIX) or target.lower().endswith(SUFFIX) or "manifests" in path
        if not matters:
            return
        with self._lock:
            if self._closed:
                return
            if self._timer:
                self._timer.cancel()
            self._timer = threading.Timer(QUIET_SECONDS, self._on_change)
            self._timer.daemon = True
            self._timer.start()

    def _stop(self) -> None:
        observer, self._observer = self._observer, None
        if observer is not None:
            observer.stop()
            observer.join(2.0)

    def close(self) -> None:
        """Watch no longer."""
        with self._lock:
            self._closed = True
            if self._timer:
                self._timer.cancel()
        self._stop()
