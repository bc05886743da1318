"""Downloads at work: a thread for each model, its files one after another, and nothing published before all are
checked.
"""

import contextlib
import hashlib
import os
import shutil
import threading
import time
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path

from slm_desktop.core.models.download_events import Delayed, DownloadEvent, FetchingEnded, HashProgressed, Progressed
from slm_desktop.core.models.hub import Download, RepoFile
from slm_desktop.core.models.names import safe_path
from slm_desktop.core.models.ports import Fetching
from slm_desktop.errors import Fault, as_fault
from slm_desktop.hub import journal, transfer
from slm_desktop.hub.publish import publish
from slm_desktop.hub.response import Order, TransferListener
from slm_desktop.hub.transfer import CONNECTIONS, Transfer
from slm_desktop.net.limit import Limiter
from slm_desktop.net.network import Network

PROGRESS_SECONDS = 0.2
"""Progress is passed on at most so often."""
JOIN_SECONDS = 3.0
OnEvent = Callable[[DownloadEvent], None]
Post = Callable[[Callable[[], None]], None]


class Downloader:
    """Starts downloads into `folder`. Events go through `post`, to the thread that drains the loop."""

    def __init__(self, network: Network, folder: Callable[[], Path], post: Post) -> None:
        self._network, self._folder, self._post = network, folder, post
        self._numbers = count(1)
        self._busy: dict[str, threading.Thread] = {}
        self.limiter = Limiter()
        self.connections = CONNECTIONS

    def target(self, item: Download) -> str:
        """Where a download goes: the path of its first file. Raise Fault 'name_refused' or 'outside'."""
        return str(self._targets(item)[0])

    def start(self, item: Download, on_event: OnEvent) -> "Running":
        """Begin, or go on."""
        running = Running(
            next(self._numbers),
            owner=self,
            item=item,
            targets=self._targets(item),
            on_event=on_event,
            before=self._busy.get(item.path),
        )
        self._busy[item.path] = running.thread
        running.thread.start()
        return running

    def discard(self, item: Download, fetching: Fetching | None) -> None:
        """Throw away what came of a download, once its threads have ended."""
        targets = self._targets(item)

        before = self._busy.get(item.path)

        def clean() -> None:
            if before:
                before.join()
            for target in targets:
                journal.discard(target)
            with contextlib.suppress(OSError):
                targets[0].parent.rmdir()
                targets[0].parent.parent.rmdir()

        if fetching:
            fetching.stop()
        self._busy[item.path] = threading.Thread(target=clean, name="download-discard", daemon=True)
        self._busy[item.path].start()

    def _targets(self, item: Download) -> list[Path]:
        root = self._folder()
        below = root / safe_path(item.repo)
        return [_placed(root, below / safe_path(file.path)) for file in item.files]

    def transfer(self, order: Order, listener: TransferListener) -> Transfer:
        """One file of a download."""
        return Transfer(
            network=self._network, order=order, listener=listener, limiter=self.limiter, connections=self.connections
        )

    def post(self, call: Callable[[], None]) -> None:
        """Call on the window's thread."""
        self._post(call)


class Running:
    """A download at work."""

    def __init__(
        self,
        number: int,
        *,
        owner: Downloader,
        item: Download,
        targets: list[Path],
        on_event: OnEvent,
        before: threading.Thread | None,
    ) -> None:
        """`before` still works on the same files, and is about to end: two may not write one file."""
        self._before_this = before
        self.number, self._owner, self._on_event = number, owner, on_event
        self._repo, self._commit = item.repo, item.commit
        self._files = list(zip(item.files, targets, strict=True))
        self._stopped = threading.Event()
        self._transfer: Transfer | None = None
        self._before = 0
        self._reported_at: dict[type[Progressed | HashProgressed], float] = {Progressed: 0.0, HashProgressed: 0.0}
        self.thread = threading.Thread(target=self._run, name="download-file", daemon=True)

    def stop(self) -> None:
        """Give up soon."""
        self._stopped.set()
        if self._transfer:
            self._transfer.stop()

    def join(self) -> None:
        """Wait until what came is noted."""
        self.thread.join(JOIN_SECONDS)

    def _run(self) -> None:
        fault: Fault | None = None
        if self._before_this:
            self._before_this.join()
            self._before_this = None
        try:
            self._must_fit()
            if self._all():
                # The first part is the one that is found and loaded: it comes last.
                for _file, target in reversed(self._files):
                    publish(target)
        except Exception as error:  # noqa: BLE001 - the queue must hear how it ended
            fault = as_fault(error)
        if not self._stopped.is_set():
            self._post(FetchingEnded(self.number, fault))

    def _must_fit(self) -> None:
        """There is room for all files that are still to come, not only for the first."""
        folder = self._files[0][1].parent
        folder.mkdir(parents=True, exist_ok=True)
        there = sum(journal.brought(target) for _file, target in self._files)
        needed, free = (
            sum(file.size for file, _target in self._files) - there + transfer.DISK_MARGIN,
            shutil.disk_usage(folder).free,
        )
        if needed > free and not all(target.exists() for _file, target in self._files):
            raise Fault("no_room", {"needed": needed, "free": free, "folder": str(folder)})

    def _all(self) -> bool:
        for file, target in self._files:
            if _is_there(file, target):
                self._before += file.size
                continue
            listener = TransferListener(
                on_progress=partial(self._report, Progressed),
                on_checked=partial(self._report, HashProgressed),
                on_wait=lambda fault, seconds: self._post(Delayed(self.number, fault, seconds)),
            )
            self._transfer = self._owner.transfer(Order(self._repo, self._commit, file, target), listener)
            if self._stopped.is_set() or not self._transfer.run():
                self._stopped.set()
                return False
            self._before += file.size
            self._post(Progressed(self.number, self._before))
        return True

    def _report(self, kind: type[Progressed | HashProgressed], done: int) -> None:
        """Report how far it is, some times a second."""
        now, whole = time.monotonic(), self._before + done
        size = sum(file.size for file, _target in self._files)
        if now - self._reported_at[kind] >= PROGRESS_SECONDS or whole >= size:
            self._reported_at[kind] = now
            self._post(kind(self.number, whole))

    def _post(self, event: DownloadEvent) -> None:
        self._owner.post(lambda: self._on_event(event))


def _is_there(file: RepoFile, target: Path) -> bool:
    """Whether an earlier run brought this very file and published it already."""
    try:
        if target.stat().st_size != file.size or journal.part_of(target).exists():
            return False
        with target.open("rb") as there:
            return not file.sha256 or hashlib.file_digest(there, "sha256").hexdigest() == file.sha256
    except OSError:
        return False


def _placed(root: Path, target: Path) -> Path:
    """A place that is free and inside `root`: no link may lead out of it, and no name differ from another by case
    alone.
    """
    folder = os.path.realpath(target.parent)
    if not Path(folder).is_relative_to(os.path.realpath(root)):
        raise Fault("outside", {"path": str(target)})
    try:
        listed = {name.removesuffix(".part") for name in os.listdir(folder)}
        others = [name for name in listed if name.casefold() == target.name.casefold() and name != target.name]
    except OSError:
        others = []
    return target.with_name(f"{target.stem} ({len(others) + 1}){target.suffix}") if others else target
