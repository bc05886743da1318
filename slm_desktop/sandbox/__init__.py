"""What a child may touch: its model, the interpreter, the drivers, and one folder for its own prompt caches, or one
file that it was asked to write. Nothing else is read or written, nobody is called, started or signalled.

Each system has its own means; what these really refuse is tried at once, and told.
"""

import sys
from collections.abc import Iterable

from slm_desktop.sandbox import landlock
from slm_desktop.sandbox.escapes import holes
from slm_desktop.sandbox.landlock import interpreter
from slm_desktop.sandbox.limits import effective_limit, go_first, limit_files, limit_memory, memory_room
from slm_desktop.sandbox.seccomp import only_compute, refuse_escapes

__all__ = ["confine", "effective_limit", "interpreter", "limit_files", "limit_memory", "memory_room", "seal"]


def confine(readable: Iterable[str], folder: str = "", writable: str = "") -> tuple[str, ...]:
    """Confine this thread, and those that it starts, to reading `readable` and the system's libraries, to files of its
    own in `folder`, and to writing the one file `writable`; return what is possible all the same (`escapes.ATTEMPTS`).
    """
    if sys.platform.startswith("linux"):
        go_first()
        landlock.confine(readable, folder, writable)
        refuse_escapes()
    elif sys.platform == "darwin":
        from slm_desktop.sandbox import seatbelt

        seatbelt.confine((*readable, *interpreter()), folder, writable)
    elif sys.platform == "win32":
        from slm_desktop.sandbox import job

        job.confine()
    return holes()


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
