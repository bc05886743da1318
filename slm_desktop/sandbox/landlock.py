"""Linux's Landlock: which files a child may read and write (kernel 5.13), that it connects nowhere by TCP (6.7), and
that it signals nobody and speaks to no abstract Unix socket (6.12).

It binds the calling thread and those it starts later, so it is applied before any other thread runs.
"""

import ctypes
import glob
import os
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
PR_SET_NO_NEW_PRIVS = 38
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
IOCTL_DEV = 1 << 15
READ = EXECUTE | READ_FILE | READ_DIR
REMOVE_FILE, MAKE_FILE, TRUNCATE = 1 << 5, 1 << 8, 1 << 14
KEEP = READ_FILE | READ_DIR | WRITE_FILE | REMOVE_FILE | MAKE_FILE | TRUNCATE
"""Rights to the files of a folder, but not to run them."""
FILES_BY_ABI = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
FIRST_WITH_TCP, FIRST_WITH_SCOPES = 4, 6
TCP = 0b11
SCOPES = 0b11
"""No abstract Unix sockets of others, no signals to others."""
SELF = "/proc/self"
SYSTEM = (
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/stat",
    "/proc/loadavg",
    "/proc/uptime",
    "/proc/version",
    "/proc/filesystems",
    "/proc/devices",
    "/proc/modules",
    "/proc/driver",
    "/proc/sys",
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
    "/opt/rocm",
)
DRIVERS = (
    "/dev/null",
    "/dev/dri",
    "/dev/nvidiactl",
    "/dev/nvidia-uvm",
    "/dev/nvidia-uvm-tools",
    "/dev/nvidia-modeset",
    "/dev/kfd",
)


_kept: list[int] = []
"""Descriptors that stay open: the rule for a process's own folder holds as long as somebody has that open."""


def confine(readable: Iterable[str], folder: str, writable: str) -> None:
    """Confine this thread as far as the kernel can: to reading `readable`, the system's libraries and what it says of
    this very process, to files of its own in `folder`, and to writing the one file `writable`.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    abi = libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), 1)
    if abi < 1:
        return
    files = FILES_BY_ABI[min(abi, max(FILES_BY_ABI))]
    words = (files, TCP if abi >= FIRST_WITH_TCP else 0, SCOPES if abi >= FIRST_WITH_SCOPES else 0)
    known = words[: 1 + (abi >= FIRST_WITH_TCP) + (abi >= FIRST_WITH_SCOPES)]
    attributes = struct.pack(f"={len(known)}Q", *known)
    ruleset = libc.syscall(CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0)
    if ruleset < 0:
        return
    try:
        _allow(libc, ruleset, (*readable, *interpreter(), *SYSTEM), READ & files)
        _allow(libc, ruleset, (SELF,), READ & files, keep=True)
        _allow(libc, ruleset, filter(None, (folder,)), KEEP & files)
        _allow(libc, ruleset, filter(None, (writable,)), (READ_FILE | WRITE_FILE | TRUNCATE) & files)
        _allow(libc, ruleset, (*DRIVERS, *glob.glob("/dev/nvidia[0-9]*")), (READ | WRITE_FILE | IOCTL_DEV) & files)
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        libc.syscall(RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def interpreter() -> tuple[str, ...]:
    """Where Python's own files and packages lie; an installed app has some in its executable."""
    return (
        sys.executable,
        sys.prefix,
        sys.base_prefix,
        sys.exec_prefix,
        str(Path(__file__).resolve().parents[1]),
        *filter(None, sys.path),
    )


def _allow(libc: ctypes.CDLL, ruleset: int, paths: Iterable[str], access: int, *, keep: bool = False) -> None:
    for path in dict.fromkeys(paths):
        try:
            descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue
        # Rights that only folders have are refused for files.
        granted = access if os.path.isdir(path) else access & ~READ_DIR
        rule = struct.pack("=Qi", granted, descriptor)
        libc.syscall(ADD_RULE, ruleset, 1, rule, 0)
        if keep:
            _kept.append(descriptor)
        else:
            os.close(descriptor)
