"""What installers are made from: the parts that can be checked without making one."""

import os
import re
import struct
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from slm_desktop import __version__
from slm_desktop.children import own_command, own_environment
from slm_desktop.paths import HOME, built_in_runtime

PACKAGING = HOME / "packaging"
BUNDLE = PACKAGING / "bundle"


def test_an_installed_app_starts_itself_as_its_child_and_has_a_runtime_of_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert built_in_runtime() == ""  # In a checkout the Python package brings llama.cpp.
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr("slm_desktop.paths.HOME", tmp_path)
    assert own_command("--engine") == [sys.executable, "--engine"]
    assert own_environment()["PYINSTALLER_RESET_ENVIRONMENT"] == "1"
    assert built_in_runtime() == ""
    (tmp_path / "runtime").mkdir()
    assert built_in_runtime() == str(tmp_path / "runtime")


def test_everything_that_is_shipped_is_pinned_by_its_hash() -> None:
    shipped = (PACKAGING / "requirements.txt").read_text()
    developed = (HOME / "requirements.txt").read_text()
    wanted = tomllib.loads((HOME / "pyproject.toml").read_text())["project"]["dependencies"]
    pins = dict(re.findall(r"^([\w.-]+)==(\S+)", shipped, re.MULTILINE))
    for requirement in wanted:
        name = re.split(r"[<>=!;\s]", requirement)[0].lower()
        assert name in pins
        assert f"{name}=={pins[name]}" in developed
    assert "://" not in shipped  # No registry is named.
    assert len(re.findall(r"^[\w.-]+==", shipped, re.MULTILINE)) <= shipped.count("--hash=sha256:")


def test_the_release_is_made_on_three_systems_and_tried_on_each() -> None:
    workflow = yaml.safe_load((HOME / ".github" / "workflows" / "release.yml").read_text())
    jobs = workflow["jobs"]
    for name in ("linux", "windows", "macos"):
        steps = " ".join(str(step.get("run", "")) for step in jobs[name]["steps"])
        assert "smoke.py" in steps
    assert set(jobs["release"]["needs"]) == {"linux", "windows", "macos"}
    assert "secrets." not in str(jobs["release"])


def test_the_icon_for_windows_holds_its_pictures(tmp_path: Path) -> None:
    subprocess.run([sys.executable, BUNDLE / "icons.py", tmp_path], check=True, capture_output=True)
    data = (tmp_path / "slm-desktop.ico").read_bytes()
    _zero, kind, count = struct.unpack_from("<3H", data)
    assert (kind, count) == (1, 6)
    for at in range(count):
        _w, _h, _c, _r, _planes, bits, length, place = struct.unpack_from("<4B2H2I", data, 6 + 16 * at)
        assert bits == 32
        assert data[place : place + 8] == b"\x89PNG\r\n\x1a\n"
        assert place + length <= len(data)
    assert (tmp_path / "hicolor" / "512x512" / "apps" / "slm-desktop.png").is_file()


def test_the_desktop_entry_and_the_type_of_models_belong_together() -> None:
    entry = (PACKAGING / "linux" / "slm-desktop.desktop").read_text()
    kind = re.search(r"^MimeType=(\S+);$", entry, re.MULTILINE)
    assert kind
    for name in ("slm-desktop.xml", "io.github.slm_desktop.SLMDesktop.metainfo.xml"):
        assert kind[1] in (PACKAGING / "linux" / name).read_text()
    assert "Exec=slm-desktop %f" in entry


def test_the_version_can_be_read_where_it_is_needed() -> None:
    """The Debian package and the disk image read it from the source, and find what the app says of itself."""
    read = subprocess.run(
        [sys.executable, "-c", "import package; print(package.version())"],
        capture_output=True,
        text=True,
        check=True,
        cwd=HOME / "packaging/linux",
    ).stdout.strip()
    spoken = subprocess.run(
        [sys.executable, "-m", "slm_desktop", "--version"], capture_output=True, text=True, check=True
    ).stdout.strip()
    assert spoken == f"SLM Desktop {read}"
    assert read == __version__


def test_a_function_of_ggml_is_found_where_it_is() -> None:
    """On Windows each library gives its own functions alone."""
    from slm_desktop.engine.native import _found

    class Library:
        pass

    llama, base, ggml = Library(), Library(), Library()
    base.ggml_set_abort_callback = 1  # type: ignore[attr-defined]
    ggml.ggml_backend_load_all_from_path = 2  # type: ignore[attr-defined]
    assert _found("ggml_set_abort_callback", (llama, base, ggml)) == 1
    assert _found("ggml_backend_load_all_from_path", (llama, base, ggml)) == 2
    with pytest.raises(AttributeError):
        _found("nothing", (llama, base, ggml))


HANDED_OVER = """
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QFileOpenEvent
from slm_desktop.gui.application import Application
application = Application()
application.open_file = print
QCoreApplication.sendEvent(application, QEvent(QEvent.Type.User))
QCoreApplication.sendEvent(application, QFileOpenEvent("/models/a.gguf"))
"""
"""A process has one application only."""


def test_a_file_that_the_system_hands_over_is_opened() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", HANDED_OVER], capture_output=True, text=True, env=environment)
    assert done.stdout.split() == ["/models/a.gguf"], done.stderr


@pytest.mark.parametrize(
    ("built", "wanted"),
    [
        ("libllama.so.0.5.0", "libllama.so.0"),
        ("libllama.0.5.0.dylib", "libllama.0.dylib"),
        ("libggml-vulkan.so", "libggml-vulkan.so"),
        ("libggml-metal.so", "libggml-metal.so"),
        ("ggml-base.dll", "ggml-base.dll"),
    ],
)
def test_libraries_get_the_names_that_are_asked_for(monkeypatch: pytest.MonkeyPatch, built: str, wanted: str) -> None:
    monkeypatch.syspath_prepend(str(BUNDLE))
    import importlib

    runtime = importlib.import_module("runtime")
    assert runtime.plain(built) == wanted
    assert runtime.pinned().count("--hash=sha256:") >= 1


def test_what_builds_releases_is_fixed_by_its_commit() -> None:
    """A tag can be moved to other code; a commit cannot."""
    used = [
        line.split("uses:")[1].strip()
        for path in sorted((HOME / ".github/workflows").glob("*.yml"))
        for line in path.read_text("utf-8").splitlines()
        if "uses:" in line
    ]
    assert used
    assert [one for one in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}  # v[\d.]+", one)] == []
