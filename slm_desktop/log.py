"""The log of the app and its engines: one file that is kept small. No message or answer is ever written to it."""

import faulthandler
import logging
import os
import re
import sys
from pathlib import Path
from types import TracebackType

from slm_desktop.paths import Paths

LEVELS = ("debug", "info", "warning", "error")
LARGEST = 1_000_000
_log = logging.getLogger(__name__)


class Log:
    """The files of a run: what is logged, and where the interpreter says how it died."""

    def __init__(self, paths: Paths, level: str) -> None:
        path = paths.logs / "slm-desktop.log"
        _set_aside(path)
        self._handler = logging.FileHandler(path, encoding="utf-8", delay=True)
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        root = logging.getLogger("slm_desktop")
        root.setLevel(level.upper())
        root.propagate = False
        root.addHandler(self._handler)
        self._crash = (paths.logs / "crash.log").open("w", encoding="utf-8")
        faulthandler.enable(self._crash)
        sys.excepthook = _on_exception

    def close(self) -> None:
        """The app came to its end."""
        sys.excepthook = sys.__excepthook__
        faulthandler.disable()
        self._crash.close()
        self._handler.close()


def last_words(paths: Paths) -> str:
    """How the interpreter of the last run died, in a word or two; '' when it said nothing, as when it was killed."""
    try:
        head = (paths.logs / "crash.log").read_text("utf-8", "replace")[:1000]
    except OSError:
        return ""
    found = re.match(r"Fatal Python error: ([^\n]{1,100})", head)
    return found.group(1) if found else ""


def _on_exception(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """An error that nobody caught."""
    note("uncaught", error, trace)
    sys.__excepthook__(kind, error, trace)


def note(where: str, error: BaseException, trace: TracebackType | None) -> None:
    """Log an error by its kind and place alone: its message may quote a chat."""
    place, at = "", trace
    while at:
        place = f"{Path(at.tb_frame.f_code.co_filename).name}:{at.tb_lineno} in {at.tb_frame.f_code.co_name}"
        at = at.tb_next
    _log.error("%s: %s at %s", where, type(error).__name__, place)


def _set_aside(path: Path) -> None:
    """Begin a new file when the old one grew large. logging.handlers could do it, for 4 ms of every start."""
    try:
        if path.stat().st_size > LARGEST:
            os.replace(path, path.with_suffix(".old.log"))
    except OSError:
        return
