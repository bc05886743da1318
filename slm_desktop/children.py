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


PASSED_ON = (
    "PATH", "HOME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TEMP", "TMP", "XDG_CACHE_HOME", "XDG_DATA_DIRS",
    "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT",
    "USERPROFILE", "LOCALAPPDATA", "APPDATA", "PROGRAMDATA", "PROGRAMFILES", "NUMBER_OF_PROCESSORS",
    "PROCESSOR_ARCHITECTURE",
)  # fmt: skip
"""What an interpreter, and the drivers of graphics cards, look for."""
PASSED_ON_FAMILIES = (
    "LC_", "PYTHON", "_PYI", "OMP_", "GOMP_", "KMP_", "GGML_", "LLAMA_", "MTMD_", "CUDA_", "NVIDIA_", "HIP_", "HSA_",
    "ROCR_", "ROCM_", "AMD_", "VK_", "MESA_", "LIBGL_", "DRI_", "RADV_", "INTEL_", "SYCL_", "ONEAPI_", "METAL_",
)  # fmt: skip

SECRETS = ("KEY", "TOKEN", "SECRET", "PASSW", "CREDENTIAL")
"""Families of drivers share their first word with the services of their makers: NVIDIA_API_KEY."""


def own_environment(*, is_whole: bool = False) -> dict[str, str]:
    """The environment of a child: what it needs of the app's, in which people keep keys of all kinds; it finds this
    very package, and speaks UTF-8 at once. One that `is_whole` has all of the app's.

    The launcher of an installed app would else take the child for a part of its parent, and not lead it to its
    libraries.
    """
    speaks = {"PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}
    needed = {name: value for name, value in os.environ.items() if is_whole or _is_passed_on(name.upper())}
    return {**needed, **speaks, "PYTHONPATH": str(HOME), "PYINSTALLER_RESET_ENVIRONMENT": "1"}


def _is_passed_on(name: str) -> bool:
    if any(word in name for word in SECRETS):
        return False
    return name in PASSED_ON or name.startswith(PASSED_ON_FAMILIES)


def start_child(
    command: Sequence[str],
    *,
    stdin: int = subprocess.PIPE,
    stderr: int = subprocess.DEVNULL,
    environment: Mapping[str, str] = NOTHING,
    is_trusted: bool = False,
) -> "subprocess.Popen[bytes]":
    """Start one, with a pipe from it; `environment` is what it has there beside the usual, which is all of the app's
    for one that `is_trusted`. It stands in no folder that it could hold, has no window, and is a process group of its
    own: what is typed into a terminal ends the app, which ends its children. Raise OSError.
    """
    return subprocess.Popen(
        command,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=stderr,
        env={**own_environment(is_whole=is_trusted), **environment},
        cwd=HOME,
        process_group=0 if os.name == "posix" else -1,
        creationflags=int(getattr(subprocess, "CREATE_NO_WINDOW", 0)),
    )
