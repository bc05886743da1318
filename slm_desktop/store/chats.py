"""The list of chats: read at once, written by one thread in order, and nothing forgotten while the disk refuses."""

import contextlib
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from slm_desktop.core.chat.archive import Archived
from slm_desktop.core.chat.ports import NOTHING_MOVED
from slm_desktop.core.records import Chat, Draft, Message, Preset
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of
from slm_desktop.jobs import Jobs
from slm_desktop.store import leftovers
from slm_desktop.store.background import BackgroundReader, close_unused
from slm_desktop.store.database import WRITE_BUSY_MILLISECONDS, connect, damage_mark
from slm_desktop.store.digests import Digests
from slm_desktop.store.lost import find_lost, lost_mark
from slm_desktop.store.reader import Reader
from slm_desktop.store.retry import Retry
from slm_desktop.store.rows import (
    CHAT,
    DRAFT,
    MESSAGE,
    PRESET,
    Row,
    chat_row,
    draft_row,
    message_row,
    preset_row,
    upsert,
)

WRITING, HASHING = "store", "hash"
ALL = -1

SAVE_CHAT = upsert("chats", CHAT, keep=("id", "created"))
SAVE_MESSAGE = upsert("messages", MESSAGE, keep=("id", "chat", "parent", "role", "created"))
SAVE_CANDIDATES = (
    "INSERT INTO candidates (message, body) SELECT ?, ? WHERE EXISTS (SELECT 1 FROM messages WHERE id = ?) "
    "ON CONFLICT (message) DO UPDATE SET body = excluded.body"
)
SAVE_PRESET = upsert("presets", PRESET)
SAVE_DRAFT = upsert("drafts", DRAFT, keep=("chat",))

Statement = leftovers.Statement


class Chats:
    """All chats. Saving returns at once; `on_saved` is called, from the writing thread, when nothing is due any more.

    `trouble` says why the database is not the one that was asked for, or not as it was; None when all is well.
    """

    def __init__(self, path: Path, jobs: Jobs, on_saved: Callable[[], None] = lambda: None) -> None:
        self._path, self._jobs, self._on_saved = path, jobs, on_saved
        self._spare = ""
        self._due: deque[list[Statement]] = deque()
        self._homeless: list[list[Statement]] = []
        self._lost = False
        self._ending = threading.Event()
        self._digests = Digests(lambda: self._used, self.write, self._ending)
        self.background = BackgroundReader(jobs, lambda: self._used)
        self._writing = threading.Lock()
        """Held while the writing thread uses its connection: to close it then would crash."""
        self._is_hurried = False
        self.on_removed: Callable[[int], None] = lambda _chat: None
        """Gets a chat that was put into the bin."""
        self.trouble: Fault | None = None
        self._used = path
        self._emptied = False
        self._retry = Retry(jobs, WRITING, self._write_due)
        self.lost = find_lost(path, self.backups)
        self._writer = self._open()
        if self.lost and self.trouble is None:
            self.trouble = Fault("store_lost", {"backup": self.lost.day, "count": self.lost.messages})
        if leftovers.file_of(path).exists():
            self._take_leftovers()
        self._front: Reader | None = None
        self._front_of = path

    def _open(self) -> sqlite3.Connection:
        error: sqlite3.Error | None = None
        if not damage_mark(self._path).exists():
            try:
                writer = connect(self._path, busy=0)
                writer.execute(f"PRAGMA busy_timeout = {WRITE_BUSY_MILLISECONDS}")
                return writer
            except sqlite3.Error as raised:
                error = raised
        return self._replace(error)

    def _take_leftovers(self) -> None:
        """Write what the last run could not; the file goes once that is done."""
        self._due.extend(leftovers.read(self._path))

        def write() -> None:
            self._write_due()
            if self._homed:
                leftovers.file_of(self._path).unlink(missing_ok=True)

        self._jobs.submit(WRITING, write)

    def _replace(self, error: sqlite3.Error | None) -> sqlite3.Connection:
        import tempfile

        from slm_desktop.store.backup import replace

        self._spare = tempfile.mkdtemp(prefix="slm-desktop-")
        opened = replace(self._path, self.backups, Path(self._spare), error)
        self._used, self.trouble = opened.path, opened.trouble
        return opened.connection

    @property
    def backups(self) -> Path:
        """The folder of daily copies."""
        return self._path.parent / "backups"

    # -- a copy of what was lost -------------------------------------------------------------------------------

    def bring_back(self) -> None:
        """Add what the copy holds to what was written since; `on_saved` is called once it is there."""

        def work() -> None:
            from slm_desktop.store.backup import rescue

            if self.lost:
                with self._writing:
                    rescue(self.lost.path, self._writer)
            self._decide()
            self._write_due()

        self._jobs.submit(WRITING, work)

    def begin_anew(self) -> None:
        """Go on without the copy, which stays in its folder."""

        def work() -> None:
            self._decide()
            self._write_due()

        self._jobs.submit(WRITING, work)

    def _decide(self) -> None:
        self.lost = self.trouble = None
        lost_mark(self._path).unlink(missing_ok=True)

    # -- reading ---------------------------------------------------------------------------------------------

    def chats(self, limit: int, offset: int = 0) -> Iterable[Chat]:
        """The chats, pinned ones first, then last used first."""
        return self._reader().chats(limit, offset)

    def tree(self, chat: int) -> Sequence[tuple[int, int | None]]:
        """The id of every message of a chat, oldest first, with that of the message it follows."""
        return self._reader().tree(chat)

    def chat(self, chat: int) -> Chat | None:
        """One chat that is not in the bin."""
        return self._reader().chat(chat)

    def everything(self) -> list[Archived]:
        """All chats with all their messages, to be exported; to be called on a thread."""
        reader = Reader(self._used)
        try:
            found = []
            for chat in reader.chats(ALL):
                ids = [id_ for id_, _parent in reader.tree(chat.id)]
                found.append(Archived(chat, reader.messages(ids)))
            return found
        finally:
            reader.close()

    def messages(self, ids: Sequence[int]) -> Iterable[Message]:
        """These messages, in the order of their ids."""
        return self._reader().messages(ids)

    def presets(self) -> Iterable[Preset]:
        """All presets by name."""
        return self._reader().presets()

    def drafts(self) -> dict[int, Draft]:
        """What was written and not sent, by chat; 0 is the chat that has not begun."""
        return self._reader().drafts()

    def last_id(self) -> int:
        """The greatest id in use."""
        return self._reader().last_id()

    def rows(self, query: str, *values: object) -> list[Row]:
        """The rows of a query. Raise Fault 'store_read'."""
        return self._reader().rows(query, *values)

    def _reader(self) -> Reader:
        """The reader of the window's thread, for the database that is in use now."""
        if self._front is None or self._front_of != self._used:
            if self._front:
                self._front.close()
            self._front, self._front_of = Reader(self._used), self._used
        return self._front

    # -- writing ---------------------------------------------------------------------------------------------

    def save(
        self,
        chat: Chat,
        messages: Sequence[Message],
        gone: Sequence[int] = (),
        moved: Mapping[int, int | None] = NOTHING_MOVED,
    ) -> None:
        """Keep, at once, a chat and its messages that are new or changed, are `gone`, or follow another one now
        (`moved`).
        """
        # The rows are made here: the objects go on changing while the writer works.
        self.write(
            (SAVE_CHAT, [chat_row(chat)]),
            (SAVE_MESSAGE, [message_row(message) for message in messages]),
            ("DELETE FROM messages WHERE id = ?", [(id_,) for id_ in gone]),
            ("UPDATE messages SET parent = ? WHERE id = ?", [(parent, id_) for id_, parent in moved.items()]),
        )

    def save_candidates(self, message: int, body: bytes) -> None:
        """Keep what could have come in place of the tokens of a message, unless that is gone."""
        self.write((SAVE_CANDIDATES, [(message, body, message)]))

    def candidates(self, message: int) -> bytes:
        """What was kept of that; b'' where nothing was. Raise Fault 'store_read'."""
        found = self.rows("SELECT body FROM candidates WHERE message = ?", message)
        return bytes(found[0][0]) if found and isinstance(found[0][0], bytes) else b""

    def save_chats(self, chats: Sequence[Chat]) -> None:
        """Keep what is known of chats beside their messages, in one transaction."""
        self.write((SAVE_CHAT, [chat_row(chat) for chat in chats]))

    def settle(self) -> None:
        """Wait until all that was saved so far is written or was refused; on any thread but the window's."""
        settled = threading.Event()
        self._jobs.submit(WRITING, settled.set)
        while not settled.wait(0.2) and not self._ending.is_set():
            pass

    def remove(self, chat: int, when: float) -> None:
        """Put a chat into the bin, which is emptied at the next start."""
        self.write(("UPDATE chats SET deleted = ? WHERE id = ?", [(when, chat)]))
        self.on_removed(chat)

    def restore(self, chat: int) -> None:
        """Take a chat out of the bin."""
        self.write(("UPDATE chats SET deleted = NULL WHERE id = ?", [(chat,)]))

    def save_draft(self, chat: int, draft: Draft) -> None:
        """Keep what is written and not sent; nothing is kept of an empty draft."""
        if draft == Draft():
            self.write(("DELETE FROM drafts WHERE chat = ?", [(chat,)]))
        else:
            self.write((SAVE_DRAFT, [draft_row(chat, draft)]))

    def save_preset(self, preset: Preset) -> None:
        """Keep a preset."""
        self.write((SAVE_PRESET, [preset_row(preset)]))

    def remove_preset(self, preset: int) -> None:
        """Delete a preset."""
        self.write(("DELETE FROM presets WHERE id = ?", [(preset,)]))

    def tidy(self, on_tidied: Callable[[], None] = lambda: None) -> None:
        """At the start: answers that were being written are interrupted, and the bin is emptied. `on_tidied` is called
        on the writing thread then.
        """
        self._emptied = self._reader().bin_size() > 0
        self.write(
            ("UPDATE messages SET state = 'interrupted' WHERE state = 'streaming'", [()]),
            ("DELETE FROM drafts WHERE chat IN (SELECT id FROM chats WHERE deleted IS NOT NULL)", [()]),
            ("DELETE FROM chats WHERE deleted IS NOT NULL", [()]),
            ("DELETE FROM comparisons WHERE deleted IS NOT NULL", [()]),
        )
        self._jobs.submit(WRITING, self._forget_words)
        self._jobs.submit(WRITING, on_tidied)

    def _forget_words(self) -> None:
        """The index keeps words of deleted messages until it is merged; only after deletions there is something to
        forget.
        """
        with self._writing, contextlib.suppress(sqlite3.Error):
            if self._emptied:
                self._writer.execute("INSERT INTO words (words) VALUES ('optimize')")

    def identify(self, path: str, on_hash: Callable[[str], None]) -> None:
        """Find a file's SHA-256, from the last time if it has not changed; `on_hash` is called on another thread."""
        self._jobs.submit(HASHING, lambda: self._digests.find(path, on_hash))

    def stop(self) -> None:
        """The app ends: what takes long is given up."""
        self._ending.set()

    def retry(self) -> None:
        """Try again to write what could not be written."""
        self._jobs.submit(WRITING, self._write_due)

    def hurry(self) -> None:
        """The app ends and cannot wait: give up what is being written, and only note what is still queued."""
        self._is_hurried = True
        self._writer.interrupt()
        self.background.interrupt()

    def close(self) -> None:
        """Close all connections; the jobs must have ended, or hang in a disk that does not answer."""
        self.keep_left()
        if self._front:
            self._front.close()
        self.background.close()
        close_unused(self._writer, self._writing)
        if self._spare:
            import shutil

            shutil.rmtree(self._spare, ignore_errors=True)

    def keep_left(self) -> Fault | None:
        """Keep for the next start what could still not be written; why that could not be done either."""
        left = [*self._homeless, *self._due]
        return leftovers.keep(self._path, left) if left else None

    def write(self, *statements: Statement) -> None:
        """Write rows in one transaction, in the order of all that is written; returns at once."""
        work = list(statements)

        def write() -> None:
            self._due.append(work)
            self._write_due()

        self._jobs.submit(WRITING, write)

    def _write_due(self) -> None:
        """Write what is due, in order. While the disk refuses, it stays due and goes with the next write."""
        with self._writing:
            if not self._is_hurried:
                self._write_all()

    def _write_all(self) -> None:
        self._come_home()
        refused: Exception | None = None
        while self._due and not self._is_hurried:
            try:
                self._commit(self._due[0])
            except sqlite3.OperationalError as error:
                if self._is_hurried:
                    return
                self._retry.soon()
                raise Fault("store", {"reason": reason_of(error)}) from error
            except (sqlite3.Error, ValueError, OverflowError) as error:
                refused = error  # No later try would do better: it must not hold up the others.
                self._note_damage(error)
            done = self._due.popleft()
            if self._homed:
                continue
            self._homeless.append(done)
        if refused:
            self._lost = True
            raise Fault("store", {"reason": reason_of(refused)}) from refused
        if self._homed and not self._lost:
            self._on_saved()

    def _note_damage(self, error: Exception) -> None:
        """A database that refuses a sound row is damaged: the next start replaces it, with all that can be read."""
        ours = isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError)
        if isinstance(error, sqlite3.DatabaseError) and not ours and self._homed:
            damage_mark(self._path).touch()

    @property
    def _homed(self) -> bool:
        return self._used == self._path

    def _come_home(self) -> None:
        """While a copy stands in for the database, look whether the real one can be used again."""
        if self._homed:
            return
        try:
            writer = connect(self._path)
        except sqlite3.Error:
            return
        self._writer.close()
        self._writer, self._used, self.trouble = writer, self._path, None
        self.background.renew()
        self._due.extendleft(reversed(self._homeless))
        self._homeless = []

    def _commit(self, statements: list[Statement]) -> None:
        self._writer.execute("BEGIN IMMEDIATE")
        try:
            for statement, rows in statements:
                self._writer.executemany(statement, rows)
            self._writer.execute("COMMIT")
        except BaseException:
            self._writer.rollback()
            raise
