"""Pictures of chats: one file each, named after what is in it, so that the same one is kept once."""

import contextlib
import os
import re
import time
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from msgspec.structs import replace

from slm_desktop.core.engines.pictures import Picture, digest_of
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of
from slm_desktop.paths import write_whole

REMEMBERED = 16
"""Pictures whose data is kept in memory: each turn of a chat sends all of its own."""
LARGEST = 64 * 2**20
NAME = re.compile(r"[0-9a-f]{64}\.(png|jpeg)")
FRESH_SECONDS = 86_400.0
"""A picture that no message holds may belong to one that is being written; after a day it does not."""


class Pictures:
    """The pictures in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read = lru_cache(maxsize=REMEMBERED)(self._from_file)

    def keep(self, picture: Picture) -> Picture:
        """Keep a picture, and give it without its data. To be called on a thread. Raise Fault 'picture_write'."""
        path = self._path(picture)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self.has(picture):
                os.utime(path)
            else:
                write_whole(path, picture.data)
        except OSError as error:
            raise Fault("picture_write", {"reason": reason_of(error)}) from error
        return replace(picture, data=b"")

    def data(self, picture: Picture) -> bytes:
        """The bytes of a picture. Raise Fault 'picture_lost' where they are gone, or are not its own any more."""
        try:
            return self._read(self._path(picture), picture.digest)
        except OSError as error:
            raise Fault("picture_lost", {"reason": reason_of(error)}) from error

    def has(self, picture: Picture) -> bool:
        """Whether its bytes are here."""
        try:
            return bool(self.data(picture))
        except Fault:
            return False

    @staticmethod
    def _from_file(path: Path, digest: str) -> bytes:
        with open(path, "rb") as file:
            data = file.read(LARGEST + 1)
        if digest_of(data) != digest:
            raise Fault("picture_lost", {"reason": "picture_damaged"})
        return data

    def _path(self, picture: Picture) -> Path:
        """Its file. What a stranger's file calls a digest may be anything: it must not lead elsewhere."""
        name = f"{picture.digest}.{picture.format}"
        if not NAME.fullmatch(name):
            raise Fault("picture_lost", {"reason": "bad_name"})
        return self._folder / name

    def tidy(self, used: Collection[str]) -> None:
        """Delete the pictures that are in no message any more, by their digests. To be called on a thread."""
        with contextlib.suppress(OSError):
            for path in list(self._folder.iterdir()):
                is_ours = NAME.fullmatch(path.name) or path.suffix == ".new"
                if is_ours and path.stem not in used and time.time() - path.stat().st_mtime > FRESH_SECONDS:
                    path.unlink(missing_ok=True)
