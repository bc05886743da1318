"""Pictures and sounds of chats: one file each, named after what is in it, so that the same one is kept once."""

import contextlib
import os
import re
import time
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from msgspec.structs import replace

from slm_desktop.core.engines.media import Media, digest_of
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of
from slm_desktop.paths import write_whole

REMEMBERED, SMALL = 16, 4 * 2**20
"""Files whose data is kept in memory, and the bytes that such a one has at most: each turn sends all its own."""
LARGEST = 64 * 2**20
NAME = re.compile(r"[0-9a-f]{64}\.(png|jpeg|wav)")
FRESH_SECONDS = 86_400.0
"""One that no message holds may belong to one that is being written; after a day it does not."""


class MediaFiles:
    """Those in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read = lru_cache(maxsize=REMEMBERED)(self._from_file)

    def keep(self, item: Media) -> Media:
        """Keep one, and give it without its data. To be called on a thread. Raise Fault 'media_write'."""
        path = self._path(item)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self.has(item):
                os.utime(path)
            else:
                write_whole(path, item.data)
        except OSError as error:
            raise Fault("media_write", {"reason": reason_of(error)}) from error
        return replace(item, data=b"")

    def data(self, item: Media) -> bytes:
        """The bytes of one. Raise Fault 'media_lost' where they are gone, or are not its own any more."""
        path = self._path(item)
        try:
            read = self._read if path.stat().st_size <= SMALL else self._from_file
            return read(path, item.digest)
        except OSError as error:
            raise Fault("media_lost", {"reason": reason_of(error)}) from error

    def has(self, item: Media) -> bool:
        """Whether its bytes are here."""
        try:
            return bool(self.data(item))
        except Fault:
            return False

    @staticmethod
    def _from_file(path: Path, digest: str) -> bytes:
        with open(path, "rb") as file:
            data = file.read(LARGEST + 1)
        if digest_of(data) != digest:
            raise Fault("media_lost", {"reason": "media_damaged"})
        return data

    def _path(self, item: Media) -> Path:
        """Its file. What a stranger's file calls a digest may be anything: it must not lead elsewhere."""
        name = f"{item.digest}.{item.format}"
        if not NAME.fullmatch(name):
            raise Fault("media_lost", {"reason": "bad_name"})
        return self._folder / name

    def tidy(self, used: Collection[str]) -> None:
        """Delete what is in no message any more, by their digests. To be called on a thread."""
        with contextlib.suppress(OSError):
            for path in list(self._folder.iterdir()):
                is_ours = NAME.fullmatch(path.name) or path.suffix == ".new"
                if is_ours and path.stem not in used and time.time() - path.stat().st_mtime > FRESH_SECONDS:
                    path.unlink(missing_ok=True)
