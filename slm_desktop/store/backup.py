"""Daily copies of the database, kept for a week, and the way back from a damaged one.

Imported when it is needed: most starts have nothing to do with it.
"""

import contextlib
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of
from slm_desktop.store.database import NewerSchema, connect, damage_mark, read_only
from slm_desktop.store.migrations import MIGRATIONS
from slm_desktop.store.rows import CHAT, DRAFT, MESSAGE, PRESET, Row, upsert

KEPT = 7
BESIDE = ("", "-wal", "-shm")
"""SQLite's files: the database, what was written last, and the index of that."""
RESCUED = (
    ("chats", CHAT),
    ("messages", MESSAGE),
    ("candidates", "message, body"),
    ("presets", PRESET),
    ("drafts", DRAFT),
    ("comparisons", "id, title, touched, body"),
    ("votes", "id, comparison, body"),
    ("suites", "id, title, body"),
    ("suite_runs", "id, title, body"),
    ("results", "id, run, body"),
    ("benchmarks", "id, title, body"),
    ("losses", "id, title, body"),
)


class Opened(msgspec.Struct, frozen=True):
    """A database that can be worked with; `trouble` when it is not the one that was asked for, or not as it was."""

    path: Path
    connection: sqlite3.Connection
    trouble: Fault | None = None


def replace(path: Path, backups: Path, spare: Path, error: sqlite3.Error | None) -> Opened:
    """What to work with when `path` gave `error`, or was marked as damaged: its backup, or a copy in the folder
    `spare`.
    """
    if isinstance(error, sqlite3.OperationalError):
        return _aside(path, spare, error)
    newer = isinstance(error, NewerSchema)
    return _restored(path, backups, reason_of(error) if error else "check_failed", newer=newer)


def keep_daily(path: Path, backups: Path, today: str) -> None:
    """Copy the database unless that was done today. Raise Fault 'store_damaged' when there is nothing sound to copy."""
    target = backups / f"chats-{today}.sqlite3"
    if target.exists():
        return
    backups.mkdir(mode=0o700, exist_ok=True)
    half = target.with_suffix(".new")
    half.unlink(missing_ok=True)
    source = sqlite3.connect(read_only(path), uri=True)
    try:
        if not _is_sound(source):
            raise sqlite3.DatabaseError("check_failed")
        source.execute("VACUUM INTO ?", (str(half),))
    except sqlite3.OperationalError as error:
        half.unlink(missing_ok=True)
        raise Fault("backup", {"reason": reason_of(error)}) from error
    except sqlite3.DatabaseError as error:
        damage_mark(path).touch()
        backup = day_of(newest_backup(backups))
        code = "store_damaged" if backup else "store_damaged_alone"
        raise Fault(code, {"reason": reason_of(error), "backup": backup}) from error
    finally:
        source.close()
    os.replace(half, target)
    others = [backup for backup in _backups(backups) if backup != target]
    for old in others[KEPT - 1 :]:
        old.unlink(missing_ok=True)


def newest_backup(backups: Path) -> Path | None:
    """The newest copy that is sound and that this version of the app can read."""
    for backup in _backups(backups):
        with (
            contextlib.suppress(sqlite3.Error),
            contextlib.closing(sqlite3.connect(read_only(backup), uri=True)) as copy,
        ):
            if copy.execute("PRAGMA user_version").fetchone()[0] <= len(MIGRATIONS) and _is_sound(copy):
                return backup
    return None


def messages_in(copy: Path) -> int:
    """How many messages a copy holds."""
    with (
        contextlib.suppress(sqlite3.Error),
        contextlib.closing(sqlite3.connect(read_only(copy), uri=True)) as connection,
    ):
        return int(connection.execute("SELECT count(*) FROM messages").fetchone()[0])
    return 0


def _backups(folder: Path) -> list[Path]:
    """All copies, the newest first: by what is in them, as the clock may have been wrong when they got their names."""
    return sorted(
        folder.absolute().glob("chats-*.sqlite3"), key=lambda path: (_newest_id(path), path.name), reverse=True
    )


def _newest_id(path: Path) -> int:
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(read_only(path), uri=True)) as copy:
        return int(copy.execute("SELECT coalesce(max(id), 0) FROM messages").fetchone()[0])
    return -1


def day_of(backup: Path | None) -> str:
    """The day of a copy, '' of none."""
    return backup.stem.removeprefix("chats-") if backup else ""


def _is_sound(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")


# -- a database that cannot be used ------------------------------------------------------------------------------


def _aside(path: Path, spare: Path, error: sqlite3.OperationalError) -> Opened:
    """Work on a copy: everything can be read and searched, and what is written waits for the real one."""
    spare.mkdir(parents=True, exist_ok=True)
    copy = spare / path.name
    for end in BESIDE:
        with contextlib.suppress(OSError):
            shutil.copyfile(f"{path}{end}", f"{copy}{end}")
    fault = Fault("store_aside", {"reason": reason_of(error), "folder": str(path.parent)})
    try:
        return Opened(copy, connect(copy), fault)
    except sqlite3.DatabaseError:
        for end in BESIDE:
            Path(f"{copy}{end}").unlink(missing_ok=True)
        return Opened(copy, connect(copy), fault)


def _restored(path: Path, backups: Path, reason: str, *, newer: bool = False) -> Opened:
    """Keep the damaged database under another name, put the newest backup in its place, and add what can be read of
    it.
    """
    kept = path.with_name(
        f"{path.stem}-{'newer' if newer else 'damaged'}-{time.strftime('%Y%m%d-%H%M%S')}{path.suffix}"
    )
    for end in BESIDE:
        with contextlib.suppress(FileNotFoundError):
            os.replace(f"{path}{end}", f"{kept}{end}")
    damage_mark(path).unlink(missing_ok=True)
    backup = newest_backup(backups)
    if backup:
        shutil.copyfile(backup, path)
    connection = connect(path)
    with contextlib.suppress(sqlite3.Error):
        rescue(kept, connection)
    details = {"reason": reason, "kept": kept.name, "backup": day_of(backup)}
    return Opened(path, connection, Fault("store_restored" if backup else "store_begun", details))


def rescue(damaged: Path, into: sqlite3.Connection) -> None:
    """Add every row of `damaged` that can still be read; a chat of which only messages are left gets a new entry."""
    with contextlib.closing(sqlite3.connect(read_only(damaged), uri=True)) as source:
        source.execute("PRAGMA writable_schema = ON")  # Else a file that was cut off is refused whole.
        into.execute("PRAGMA foreign_keys = OFF")
        into.execute("BEGIN")
        for table, wanted in RESCUED:
            columns = _there(source, table, wanted)
            for row in _readable(source, table, columns):
                with contextlib.suppress(sqlite3.Error):
                    into.execute(upsert(table, columns), row)
        into.execute(
            "INSERT OR IGNORE INTO chats (id, title, created, updated, head, touched) "
            "SELECT chat, '…', min(created), max(created), max(id), max(id) FROM messages "
            "WHERE chat NOT IN (SELECT id FROM chats) GROUP BY chat"
        )
        into.execute("DELETE FROM candidates WHERE message NOT IN (SELECT id FROM messages)")
        into.execute("COMMIT")
        into.execute("PRAGMA foreign_keys = ON")


def _there(source: sqlite3.Connection, table: str, columns: str) -> str:
    """Those of the columns that the table has: it may be of an earlier version of the app."""
    with contextlib.suppress(sqlite3.Error):
        known = {row[1] for row in source.execute(f"PRAGMA table_info({table})")}
        return ", ".join(name for name in columns.split(", ") if name in known) or columns
    return columns


def _readable(source: sqlite3.Connection, table: str, columns: str) -> Iterator[Row]:
    """Rows from both ends of a table, up to the damage in its middle."""
    known = columns.split(", ", 1)[0]
    for order in ("ASC", "DESC"):
        with contextlib.suppress(sqlite3.Error):
            yield from source.execute(f"SELECT {columns} FROM {table} ORDER BY {known} {order}")
            return
