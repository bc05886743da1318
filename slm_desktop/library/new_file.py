"""A file that is written elsewhere, and is there as a whole or not at all."""

import contextlib
import errno
import glob
import itertools
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of

NO_SECOND_NAMES = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS)
HALF = re.compile(r"\.(?P<pid>\d+)(\.\d+)?\.half$")
_numbers = itertools.count(1)


@contextmanager
def new_file(target: Path) -> Iterator[Path]:
    """An empty file beside `target` to be filled; it takes that name once the block has ended well, and is deleted
    otherwise. Raise Fault 'quant_exists', 'file'.
    """
    half = begin_file(target)
    try:
        yield half
        finish_file(half, target)
    finally:
        discard_file(half)


def scratch_file(suffix: str) -> Path:
    """An empty file for what is only needed meanwhile; whoever asks for it deletes it. Raise Fault 'file'."""
    try:
        handle, path = tempfile.mkstemp(suffix, "slm-desktop-")
    except OSError as error:
        raise Fault("file", {"path": tempfile.gettempdir(), "reason": reason_of(error)}) from error
    os.close(handle)
    return Path(path)


def begin_file(target: Path) -> Path:
    """An empty file beside `target` to be filled. Raise Fault 'quant_exists', 'file'."""
    try:
        if target.exists():
            raise Fault("quant_exists", {"path": target.name})
        _remove_left_over(target)
        # Its number tells it from one that was given up a moment ago, and goes a moment later.
        half = target.with_name(f".{target.name}.{os.getpid()}.{next(_numbers)}.half")
        half.touch(mode=0o644, exist_ok=False)
    except OSError as error:
        raise Fault("file", {"path": target.name, "reason": reason_of(error)}) from error
    return half


def finish_file(half: Path, target: Path) -> None:
    """It is filled: write it to the disk and give it its name; `half` is there still. Raise Fault."""
    try:
        with half.open("r+b") as file:  # Windows writes only what may be written to.
            os.fsync(file.fileno())
        _give_name(half, target)
    except FileExistsError as error:
        raise Fault("quant_exists", {"path": target.name}) from error
    except OSError as error:
        raise Fault("file", {"path": target.name, "reason": reason_of(error)}) from error


def _give_name(half: Path, target: Path) -> None:
    """A second name, unlike a renaming, does not write over what came meanwhile; not all file systems know them."""
    try:
        os.link(half, target)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in NO_SECOND_NAMES:
            raise
        if target.exists():
            raise FileExistsError from error
        half.rename(target)


def discard_file(half: Path) -> None:
    """The half goes, whatever came of it."""
    with contextlib.suppress(OSError):
        half.unlink()


def _remove_left_over(target: Path) -> None:
    """Halves of the same file whose writer was killed."""
    with contextlib.suppress(OSError):
        for path in target.parent.glob(f".{glob.escape(target.name)}.*.half"):
            found = HALF.search(path.name)
            if found and not psutil.pid_exists(int(found["pid"])):
                path.unlink()
