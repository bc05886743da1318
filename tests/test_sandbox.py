"""The child reads its model and the system's libraries; the rest of the disk and the network are closed to it."""

import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest

FIRST_WITH_NETWORK = (6, 7)
"""The first Linux whose Landlock can close the network."""
TRY = """
import os, socket, subprocess, sys
from slm_desktop.sandbox import confine
state = confine([sys.argv[1]], sys.argv[4], sys.argv[5])
def attempt(name, act):
    try:
        act()
        print(name, "allowed")
    except OSError as error:
        print(name, type(error).__name__)
print("state", state)
attempt("model", lambda: open(sys.argv[1], "rb").read())
attempt("secret", lambda: open(sys.argv[2], "rb").read())
attempt("write", lambda: open(sys.argv[2] + ".new", "w"))
attempt("own", lambda: open(sys.argv[5], "w").write("x"))
attempt("beside", lambda: open(sys.argv[5] + ".new", "w"))
attempt("remove", lambda: os.unlink(sys.argv[5]))
attempt("overwrite", lambda: open(sys.argv[1], "ab"))
attempt("keep", lambda: open(sys.argv[4] + "/kept", "w").write("x"))
attempt("replace", lambda: os.replace(sys.argv[4] + "/kept", sys.argv[4] + "/kept.again"))
attempt("run", lambda: subprocess.run([sys.argv[4] + "/kept.again"]))
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
    if outcomes["state"] == "none":
        pytest.skip("this kernel has no Landlock")
    refused = {name for name, outcome in outcomes.items() if outcome == "PermissionError"}
    assert refused >= {"secret", "write", "overwrite", "run", "beside", "remove"}
    assert {outcomes[name] for name in ("model", "import", "keep", "replace", "delete")} == {"allowed"}
    assert ("connect" in refused) is (outcomes["state"] == "full")
    kernel = tuple(int(number) for number in re.findall(r"\d+", platform.release())[:2])
    assert kernel < FIRST_WITH_NETWORK or outcomes["state"] == "full"
