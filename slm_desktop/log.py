"""The log of the app and its engines: one file that is kept small. No message or answer is ever written to it."""

import logging
from logging.handlers import RotatingFileHandler

from slm_desktop.paths import Paths

LEVELS = ("debug", "info", "warning", "error")
LARGEST, KEPT = 1_000_000, 2


def begin(paths: Paths, level: str) -> logging.Handler:
    """Write what the app's loggers say into the logs folder; the handler returned is to be closed."""
    handler = RotatingFileHandler(
        paths.logs / "slm-desktop.log", maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger("slm_desktop")
    root.setLevel(level.upper())
    root.propagate = False
    root.addHandler(handler)
    return handler
