"""What could not be written when the app ended: kept in a file beside the database, and written at the next start."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of

Statement = tuple[str, list[tuple[Any, ...]]]
"""SQL, and the rows for its gaps."""
TABLES = "chats|messages|candidates|drafts|presets|files|comparisons|votes|suites|suite_runs|results|benchmarks|losses"
OURS = re.compile(rf"(INSERT INTO|UPDATE|DELETE FROM) ({TABLES})\b[^;]*$")


def file_of(database: Path) -> Path:
    """Where they are kept."""
    return database.with_suffix(".unsaved")


def keep(database: Path, work: Sequence[Sequence[Statement]]) -> Fault | None:
    """Keep statements; on a disk that is full even this can fail: why, if it did."""
    file = file_of(database)
    half = file.with_suffix(".unsaved-new")
    try:
        half.write_bytes(msgspec.msgpack.encode([list(statements) for statements in work]))
        os.replace(half, file)
    except OSError as error:
        return Fault("store_unsaved", {"reason": reason_of(error)})
    return None


def read(database: Path) -> list[list[Statement]]:
    """What is kept; of a file that is damaged, or not ours, nothing."""
    try:
        work = msgspec.msgpack.decode(file_of(database).read_bytes(), type=list[list[Statement]])
    except (OSError, msgspec.MsgspecError):
        return []
    return [statements for statements in work if all(OURS.match(sql) for sql, _rows in statements)]
