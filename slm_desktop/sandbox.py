"""What a child may touch: its model, the interpreter, the drivers, and one folder for its own prompt caches, or one
file that it was asked to write.

Nothing else is written, nobody is called.

Linux's Landlock enforces it (kernel 5.13 for files, 6.7 for TCP). It binds the calling thread and those it
starts later, so it is applied before any other thread runs. Elsewhere the child is not confined, and says so.
"""

import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

import psutil

from slm_desktop.seccomp import only_compute

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
PR_SET_NO_NEW_PRIVS = 38
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
IOCTL_DEV = 1 << 15
READ = EXECUTE | READ_FILE | READ_DIR
REMOVE_FILE, MAKE_FILE, TRUNCATE = 1 << 5, 1 << 8, 1 << 14
KEEP = READ_FILE | READ_DIR | WRITE_FILE | REMOVE_FILE | MAKE_FILE | TRUNCATE
"""Rights to the files of a folder, but not to run them."""
FILES_BY_ABI = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
TCP = 0b11
RESERVED = 512 * 1024 * 1024
"""Address space that threads reserve for their heaps and stacks without using it."""
SYSTEM = (
    "/proc",
    "/sys",
    "/usr",
    "/lib",
    "/lib64",
    "/etc/ld.so.cache",
    "/etc/vulkan",
    "/etc/OpenCL",
    "/etc/localtime",
    "/dev/urandom",
    "/run/opengl-driver",
    "/nix/store",
)
DRIVERS = (
    "/dev/null",
    "/dev/dri",
    "/dev/nvidia0",
    "/dev/nvidiactl",
    "/dev/nvidia-uvm",
    "/dev/nvidia-modeset",
    "/dev/kfd",
)


def confine(readable: Iterable[str], folder: str = "", writable: str = "") -> str:
    """Confine this thread to reading `readable` and the system's libraries, to files of its own in `folder`, and to
    writing the one file `writable`; return full, files or none.
    """
    if not sys.platform.startswith("linux"):
        return "none"
    libc = ctypes.CDLL(None, use_errno=True)
    abi = libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), 1)
    if abi < 1:
        return "none"
    files = FILES_BY_ABI[min(abi, max(FILES_BY_ABI))]
    attributes = struct.pack("=QQ", files, TCP) if abi >= 4 else struct.pack("=Q", files)
    ruleset = libc.syscall(CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0)
    if ruleset < 0:
        return "none"
    try:
        _allow(libc, ruleset, (*readable, *interpreter(), *SYSTEM), READ & files)
        _allow(libc, ruleset, filter(None, (folder,)), KEEP & files)
        _allow(libc, ruleset, filter(None, (writable,)), (READ_FILE | WRITE_FILE | TRUNCATE) & files)
        _allow(libc, ruleset, DRIVERS, (READ | WRITE_FILE | IOCTL_DEV) & files)
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        if libc.syscall(RESTRICT_SELF, ruleset, 0) != 0:
            return "none"
    finally:
        os.close(ruleset)
    return "full" if abi >= 4 else "files"


def interpreter() -> tuple[str, ...]:
    """Where Python's own files and packages lie; an installed app has some in its executable."""
    return (
        sys.executable,
        sys.prefix,
        sys.base_prefix,
        sys.exec_prefix,
        str(Path(__file__).resolve().parent),
        *filter(None, sys.path),
    )


def _allow(libc: ctypes.CDLL, ruleset: int, paths: Iterable[str], access: int) -> None:
    for path in dict.fromkeys(paths):
        try:
            descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue
        try:
            # Rights that only folders have are refused for files.
            granted = access if os.path.isdir(path) else access & ~READ_DIR
            rule = struct.pack("=Qi", granted, descriptor)
            libc.syscall(ADD_RULE, ruleset, 1, rule, 0)
        finally:
            os.close(descriptor)


def limit_memory(limit: int) -> None:
    """Let allocations of more than `limit` bytes from now on fail cleanly, and write no core file; 0 sets no limit."""
    try:
        import resource
    except ImportError:  # Windows has job objects instead; the system's own limit holds there.
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if limit > 0:
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        total = psutil.Process().memory_info().vms + limit + RESERVED
        total = total if hard == resource.RLIM_INFINITY else min(total, hard)
        resource.setrlimit(resource.RLIMIT_AS, (total, hard))


def effective_limit(asked: int) -> int:
    """Bytes that may be allocated: what was asked for, or less where the system limits this process; 0 is no limit."""
    try:
        import resource
    except ImportError:
        return asked
    soft = resource.getrlimit(resource.RLIMIT_AS)[0]
    if soft == resource.RLIM_INFINITY:
        return asked
    left = max(1, soft - psutil.Process().memory_info().vms - RESERVED)
    return min(asked, left) if asked else left


def seal(seconds: int) -> bool:
    """From now on this process opens nothing: no file, no connection, no other process; and it has so many seconds of
    the processor. Return whether the system enforces that.

    What is wanted must be open and imported already.
    """
    try:
        import resource
    except ImportError:
        return False
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    except (ValueError, OSError):
        return False
    return only_compute()
