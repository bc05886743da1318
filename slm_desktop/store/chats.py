"""Save and read chats. Surrogates that cannot be stored as UTF-8 become replacement characters."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from slm_desktop.core.records import Chat, Message, RunRecord
from slm_desktop.errors import Fault
from slm_desktop.jobs import Jobs
from slm_desktop.store.database import connect

QUEUE = "store"
Row = tuple[object, ...]
_encode = msgspec.json.Encoder().encode
_record = msgspec.json.Decoder(RunRecord)
_values = msgspec.json.Decoder(dict[str, float | str])

SAVE_CHAT = """
INSERT INTO chats (id, title, created, updated, model, head, sampling) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET title = excluded.title, updated = excluded.updated, model = excluded.model,
    head = excluded.head, sampling = excluded.sampling
"""
SAVE_MESSAGE = """
INSERT INTO messages (id, chat, parent, role, content, created, state, fault, run) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET content = excluded.content, state = excluded.state, fault = excluded.fault, run = excluded.run
"""
READ_PATH = """
WITH RECURSIVE path (id) AS (
    SELECT ? UNION ALL SELECT messages.parent FROM messages JOIN path ON messages.id = path.id WHERE messages.parent IS NOT NULL
)
SELECT id, chat, parent, role, content, created, state, fault, run FROM messages WHERE id IN path ORDER BY id
"""


class Chats:
    """The chats of one database file."""

    def __init__(self, path: Path, jobs: Jobs, on_saved: Callable[[], None] = lambda: None) -> None:
        """Open or create it. Raise Fault 'store'. Errors of later saves go to the jobs' `on_error`, successes to `on_saved`."""
        self._path, self._jobs, self._on_saved = path, jobs, on_saved
        self._reader = connect(path)
        self._writer: sqlite3.Connection | None = None
        self._unsaved: list[tuple[Row, list[Row]]] = []

    def chats(self, limit: int) -> Iterable[Chat]:
        """The chats, last used first."""
        rows = self._reader.execute(
            "SELECT id, title, created, updated, model, head, sampling FROM chats ORDER BY updated DESC, id DESC LIMIT ?",
            (limit,),
        )
        return [_chat(row) for row in rows]

    def path(self, chat: Chat) -> Iterable[Message]:
        """The messages from the beginning to the chat's head."""
        return [_message(row) for row in self._reader.execute(READ_PATH, (chat.head,))]

    def last_id(self) -> int:
        """The greatest id of a chat or message."""
        query = "SELECT max((SELECT coalesce(max(id), 0) FROM chats), (SELECT coalesce(max(id), 0) FROM messages))"
        return int(self._reader.execute(query).fetchone()[0])

    def save(self, chat: Chat, messages: Sequence[Message]) -> None:
        """Keep a chat and those of its messages that are new or changed, in one transaction on the writing thread."""
        # The rows are made here: the objects go on changing while the writer works.
        chat_row = _chat_row(chat)
        rows = [_message_row(message) for message in messages]
        self._jobs.submit(QUEUE, lambda: self._write(chat_row, rows))

    def close(self) -> None:
        """Close both connections; the jobs must have ended."""
        self._reader.close()
        if self._writer:
            self._writer.close()

    def retry(self) -> None:
        """Try again to write what could not be written."""
        self._jobs.submit(QUEUE, self._write_unsaved)

    def _write(self, chat: Row, messages: list[Row]) -> None:
        self._unsaved.append((chat, messages))
        self._write_unsaved()

    def _write_unsaved(self) -> None:
        """Write what is due, in order. While the disk refuses, it stays due and goes with the next write."""
        refused: Exception | None = None
        while self._unsaved:
            try:
                self._commit(*self._unsaved[0])
            except sqlite3.OperationalError as error:
                raise Fault("store", {"reason": str(error)}) from error
            except (sqlite3.Error, ValueError) as error:
                refused = error  # No later try would do better: it must not hold up the others.
            del self._unsaved[0]
        if refused:
            raise Fault("store", {"reason": str(refused)}) from refused
        self._on_saved()

    def _commit(self, chat: Row, messages: list[Row]) -> None:
        writer = self._writer = self._writer or connect(self._path)
        writer.execute("BEGIN IMMEDIATE")
        try:
            writer.execute(SAVE_CHAT, chat)
            writer.executemany(SAVE_MESSAGE, messages)
            writer.execute("COMMIT")
        except BaseException:
            writer.rollback()
            raise


def _chat(row: tuple[Any, ...]) -> Chat:
    id_, title, created, updated, model, head, sampling = row
    return Chat(id_, title, created, updated, model, head, _values.decode(sampling))


def _chat_row(chat: Chat) -> Row:
    return (chat.id, _storable(chat.title), chat.created, chat.updated, chat.model, chat.head, _encode(chat.sampling).decode())


def _message_row(message: Message) -> Row:
    run = _encode(message.run) if message.run else None
    place = (message.id, message.chat, message.parent, message.role)
    return (*place, _storable(message.content), message.created, message.state, message.fault, run)


def _message(row: Row) -> Message:
    id_, chat, parent, role, content, created, state, fault, run = row
    record = _record.decode(run) if isinstance(run, bytes) else None
    return msgspec.convert(
        {"id": id_, "chat": chat, "parent": parent, "role": role, "content": content, "created": created,
         "state": state, "fault": fault, "run": record}, Message)  # fmt: skip


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
