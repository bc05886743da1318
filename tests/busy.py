"""A busy computer."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psutil


@contextmanager
def busy_loops(count: int) -> Iterator[None]:
    """So many programs work, as much as they can."""
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


@contextmanager
def busy_computer() -> Iterator[None]:
    """As many programs work as there are cores."""
    with busy_loops(psutil.cpu_count() or 1):
        yield


def is_quiet() -> bool:
    """Whether nothing else works here now, so that all threads are to come back."""
    return psutil.cpu_percent(interval=0.5) / 100 * (psutil.cpu_count() or 1) < 0.3
