"""A database that is gone or empty, as a power failure can leave it, while there is a copy of it to be offered."""

from pathlib import Path
from typing import NamedTuple


class Lost(NamedTuple):
    """The newest sound copy: its file, its day, and how many messages it holds."""

    path: Path
    day: str
    messages: int


def lost_mark(database: Path) -> Path:
    """The file that says that nobody has decided yet: once it was opened, an empty database looks like a new one."""
    return database.with_suffix(".lost")


def find_lost(database: Path, backups: Path) -> Lost | None:
    """The copy of a database that is gone or empty; None when all is well, or nothing was ever copied.

    To be asked before the database is opened, which makes it anew.
    """
    mark = lost_mark(database)
    is_gone = not database.exists() or database.stat().st_size == 0
    if not (is_gone or mark.exists()) or not backups.is_dir():
        return None
    from slm_desktop.store.backup import day_of, messages_in, newest_backup

    copy = newest_backup(backups)
    count = messages_in(copy) if copy else 0
    if copy is None or not count:
        return None
    mark.touch()
    return Lost(copy, day_of(copy), count)
