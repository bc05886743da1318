"""A database that cannot be read is kept beside the new one, for whoever can make something of it."""

import os
import time
from pathlib import Path


def set_aside(path: Path) -> Path:
    """Give a damaged database another name; where it was, another one can be begun. Raise OSError."""
    os.replace(path, path.with_name(f"{path.stem}-{time.strftime('%Y%m%d-%H%M%S')}.damaged"))
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)  # Without its database a log is worth nothing.
    return path
