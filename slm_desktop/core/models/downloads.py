"""The queue of downloads: what is wanted, in which order, how far it is, and what to do when something is in the
way.
"""

import contextlib
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from typing import assert_never

from slm_desktop.core.clock import Clock
from slm_desktop.core.models.download_events import Delayed, DownloadEvent, FetchingEnded, HashProgressed, Progressed
from slm_desktop.core.models.hub import (
    ACTIVE,
    AWAY,
    Download,
    DownloadState,
    Offer,
    RepoFile,
    Repository,
    chosen,
    offers,
)
from slm_desktop.core.models.ports import DownloadStore, Fetcher, Fetching
from slm_desktop.core.signal import Signal
from slm_desktop.errors import Fault

RATE_SECONDS = 4.0
THROWN_AWAY = ("wrong_hash", "changed", "wrong_length")
"""Faults after which nothing of a file is kept."""
Resolve = Callable[[Download, Callable[[Repository | Fault], None]], None]
"""Asks the Hub for the repository of a wish; the answer comes on the window's thread."""


class Speed:
    """Bytes per second over the last seconds."""

    def __init__(self) -> None:
        self._points: deque[tuple[float, int]] = deque()

    def add(self, now: float, done: int) -> None:
        """So many bytes were there at a moment."""
        if self._points and done < self._points[-1][1]:
            self._points.clear()
        self._points.append((now, done))
        while now - self._points[0][0] > RATE_SECONDS:
            self._points.popleft()

    @property
    def last(self) -> float:
        """When bytes came last."""
        return self._points[-1][0] if self._points else 0.0

    @property
    def rate(self) -> float:
        """Bytes per second; 0 while too little is known."""
        if len(self._points) < 2:
            return 0.0
        (start, first), (end, last) = self._points[0], self._points[-1]
        return (last - first) / (end - start) if end > start else 0.0


class Downloads:
    """The queue. `changed` fires when a download came, went or changed its state; `progressed` when one got further."""

    def __init__(self, fetcher: Fetcher, store: DownloadStore, clock: Clock, parallel: Callable[[], int]) -> None:
        self._fetcher, self._store, self._clock, self._parallel = fetcher, store, clock, parallel
        self._running: dict[int, Fetching] = {}
        self._speeds: dict[int, Speed] = {}
        self.items: list[Download] = []
        self.changed, self.progressed = Signal(), Signal()
        self.held = False
        self.on_done: Callable[[Download], None] = lambda _done: None
        self.resolve: Resolve = lambda _item, _on_result: None
        self._ids = count(1)

    def restore(self, items: Sequence[Download]) -> None:
        """What was wanted when the app ended last; what was under way goes on."""
        for item in items:
            if item.state in ACTIVE:
                item.state = DownloadState.QUEUED
        self.items = [item for item in items if item.state != DownloadState.DONE]
        self._ids = count(max((item.id for item in self.items), default=0) + 1)
        self.changed()
        self._start_next()

    # -- verbs -----------------------------------------------------------------------------------------------

    def add(self, repository: Repository, offer: Offer) -> Download:
        """Want a model.

        One that is wanted already is not wanted twice. Raise Fault 'part_missing' or what the name is.
        """
        if offer.missing:
            raise Fault("part_missing", {"path": offer.missing[0]})
        known = self.of(repository.found.repo, offer)
        if known:
            self.resume(known.id)
            return known
        return self._want(repository.found.repo, repository.commit, offer.name, offer.quantisation, offer.files)

    def wish(self, repo: str, file: str, name: str, quantisation: str, size: int) -> Download:
        """Want a file of a repository that cannot be asked now; `size` is what it is expected to have, in bytes.

        Raise Fault for a name that may not be used.
        """
        known = next((item for item in self.items if item.state != DownloadState.DONE and item.repo == repo), None)
        if known:
            return known
        return self._want(repo, "", name, quantisation, (RepoFile(file, size),))

    def _want(self, repo: str, commit: str, name: str, quantisation: str, files: tuple[RepoFile, ...]) -> Download:
        item = Download(next(self._ids), repo, commit, name, quantisation, files)
        item.path = self._fetcher.target(item)
        self.items.append(item)
        self._save(item)
        self._start_next()
        return item

    def of(self, repo: str, offer: Offer) -> Download | None:
        """The download of an offer, if it is wanted; one that is done is not wanted any more."""
        paths = [file.path for file in offer.files]
        wanted = (item for item in self.items if item.state != DownloadState.DONE and item.repo == repo)
        return next((item for item in wanted if [file.path for file in item.files] == paths), None)

    def pause(self, id_: int) -> None:
        """Stop for now; what came is kept."""
        item = self._item(id_)
        if item and item.state in (*ACTIVE, DownloadState.QUEUED):
            self._halt(item)
            self._to(item, DownloadState.PAUSED)
            self._start_next()

    def resume(self, id_: int) -> None:
        """Go on, or try again."""
        item = self._item(id_)
        if item and item.state in (DownloadState.PAUSED, DownloadState.FAILED, DownloadState.WAITING):
            self._halt(item)
            item.code, item.details = "", {}
            self._to(item, DownloadState.QUEUED)
            self._start_next()

    def resume_for(self, repo: str) -> None:
        """What stopped for want of leave is tried again: a token was given."""
        for item in self.items:
            if item.state == DownloadState.FAILED and item.repo == repo:
                self.resume(item.id)

    def resume_after(self, code: str) -> None:
        """What waits because of this fault need not wait any longer."""
        for item in self.items:
            if item.state == DownloadState.WAITING and item.code == code:
                self.resume(item.id)

    def hold(self, on: bool) -> None:
        """Start nothing for a while; what runs is queued again."""
        self.held = on
        for item in list(self.items) if on else []:
            if item.state in ACTIVE:
                self._halt(item)
                self._to(item, DownloadState.QUEUED)
        self._start_next()

    def cancel(self, id_: int) -> None:
        """Give up, and throw away what came."""
        item = self._item(id_)
        if item is None:
            return
        fetching = self._running.pop(id_, None)
        if fetching:
            fetching.stop()
        self.items.remove(item)
        self._store.forget_download(id_)
        with contextlib.suppress(Fault):  # Where its name may not be used nothing was written.
            self._fetcher.discard(item, fetching)
        self.changed()
        self._start_next()

    def move(self, id_: int, by: int) -> None:
        """Bring a download forward (-1) or back (1) in the queue."""
        item = self._item(id_)
        if item:
            at = self.items.index(item)
            self.items.remove(item)
            self.items.insert(max(0, at + by), item)
            self._store.order_downloads([known.id for known in self.items])
            self.changed()

    def forget(self, gone: Callable[[Download], bool]) -> None:
        """Take finished ones off the list whose files have gone."""
        kept = [item for item in self.items if item.state != DownloadState.DONE or not gone(item)]
        if len(kept) != len(self.items):
            self.items = kept
            self.changed()

    def dismiss(self, done: Download) -> None:
        """Take one that is finished off the list."""
        self.items = [item for item in self.items if item is not done]
        self.changed()

    def clear_done(self) -> None:
        """Take what is finished off the list."""
        self.items = [item for item in self.items if item.state != DownloadState.DONE]
        self.changed()

    def close(self) -> None:
        """The app ends: stop all, and go on at the next start."""
        for fetching in self._running.values():
            fetching.stop()
        for fetching in self._running.values():
            fetching.join()
        self._running.clear()

    # -- what is known ---------------------------------------------------------------------------------------

    def rate(self, id_: int) -> float:
        """Bytes per second of a download; 0 when nothing has come for some seconds."""
        speed = self._speeds.get(id_)
        return speed.rate if speed and self._clock.monotonic() - speed.last < RATE_SECONDS else 0.0

    def seconds_left(self, item: Download) -> float:
        """Seconds until it is there, at the speed of now; 0 when that is not known."""
        rate = self.rate(item.id)
        return (item.size - item.done) / rate if rate > 0 else 0.0

    def wait(self, item: Download, seconds: float) -> None:
        """A wish will be asked for again in so many seconds."""
        item.until = self._clock.monotonic() + seconds
        self.progressed()

    def wait_left(self, item: Download) -> float:
        """Seconds until a waiting download tries again."""
        return max(0.0, item.until - self._clock.monotonic())

    @property
    def active(self) -> list[Download]:
        """What is under way."""
        return [item for item in self.items if item.state in ACTIVE]

    @property
    def progress(self) -> float | None:
        """How far all that is under way or queued is, 0 to 1; None when there is nothing."""
        wanted = [item for item in self.items if item.state in (*ACTIVE, DownloadState.QUEUED) and not item.is_wish]
        total = sum(item.size for item in wanted)
        return sum(item.done for item in wanted) / total if total else None

    # -- events ----------------------------------------------------------------------------------------------

    def _apply(self, id_: int, event: DownloadEvent) -> None:
        """Take an event; what one that was halted still says is dropped."""
        item, fetching = self._item(id_), self._running.get(id_)
        if item is None or fetching is None or fetching.number != event.fetching:
            return
        match event:
            case Progressed():
                self._on_progress(item, event.done)
            case HashProgressed():
                self._on_hash_progress(item, event.checked)
            case Delayed():
                self._on_delayed(item, event.fault, event.seconds)
            case FetchingEnded():
                self._on_ended(item, event.fault)
            case _:
                assert_never(event)

    def _on_progress(self, item: Download, done: int) -> None:
        item.done = done
        self._speeds.setdefault(item.id, Speed()).add(self._clock.monotonic(), done)
        if item.state == DownloadState.WAITING:
            item.code, item.details = "", {}
            self._to(item, DownloadState.RUNNING)
        self.progressed()

    def _on_hash_progress(self, item: Download, checked: int) -> None:
        item.checked = checked
        if item.done >= item.size and item.state != DownloadState.CHECKING:
            self._to(item, DownloadState.CHECKING)
        self.progressed()

    def _on_delayed(self, item: Download, fault: Fault, seconds: float) -> None:
        item.code, item.details = fault.code, fault.details
        item.until = self._clock.monotonic() + seconds
        self._to(item, DownloadState.WAITING)

    def _on_ended(self, item: Download, fault: Fault | None) -> None:
        del self._running[item.id]
        self._speeds.pop(item.id, None)
        if fault:
            item.code, item.details = fault.code, fault.details
            item.done = 0 if fault.code in THROWN_AWAY else item.done
            # A full disk is not the download's fault: it is paused, to go on once there is room.
            self._to(item, DownloadState.PAUSED if fault.code in ("disk_full", "no_room") else DownloadState.FAILED)
        else:
            item.done = item.checked = item.size
            self._to(item, DownloadState.DONE)
            self._store.forget_download(item.id)
            self.on_done(item)
        self._start_next()

    # -- parts -----------------------------------------------------------------------------------------------

    def _start_next(self) -> None:
        """Start what is queued, as many at once as is allowed."""
        for item in self.items:
            if len(self._running) >= max(1, self._parallel()):
                return
            if item.state == DownloadState.QUEUED and not self.held:
                self._start(item)

    def _start(self, item: Download) -> None:
        """Begin; the folder may have moved since it was wanted."""
        if item.is_wish:
            self._to(item, DownloadState.WAITING)
            self.resolve(item, lambda result: self._resolved(item, result))
            return
        try:
            item.path = self._fetcher.target(item)
            self._to(item, DownloadState.RUNNING)
            self._running[item.id] = self._fetcher.start(item, partial(self._apply, item.id))
        except Fault as fault:
            item.code, item.details = fault.code, fault.details
            self._to(item, DownloadState.FAILED)

    def _resolved(self, item: Download, result: Repository | Fault) -> None:
        """The Hub has told of the files of a wish, or is still away."""
        if item not in self.items or not item.is_wish or item.state != DownloadState.WAITING:
            return
        if isinstance(result, Fault):
            item.code, item.details = result.code, result.details
            self._to(item, DownloadState.WAITING if item.code in AWAY else DownloadState.FAILED)
        elif (found := chosen(offers(result.files), item.files[0].path)) is None:
            item.code, item.details = "part_missing", {"path": item.files[0].path}
            self._to(item, DownloadState.FAILED)
        else:
            item.commit, item.files, item.quantisation = result.commit, found.files, found.quantisation
            item.code, item.details = "", {}
            self._to(item, DownloadState.QUEUED)
            self._start_next()

    def _halt(self, item: Download) -> None:
        fetching = self._running.pop(item.id, None)
        self._speeds.pop(item.id, None)
        if fetching:
            fetching.stop()

    def _to(self, item: Download, state: DownloadState) -> None:
        item.state = state
        self._save(item)

    def _save(self, item: Download) -> None:
        if item.state != DownloadState.DONE:
            self._store.save_download(item, self.items.index(item))
        self.changed()

    def _item(self, id_: int) -> Download | None:
        return next((item for item in self.items if item.id == id_), None)
