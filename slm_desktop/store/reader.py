"""Read the database: the lists, one chat's tree, its messages, and the words in all of them."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from slm_desktop.core.records import MARK_OFF, MARK_ON, Chat, Draft, Hit, Message, Preset
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of
from slm_desktop.store.database import reading
from slm_desktop.store.rows import (
    CHAT,
    DRAFT,
    MESSAGE,
    PRESET,
    Row,
    to_chat,
    to_draft,
    to_media,
    to_message,
    to_preset,
)

MOST_GAPS = 500
MEDIA = "SELECT pictures FROM {} WHERE pictures != ''"
MEDIA_OF_PROMPTS = """
SELECT DISTINCT json_extract(item.value, '$.digest')
FROM (SELECT CAST(body AS TEXT) AS body FROM {}) AS kept,
    json_each(CASE WHEN json_valid(kept.body) THEN kept.body ELSE '{{}}' END, '{}') AS prompt,
    json_each(prompt.value, '$.pictures') AS item
"""
MOST_WORDED = 50_000
WORDS = """
SELECT content FROM messages JOIN chats ON chats.id = messages.chat
WHERE chats.deleted IS NULL AND chats.comparison = 0 AND content <> '' ORDER BY messages.id DESC LIMIT ?
"""
TABLES_OF_IDS = (
    "chats",
    "messages",
    "presets",
    "comparisons",
    "votes",
    "suites",
    "suite_runs",
    "results",
    "benchmarks",
    "losses",
)
UNSPACED = (("\u2e80", "\u9fff"), ("\uac00", "\ud7af"), ("\uf900", "\ufaff"), ("\u0e00", "\u0eff"))
"""The first and last letters of scripts without spaces between words: the word index has none of their words."""
EXCERPT_WORDS, EXCERPT_SIDE = 14, 40

SEARCH = f"""
SELECT messages.id, messages.chat, snippet(words, 0, '{MARK_ON}', '{MARK_OFF}', '…', {EXCERPT_WORDS})
FROM words JOIN messages ON messages.id = words.rowid JOIN chats ON chats.id = messages.chat
WHERE words MATCH ? AND chats.deleted IS NULL AND (chats.comparison <> 0) = ? ORDER BY words.rowid DESC LIMIT ?
"""
SCAN = """
SELECT messages.id, messages.chat, messages.content FROM messages JOIN chats ON chats.id = messages.chat
WHERE messages.content LIKE ? ESCAPE '^' AND chats.deleted IS NULL AND (chats.comparison <> 0) = ?
ORDER BY messages.id DESC LIMIT ?
"""


class Reader:
    """One connection that only reads; to be used by one thread at a time. All methods raise Fault 'store_read'."""

    def __init__(self, path: Path) -> None:
        self._connection = reading(path)

    def chats(self, limit: int, offset: int = 0) -> list[Chat]:
        """The chats, pinned ones first, then last used first."""
        listed = "deleted IS NULL AND comparison = 0"
        query = f"SELECT {CHAT} FROM chats WHERE {listed} ORDER BY pinned DESC, touched DESC LIMIT ? OFFSET ?"
        return [to_chat(row) for row in self.rows(query, limit, offset)]

    def ids(self) -> set[int]:
        """The ids of all chats that are not in the bin."""
        return {row[0] for row in self.rows("SELECT id FROM chats WHERE deleted IS NULL")}

    def chat(self, chat: int) -> Chat | None:
        """One chat that is not in the bin."""
        rows = self.rows(f"SELECT {CHAT} FROM chats WHERE id = ? AND deleted IS NULL", chat)
        return to_chat(rows[0]) if rows else None

    def tree(self, chat: int) -> list[tuple[int, int | None]]:
        """The id of every message of a chat, oldest first, with that of the message it follows."""
        return [
            (row[0], row[1]) for row in self.rows("SELECT id, parent FROM messages WHERE chat = ? ORDER BY id", chat)
        ]

    def messages(self, ids: Sequence[int]) -> list[Message]:
        """These messages, in the order of their ids; those that are not there are left out."""
        found: list[Message] = []
        for start in range(0, len(ids), MOST_GAPS):
            some = ids[start : start + MOST_GAPS]
            query = f"SELECT {MESSAGE} FROM messages WHERE id IN ({', '.join('?' * len(some))}) ORDER BY id"
            found += [to_message(row) for row in self.rows(query, *some)]
        return found

    def last_id(self) -> int:
        """The greatest id in any table."""
        greatest = (f"SELECT max(id) AS id FROM {table}" for table in TABLES_OF_IDS)
        return int(self.rows(f"SELECT coalesce(max(id), 0) FROM ({' UNION ALL '.join(greatest)})")[0][0])

    def bin_size(self) -> int:
        """How many chats are in the bin."""
        return int(self.rows("SELECT count(*) FROM chats WHERE deleted IS NOT NULL")[0][0])

    def presets(self) -> list[Preset]:
        """All presets by name."""
        return [to_preset(row) for row in self.rows(f"SELECT {PRESET} FROM presets ORDER BY name COLLATE NOCASE")]

    def drafts(self) -> dict[int, Draft]:
        """What was written and not sent, by chat."""
        return {chat: to_draft(*stored) for chat, *stored in self.rows(f"SELECT {DRAFT} FROM drafts")}

    def media_digests(self) -> set[str]:
        """The media of all messages and drafts, those in the bin among them, and of all suites and their runs."""
        stored = (row[0] for table in ("messages", "drafts") for row in self.rows(MEDIA.format(table)))
        of_messages = {item.digest for text in stored for item in to_media(text)}
        prompts = (("suites", "$.prompts"), ("suite_runs", "$.suite.prompts"))
        found = (row[0] for place in prompts for row in self.rows(MEDIA_OF_PROMPTS.format(*place)))
        return of_messages.union(found)

    def words_of_chats(self, most: int) -> str:
        """What was written in all chats, up to so many characters of the newest; the oldest of them first."""
        found, length = list[str](), 0
        for (content,) in self.rows(WORDS, MOST_WORDED):
            if length + len(content) > most:
                break
            found.append(content)
            length += len(content) + 2
        return "\n\n".join(reversed(found))

    def digest(self, path: str, size: int, mtime: float) -> str:
        """The SHA-256 of a file as it was computed before, '' when the file has changed since or is new."""
        rows = self.rows("SELECT sha256 FROM files WHERE path = ? AND size = ? AND mtime = ?", path, size, mtime)
        return str(rows[0][0]) if rows else ""

    def search(self, text: str, limit: int, *, compared: bool = False) -> list[Hit]:
        """Messages that hold all words of `text`, each as the beginning of a word; the newest first.

        Those of chats, or those of the columns of comparisons (`compared`).
        """
        if any(first <= letter <= last for letter in text for first, last in UNSPACED):
            wanted = text.strip()
            escaped = re.sub(r"([%_^])", r"^\1", wanted)
            found = self.rows(SCAN, f"%{escaped}%", compared, limit)
            return [Hit(id_, chat, _excerpt(content, wanted)) for id_, chat, content in found]
        query = match_query(text)
        return [Hit(*row) for row in self.rows(SEARCH, query, compared, limit)] if query else []

    def interrupt(self) -> None:
        """End a query that another thread has under way."""
        self._connection.interrupt()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def rows(self, query: str, *values: object) -> list[Row]:
        """The rows of a query."""
        with _as_fault(), closing(self._connection.execute(query, values)) as cursor:
            return cursor.fetchall()


def match_query(text: str) -> str:
    """A text as typed, in the language of FTS5: every word may go on, none is taken for an operator."""
    words = [word for word in re.split(r"[^\w]+", text) if word]
    return " ".join(f'"{word}"*' for word in words)


def _excerpt(content: str, text: str) -> str:
    at = max(0, content.lower().find(text.lower()))
    start, end = max(0, at - EXCERPT_SIDE), at + len(text)
    lead, rest = "…" if start else "", "…" if len(content) > end + EXCERPT_SIDE else ""
    return f"{lead}{content[start:at]}{MARK_ON}{content[at:end]}{MARK_OFF}{content[end : end + EXCERPT_SIDE]}{rest}"


@contextmanager
def _as_fault() -> Iterator[Any]:
    try:
        yield
    except sqlite3.Error as error:
        raise Fault("store_read", {"reason": reason_of(error)}) from error
