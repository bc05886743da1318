"""Open the database: durable, quick to read while it is written, and brought to the newest schema."""

import sqlite3
from pathlib import Path

from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of
from slm_desktop.store.migrations import MIGRATIONS

WRITE_BUSY_MILLISECONDS = 5000
READ_BUSY_MILLISECONDS = 200
"""Readers work on the window's thread; another program that locks the whole database may not hold it up for long."""


class NewerSchema(sqlite3.DatabaseError):
    """The database was written by a newer version of the app."""


def connect(path: Path, busy: int = WRITE_BUSY_MILLISECONDS) -> sqlite3.Connection:
    """A connection for writing: WAL, full synchronisation, newest schema. Raise sqlite3.Error."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        connection.execute(f"PRAGMA busy_timeout = {busy}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # What a person deletes is overwritten, not only unlinked.
        migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def damage_mark(path: Path) -> Path:
    """The file that stands beside a database which was found damaged, until the next start replaces it."""
    return path.with_suffix(".damaged")


def read_only(path: Path) -> str:
    """The address under which SQLite opens a file without writing to it."""
    return f"{path.absolute().as_uri()}?mode=ro"


def reading(path: Path) -> sqlite3.Connection:
    """A connection that only reads a database that `connect` has opened before. Raise Fault 'store_read'."""
    try:
        connection = sqlite3.connect(read_only(path), uri=True, isolation_level=None, check_same_thread=False)
        connection.execute(f"PRAGMA busy_timeout = {READ_BUSY_MILLISECONDS}")
        connection.text_factory = lambda stored: stored.decode(
            "utf-8", "replace"
        )  # A flipped bit costs a letter, not a chat.
        return connection
    except sqlite3.Error as error:
        raise Fault("store_read", {"reason": reason_of(error)}) from error


def migrate(connection: sqlite3.Connection) -> None:
    """Apply the migrations that the database has not seen, each in one transaction."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > len(MIGRATIONS):
        raise NewerSchema("newer_schema")
    for number, script in enumerate(MIGRATIONS[version:], version + 1):
        try:
            connection.executescript(f"BEGIN IMMEDIATE;{script};PRAGMA user_version = {number};COMMIT;")
        except sqlite3.Error:
            connection.rollback()
            raise
