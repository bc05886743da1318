"""Read beside the window: what may take long has a thread and a connection of its own."""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from slm_desktop.core.records import Chat, Hit
from slm_desktop.errors import Fault
from slm_desktop.jobs import Jobs
from slm_desktop.store.reader import Reader

READING = "read"
Found = TypeVar("Found")
CLOSE_SECONDS = 2.0
"""So long a connection that is to be closed may still be in use: a disk may not answer."""


class BackgroundReader:
    """Answers on the reading thread. `path` is the database in use; after `renew` it is looked for again."""

    def __init__(self, jobs: Jobs, path: Callable[[], Path]) -> None:
        self._jobs, self._path = jobs, path
        self._reader: Reader | None = None
        self._lock, self._in_use = threading.Lock(), threading.Lock()
        self._ticket, self._in_search = 0, False

    def rest(self, offset: int, limit: int, on_chats: Callable[[list[Chat]], None]) -> None:
        """Read the chats after the first `offset`."""

        def read() -> None:
            with self._in_use:
                chats = self._opened().chats(limit, offset)
            on_chats(chats)

        self._jobs.submit(READING, read)

    def ids(self, on_ids: Callable[[set[int]], None]) -> None:
        """Read which chats there are, on the reading thread; where that cannot be read, another time will do."""
        self._jobs.submit(READING, lambda: self._try(Reader.ids, on_ids))

    def media(self, on_digests: Callable[[set[str]], None]) -> None:
        """The same of the media that messages and drafts hold, by their digests."""
        self._jobs.submit(READING, lambda: self._try(Reader.media_digests, on_digests))

    def words_of_chats(self, most: int, on_words: Callable[[str | Fault], None]) -> None:
        """Read what was written in all chats, or why that cannot be read."""

        def read() -> None:
            try:
                with self._in_use:
                    words: str | Fault = self._opened().words_of_chats(most)
            except Fault as fault:
                words = fault
            except sqlite3.Error as error:
                words = Fault("store_read", {"reason": str(error)})
            on_words(words)

        self._jobs.submit(READING, read)

    def _try(self, read: Callable[[Reader], Found], on_found: Callable[[Found], None]) -> None:
        try:
            with self._in_use:
                found = read(self._opened())
        except (Fault, sqlite3.Error):
            return
        on_found(found)

    def search(self, text: str, limit: int, on_hits: Callable[[list[Hit]], None], *, compared: bool = False) -> None:
        """Find words in chats, or in the columns of comparisons (`compared`).

        `on_hits` gets the hits, unless another search was begun meanwhile.
        """
        self._ticket += 1
        ticket = self._ticket
        with self._lock:
            if self._reader and self._in_search:
                self._reader.interrupt()
        self._jobs.submit(READING, lambda: self._search(ticket, text, limit, on_hits, compared))

    def _search(self, ticket: int, text: str, limit: int, on_hits: Callable[[list[Hit]], None], compared: bool) -> None:
        if ticket != self._ticket:
            return
        try:
            with self._in_use:
                reader, self._in_search = self._opened(), True
                hits = reader.search(text, limit, compared=compared)
        except Fault:
            if ticket != self._ticket:
                return
            raise
        finally:
            self._in_search = False
        if ticket == self._ticket:
            on_hits(hits)

    def _opened(self) -> Reader:
        with self._lock:
            self._reader = self._reader or Reader(self._path())
            return self._reader

    def renew(self) -> None:
        """Another database is in use from now on."""
        with self._lock:
            self._reader = None

    def interrupt(self) -> None:
        """Give up what is being read."""
        with self._lock:
            if self._reader:
                self._reader.interrupt()

    def close(self) -> None:
        """Close the connection."""
        close_unused(self._reader, self._in_use)


def close_unused(connection: Reader | sqlite3.Connection | None, in_use: threading.Lock) -> None:
    """Close a connection once its thread does not use it, which would crash; else it is left to the process's end."""
    if connection and in_use.acquire(timeout=CLOSE_SECONDS):
        connection.close()
        in_use.release()
