"""Files that are no model say what they are, quickly."""

import os
import struct
import zipfile
from pathlib import Path

import psutil
import pytest

from slm_desktop.core.models.names import display_name
from slm_desktop.errors import Fault
from slm_desktop.library.sniff import check
from slm_desktop.library.starter import is_intact, starter
from tests.explained import explained


def code_of(path: str) -> str:
    with pytest.raises(Fault) as caught:
        check(path)
    explained(caught.value)
    return caught.value.code


CONTENTS = {
    "html": b"<!DOCTYPE html><html>",
    "lfs": b"version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 123456\n",
    "safetensors": struct.pack("<Q", 100) + b'{"a":{"dtype":"F32"}}',
    "not_gguf": b"once upon a time",
    "empty": b"",
    "truncated": b"GGUF\3\0",
    "gguf_version": b"GGUF" + struct.pack("<IQQ", 99, 1, 1),
    "header": b"GGUF" + struct.pack("<IQQ", 3, 100_000_000, 1),
}


@pytest.mark.parametrize("code", CONTENTS)
def test_contents_are_recognised(code: str, tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(CONTENTS[code])
    assert code_of(str(path)) == code


def test_a_zip_archive_is_recognised(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("inside", "x")
    assert code_of(str(path)) == "zip"


def test_what_is_no_file_is_recognised(tmp_path: Path) -> None:
    assert code_of(str(tmp_path / "nothing.gguf")) == "missing"
    assert code_of(str(tmp_path)) == "directory"
    assert code_of("/dev/zero") == "unreadable"
    assert code_of("nul\0inside") == "unreadable"
    pipe = tmp_path / "pipe.gguf"
    os.mkfifo(pipe)
    assert code_of(str(pipe)) == "unreadable"


def bytes_read() -> int:
    """What this process has read from files."""
    counted: int = psutil.Process().io_counters().read_chars
    return counted


def test_a_header_with_absurd_counts_is_refused_without_reading_on(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(CONTENTS["header"])
    os.truncate(path, 2**34)
    before = bytes_read()
    assert code_of(str(path)) == "header"
    assert bytes_read() - before < 16 * 2**20


def test_the_starter_is_there_and_intact() -> None:
    path = starter()
    assert path is not None
    assert is_intact(path)
    check(str(path))


@pytest.mark.parametrize(
    ("file", "name", "quantisation"),
    [
        ("SmolLM2-135M-Instruct.Q4_1.gguf", "SmolLM2 135M Instruct", "Q4_1"),
        ("Qwen3-0.6B-Q4_K_M.gguf", "Qwen3 0.6B", "Q4_K_M"),
        ("gemma-3-1b-it-IQ3_XXS.gguf", "gemma 3 1b it", "IQ3_XXS"),
        ("model.gguf", "model", ""),
        ("phi-bf16.gguf", "phi", "BF16"),
    ],
)
def test_names_are_read_from_files(file: str, name: str, quantisation: str) -> None:
    assert display_name(file) == (name, quantisation)
