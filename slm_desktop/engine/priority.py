"""The priority of this process among others."""

import contextlib
import os

import psutil

LOW, USUAL = 10, 0
"""Nice values of Unix."""


def set_low(low: bool) -> None:
    """Give way to other programs, or no longer; where the system does not allow that (Unix wants the right to it), the
    priority stays low.
    """
    process = psutil.Process()
    with contextlib.suppress(OSError, psutil.Error):
        if psutil.WINDOWS:
            process.nice(getattr(psutil, "BELOW_NORMAL_PRIORITY_CLASS" if low else "NORMAL_PRIORITY_CLASS"))
        elif psutil.LINUX:
            for thread in process.threads():  # Linux gives each thread a priority of its own.
                os.setpriority(os.PRIO_PROCESS, thread.id, LOW if low else USUAL)
        else:
            process.nice(LOW if low else USUAL)
