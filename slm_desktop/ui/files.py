"""Files that a person chooses: read and written wholly or not at all, on a thread."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths

from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of

Later = Callable[[Callable[[], Any], Callable[[Any], None]], None]
"""Does work on a thread, then tells its result on the window's; a Fault becomes a banner."""


def read(path: Path, most: int) -> bytes:
    """The bytes of a file. Raise Fault 'file' or 'file_large'."""
    try:
        if not path.is_file():
            raise Fault("file", {"path": path.name, "reason": "no_file"})
        size = path.stat().st_size
        if size > most:
            raise Fault("file_large", {"path": path.name, "size": size, "most": most})
        return path.read_bytes()
    except OSError as error:
        raise Fault("file", {"path": path.name, "reason": reason_of(error)}) from error


def write(path: Path, data: bytes) -> Path:
    """Write a file wholly or not at all. Raise Fault 'file'."""
    half = path.with_name(path.name + ".part")
    try:
        half.write_bytes(data)
        os.replace(half, path)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise Fault("file", {"path": path.name, "reason": reason_of(error)}) from error
    return path


def documents() -> Path:
    """Where people look for their files."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or Path.home())


def file_name(title: str) -> str:
    """A title as a name that every system takes."""
    name = re.sub(r"[^\w\- ]+", " ", title)
    return " ".join(name.split())[:60].strip() or "chat"
