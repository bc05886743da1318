"""Read and write a file at a place, from several threads at once, on every system."""

import os
import threading

_seeking = threading.Lock()
"""Windows has no reads and writes at a place: there one thread at a time seeks."""


def write_at(descriptor: int, data: bytes, at: int) -> None:
    """Write all of `data` at a place. Raise OSError."""
    view = memoryview(data)
    while view:
        if hasattr(os, "pwrite"):
            written = os.pwrite(descriptor, view, at)
        else:
            with _seeking:
                os.lseek(descriptor, at, os.SEEK_SET)
                written = os.write(descriptor, view)
        view, at = view[written:], at + written


def read_at(descriptor: int, size: int, at: int) -> bytes:
    """Read up to `size` bytes at a place. Raise OSError."""
    if hasattr(os, "pread"):
        return os.pread(descriptor, size, at)
    with _seeking:
        os.lseek(descriptor, at, os.SEEK_SET)
        return os.read(descriptor, size)


def flush(descriptor: int) -> None:
    """What was written is on the disk when this returns."""
    getattr(os, "fdatasync", os.fsync)(descriptor)


def open_for_both(path: os.PathLike[str], mode: int = 0o644) -> int:
    """A descriptor to read and write a file that may not be there yet."""
    return os.open(path, os.O_CREAT | os.O_RDWR | getattr(os, "O_BINARY", 0), mode)
