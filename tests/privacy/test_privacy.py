"""The proof of privacy finds what it is to find: whom a program speaks to, and what it opens elsewhere."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.privacy.__main__ import ROOT, why_not
from tests.privacy.trace import account, own_lines

HOME = Path("/home/somebody")
TRACE = """\
connect(3, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("192.0.2.1")}, 16) = -1 EINPROGRESS
connect(4, {sa_family=AF_INET6, sin6_port=htons(80), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr), sin6_scope_id=0}, 28) = 0
connect(5, {sa_family=AF_INET, sin_port=htons(8017), sin_addr=inet_addr("127.0.0.1")}, 16) = 0
connect(6, {sa_family=AF_UNIX, sun_path="/run/user/bus"}, 16) = 0
connect(6, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1 ENOENT (No such file or directory)
connect(7, {sa_family=AF_UNIX, sun_path="/app/own.socket"}, 16) = 0
connect(9, {sa_family=AF_UNIX, sun_path=@"/tmp/.X11-unix/X0"}, 20) = 0
sendto(8, "x", 1, 0, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("127.0.0.53")}, 16) = 1
openat(AT_FDCWD, "/app/one.py", O_RDONLY|O_CLOEXEC) = 3
openat(AT_FDCWD, "/app/../home/somebody/.ssh/key", O_RDONLY|O_CLOEXEC) = 3
openat(AT_FDCWD, "/home/somebody/.netrc", O_RDONLY|O_CLOEXEC) = -1 ENOENT (No such file or directory)
openat(AT_FDCWD, "/etc/hosts", O_RDONLY|O_CLOEXEC) = 3
openat(AT_FDCWD, "/etc/cron.d/mine", O_WRONLY|O_CREAT, 0666) = 3
openat(AT_FDCWD, "/var/lib/x", O_RDONLY|O_CLOEXEC|O_PATH) = 3
""".splitlines()


def test_an_account_of_a_trace() -> None:
    found = account(TRACE, [Path("/app")], HOME)
    assert sorted(found.addresses) == [
        'connect "/run/user/bus"',
        "connect 192.0.2.1:443",
        "connect 2001:db8::1:80",
        "sendto 127.0.0.53:53",
    ]
    assert list(found.local) == ["connect 127.0.0.1:8017"]
    assert list(found.desktop) == ['connect @"/tmp/.X11-unix/X0"']
    assert (list(found.read), list(found.written)) == (["/home/somebody/.ssh/key"], ["/etc/cron.d/mine"])
    assert list(found.looked_for) == ["/home/somebody/.netrc"]
    assert found.folders == {"/app": 1}
    assert not found.is_clean


def test_what_tests_begin_beside_the_app_is_not_the_app() -> None:
    lines = [
        'openat(AT_FDCWD, "/a", O_RDONLY) = 3',
        'execve("/usr/bin/Xvfb", ["Xvfb"], 0x7ffd /* 20 vars */) = 0',
        'openat(AT_FDCWD, "/b", O_RDONLY) = 3',
        'execve("/nowhere/python", ["python"], 0x7ffd /* 20 vars */) = -1 ENOENT (No such file or directory)',
        'openat(AT_FDCWD, "/c", O_RDONLY) = 3',
        'execve("/usr/bin/python3", ["python3"], 0x7ffd /* 20 vars */) = 0',
        'openat(AT_FDCWD, "/d", O_RDONLY) = 3',
    ]
    assert [line[18:20] for line in own_lines(lines) if line.startswith("openat")] == ["/a", "/d"]


@pytest.mark.skipif(bool(why_not()), reason="strace and network namespaces are needed")
def test_nothing_forbidden_goes_unnoticed() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.privacy", "tests/privacy/guilty.py"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    for words in (
        "connect 192.0.2.1:443",
        "127.0.0.53:53",
        "slm-desktop-guilty",
        "sendto 198.51.100.7:53",
        ".ssh/id_ed25519",
        "home/note",
    ):
        assert words in done.stdout
