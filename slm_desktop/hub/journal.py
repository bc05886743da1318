"""What is known of a half-downloaded file, on disk beside it: nothing is fetched twice, and no two versions are mixed.

`X.part` holds the bytes, `X.part.json` the journal. What was fetched is noted after every piece: that outlives the end
of the app, as the system keeps what was written. After the system itself went down only what was flushed to the disk
counts.
"""

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import psutil

from slm_desktop.core.models.ranges import Ranges
from slm_desktop.errors import Fault
from slm_desktop.hub.disk import open_for_both, write_at

SAME_BOOT_SECONDS = 120.0


class Kept(msgspec.Struct):
    """The journal as it is written: `done` was written, `flushed` is on the disk for sure."""

    repo: str
    path: str
    commit: str
    etag: str
    size: int
    sha256: str = ""
    done: list[tuple[int, int]] = []
    flushed: list[tuple[int, int]] = []
    boot: float = 0.0
    verified: bool = False


class Journal:
    """The journal of one file; to be used under a lock when several threads write."""

    def __init__(self, target: Path, fresh: Kept) -> None:
        """Go on with what lies beside `target` if it is the same version of the same file, else begin anew."""
        self.part = part_of(target)
        self._path = journal_of(target)
        kept = read(target)
        same = kept is not None and (kept.repo, kept.path, kept.etag, kept.size) == (
            fresh.repo,
            fresh.path,
            fresh.etag,
            fresh.size,
        )
        self.kept = kept if kept and same and self.part.is_file() else fresh
        self.kept.commit = fresh.commit
        if self.kept is fresh:
            self.part.unlink(missing_ok=True)
        self.ranges = Ranges(_believed(self.kept))
        self.kept.boot = psutil.boot_time()
        self._descriptor = open_for_both(self._path, 0o600)
        self.write()

    def add(self, start: int, end: int) -> None:
        """These bytes were written."""
        self.ranges.add(start, end)
        self.write()

    def flushed(self, ranges: list[tuple[int, int]]) -> None:
        """These bytes are on the disk for sure."""
        self.kept.flushed = ranges
        self.write()

    def write(self) -> None:
        """Note what is there; one write of a small file, which a kill cannot cut in two."""
        self.kept.done = list(self.ranges)
        data = msgspec.json.encode(self.kept) + b"\n"
        # A shorter journal ends before what is left of a longer one: only the first line counts.
        write_at(self._descriptor, data, 0)

    def start_again(self, etag: str, commit: str) -> None:
        """Another version is there: forget what came of the old one."""
        self.ranges = Ranges()
        self.kept.flushed, self.kept.etag, self.kept.commit = [], etag, commit
        self.write()

    def close(self) -> None:
        """Let go of the file."""
        with contextlib.suppress(OSError):
            os.close(self._descriptor)


def _believed(kept: Kept) -> Iterable[tuple[int, int]]:
    same_boot = abs(kept.boot - psutil.boot_time()) < SAME_BOOT_SECONDS
    return [(start, end) for start, end in (kept.done if same_boot else kept.flushed) if 0 <= start <= end <= kept.size]


@contextlib.contextmanager
def lock(target: Path) -> Iterator[None]:
    """Nobody else fetches this file meanwhile: two apps may share one folder. Raise Fault 'in_use'."""
    from filelock import FileLock, Timeout

    path = target.with_name(target.name + ".part.lock")
    held = FileLock(path, blocking=False)
    try:
        held.acquire()
    except Timeout as error:
        raise Fault("in_use", {"path": target.name}) from error
    try:
        yield
    finally:
        held.release()
        with contextlib.suppress(OSError):  # Windows deletes no file that another app has open.
            path.unlink(missing_ok=True)


def part_of(target: Path) -> Path:
    """Where the bytes of a file lie that is not whole yet."""
    return target.with_name(target.name + ".part")


def journal_of(target: Path) -> Path:
    """The journal of such a file."""
    return target.with_name(target.name + ".part.json")


def read(target: Path) -> Kept | None:
    """The journal that lies beside `target`; None when there is none that can be read."""
    try:
        return msgspec.json.decode(journal_of(target).read_bytes().split(b"\n")[0], type=Kept)
    except (OSError, msgspec.DecodeError):
        return None


def clean(folder: Path, wanted: Iterable[str], older_than: float) -> None:
    """Throw away parts that nobody goes on with: not `wanted` (targets), and untouched since a moment (seconds since
    1970).
    """
    keep = set(wanted)
    for path in folder.rglob("*.part.json"):
        target = path.with_name(path.name.removesuffix(".part.json"))
        with contextlib.suppress(OSError, Fault):
            if str(target) not in keep and path.stat().st_mtime < older_than:
                with lock(target):
                    discard(target)


def brought(target: Path) -> int:
    """How many bytes of a file are there already, whole or in part."""
    kept = read(target)
    if kept:
        return Ranges(kept.done).total
    try:
        return target.stat().st_size
    except OSError:
        return 0


def discard(target: Path) -> None:
    """Throw away what came of a file."""
    for path in (part_of(target), journal_of(target)):
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
