"""The folders in which engines keep prompt caches: one for each model file, so that no model reads another one's."""

import contextlib
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from slm_desktop.core.engines.commands import CACHE_PARTIAL, CACHE_SUFFIX
from slm_desktop.core.models.names import names_of_parts

LONGEST_WRITE = 600.0
"""Seconds after which what is not whole was left behind by an engine that has gone."""


class PromptCaches:
    """All of them in a folder. `limit` gives the bytes that they may take together, 0 for none at all."""

    def __init__(self, folder: Path, limit: Callable[[], int]) -> None:
        self._folder, self._limit = folder, limit
        self._lent: set[Path] = set()
        """Those that an engine may write to."""

    def of(self, model: str) -> tuple[str, int]:
        """The folder of a model file, and the bytes that may be in it; '' where none are to be kept.

        A file that was replaced by another has another folder. What the other models have makes way, as what was used
        last is wanted most.
        """
        limit = self._limit()
        if not limit:
            return "", 0
        try:
            folder = self._folder / _identity(model)
            self._lent.add(folder)
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            return "", 0
        return str(folder), limit

    def forget(self, conversation: int) -> None:
        """Delete the caches of a chat."""
        for path in self._folder.glob(f"*/{conversation}.*"):
            with contextlib.suppress(OSError):
                path.unlink()

    def tidy(self, chats: Collection[int]) -> None:
        """Delete what belongs to none of these chats, and of the rest what was used longest ago beyond the limit."""
        limit, taken = self._limit(), 0
        for when, path, size in self._files():
            taken += size
            if limit and path.suffix == CACHE_PARTIAL and time.time() - when < LONGEST_WRITE:
                continue  # An engine writes it, and then puts it in the place of the old one.
            if path.suffix != CACHE_SUFFIX or not path.stem.isdigit() or int(path.stem) not in chats or taken > limit:
                with contextlib.suppress(OSError):
                    path.unlink()
                    taken -= size
        for folder in set(self._folder.glob("*")) - self._lent:
            with contextlib.suppress(OSError):
                folder.rmdir()  # Only an empty one.

    def clear_unwanted(self) -> None:
        """Delete them all if none are to be kept: an engine that was loaded before that was said has kept some."""
        if not self._limit():
            shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def size(self) -> int:
        """Bytes in use."""
        return sum(size for _when, _path, size in self._files())

    def _files(self) -> Iterator[tuple[float, Path, int]]:
        """Every file with the time of its last use and its size, the one used last first."""
        found = []
        for path in self._folder.glob("*/*"):
            with contextlib.suppress(OSError):
                status = path.stat()
                found.append((status.st_mtime, path, status.st_size))
        return iter(sorted(found, reverse=True))


def _identity(model: str) -> str:
    """A name for a model file as it is now. Raise OSError."""
    path, facts = Path(os.path.realpath(model)), list[str]()
    for name in names_of_parts(path.name):
        status = path.with_name(name).stat()
        facts += [str(path.with_name(name)), str(status.st_size), str(status.st_mtime_ns)]
    return hashlib.blake2b("|".join(facts).encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()
