"""Ends what a process has started."""

import contextlib
import os

import psutil


def end_started(by: int | None = None) -> None:
    """End all that a process has started, and what those have; without one, this process."""
    with contextlib.suppress(psutil.Error):
        for process in psutil.Process(by or os.getpid()).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                process.kill()
