"""macOS' Seatbelt: a profile that forbids what an engine has no use for. It was never run: no Mac was at hand."""

import ctypes
import ctypes.util
import os
from collections.abc import Iterable

FORBIDDEN = ("network*", "process-exec", "process-fork", "signal", "file-write*")


def confine(readable: Iterable[str], folder: str, writable: str) -> bool:
    """Confine this process; whether the system took the profile."""
    library = ctypes.CDLL(ctypes.util.find_library("System") or "libSystem.dylib")
    error = ctypes.c_char_p()
    text = profile(readable, folder, writable, os.path.expanduser("~"))
    return bool(library.sandbox_init(text.encode(), ctypes.c_uint64(0), ctypes.byref(error)) == 0)


def profile(readable: Iterable[str], folder: str, writable: str, home: str) -> str:
    """Everything but what is forbidden, as Metal needs much that is not written down; of the `home` of the user only
    `readable` is read. Of several rules the last one that fits holds.
    """
    lines = [
        "(version 1)",
        "(allow default)",
        *(f"(deny {name})" for name in FORBIDDEN),
        "(allow signal (target self))",
    ]
    lines.append(f"(deny file-read* (subpath {_quoted(home)}))")
    lines += [f"(allow file-read* (subpath {_quoted(os.path.realpath(path))}))" for path in readable if path]
    if folder:
        lines.append(f"(allow file-read* file-write* (subpath {_quoted(os.path.realpath(folder))}))")
    if writable:
        lines.append(f"(allow file-read* file-write* (literal {_quoted(os.path.realpath(writable))}))")
    lines.append('(allow file-write* (literal "/dev/null"))')
    return "\n".join(lines)


def _quoted(path: str) -> str:
    escaped = path.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
