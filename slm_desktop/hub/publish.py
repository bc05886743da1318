"""A file that was fetched and checked takes its name."""

import os
from pathlib import Path

from slm_desktop.errors import Fault
from slm_desktop.hub.journal import discard, part_of


def publish(target: Path) -> None:
    """A file that was checked takes its name, whatever had it before."""
    if part_of(target).exists():
        os.replace(part_of(target), target)
    elif not target.exists():
        raise Fault("file", {"path": target.name, "reason": "vanished"})
    discard(target)
    if os.name == "posix":
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
