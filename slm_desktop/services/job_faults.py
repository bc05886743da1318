"""Errors of background work, in the words that their readers see."""

import sqlite3
from pathlib import Path

from slm_desktop import log
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of
from slm_desktop.store.chats import WRITING


def fault_of_job(queue: str, error: Exception) -> Fault:
    """An error of background work that nobody has put into words yet."""
    reason = reason_of(error)
    if queue == WRITING:
        return Fault("store", {"reason": reason})
    if isinstance(error, sqlite3.Error):
        return Fault("models_unsaved", {"reason": reason_of(error)})
    if isinstance(error, OSError):
        return Fault("file", {"path": Path(str(error.filename or "")).name, "reason": reason})
    log.note(f"background work {queue}", error, error.__traceback__)
    return Fault("background", {"queue": queue, "reason": f"{type(error).__name__}: {reason}"})
