"""What is known of models, on disk: forecasts, what answers taught about them, facts of files, downloads, the Hub's
answers.

All of it can be found out again but the queue of downloads and what was measured; a damaged file is set aside and begun
anew.
"""

import contextlib
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from slm_desktop.core.engines.usage import MOST_PACES, Pace
from slm_desktop.core.models.forecast import MOST_MEASURED, Measured, Table
from slm_desktop.core.models.hub import Download
from slm_desktop.core.models.speed import Calibration
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of
from slm_desktop.jobs import Jobs
from slm_desktop.store.retry import Retry
from slm_desktop.store.set_aside import set_aside

SCHEMA = """
CREATE TABLE IF NOT EXISTS forecasts (file TEXT PRIMARY KEY, said BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS unusable (file TEXT PRIMARY KEY, code TEXT NOT NULL, details BLOB NOT NULL);   -- JSON
CREATE TABLE IF NOT EXISTS runs (
    id INTEGER PRIMARY KEY, file TEXT NOT NULL, forecast INTEGER NOT NULL, taken INTEGER NOT NULL, at REAL NOT NULL,   -- bytes
    context INTEGER NOT NULL DEFAULT 0                                                                                 -- tokens
);
CREATE INDEX IF NOT EXISTS runs_of_file ON runs (file, id);
CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime REAL NOT NULL, facts BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS downloads (id INTEGER PRIMARY KEY, place INTEGER NOT NULL, item BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS sources (path TEXT PRIMARY KEY, repo TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS answers (question TEXT PRIMARY KEY, said BLOB NOT NULL, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS uses (file TEXT PRIMARY KEY, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS paces (id INTEGER PRIMARY KEY, file TEXT NOT NULL, pace BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS paces_of_file ON paces (file, id);
CREATE TABLE IF NOT EXISTS calibrations (computer TEXT PRIMARY KEY, said BLOB NOT NULL);
"""
VERSION = 4
TO_SECOND = """
CREATE TABLE uses (file TEXT PRIMARY KEY, at REAL NOT NULL);
INSERT INTO uses SELECT file, max(at) FROM runs GROUP BY file;
ALTER TABLE runs DROP COLUMN rate;
DELETE FROM files;
DELETE FROM forecasts;
"""
"""From the first version to the second: speeds had the prompt's time in them; facts and forecasts said less than they
do now.
"""
TO_THIRD = """
ALTER TABLE runs ADD COLUMN context INTEGER NOT NULL DEFAULT 0;
DELETE FROM runs;
"""
"""From the second to the third: what was measured had the caches of resting chats in it, which are forecast apart."""
TO_FOURTH = """
DELETE FROM forecasts;
"""
"""From the third to the fourth: forecasts did not name the vocabulary."""
UPGRADES = {1: TO_SECOND + TO_THIRD + TO_FOURTH, 2: TO_THIRD + TO_FOURTH, 3: TO_FOURTH}
WRITING = "models"
MOVED = (
    ("sources", "path"),
    ("files", "path"),
    ("forecasts", "file"),
    ("runs", "file"),
    ("uses", "file"),
    ("paces", "file"),
    ("unusable", "file"),
)
"""The tables that name files, and the column in which they do."""
MOST_ANSWERS, LARGEST_ANSWER = 500, 1_000_000
"""Answers of the Hub that are kept, and bytes of one: what a huge repository holds is asked anew."""
BUSY_MILLISECONDS = 2000
Known = TypeVar("Known")


class Models:
    """The database of models. Reading is quick enough for the window's thread; what is written goes through a queue."""

    def __init__(self, path: Path, jobs: Jobs, on_saved: Callable[[], None] = lambda: None) -> None:
        """`on_saved` is called, on the writing thread, when what was refused could be written."""
        self._jobs, self._lock, self._writing = jobs, threading.Lock(), threading.Lock()
        self._due: deque[tuple[str, tuple[object, ...]]] = deque()
        self._on_saved = on_saved
        self._retry = Retry(jobs, WRITING, self._write_refused)
        self._connection = _open(path)

    # -- forecasts and runs ----------------------------------------------------------------------------------

    def forecast(self, file: str) -> Table | None:
        """What was forecast for a file."""
        return self._one("SELECT said FROM forecasts WHERE file = ?", (file,), Table)

    def save_forecast(self, file: str, table: Table) -> None:
        """Keep a forecast; the file can be used, whatever was found before."""
        self._write("DELETE FROM unusable WHERE file = ?", (file,))
        self._write("INSERT OR REPLACE INTO forecasts VALUES (?, ?)", (file, msgspec.json.encode(table)))

    def fault(self, file: str) -> Fault | None:
        """Why a file cannot be used."""
        rows = self._all("SELECT code, details FROM unusable WHERE file = ?", (file,))
        with contextlib.suppress(msgspec.MsgspecError, TypeError, UnicodeError):
            return (
                Fault(str(rows[0][0]), msgspec.json.decode(rows[0][1], type=dict[str, str | int | float]))
                if rows
                else None
            )
        return None

    def save_fault(self, file: str, fault: Fault) -> None:
        """Keep why a file cannot be used: it is as long as the file is the same."""
        self._write(
            "INSERT OR REPLACE INTO unusable VALUES (?, ?, ?)", (file, fault.code, msgspec.json.encode(fault.details))
        )

    def runs(self, file: str = "") -> list[Measured]:
        """The last measured runs of a file, or of all files, oldest first."""
        where, values = ("WHERE file = ?", (file,)) if file else ("", ())
        rows = self._all(
            f"SELECT forecast, taken, context FROM runs {where} ORDER BY id DESC LIMIT {MOST_MEASURED}", values
        )
        return [Measured(*map(int, row)) for row in reversed(rows)]

    def save_run(self, file: str, run: Measured) -> None:
        """Keep what a run took."""
        self._write(
            "INSERT INTO runs (file, forecast, taken, context, at) VALUES (?, ?, ?, ?, ?)",
            (file, run.forecast, run.taken, run.context, time.time()),
        )
        self._keep_newest("runs", file, MOST_MEASURED)

    # -- use and speed ---------------------------------------------------------------------------------------

    def uses(self) -> dict[str, float]:
        """When each file was used last, in seconds since 1970."""
        return {str(file): float(at) for file, at in self._all("SELECT file, at FROM uses", ())}

    def save_use(self, file: str) -> None:
        """A file is used now."""
        self._write("INSERT OR REPLACE INTO uses VALUES (?, ?)", (file, time.time()))

    def paces(self) -> dict[str, list[Pace]]:
        """How fast the last answers of each file were written, oldest first."""
        found: dict[str, list[Pace]] = {}
        for file, pace in self._all("SELECT file, pace FROM paces ORDER BY id", ()):
            with contextlib.suppress(msgspec.DecodeError):
                found.setdefault(str(file), []).append(msgspec.json.decode(pace, type=Pace))
        return found

    def save_pace(self, file: str, pace: Pace) -> None:
        """Keep how fast an answer was written."""
        self._write("INSERT INTO paces (file, pace) VALUES (?, ?)", (file, msgspec.json.encode(pace)))
        self._keep_newest("paces", file, MOST_PACES)

    def calibration(self, computer: str) -> Calibration | None:
        """How fast a computer was found to be; None when it was not measured."""
        return self._one("SELECT said FROM calibrations WHERE computer = ?", (computer,), Calibration)

    def save_calibration(self, computer: str, calibration: Calibration) -> None:
        """Keep how fast this computer is; what held for another processor, GPU or llama.cpp is forgotten."""
        self._write("DELETE FROM calibrations", ())
        self._write("INSERT INTO calibrations VALUES (?, ?)", (computer, msgspec.json.encode(calibration)))

    # -- facts of files --------------------------------------------------------------------------------------

    def files(self, kind: type[Known]) -> dict[str, tuple[int, float, Known]]:
        """The facts of all files that were read before, with the size and time that they hold for."""
        decoder, found = msgspec.json.Decoder(kind), {}
        for path, size, mtime, facts in self._all("SELECT path, size, mtime, facts FROM files", ()):
            try:
                found[str(path)] = (int(size), float(mtime), decoder.decode(facts))
            except msgspec.DecodeError:
                continue
        return found

    def save_files(self, rows: Iterable[tuple[str, int, float, object]], gone: Iterable[str]) -> None:
        """Keep facts of new and changed files, and forget those that are gone; waits, so call it on a thread."""
        with self._lock, self._connection:
            self._connection.executemany(
                "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)",
                [(path, size, mtime, msgspec.json.encode(facts)) for path, size, mtime, facts in rows],
            )
            self._connection.executemany("DELETE FROM files WHERE path = ?", [(path,) for path in gone])

    # -- downloads -------------------------------------------------------------------------------------------

    def downloads(self) -> list[Download]:
        """The queue."""
        found = []
        for (item,) in self._all("SELECT item FROM downloads ORDER BY place, id", ()):
            try:
                found.append(msgspec.json.decode(item, type=Download))
            except msgspec.DecodeError:
                continue
        return found

    def save_download(self, item: Download, place: int) -> None:
        """Keep a download and its place in the queue."""
        self._write("INSERT OR REPLACE INTO downloads VALUES (?, ?, ?)", (item.id, place, msgspec.json.encode(item)))

    def order_downloads(self, ids: Sequence[int]) -> None:
        """Keep the order of the queue."""
        for place, id_ in enumerate(ids):
            self._write("UPDATE downloads SET place = ? WHERE id = ?", (place, id_))

    def forget_download(self, id_: int) -> None:
        """It is done, or not wanted any more."""
        self._write("DELETE FROM downloads WHERE id = ?", (id_,))

    def save_source(self, path: str, repo: str, file: str, sha256: str) -> None:
        """Where a downloaded file came from, and the checksum that was promised."""
        self._write("INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?)", (path, repo, file, sha256))

    def promised(self, path: str) -> str:
        """The checksum that was promised for a downloaded file; '' when it is not known."""
        rows = self._all("SELECT sha256 FROM sources WHERE path = ?", (path,))
        return str(rows[0][0]) if rows else ""

    def promises(self) -> dict[str, str]:
        """The checksums that were promised for downloaded files, by path."""
        return {str(path): str(sha256) for path, sha256 in self._all("SELECT path, sha256 FROM sources", ())}

    def source(self, path: str) -> str:
        """The repository that a file was downloaded from; '' when it is not known."""
        rows = self._all("SELECT repo FROM sources WHERE path = ?", (path,))
        return str(rows[0][0]) if rows else ""

    def rename_folder(self, old: str, new: str) -> None:
        """Files below a folder have moved: what is known of them stays known."""
        for table, column in MOVED:
            self._write(
                f"UPDATE OR REPLACE {table} SET {column} = ? || substr({column}, ?) WHERE substr({column}, 1, ?) = ?",
                (new, len(old) + 1, len(old) + 1, f"{old}/"),
            )

    # -- what the Hub said -----------------------------------------------------------------------------------

    def answer(self, question: str, kind: type[Known]) -> tuple[Known, float] | None:
        """What was answered last, and when (seconds since 1970)."""
        answer = self._one("SELECT said FROM answers WHERE question = ?", (question,), kind)
        if answer is None:
            return None
        rows = self._all("SELECT at FROM answers WHERE question = ?", (question,))
        return (answer, float(rows[0][0])) if rows else None

    def save_answer(self, question: str, answer: object) -> None:
        """Keep an answer, and forget the oldest when there are many."""
        data = msgspec.json.encode(answer)
        if len(data) > LARGEST_ANSWER:
            return
        self._write("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", (question, data, time.time()))
        self._write(
            "DELETE FROM answers WHERE question IN "
            f"(SELECT question FROM answers ORDER BY at DESC LIMIT -1 OFFSET {MOST_ANSWERS})",
            (),
        )

    # -- parts -----------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Close the file; the jobs must have ended."""
        with self._lock:
            self._connection.close()

    def _keep_newest(self, table: str, file: str, most: int) -> None:
        self._write(
            f"DELETE FROM {table} WHERE file = ? AND id NOT IN "
            f"(SELECT id FROM {table} WHERE file = ? ORDER BY id DESC LIMIT {most})",
            (file, file),
        )

    def _write(self, statement: str, values: tuple[object, ...]) -> None:
        """Write in order; returns at once.

        What the disk refuses is tried again; raise Fault 'models_unsaved' on the queue.
        """

        def write() -> None:
            self._due.append((statement, values))
            self._write_due()

        self._jobs.submit(WRITING, write)

    def _write_due(self) -> None:
        with self._writing:  # A queue that was closed and begun anew has two threads for a moment.
            self._write_all()

    def _write_all(self) -> None:
        while self._due:
            try:
                with self._lock, self._connection:
                    self._connection.execute(*self._due[0])
            except sqlite3.OperationalError as error:
                self._retry.soon()
                raise Fault("models_unsaved", {"reason": reason_of(error)}) from error
            except sqlite3.Error as error:  # No later try would do better.
                self._due.popleft()
                raise Fault("models_unsaved", {"reason": reason_of(error)}) from error
            self._due.popleft()

    def _write_refused(self) -> None:
        self._write_due()
        self._on_saved()

    def _all(self, question: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        """Rows; none when the file cannot be read: everything in it can be done without."""
        try:
            with self._lock:
                return self._connection.execute(question, values).fetchall()
        except sqlite3.Error:
            return []

    def _one(self, question: str, values: tuple[object, ...], kind: type[Known]) -> Known | None:
        rows = self._all(question, values)
        try:
            return msgspec.json.decode(rows[0][0], type=kind) if rows else None
        except msgspec.DecodeError:
            return None


def _open(path: Path) -> sqlite3.Connection:
    """The database; one that is damaged or from another version is kept under another name.

    In memory where that fails too.
    """
    try:
        return _connected(path)
    except sqlite3.OperationalError:  # Locked, full, forbidden: it is sound, and there again at the next start.
        return _connected(":memory:")
    except (sqlite3.Error, OSError):
        pass
    try:
        return _connected(set_aside(path))
    except (sqlite3.Error, OSError):
        return _connected(":memory:")


def _connected(path: Path | str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, check_same_thread=False)
    try:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version in UPGRADES:
            connection.executescript(f"BEGIN;{UPGRADES[version]}{SCHEMA}PRAGMA user_version = {VERSION};COMMIT;")
        elif version not in (0, VERSION):
            raise sqlite3.DatabaseError(f"schema {version} is not known")
        elif version == 0:
            connection.executescript(f"{SCHEMA}PRAGMA user_version = {VERSION};")
        connection.execute("SELECT count(*) FROM downloads").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection
