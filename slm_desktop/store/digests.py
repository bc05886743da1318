"""The SHA-256 of model files: found once, and known as long as a file is the same."""

import hashlib
import os
import threading
from collections.abc import Callable
from pathlib import Path

from slm_desktop.store.leftovers import Statement
from slm_desktop.store.reader import Reader
from slm_desktop.store.rows import upsert

CHUNK = 2**20
SAVE_DIGEST = upsert("files", "path, size, mtime, sha256", keep=("path",))


class Digests:
    """To be used on one thread. `write` keeps a digest; `ending` gives up what takes long."""

    def __init__(
        self, database: Callable[[], Path], write: Callable[[Statement], None], ending: threading.Event
    ) -> None:
        self._database, self._write, self._ending = database, write, ending

    def find(self, path: str, on_digest: Callable[[str], None]) -> None:
        """Find the digest of a file, from the last time if the file has not changed. Raise OSError."""
        facts = os.stat(path)
        known = self._known(path, facts)
        if not known:
            digest = hashlib.sha256()
            with open(path, "rb") as file:
                while (chunk := file.read(CHUNK)) and not self._ending.is_set():
                    digest.update(chunk)
            if self._ending.is_set():
                return
            known = digest.hexdigest()
            self._write((SAVE_DIGEST, [(path, facts.st_size, facts.st_mtime, known)]))
        on_digest(known)

    def _known(self, path: str, facts: os.stat_result) -> str:
        reader = Reader(self._database())
        try:
            return reader.digest(path, facts.st_size, facts.st_mtime)
        finally:
            reader.close()
