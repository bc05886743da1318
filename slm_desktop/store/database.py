"""Open the database: durable, quick to read while it is written, and brought to the newest schema."""

import sqlite3
from pathlib import Path

from slm_desktop.errors import Fault
from slm_desktop.store.migrations import MIGRATIONS

BUSY_MILLISECONDS = 5000


def connect(path: Path) -> sqlite3.Connection:
    """A connection in WAL mode with full synchronisation. Raise Fault 'store' with SQLite's reason."""
    try:
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        migrate(connection)
        return connection
    except sqlite3.Error as error:
        raise Fault("store", {"reason": str(error)}) from error


def migrate(connection: sqlite3.Connection) -> None:
    """Apply the migrations that the database has not seen, each in one transaction."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > len(MIGRATIONS):
        raise Fault("store", {"reason": f"it was written by a newer version of the app (schema {version})"})
    for number, script in enumerate(MIGRATIONS[version:], version + 1):
        try:
            connection.executescript(f"BEGIN IMMEDIATE;{script};PRAGMA user_version = {number};COMMIT;")
        except sqlite3.Error:
            connection.rollback()
            raise
