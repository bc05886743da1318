"""What a screen reader is told, over the real bus of assistive technology."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from slm_desktop.core.sampling import PARAMETERS
from slm_desktop.settings.table import OPTIONS
from tests.e2e.screen_reader import LAUNCHERS

SILENT = {"filler", "panel", "layered pane", "graphic", "separator", "scroll bar", "viewport", "label", "unknown"}
"""Roles of what only holds or decorates."""
NEEDED = ("Xvfb", "dbus-run-session")
missing = [name for name in NEEDED if not shutil.which(name)] + (
    [] if any(Path(path).exists() for path in LAUNCHERS) else ["at-spi2-core"]
)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Every widget of every screen: screen, role, name."""
    if missing:
        pytest.skip(f"not installed here: {', '.join(missing)}")
    read, write = os.pipe()
    display = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1440x900x24"], pass_fds=[write], stderr=subprocess.DEVNULL
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    try:
        folder = tmp_path_factory.mktemp("reader")
        ran = subprocess.run(
            ["dbus-run-session", "--", sys.executable, "-m", "tests.e2e.screen_reader", str(folder)],
            env={**os.environ, "DISPLAY": f":{number}"},
            capture_output=True,
            text=True,
            timeout=1200,
            check=False,
        )
    finally:
        display.terminate()
        display.wait(10)
    assert ran.returncode == 0, ran.stderr[-2000:]
    return [json.loads(line) for line in ran.stdout.splitlines()]


@pytest.mark.slow
def test_every_control_has_a_name_and_a_role(seen: list[dict[str, Any]]) -> None:
    nameless = [one for one in seen if one["role"] not in SILENT and not one["name"]]
    assert not [(one["screen"], one["page"], one["role"], one["depth"]) for one in nameless]
    assert not [one for one in seen if not one["role"] or one["role"] == "invalid"]


@pytest.mark.slow
def test_chat_sliders_and_settings_are_there_by_name_and_role(seen: list[dict[str, Any]]) -> None:
    there = {(one["screen"], one["role"], one["name"]) for one in seen}
    for parameter in PARAMETERS:
        if not parameter.advanced and parameter.name != "seed":
            assert ("Chat", "slider", parameter.label) in there
            assert ("Chat", "text", f"{parameter.label}, value") in there
    assert {("Chat", "text", "Message"), ("Chat", "text", "Search chats"), ("Chat", "list", "Chats")} <= there
    assert ("Chat", "push button", "Send") in there
    assert any(role == "push button" and name.startswith("Model: ") for _screen, role, name in there)
    assert ("Monitor", "push button", "Stop") in there
    labels = {(one["role"], one["label"]) for one in seen if one["screen"] == "Settings"}
    roles = {"choice": "combo box", "bool": "check box", "int": "spin box"}
    assert {(roles[option.kind], option.label) for option in OPTIONS if option.kind in roles} <= labels
