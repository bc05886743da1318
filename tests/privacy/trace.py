"""What programs have done, as strace tells it: whom they spoke to, and which files they opened."""

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ADDRESS = re.compile(
    r"\b(?P<call>connect|sendto|sendmsg|sendmmsg)\(.*sa_family=AF_INET6?, .*?"
    r"(?:inet_addr\(\"(?P<v4>[^\"]*)\"\)|inet_pton\(AF_INET6, \"(?P<v6>[^\"]*)\")"
)
UNIX = re.compile(r"\bconnect\(.*sa_family=AF_UNIX, sun_path=(?P<name>@?\"[^\"]*\").*= 0")
"""Sockets of this computer that were reached: who listens there may pass on what it is told."""
NAMES_PORT = "53"
"""A server of names, also one on this computer, asks others."""
PORT = re.compile(r"sin6?_port=htons\((\d+)\)")
OPENED = re.compile(
    r"\b(?:open|openat|openat2|creat)\((?:AT_FDCWD, |\d+(?:<[^>]*>)?, )?\"(?P<path>[^\"]*)\", (?P<flags>[A-Z_|0-9]*).*= (?P<result>-?\d+)"
)
NOT_OPENED = "O_PATH"
"""Such a descriptor reads nothing: it only says where something is."""
WRITES = ("O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC")
DESKTOP = re.compile(r"^@?\"(/tmp/\.X11-unix/|/tmp/dbus-|/[^\"]*/at-spi/)")
"""Sockets of what draws windows, shows file dialogs and reads screens; tests that need these begin their own."""
EXECUTED = re.compile(r"^execve\(\"[^\"]*?(?P<name>[^\"/]+)\".* = 0$")
DESKTOP_PROGRAMS = ("Xvfb", "xkbcomp", "dbus-daemon", "at-spi-bus-launcher", "at-spi2-registryd", "dconf-service")
"""What they begin, which is not the app."""
SYSTEM = (
    "/usr",
    "/lib",
    "/lib64",
    "/bin",
    "/etc",
    "/proc",
    "/sys",
    "/dev",
    "/opt",
    "/var/lib",
    "/var/cache/fontconfig",
)
"""Where the system's own programs, fonts and settings are: read, never written."""
SYSTEM_WRITTEN = ("/dev", "/proc/self")


@dataclass
class Account:
    """Of some traced programs: addresses outside of this computer with how often each was spoken to, and files outside
    of the folders that were allowed.
    """

    addresses: Counter[str] = field(default_factory=Counter)
    local: Counter[str] = field(default_factory=Counter)
    """Addresses of this computer."""
    desktop: Counter[str] = field(default_factory=Counter)
    """Sockets of the desktop."""
    read: Counter[str] = field(default_factory=Counter)
    written: Counter[str] = field(default_factory=Counter)
    looked_for: Counter[str] = field(default_factory=Counter)
    """Files of the home folder that were asked for, and were not there."""
    folders: Counter[str] = field(default_factory=Counter)
    """Allowed folders, with how many files were opened in each."""

    @property
    def is_clean(self) -> bool:
        """Whether nothing left this computer, and nothing was opened that is not the app's."""
        return not (self.addresses or self.read or self.written or self.looked_for)


def account(lines: Iterable[str], allowed: Sequence[Path], home: Path) -> Account:
    """Read a trace; `allowed` are the folders of the app, its data and its models. In the `home` folder it is also told
    what was asked for in vain.
    """
    found = Account()
    places = [str(path) for path in allowed]
    for line in lines:
        if reached := UNIX.search(line):
            _take_socket(found, reached["name"], places)
        elif spoken := _address(line):
            is_local, words = spoken
            (found.local if is_local else found.addresses)[words] += 1
        elif (opened := OPENED.search(line)) and NOT_OPENED not in opened["flags"]:
            path = os.path.normpath(opened["path"])
            if int(opened["result"]) >= 0:
                writes = any(flag in opened["flags"] for flag in WRITES)
                _take_file(found, path, places, writes=writes)
            elif _is_in(path, str(home)) and not any(_is_in(path, place) for place in places):
                found.looked_for[path] += 1
    return found


def _address(line: str) -> tuple[bool, str] | None:
    """Whether an address is of this computer alone, and the address."""
    match = ADDRESS.search(line)
    if match is None:
        return None
    host, port = match["v4"] or match["v6"], PORT.search(line)
    at = port[1] if port else "?"
    is_local = host.startswith("127.") or host in ("::1", "::ffff:127.0.0.1", "0.0.0.0", "::")
    return is_local and at != NAMES_PORT, f"{match['call']} {host}:{at}"


def _take_socket(found: Account, name: str, places: Sequence[str]) -> None:
    if not any(_is_in(name.strip('@"'), place) for place in places):
        (found.desktop if DESKTOP.match(name) else found.addresses)[f"connect {name}"] += 1


def _take_file(found: Account, path: str, places: Sequence[str], *, writes: bool) -> None:
    if not path.startswith("/"):
        return  # In the working folder, which is the app's, or in a folder that was opened before it.
    for place in places:
        if _is_in(path, place):
            found.folders[place] += 1
            return
    if any(_is_in(path, place) for place in (SYSTEM_WRITTEN if writes else SYSTEM)):
        return
    (found.written if writes else found.read)[path] += 1


def _is_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder + "/")


def lines_of(folder: Path) -> Iterator[str]:
    """All lines of the traces in a folder, which has a file for each process."""
    for path in sorted(folder.iterdir()):
        with path.open(encoding="utf-8", errors="replace") as file:
            yield from own_lines(file)


def own_lines(lines: Iterable[str]) -> Iterator[str]:
    """Those of one process, but for what it did as a program of the desktop."""
    is_own = True
    for line in lines:
        if executed := EXECUTED.search(line.rstrip("\n")):
            is_own = executed["name"] not in DESKTOP_PROGRAMS
        if is_own:
            yield line
