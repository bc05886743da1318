"""The library of documents in SQLite: their pages, and an index of the words of their passages.

`documents.sqlite3` can be made again from the files, so it has no daily copies; one that is damaged is set aside.
"""

import re
import sqlite3
import threading
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from slm_desktop.core.documents.page import DocumentKind, Extracted, Page, Passage
from slm_desktop.core.documents.records import Document, Found
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of
from slm_desktop.store.database import read_only
from slm_desktop.store.set_aside import set_aside

VERSION = 2
SCHEMA = """
CREATE TABLE documents (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, sha256 TEXT NOT NULL,
    pages INTEGER NOT NULL, length INTEGER NOT NULL, added REAL NOT NULL
);
CREATE TABLE pages (
    document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    number INTEGER NOT NULL, label TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (document, number)
) WITHOUT ROWID;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    page INTEGER NOT NULL, start INTEGER NOT NULL, heading TEXT NOT NULL
);
CREATE INDEX passages_of_documents ON passages (document);
CREATE VIRTUAL TABLE words USING fts5 (text, heading, tokenize = 'porter unicode61 remove_diacritics 2');
"""
VECTORS = """
CREATE TABLE vectors (
    id INTEGER PRIMARY KEY,
    passage INTEGER NOT NULL REFERENCES passages (id) ON DELETE CASCADE, model TEXT NOT NULL, vector BLOB NOT NULL,
    UNIQUE (model, passage)
);
CREATE INDEX vectors_of_passages ON vectors (passage);
"""
"""What the second version has beside the first: 32-bit floats, the lowest byte first, of length one."""
HEADING_WEIGHT = 2.0
MERGED_PAGES = 200
"""Pages of the index that are merged with each document: many small parts of it are slower to search than few large."""
MOST_WORDS, FEWEST_WORDS = 32, 3
COMMON_PASSAGES, COMMON_SHARE = 1000, 0.05
WORD = re.compile(r"\w+")
BUSY_MILLISECONDS = 2000
ENGLISH = """
a about all also an and any are as at be been but by can could did do does for from had has have he her his how i if in
into is it its me more my no not of on or our she so some than that the their them then there these they this to was we
were what when where which who why will with would you your
"""
SPANISH = """
a al como con cual cuando de del donde el ella en era es esa ese esta este fue ha hay la las le lo los mas me mi no o
para pero por que quien se ser si sin son su sus un una uno y ya
"""
STOP_WORDS = frozenset((ENGLISH + SPANISH).split())
"""Words that stand in every passage, in English and Spanish: they find nothing, and looking for them takes time."""


class Documents:
    """`add` and `remove` may be called on any thread."""

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, threading.Lock()
        self._writer: sqlite3.Connection | None = None
        self._reader: sqlite3.Connection | None = None

    def documents(self) -> list[Document]:
        """All documents, the newest first. Raise Fault 'documents_read'."""
        rows = self._read("SELECT id, name, kind, pages, length, added, sha256 FROM documents ORDER BY id DESC", ())
        return [
            Document(id_, str(name), _kind(kind), pages, length, float(added), str(sha256))
            for id_, name, kind, pages, length, added, sha256 in rows
        ]

    def pages(self, document: int, first: int, count: int) -> list[Page]:
        """Some pages of a document, the first of which counts as 0. Raise Fault 'documents_read'."""
        wanted = "SELECT label, text FROM pages WHERE document = ? AND number >= ? ORDER BY number LIMIT ?"
        return [Page(str(label), str(text)) for label, text in self._read(wanted, (document, first, count))]

    def search(self, query: str, documents: Sequence[int], limit: int) -> list[Found]:
        """The passages of these documents that fit a query best, by BM25. Raise Fault 'documents_read'."""
        wanted = words_of(query)
        if not wanted or not documents:
            return []
        scores = self._scores(wanted, documents, limit)
        found = [msgspec.structs.replace(one, score=scores[one.id]) for one in self._passages(scores)]
        return sorted(found, key=lambda one: (-one.score, one.document, one.passage.page, one.passage.start))

    def found(self, similar: Mapping[int, float]) -> list[Found]:
        """Passages by their ids, with how similar they are to a question, in that order. Raise Fault
        'documents_read'.
        """
        known = {one.id: one for one in self._passages(similar)}
        return [msgspec.structs.replace(known[id_], similarity=similar[id_]) for id_ in similar if id_ in known]

    def _passages(self, ids: Collection[int]) -> list[Found]:
        rows = self._read(
            f"""
            SELECT passages.id, passages.document, page, start, passages.heading, words.text, label FROM passages
            JOIN words ON words.rowid = passages.id
            JOIN pages ON pages.document = passages.document AND pages.number = page
            WHERE passages.id IN ({_marks(ids)})
            """,
            list(ids),
        )
        return [
            Found(document, Passage(page, start, str(text), str(heading)), str(label), 0.0, id_)
            for id_, document, page, start, heading, text, label in rows
        ]

    def _scores(self, wanted: Sequence[str], documents: Sequence[int], limit: int) -> dict[int, float]:
        """The best passages of some documents by their ids, with their scores."""
        ((count,),) = self._read("SELECT count(*) FROM documents", ())
        asked = () if len(set(documents)) >= count else tuple(documents)  # Who asks all of them needs no list.
        # The plus keeps SQLite from looking up each passage by itself, which takes a thousand times as long.
        within = f"AND +rowid IN (SELECT id FROM passages WHERE document IN ({_marks(asked)}))" if asked else ""
        rows = self._read(
            f"""
            SELECT rowid, bm25(words, 1.0, {HEADING_WEIGHT}) AS score FROM words
            WHERE words MATCH ? {within} ORDER BY score LIMIT ?
            """,
            (" OR ".join(map(_quoted, self._telling(wanted))), *asked, limit),
        )
        return {id_: -score for id_, score in rows}

    def _telling(self, words: Sequence[str]) -> list[str]:
        """The words without those that stand in thousands of passages, as long as a few others are left: they tell
        nothing, and take most of the time.
        """
        counted = "SELECT count(*) FROM words WHERE words MATCH ?"
        counts = {word: int(self._read(counted, (_quoted(word),))[0][0]) for word in words}
        ((total,),) = self._read("SELECT count(*) FROM passages", ())
        most = max(COMMON_PASSAGES, COMMON_SHARE * total)
        rarest = sorted(counts, key=lambda word: counts[word])
        return [word for at, word in enumerate(rarest) if at < FEWEST_WORDS or counts[word] <= most]

    def add(self, document: Document, extracted: Extracted) -> None:
        """Keep a document with its passages, all of it or nothing. Raise Fault 'documents_write'."""
        with self._lock:
            try:
                connection = self._writing()
                with connection:
                    self._insert(connection, document, extracted)
            except (sqlite3.Error, OSError) as error:
                raise Fault("documents_write", {"name": document.name, "reason": reason_of(error)}) from error

    @staticmethod
    def _insert(connection: sqlite3.Connection, document: Document, extracted: Extracted) -> None:
        row = (document.id, document.name, document.kind, document.sha256)
        connection.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)",
            (*row, document.pages, document.length, document.added),
        )
        connection.executemany(
            "INSERT INTO pages VALUES (?, ?, ?, ?)",
            ((document.id, number, page.label, page.text) for number, page in enumerate(extracted.pages)),
        )
        (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM passages").fetchone()
        numbered = list(enumerate(extracted.passages, last + 1))
        connection.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?)",
            ((id_, document.id, one.page, one.start, one.heading) for id_, one in numbered),
        )
        connection.executemany(
            "INSERT INTO words (rowid, text, heading) VALUES (?, ?, ?)",
            ((id_, one.text, one.heading) for id_, one in numbered),
        )
        connection.execute(f"INSERT INTO words (words, rank) VALUES ('merge', {MERGED_PAGES})")

    def remove(self, document: int) -> None:
        """Delete a document. Raise Fault 'documents_write'."""
        with self._lock:
            try:
                connection = self._writing()
                with connection:
                    connection.execute(
                        "DELETE FROM words WHERE rowid IN (SELECT id FROM passages WHERE document = ?)", (document,)
                    )
                    connection.execute("DELETE FROM documents WHERE id = ?", (document,))
                    # The index only marks what is gone; written anew, it holds none of its words any more.
                    connection.execute("INSERT INTO words (words) VALUES ('optimize')")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except (sqlite3.Error, OSError) as error:
                raise Fault("documents_write", {"name": "", "reason": reason_of(error)}) from error

    def close(self) -> None:
        """Close it; nobody uses it any more."""
        for connection in (self._writer, self._reader):
            if connection:
                connection.close()
        self._writer = self._reader = None

    # -- inside ----------------------------------------------------------------------------------------------

    def _read(self, sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        try:
            if self._reader is None:
                with self._lock:
                    self._writing()
                self._reader = sqlite3.connect(read_only(self._path), uri=True)
                self._reader.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
            return self._reader.execute(sql, tuple(values)).fetchall()
        except (sqlite3.Error, OSError) as error:
            raise Fault("documents_read", {"reason": reason_of(error)}) from error

    def _writing(self) -> sqlite3.Connection:
        """The connection that writes; a database that cannot be read is set aside, and another one begun."""
        if self._writer is None:
            try:
                self._writer = connected(self._path)
            except sqlite3.OperationalError:  # Locked, full, forbidden: it is sound.
                raise
            except sqlite3.DatabaseError:
                set_aside(self._path)
                self._writer = connected(self._path)
        return self._writer


def connected(path: Path) -> sqlite3.Connection:
    """A connection that writes, to a database of the newest schema. Raise sqlite3.Error."""
    connection = sqlite3.connect(path, check_same_thread=False)
    try:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # What a person deletes is overwritten, not only unlinked.
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version == 0:
            connection.executescript(f"BEGIN;{SCHEMA}{VECTORS}PRAGMA user_version = {VERSION};COMMIT;")
        elif version == 1:
            connection.executescript(f"BEGIN;{VECTORS}PRAGMA user_version = {VERSION};COMMIT;")
        elif version != VERSION:
            raise sqlite3.DatabaseError(f"schema {version} is not known")
    except BaseException:
        connection.close()
        raise
    return connection


def words_of(query: str) -> list[str]:
    """The words of a question that are worth looking for: all of them where it has no others than stop words."""
    words = list(dict.fromkeys(word.lower() for word in WORD.findall(query)))
    wanted = [word for word in words if _without_accents(word) not in STOP_WORDS] or words
    # Of a long text what is asked stands at its beginning or at its end.
    half = MOST_WORDS // 2
    return wanted if len(wanted) <= MOST_WORDS else [*wanted[:half], *wanted[-half:]]


def _without_accents(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))


def _kind(stored: Any) -> DocumentKind:
    return DocumentKind(stored) if stored in list(DocumentKind) else DocumentKind.TEXT


def _quoted(word: str) -> str:
    return f'"{word}"'


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))
