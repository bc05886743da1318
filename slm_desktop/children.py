"""Children of the app: processes with its own program, for what must not run within the app itself."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from slm_desktop.paths import HOME, is_frozen

NOTHING: Mapping[str, str] = MappingProxyType({})


def own_command(flag: str) -> list[str]:
    """How to start a child of the app: this executable itself when it is frozen, else the interpreter with the
    package.
    """
    return [sys.executable, flag] if is_frozen() else [sys.executable, "-P", "-m", "slm_desktop", flag]


def own_environment() -> dict[str, str]:
    """The environment of a child: it finds this very package, and speaks UTF-8 at once.

    The launcher of an installed app would else take the child for a part of its parent, and not lead it to its
    libraries.
    """
    speaks = {"PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}
    return {**os.environ, **speaks, "PYTHONPATH": str(HOME), "PYINSTALLER_RESET_ENVIRONMENT": "1"}


def start_child(
    command: Sequence[str],
    *,
    stdin: int = subprocess.PIPE,
    stderr: int = subprocess.DEVNULL,
    environment: Mapping[str, str] = NOTHING,
) -> "subprocess.Popen[bytes]":
    """Start one, with a pipe from it; `environment` is what it has there beside the usual. It stands in no folder that
    it could hold, and has no window. Raise OSError.
    """
    return subprocess.Popen(
        command,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=stderr,
        env={**own_environment(), **environment},
        cwd=HOME,
        creationflags=int(getattr(subprocess, "CREATE_NO_WINDOW", 0)),
    )
