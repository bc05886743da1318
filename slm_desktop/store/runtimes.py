"""Which runtimes have passed their self-test on this computer: a file of a few lines."""

import contextlib
import hashlib
from pathlib import Path

import msgspec

from slm_desktop import __version__
from slm_desktop.paths import HOME, built_in_runtime, write_whole

MOST = 20


class Passed(msgspec.Struct):
    """What was there when a runtime passed, by its folder ('' is the built-in one); the newest is the last."""

    marks: dict[str, str] = {}


class Runtimes:
    """They are known by the names, lengths and times of their files, and by the version of the app. The files are
    looked at once, and anew whenever a mark is asked for.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._now: dict[str, str] = {}
        self._kept = Passed()
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            self._kept = msgspec.json.decode(path.read_bytes(), type=Passed)

    def mark(self, folder: str) -> str:
        """What tells a runtime, as it is now, from another one; '' where there is none."""
        self._now[folder] = _mark(folder)
        return self._now[folder]

    def has_passed(self, folder: str) -> bool:
        """Whether this one has, as it was when it was looked at last."""
        kept = self._kept.marks.get(folder)
        return bool(kept) and kept == (self._now.get(folder) or self.mark(folder))

    def passed(self, folder: str, mark: str) -> None:
        """It has, as it was marked, and is the last one that did.

        A disk that refuses costs another self-test at the next start.
        """
        self._kept.marks.pop(folder, None)
        self._kept.marks[folder] = mark
        for oldest in list(self._kept.marks)[:-MOST]:
            del self._kept.marks[oldest]
        with contextlib.suppress(OSError):
            write_whole(self._path, msgspec.json.format(msgspec.json.encode(self._kept)))

    def last(self) -> str | None:
        """The last one that has passed and is still as it was; None for none."""
        return next((folder for folder in reversed(self._kept.marks) if self.has_passed(folder)), None)


def _mark(folder: str) -> str:
    """The same as long as nothing in it is another; a folder that cannot be read has none."""
    place = Path(folder or built_in_runtime() or HOME)
    known = hashlib.sha256(__version__.encode())
    if place != HOME:  # In a checkout the built-in one comes with a package of a pinned version.
        try:
            for path in sorted(place.iterdir()):
                found = path.lstat()
                known.update(f"{path.name}|{found.st_size}|{found.st_mtime_ns}\n".encode("utf-8", "replace"))
        except OSError:
            return ""
    return known.hexdigest()
