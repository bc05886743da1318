"""The child that runs a piece of Python: `python -m slm_desktop --cell`. Code comes on stdin, a JSON line goes out.

It can open nothing: what code may want is imported before, and then the system gives out no more files, sockets or
processes. Time and memory are limited.
"""

import ast
import contextlib
import io
import json
import os
import sys
import traceback
from typing import Any

from slm_desktop.sandbox import confine, limit_memory, seal

MEMORY = 256 * 2**20
"""Bytes that the code may take."""
SECONDS = 5
LONGEST_OUTPUT = 20_000
MODULES = """
    bisect calendar cmath collections copy csv dataclasses datetime decimal enum fractions functools hashlib heapq
    itertools json math operator random re statistics string textwrap time typing unicodedata
"""
NAME = "<cell>"


def main() -> int:
    """Run what comes, and tell what it printed and gave."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # What code writes past Python is no result.
    code = sys.stdin.read()
    confine(())
    for module in MODULES.split():
        __import__(module)
    with contextlib.suppress(ValueError, OSError):
        limit_memory(MEMORY)
    if not seal(SECONDS):
        out.write(json.dumps({"text": "This system cannot confine code, so none is run.", "failed": True}) + "\n")
        out.flush()
        return 0
    text, failed = run(code)
    out.write(json.dumps({"text": text, "failed": failed}) + "\n")
    out.flush()
    os._exit(0)  # What the code has left behind is not tidied up.


def run(code: str) -> tuple[str, bool]:
    """What code prints, and the value of its last line; and whether it failed."""
    printed = Output()
    failed = False
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            value = _carried_out(code)
            if value is not None:
                print(repr(value))  # noqa: T201 - into the result
        except SystemExit:
            pass
        except BaseException as error:  # noqa: BLE001 - whatever it was, the model is told
            failed = True
            printed.write(_reason(error))
    return printed.whole, failed


def _carried_out(code: str) -> Any:
    tree = ast.parse(code, NAME)
    names: dict[str, Any] = {"__name__": "__main__"}
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, NAME, "exec"), names)
    if not isinstance(last, ast.Expr):
        return None
    return eval(compile(ast.Expression(last.value), NAME, "eval"), names)


def _reason(error: BaseException) -> str:
    """The error with the lines of the code that it came from."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == NAME]
    where = f" (line {lines[-1]})" if lines else ""
    if isinstance(error, OSError | ImportError):
        return f"{type(error).__name__}: {error}{where}. Files, the network and other modules cannot be used here."
    return f"{type(error).__name__}: {error}{where}"


class Output(io.StringIO):
    """Text up to a length; what is beyond it is counted."""

    def __init__(self) -> None:
        super().__init__()
        self._left_out = 0

    def write(self, text: str) -> int:
        """Take what fits."""
        room = LONGEST_OUTPUT - self.tell()
        self._left_out += max(0, len(text) - room)
        super().write(text[: max(0, room)])
        return len(text)

    @property
    def whole(self) -> str:
        """The text, with a word on what is not in it."""
        return self.getvalue() + (f"\n… and {self._left_out} more characters" if self._left_out else "")
