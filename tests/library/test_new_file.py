"""A file is there as a whole or not at all, whatever happens meanwhile."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from slm_desktop.errors import Fault
from slm_desktop.library.new_file import new_file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "folder"
    made.mkdir()
    return made


def test_it_takes_its_name_at_the_end(folder: Path) -> None:
    target = folder / "made.gguf"
    with new_file(target) as half:
        half.write_bytes(b"whole")
        assert not target.exists()
    assert target.read_bytes() == b"whole"
    assert os.listdir(folder) == ["made.gguf"]


@pytest.mark.parametrize("error", [Fault("stopped"), KeyboardInterrupt(), RuntimeError()])
def test_nothing_of_it_stays_when_it_ends_badly(folder: Path, error: BaseException) -> None:
    def write() -> None:
        with new_file(folder / "made.gguf") as half:
            half.write_bytes(b"half")
            raise error

    with pytest.raises(type(error)):
        write()
    assert os.listdir(folder) == []


def test_another_file_is_not_written_over(folder: Path) -> None:
    target = folder / "made.gguf"
    target.write_bytes(b"mine")
    with pytest.raises(Fault, match="quant_exists"), new_file(target):
        pass
    target.unlink()

    def write() -> None:
        with new_file(target) as half:
            half.write_bytes(b"new")
            target.write_bytes(b"came meanwhile")

    with pytest.raises(Fault, match="quant_exists"):
        write()
    assert target.read_bytes() == b"came meanwhile"
    assert os.listdir(folder) == ["made.gguf"]


def test_what_a_killed_writer_left_is_removed_and_another_writers_is_not(folder: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    target = folder / "made.gguf"
    (folder / f".made.gguf.{gone.pid}.1.half").write_bytes(b"left")
    (folder / f".made.gguf.{os.getppid()}.1.half").write_bytes(b"under way")
    with new_file(target) as half:
        half.write_bytes(b"whole")
    assert sorted(os.listdir(folder)) == [f".made.gguf.{os.getppid()}.1.half", "made.gguf"]


def test_a_folder_that_cannot_be_written_is_told(folder: Path) -> None:
    with pytest.raises(Fault, match="file"), new_file(folder / "gone" / "made.gguf"):
        pass
