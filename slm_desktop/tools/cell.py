"""The parent's side of running Python: one child for each piece of code, ended after a while."""

import json
import subprocess
import sys
import threading

from slm_desktop.children import own_command, start_child
from slm_desktop.core.tools.ports import ToolResult

SECONDS = 15.0
"""For the child to start, and for the code, which has five seconds of the processor."""
TOO_LONG = ToolResult("It took too long, and was ended.", failed=True)


def can_run() -> bool:
    """Whether this system can confine code: elsewhere none is run."""
    return sys.platform.startswith("linux")


class Cell:
    """One piece of code. `run` is to be called on a thread, `stop` on any."""

    def __init__(self, code: str, seconds: float = SECONDS) -> None:
        self._code, self._seconds = code, seconds
        self._child: subprocess.Popen[bytes] | None = None
        self._lock, self._stopped = threading.Lock(), False

    def run(self) -> ToolResult:
        """What the code printed, and the value of its last line."""
        with self._lock:
            if self._stopped:
                return TOO_LONG
            self._child = start_child(own_command("--cell"))
        try:
            out, _errors = self._child.communicate(self._code.encode("utf-8", "replace"), timeout=self._seconds)
            told = json.loads(out)
            return ToolResult(str(told["text"]), bool(told["failed"]))
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.communicate()
            return TOO_LONG
        except (ValueError, KeyError, TypeError):
            return TOO_LONG if self._child.returncode else ToolResult("It ended without a result.", failed=True)

    def stop(self) -> None:
        """End it."""
        with self._lock:
            self._stopped = True
            if self._child:
                self._child.kill()
