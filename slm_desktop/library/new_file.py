"""A file that is written elsewhere, and is there as a whole or not at all."""

import contextlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of

HALF = re.compile(r"\.(?P<pid>\d+)\.half$")


@contextmanager
def new_file(target: Path) -> Iterator[Path]:
    """An empty file beside `target` to be filled; it takes that name once the block has ended well, and is deleted
    otherwise. Raise Fault 'quant_exists', 'file'.
    """
    if target.exists():
        raise Fault("quant_exists", {"path": target.name})
    _remove_left_over(target)
    half = target.with_name(f".{target.name}.{os.getpid()}.half")
    try:
        half.touch(mode=0o644, exist_ok=False)
    except OSError as error:
        raise Fault("file", {"path": target.name, "reason": reason_of(error)}) from error
    try:
        yield half
        _must_be_on_disk(half)
        os.link(half, target)  # Unlike a renaming, it does not write over what came meanwhile.
    except FileExistsError as error:
        raise Fault("quant_exists", {"path": target.name}) from error
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise Fault("file", {"path": target.name, "reason": reason_of(error)}) from error
    finally:
        with contextlib.suppress(OSError):
            half.unlink()


def _must_be_on_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _remove_left_over(target: Path) -> None:
    """Halves of the same file whose writer was killed."""
    with contextlib.suppress(OSError):
        for path in target.parent.glob(f".{target.name}.*.half"):
            found = HALF.search(path.name)
            if found and not psutil.pid_exists(int(found["pid"])):
                path.unlink()
