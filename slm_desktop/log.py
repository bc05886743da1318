"""The log of the app and its engines: one file that is kept small. No message or answer is ever written to it."""

import logging
import os
from pathlib import Path

from slm_desktop.paths import Paths

LEVELS = ("debug", "info", "warning", "error")
LARGEST = 1_000_000


def begin(paths: Paths, level: str) -> logging.Handler:
    """Write what the app's loggers say into the logs folder; the handler returned is to be closed."""
    path = paths.logs / "slm-desktop.log"
    _set_aside(path)
    handler = logging.FileHandler(path, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger("slm_desktop")
    root.setLevel(level.upper())
    root.propagate = False
    root.addHandler(handler)
    return handler


def _set_aside(path: Path) -> None:
    """Begin a new file when the old one grew large. logging.handlers could do it, for 4 ms of every start."""
    try:
        if path.stat().st_size > LARGEST:
            os.replace(path, path.with_suffix(".old.log"))
    except OSError:
        return
