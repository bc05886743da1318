"""What a child of the app is given: no key of any kind, a process group of its own."""

import os
import sys

import pytest

from slm_desktop.children import own_environment, start_child

ASK = [sys.executable, "-c", "import os; print(os.getpgrp() == os.getpid(), sorted(os.environ))"]


def test_a_child_gets_what_it_needs_and_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "HF_TOKEN",
        "AWS_SECRET_ACCESS_KEY",
        "DBUS_SESSION_BUS_ADDRESS",
        "DISPLAY",
        "SLM_DESKTOP_KEY",
        "NVIDIA_API_KEY",
        "LLAMA_TOKEN",
    ):
        monkeypatch.setenv(name, "secret")
    for name in ("CUDA_VISIBLE_DEVICES", "OMP_NUM_THREADS", "LC_ALL"):
        monkeypatch.setenv(name, "needed")
    environment = own_environment()
    assert "secret" not in environment.values()
    assert [environment[name] for name in ("CUDA_VISIBLE_DEVICES", "OMP_NUM_THREADS", "LC_ALL")] == ["needed"] * 3
    assert own_environment(is_whole=True)["HF_TOKEN"] == "secret", "a program that starts what people chose to run"


@pytest.mark.skipif(os.name != "posix", reason="process groups are POSIX's")
def test_a_child_is_a_process_group_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "secret")
    child = start_child(ASK)
    told, _errors = child.communicate()
    assert told.startswith(b"True")
    assert b"HF_TOKEN" not in told
