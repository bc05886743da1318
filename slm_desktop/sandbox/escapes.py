"""What a confined process can do all the same: it is tried, and nothing comes of it where it succeeds."""

import errno
import os
import sys
from collections.abc import Callable

LOOPBACK, DISCARD = "127.0.0.1", 9
"""Nobody listens there: who may connect is refused by nobody but the port."""
POSIX = os.name == "posix"


UNPROVEN = "unproven"


def holes() -> tuple[str, ...]:
    """The names of the attempts that the system did not refuse; where this was never run, that it is not proven."""
    found = tuple(name for name, attempt in ATTEMPTS.items() if not _is_refused(attempt))
    return found if sys.platform.startswith("linux") else (UNPROVEN, *found)


def _is_refused(attempt: Callable[[], object]) -> bool:
    """Only a refusal counts: what failed for another reason might work next time."""
    try:
        attempt()
    except PermissionError:
        return True
    except OSError:
        return False
    return False


def _read() -> None:
    """A file of the system that no child has a use for, and that all users may read."""
    with open("/etc/passwd" if POSIX else os.path.expandvars(r"%USERPROFILE%\NTUSER.INI"), "rb") as file:
        file.read(1)


def _write() -> None:
    path = os.path.join("/tmp" if POSIX else os.path.expandvars("%TEMP%"), f"slm-desktop-attempt-{os.getpid()}")
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    os.unlink(path)


def _change() -> None:
    """The rights to a file: to what they are already."""
    path = "/tmp" if POSIX else os.path.expandvars("%TEMP%")
    os.chmod(path, os.stat(path).st_mode & 0o7777)


def _tcp() -> None:
    import _socket  # Its Python half takes longer to import than all that is tried here.

    attempt = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
    try:
        attempt.setblocking(False)  # Whether anybody answers says nothing, and may take long.
        if attempt.connect_ex((LOOPBACK, DISCARD)) in (errno.EACCES, errno.EPERM):
            raise PermissionError
    finally:
        attempt.close()


def _udp() -> None:
    import _socket

    attempt = _socket.socket(_socket.AF_INET, _socket.SOCK_DGRAM)
    try:
        attempt.sendto(b"", (LOOPBACK, DISCARD))
    finally:
        attempt.close()


def _unix() -> None:
    import _socket

    if not hasattr(_socket, "AF_UNIX"):
        raise PermissionError
    _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM).close()


def _signal() -> None:
    """Signal 0 asks only whether one might be sent; Windows would end the process."""
    if POSIX:
        os.kill(os.getppid(), 0)


def _peek() -> None:
    """The environment of the app, in which people keep secrets."""
    if not sys.platform.startswith("linux"):
        raise PermissionError
    with open(f"/proc/{os.getppid()}/environ", "rb") as file:
        file.read(1)


def _process() -> None:
    """It ends at once. On Windows nothing is started to find that out."""
    if POSIX:
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)


ATTEMPTS: dict[str, Callable[[], None]] = {
    "read": _read,
    "write": _write,
    "change": _change,
    "tcp": _tcp,
    "udp": _udp,
    "unix": _unix,
    "signal": _signal,
    "peek": _peek,
    "process": _process,
}
