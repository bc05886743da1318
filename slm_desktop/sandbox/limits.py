"""How much a child may take of the computer."""

import contextlib
from collections.abc import Iterator

import psutil

RESERVED = 512 * 1024 * 1024
"""Address space that threads reserve for their heaps and stacks without using it."""
MOST_FILES = 1024
SMALLEST_LIMIT = 2**30
"""Bytes. Drivers of graphics cards make files in memory, to which the limit applies as well."""
FIRST_TO_GO = "800"
"""Of 1000: when memory runs out, the system ends such a process before the app, and before other programs."""


def go_first() -> None:
    """Be the one that the system ends when memory runs out, where it can be told."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
        file.write(FIRST_TO_GO)


def limit_files(largest: int) -> None:
    """Let no file that is written grow beyond `largest` bytes, and no more than some hundred be open."""
    try:
        import resource
    except ImportError:
        return
    most = _within(MOST_FILES, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    most_bytes = _within(max(largest, SMALLEST_LIMIT), resource.getrlimit(resource.RLIMIT_FSIZE)[1])
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _within(wanted: int, hard: int) -> int:
    """A limit that may be set: none is above the one that the system has set (-1 for none)."""
    return wanted if hard < 0 else min(wanted, hard)


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


@contextlib.contextmanager
def memory_room(room: int) -> Iterator[None]:
    """For a while, let allocations of more than `room` bytes fail cleanly, whatever may be allocated else. Not to be
    used by two threads at once: each would take the other's limit for the usual one.
    """
    try:
        import resource
    except ImportError:  # Windows: a job has one limit for all of its time.
        yield
        return
    usual, hard = resource.getrlimit(resource.RLIMIT_AS)
    total = psutil.Process().memory_info().vms + room
    if usual != resource.RLIM_INFINITY and usual <= total:
        yield
        return
    resource.setrlimit(resource.RLIMIT_AS, (total, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (usual, hard))


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
