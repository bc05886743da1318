"""The child reads its model and the system's libraries; the rest of the disk, the network and other processes are closed
to it.
"""

import os
import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest

from slm_desktop.core.engines.sandbox import HOLES, sandbox_words
from slm_desktop.sandbox import job, seatbelt
from slm_desktop.sandbox.escapes import ATTEMPTS, holes

FIRST_WITH_SCOPES = (6, 12)
"""The first Linux whose Landlock refuses signals."""
TRY = """
import os, socket, subprocess, sys
from slm_desktop.sandbox import confine
holes = confine([sys.argv[1]], sys.argv[4], sys.argv[5])
def attempt(name, act):
    try:
        act()
        print(name, "allowed")
    except OSError as error:
        print(name, type(error).__name__)
print("holes", ",".join(holes))
attempt("model", lambda: open(sys.argv[1], "rb").read())
attempt("secret", lambda: open(sys.argv[2], "rb").read())
attempt("write", lambda: open(sys.argv[2] + ".new", "w"))
attempt("own", lambda: open(sys.argv[5], "w").write("x"))
attempt("beside", lambda: open(sys.argv[5] + ".new", "w"))
attempt("remove", lambda: os.unlink(sys.argv[5]))
attempt("overwrite", lambda: open(sys.argv[1], "ab"))
attempt("keep", lambda: open(sys.argv[4] + "/kept", "w").write("x"))
attempt("replace", lambda: os.replace(sys.argv[4] + "/kept", sys.argv[4] + "/kept.again"))
attempt("run", lambda: os.execv(sys.argv[4] + "/kept.again", ["x"]))
attempt("delete", lambda: os.unlink(sys.argv[4] + "/kept.again"))
attempt("connect", lambda: socket.create_connection(("127.0.0.1", int(sys.argv[3])), 1))
import json.tool
print("import allowed")
"""


@pytest.fixture
def port() -> object:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Landlock is Linux's")
def test_what_is_not_granted_is_refused(tmp_path: Path, port: int) -> None:
    model, secret = tmp_path / "model", tmp_path / "secret"
    model.write_text("m")
    secret.write_text("s")
    kept = tmp_path / "kept"
    kept.mkdir()
    own = tmp_path / "own"
    own.write_text("")
    done = subprocess.run(
        [sys.executable, "-c", TRY, model, secret, str(port), kept, own], capture_output=True, text=True, check=True
    )
    outcomes = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    holes = set(filter(None, outcomes["holes"].split(",")))
    if "read" in holes:
        pytest.skip("this kernel has no Landlock")
    refused = {name for name, outcome in outcomes.items() if outcome == "PermissionError"}
    assert refused >= {"secret", "write", "overwrite", "run", "beside", "remove"}
    assert {outcomes[name] for name in ("model", "import", "keep", "replace", "delete")} == {"allowed"}
    assert ("connect" in refused) is ("tcp" not in holes)
    kernel = tuple(int(number) for number in re.findall(r"\d+", platform.release())[:2])
    assert kernel < FIRST_WITH_SCOPES or holes == set()


ESCAPES = """
import ctypes, mmap, os, signal, socket, struct, sys, threading
from slm_desktop.sandbox import confine
parent, path, abstract, udp, shared = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5]
libc = ctypes.CDLL(None, use_errno=True)
before = open("/dev/null")
confine([])
def call(number, *arguments):
    if libc.syscall(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
def attempt(name, act):
    try:
        act()
        print(name, "allowed")
    except OSError as error:
        print(name, type(error).__name__)
def unix(address):
    socket.socket(socket.AF_UNIX, socket.SOCK_STREAM).connect(address)
attempt("udp", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", udp)))
attempt("tcp_server", lambda: socket.create_server(("127.0.0.1", 0)))
attempt("unix_path", lambda: unix(path))
attempt("unix_abstract", lambda: unix("\\0" + abstract))
attempt("netlink", lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW))
attempt("socketpair", lambda: socket.socketpair())
attempt("signal_parent", lambda: os.kill(parent, 0))
attempt("signal_group", lambda: os.killpg(os.getpgid(parent), 0))
attempt("signal_all", lambda: os.kill(-1, 0))
attempt("environ", lambda: open(f"/proc/{parent}/environ", "rb").read())
attempt("maps", lambda: open(f"/proc/{parent}/maps", "rb").read())
attempt("memory", lambda: open(f"/proc/{parent}/mem", "rb").read(1))
attempt("command_line", lambda: open(f"/proc/{parent}/cmdline", "rb").read())
attempt("descriptors", lambda: os.listdir(f"/proc/{parent}/fd"))
attempt("list_processes", lambda: os.listdir("/proc"))
attempt("fork", lambda: os.fork() or os._exit(0))
attempt("spawn", lambda: os.posix_spawn("/bin/true", ["true"], {}))
attempt("exec", lambda: os.execv(sys.executable, [sys.executable, "-c", "print('exec allowed')"]))
attempt("ptrace", lambda: call(101 if os.uname().machine == "x86_64" else 117, 16, parent, 0, 0))
attempt("read_memory", lambda: call(310 if os.uname().machine == "x86_64" else 270, parent, 0, 0, 0, 0, 0))
attempt("io_uring", lambda: call(425, 1, ctypes.create_string_buffer(256)))
attempt("pidfd", lambda: call(434, parent, 0))
attempt("unshare", lambda: call(272 if os.uname().machine == "x86_64" else 97, 0x10000000))
attempt("limits", lambda: __import__("resource").prlimit(parent, __import__("resource").RLIMIT_CPU, (1, 1)))
attempt("keys", lambda: call(250 if os.uname().machine == "x86_64" else 219, 0, -3, 0))
attempt("shared_memory", lambda: call(29 if os.uname().machine == "x86_64" else 194, 7, 4096, 0o1600))
attempt("file", lambda: open("/etc/hostname").read())
attempt("home", lambda: os.listdir(os.path.expanduser("~")))
attempt("rights", lambda: os.chmod(shared, 0o777))
attempt("make", lambda: open(shared + "/made", "w"))
attempt("mount", lambda: call(165 if os.uname().machine == "x86_64" else 40, b"none", b"/tmp", b"tmpfs", 0, 0))
if os.uname().machine == "x86_64":
    attempt("other_numbers", lambda: call(0x40000000 + 41, 2, 2, 0))
done = []
thread = threading.Thread(target=lambda: done.append(1))
thread.start()
thread.join()
os.kill(os.getpid(), 0)
mmap.mmap(-1, 4096).close()
open("/proc/self/stat").read(); open("/proc/meminfo").read()
print("work", "goes on" if done and before.read() == "" else "does not")
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="these are Linux's ways")
def test_a_child_gets_out_in_none_of_thirty_ways(tmp_path: Path) -> None:
    """By code of ours within it: as if a model file had taken it over."""
    import socket

    path, abstract = tmp_path / "socket", f"slm-desktop-test-{tmp_path.name}"
    by_path, by_name = (socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) for _one in range(2))
    receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    with by_path, by_name, receiver:
        by_path.bind(str(path))
        by_name.bind(f"\0{abstract}")
        by_path.listen()
        by_name.listen()
        receiver.bind(("127.0.0.1", 0))
        port = str(receiver.getsockname()[1])
        command = [sys.executable, "-c", ESCAPES, str(os.getpid()), str(path), abstract, port, str(tmp_path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    outcomes = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    assert outcomes.pop("work") == "goes on"
    kernel = tuple(int(number) for number in re.findall(r"\d+", platform.release())[:2])
    if kernel < FIRST_WITH_SCOPES:
        pytest.skip("an older kernel: what it does not refuse is told by the attempts at each start")
    assert {name for name, outcome in outcomes.items() if outcome != "PermissionError"} == set()
    assert len(outcomes) >= 30
    assert not (tmp_path / "made").exists()


def test_what_holds_is_said_by_what_was_tried() -> None:
    assert sandbox_words((), str) == "holds (all 9 escape attempts were refused)"
    assert sandbox_words(("udp", "signal"), str) == (
        "holds only in part: UDP is possible, other processes can be signalled"
    )
    assert sandbox_words(tuple(ATTEMPTS), str) == "not available on this system"
    assert sandbox_words(None, str) == "not tested"
    assert sandbox_words(("unproven", "udp"), str) == ("holds only in part: not proven on this system, UDP is possible")
    assert ATTEMPTS.keys() == HOLES.keys()


def test_a_process_that_is_not_confined_says_so() -> None:
    assert set(holes()) >= {"read", "write", "udp", "process"}


def test_the_profile_of_a_mac_opens_the_home_for_what_is_read_alone() -> None:
    text = seatbelt.profile(['/Users/ada/models/a "b".gguf'], "/Users/ada/cache", "", "/Users/ada")
    lines = text.splitlines()
    assert lines.index('(deny file-read* (subpath "/Users/ada"))') < lines.index(
        '(allow file-read* (subpath "/Users/ada/models/a \\"b\\".gguf"))'
    )
    assert "(deny network*)" in lines
    assert '(allow file-read* file-write* (subpath "/Users/ada/cache"))' in lines


def test_the_job_of_windows_is_one_process_that_ends_with_it() -> None:
    found = job.limits().basic
    assert found.processes == 1
    assert found.flags == job.ACTIVE_PROCESS | job.DIE_ON_UNHANDLED | job.KILL_ON_CLOSE
