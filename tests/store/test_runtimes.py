"""What has passed its self-test is known at the next start, as long as its files are the same."""

from pathlib import Path

import pytest

from slm_desktop.store import runtimes
from slm_desktop.store.runtimes import Runtimes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "runtime"
    made.mkdir()
    (made / "libllama.so").write_bytes(b"one")
    return made


def test_it_is_known_until_its_files_or_the_app_are_others(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "runtimes.json"
    assert not Runtimes(path).has_passed(str(folder))
    for one in ("", str(folder)):
        kept = Runtimes(path)
        kept.passed(one, kept.mark(one))
    again = Runtimes(path)
    assert again.has_passed(str(folder))
    assert again.last() == str(folder)
    (folder / "libllama.so").write_bytes(b"another")
    (folder / "libggml.so").symlink_to("nowhere")
    assert again.mark(str(folder)), "a link that leads nowhere is a file as any other"
    assert not again.has_passed(str(folder))
    assert again.last() == ""
    monkeypatch.setattr(runtimes, "__version__", "99.0")
    assert Runtimes(path).last() is None, "a new version of the app proves itself anew"


def test_a_folder_that_is_gone_has_not_passed(folder: Path, tmp_path: Path) -> None:
    kept = Runtimes(tmp_path / "runtimes.json")
    kept.passed(str(folder), kept.mark(str(folder)))
    (folder / "libllama.so").unlink()
    folder.rmdir()
    assert kept.mark(str(folder)) == ""
    assert not kept.has_passed(str(folder))
    kept.passed(str(folder), "")
    assert not kept.has_passed(str(folder)), "nor has one that was not there when it was noted"


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b'{"marks": {"": 5}}'])
def test_a_damaged_file_costs_a_self_test(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "runtimes.json"
    path.write_bytes(content)
    assert Runtimes(path).last() is None
