"""One file from the Hub onto the disk: parallel ranges, retries that waste nothing, a checksum, and a rename at the
end.
"""

import errno
import hashlib
import os
import random
import shutil
import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from slm_desktop.core.models.ranges import Ranges
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of
from slm_desktop.hub.disk import flush, open_for_both, read_at, write_at
from slm_desktop.hub.journal import Journal, Kept, discard, lock
from slm_desktop.hub.response import Order, OtherVersion, TransferListener, address, must_be, version_of, web_errors
from slm_desktop.net.limit import Limiter, Pace
from slm_desktop.net.network import Network
from slm_desktop.net.watch import GROUP, SECONDS, Watches

if TYPE_CHECKING:
    import httpx2

CHUNK = 64 * 2**20
"""Bytes asked for at once: each asks the Hub for a fresh address, and the checksum follows closely behind."""
PIECE = 2**20
NOTE_BYTES, NOTE_SECONDS = 256 * 1024, 0.004
"""So much may come, or so long, before the journal says so: what a kill of the app may cost a connection."""
FLUSH_SECONDS = 0.2
CONNECTIONS = max(2, min(4, os.cpu_count() or 2))
"""Connections to one file. More than the processor has cores only get into each other's way where the line is fast."""
DISK_MARGIN, LEAST_FREE = 256 * 2**20, 32 * 2**20
"""Bytes: free beyond what is still to come at the beginning, and at any moment; other programs write too."""
FIRST_WAIT, LONGEST_WAIT = 0.5, 60.0
MOST_RESTARTS = 3
SLOW_SECONDS, SLOW_BYTES = 30.0, 30_000
"""A connection that brings less than so much in so many seconds is given up for a new one."""
MOST_LINKS = 5
"""Addresses that storage may refuse one after another, without a byte in between."""
PASSING = ("offline", "unreachable", "hub_silent", "hub_busy", "proxy", "broken_off", "too_slow", "link_expired")
"""What may be over soon: tried again, for ever, with growing pauses."""


class Transfer:
    """Fetches one file. `run` works until the file is whole and checked, and can be stopped from another thread."""

    def __init__(
        self,
        *,
        network: Network,
        order: Order,
        listener: TransferListener,
        limiter: Limiter | None = None,
        connections: int = CONNECTIONS,
    ) -> None:
        self._network, self._order, self._listener = network, order, listener
        self._limiter, self._connections = limiter or Limiter(), connections
        self._lock = threading.Lock()
        self._stopped, self._failed = threading.Event(), threading.Event()
        self._fault: Fault | None = None
        self._taken: set[tuple[int, int]] = set()
        self._requests, self._ranges = Watches(), Ranges()
        self._whole_only, self._restarts, self._version = False, 0, 0
        self._arrived = threading.Condition(self._lock)

    def stop(self) -> None:
        """Give up soon; what came is kept."""
        self._stopped.set()
        self._end()

    @property
    def stopped(self) -> bool:
        """Whether it was stopped."""
        return self._stopped.is_set()

    def run(self) -> bool:
        """Fetch and check the file into its .part; False when stopped before the end.

        Raise Fault for what no retry mends.
        """
        try:
            return self._run()
        except Fault as fault:
            if fault.code == "wrong_length":  # Nothing of another file is worth keeping.
                discard(self._order.target)
            raise

    def _run(self) -> bool:
        etag = self._patiently(self._look)
        if etag is None or self._stopped.is_set():
            return False
        order = self._order
        order.target.parent.mkdir(parents=True, exist_ok=True)
        fresh = Kept(order.repo, order.file.path, order.commit, etag, order.file.size, order.file.sha256)
        with lock(order.target):
            return self._run_with(Journal(order.target, fresh))

    def _run_with(self, journal: Journal) -> bool:
        self._journal, self._ranges = journal, journal.ranges
        try:
            return self._journal.kept.verified or self._fetch()
        finally:
            self._journal.close()

    def _fetch(self) -> bool:
        self._must_fit()
        self._descriptor = open_for_both(self._journal.part)
        try:
            os.ftruncate(self._descriptor, self._order.file.size)
            self._listener.on_progress(self._journal.ranges.total)
            digest = self._all_threads()
            if self._fault:
                raise self._fault
            self._flush()
            if self._stopped.is_set():
                return False
        except OSError as error:
            raise _disk_fault(error, self._order) from error
        finally:
            os.close(self._descriptor)
        self._must_be(digest)
        return True

    def _must_be(self, digest: str) -> None:
        """The file is what the Hub said it is; else nothing of it is kept."""
        expected = self._order.file.sha256
        if expected and digest != expected:
            discard(self._order.target)
            raise Fault(
                "wrong_hash", {"path": self._order.target.name, "expected": expected[:12], "found": digest[:12]}
            )
        self._journal.kept.verified = True
        self._journal.write()

    # -- threads -----------------------------------------------------------------------------------------------

    def _all_threads(self) -> str:
        work = [
            threading.Thread(target=self._guarded, args=(self._work,), name="download", daemon=True)
            for _ in range(self._connections)
        ]
        over = threading.Event()
        flusher = threading.Thread(
            target=self._guarded, args=(lambda: self._flush_often(over),), name="download-flush", daemon=True
        )
        for thread in (*work, flusher):
            thread.start()
        digest: list[str] = []
        self._guarded(lambda: digest.append(self._hash()))
        over.set()
        for thread in (*work, flusher):
            thread.join()
        return "".join(digest)

    def _flush_often(self, over: threading.Event) -> None:
        """Bring to the disk what was written, all the time: not much is left to do at the end, or lost with the
        power.
        """
        while not over.wait(FLUSH_SECONDS):
            self._flush()
            if shutil.disk_usage(self._order.target.parent).free < LEAST_FREE:
                raise Fault("disk_full", {"folder": str(self._order.target.parent)})

    def _flush(self) -> None:
        """Nobody waits for the disk but this thread."""
        with self._lock:
            written = list(self._journal.ranges)
        flush(self._descriptor)
        with self._lock:
            self._journal.flushed(written)

    def _guarded(self, work: Callable[[], None]) -> None:
        """Do work; the first fault ends all of the transfer."""
        try:
            work()
        except Fault as fault:
            self._give_up(fault)
        except OSError as error:
            self._give_up(_disk_fault(error, self._order))
        except Exception as error:  # noqa: BLE001 - it must end the transfer, not only one of its threads
            self._give_up(
                Fault(
                    "hub_garbled",
                    {"host": self._network.access().host, "reason": f"{type(error).__name__}: {error}"[:200]},
                )
            )

    def _give_up(self, fault: Fault) -> None:
        self._fault = self._fault or fault
        self._end()

    def _end(self) -> None:
        """Wake whoever waits, for bytes or for a server."""
        self._failed.set()
        with self._lock:
            self._arrived.notify_all()
        self._requests.cut(for_good=True)

    def _work(self) -> None:
        """Fetch one chunk after another, until none is left."""
        while not self._failed.is_set() and (chunk := self._take()):
            try:
                self._patiently(partial(self._get, *chunk))
            finally:
                with self._lock:
                    self._taken.discard(chunk)

    def _take(self) -> tuple[int, int] | None:
        """The next range that nobody fetches; waits while others still fetch, as they may fail."""
        with self._lock:
            if self._whole_only and self._taken:
                return None
            for start, end in self._journal.ranges.gaps(self._order.file.size):
                at = start
                while at < end:
                    chunk = (at, end if self._whole_only else min(end, (at // CHUNK + 1) * CHUNK))
                    if not any(chunk[0] < other[1] and other[0] < chunk[1] for other in self._taken):
                        self._taken.add(chunk)
                        return chunk
                    at = chunk[1]
            return None

    def _hash(self) -> str:
        """Hash the file from its beginning, right behind the bytes that come."""
        size, at, version = self._order.file.size, 0, 0
        digest = hashlib.sha256()
        while at < size:
            with self._lock:
                while self._journal.ranges.front <= at and version == self._version and not self._failed.is_set():
                    self._arrived.wait(0.5)
                if self._failed.is_set():
                    return ""
                front = self._journal.ranges.front
                if version != self._version:
                    version, at, digest = self._version, 0, hashlib.sha256()
                    continue
            piece = read_at(self._descriptor, min(PIECE, front - at), at)
            digest.update(piece)
            at += len(piece)
            self._listener.on_checked(at)
        return digest.hexdigest()

    # -- requests ----------------------------------------------------------------------------------------------

    def _patiently(self, ask: Callable[[], Any]) -> Any:
        """Ask, and again while what goes wrong may pass; None when it was stopped. Pauses end when bytes come again."""
        wait, links = FIRST_WAIT, 0
        while not self._failed.is_set():
            before = self._done()
            try:
                return ask()
            except Fault as fault:
                if self._failed.is_set():
                    return None
                if fault.code not in PASSING:
                    raise
                wait, links = (FIRST_WAIT, 0) if self._done() > before else (wait, links)
                links += fault.code == "link_expired"
                if links > MOST_LINKS:
                    raise Fault("link_refused", fault.details) from fault
                pause = float(fault.details.get("seconds", 0)) if fault.code == "hub_busy" else 0.0
                pause = pause or wait * random.uniform(0.75, 1.25)
                if pause >= 1:
                    self._listener.on_wait(fault, pause)
                self._failed.wait(pause)
                wait = min(LONGEST_WAIT, wait * 2)
        return None

    @property
    def _extensions(self) -> dict[str, Any]:
        """A body may take as long as it takes, while something comes; the transfer can cut it off."""
        return {SECONDS: 0, GROUP: self._requests}

    def _done(self) -> int:
        with self._lock:
            return self._ranges.total

    def _look(self) -> str:
        """The version of the file, and whether the Hub gives it; its size must be the one that was listed."""
        client, access = self._network.client(), self._network.access()
        with web_errors(access.host):
            response = client.head(
                address(access, self._order),
                headers=self._network.headers(),
                follow_redirects=False,
                extensions=self._extensions,
            )
        return version_of(response, self._order, access.host)

    def _get(self, start: int, end: int) -> None:
        """Fetch the bytes that are still missing of [start, end) and write them where they belong."""
        with self._lock:
            version = self._version
            gap = next(((max(a, start), min(b, end)) for a, b in self._journal.ranges.gaps(end) if b > start), None)
        if gap is None:
            return
        client, access = self._network.client(), self._network.access()
        headers = {**self._network.headers(), "Range": f"bytes={gap[0]}-{gap[1] - 1}"}
        stream = client.stream("GET", address(access, self._order), headers=headers, extensions=self._extensions)
        with web_errors(access.host), stream as response:
            try:
                must_be(response, self._order, self._journal.kept.etag, gap)
            except OtherVersion as other:
                self._turn(other, version)
            else:
                self._receive(response, *gap, version)

    def _turn(self, other: OtherVersion, version: int) -> None:
        """Begin anew: with one connection and no ranges when the server ignores them, or with another version of the
        file.

        A checksum that was promised cannot hold for another version, so that ends the transfer instead.
        """
        if version != self._version:
            return  # Another connection has turned already.
        if (other.etag and self._order.file.sha256) or self._restarts >= MOST_RESTARTS:
            discard(self._order.target)
            raise Fault("changed", {"path": self._order.target.name, "repo": self._order.repo})
        with self._lock:
            self._restarts += 1
            self._version += 1
            self._whole_only = self._whole_only or not other.etag
            self._journal.start_again(other.etag or self._journal.kept.etag, self._order.commit)
            self._taken.clear()
            self._arrived.notify_all()

    def _receive(self, response: "httpx2.Response", start: int, end: int, version: int) -> None:
        """Write a body as it comes. What came before a connection broke is kept, and not asked for again."""
        at = noted = start
        pace = Pace(
            at=start, note_bytes=NOTE_BYTES, note_seconds=NOTE_SECONDS, slow_bytes=SLOW_BYTES, slow_seconds=SLOW_SECONDS
        )
        try:
            for piece in response.iter_raw():
                if self._failed.is_set() or at + len(piece) > end:
                    break
                self._limiter.take(len(piece), self._failed)
                if not self._put(piece, at, version):
                    return
                at += len(piece)
                if pace.is_due(at - noted, at == end):
                    if not self._note(noted, at, version):
                        return
                    noted = at
                if pace.is_too_slow(at):
                    raise Fault("too_slow", {"host": response.url.host})
        finally:
            self._note(noted, at, version)
        if at < end and not self._failed.is_set():
            raise Fault("broken_off", {"host": response.url.host})

    def _put(self, piece: bytes, at: int, version: int) -> bool:
        """Write a piece where it belongs; False when another version was begun meanwhile.

        Without a checksum nothing would tell that a late piece of the old version came over the new one.
        """
        if self._order.file.sha256:
            write_at(self._descriptor, piece, at)
            return True
        with self._lock:
            if version == self._version:
                write_at(self._descriptor, piece, at)
            return version == self._version

    def _note(self, start: int, end: int, version: int) -> bool:
        """These bytes are in the file; False when it was begun anew meanwhile, so that they count for nothing."""
        with self._lock:
            if version != self._version:
                return False
            self._journal.add(start, end)
            done = self._journal.ranges.total
            self._arrived.notify_all()
        self._listener.on_progress(done)
        return True

    def _must_fit(self) -> None:
        """There is room for the rest of the file, and some to spare."""
        left = self._order.file.size - self._journal.ranges.total
        free = shutil.disk_usage(self._order.target.parent).free
        if left + DISK_MARGIN > free:
            raise Fault(
                "no_room", {"needed": left + DISK_MARGIN, "free": free, "folder": str(self._order.target.parent)}
            )


def _disk_fault(error: OSError, order: Order) -> Fault:
    folder = str(order.target.parent)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Fault("disk_full", {"folder": folder})
    return Fault("file", {"path": order.target.name, "reason": reason_of(error)})
