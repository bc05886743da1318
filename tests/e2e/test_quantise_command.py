"""`slm-desktop quantise` as a script uses it: several types, one table, and nothing half."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from slm_desktop.library.new_file import begin_file, discard_file
from slm_desktop.library.starter import starter
from slm_desktop.paths import resources
from tests.patience import Patience


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "folder"
    made.mkdir()
    return made


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "slm_desktop", "quantise", "--threads", "1", *arguments]


def quantise(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command(*arguments), capture_output=True, text=True, check=False)


def test_types_are_made_measured_and_shown_in_one_table(folder: Path) -> None:
    kinds = ("--type", "q2_k", "--type", "Q8_0")
    ended = quantise(*kinds, "--into", str(folder), "--requantise", "--measure", "--chunks", "1")
    assert ended.returncode == 0, ended.stderr
    small, large = (line.split("|") for line in ended.stdout.splitlines()[2:])
    assert [small[1].strip(), large[1].strip()] == ["Q2_K", "Q8_0"]
    assert float(small[6]) > 10 * float(large[6]) > 0, "Q2_K loses more"
    assert "larger one was taken" in ended.stderr
    assert sorted(os.listdir(folder)) == ["SmolLM2-135M-Instruct-Q2_K.gguf", "SmolLM2-135M-Instruct-Q8_0.gguf"]
    told = subprocess.run(
        [sys.executable, "-m", "slm_desktop", "chat", "--model", str(folder / "SmolLM2-135M-Instruct-Q8_0.gguf"),
         "--max-tokens", "4", "Say hello."], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr


def test_what_exists_stays_and_the_other_type_is_made(folder: Path) -> None:
    first = folder / "SmolLM2-135M-Instruct-Q2_K.gguf"
    first.write_bytes(b"mine")
    ended = quantise("--type", "Q2_K", "--type", "Q4_0", "--into", str(folder), "--requantise")
    assert ended.returncode == 1
    assert "There is such a file already" in ended.stderr
    assert first.read_bytes() == b"mine"
    assert (folder / "SmolLM2-135M-Instruct-Q4_0.gguf").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--type", "Q9"), "Q9 is not known"),
        (("--type", "Q8_0", "--into", "/nowhere"), "no folder"),
        (("--type", "Q8_0"), "quantised already"),
        (("/nowhere.gguf", "--type", "Q8_0"), "nowhere"),
    ],
)
def test_what_cannot_be_done_is_told(folder: Path, arguments: tuple[str, ...], words: str) -> None:
    into = () if "--into" in arguments else ("--into", str(folder))
    ended = quantise(*arguments, *into)
    assert ended.returncode != 0
    assert words in ended.stderr
    assert os.listdir(folder) == []


@pytest.mark.parametrize("kill", [signal.SIGINT, signal.SIGKILL])
def test_nothing_half_stays_when_it_is_ended_in_the_middle(folder: Path, kill: signal.Signals) -> None:
    made = folder / "SmolLM2-135M-Instruct-IQ3_M.gguf"
    process = subprocess.Popen(command("--type", "IQ3_M", "--into", str(folder), "--requantise"))
    patience = Patience()
    while not any(path.stat().st_size for path in folder.iterdir()):
        patience.check()
        assert process.poll() is None
    process.send_signal(kill)
    process.wait(60)
    assert not made.exists()
    if kill == signal.SIGKILL:  # Nobody was left to tidy up: the next one that makes this file does.
        assert len(os.listdir(folder)) == 1
        discard_file(begin_file(made))
    assert os.listdir(folder) == []


def test_the_starter_itself_is_left_alone(folder: Path) -> None:
    before = starter()
    assert before is not None
    facts = before.stat()
    quantise("--type", "Q4_0", "--into", str(folder), "--requantise")
    assert (before.stat().st_size, before.stat().st_mtime_ns) == (facts.st_size, facts.st_mtime_ns)


def test_an_importance_matrix_makes_small_types_possible(folder: Path) -> None:
    refused = quantise("--type", "Q2_K_S", "--into", str(folder), "--requantise")
    assert refused.returncode != 0
    assert "--matrix-text" in refused.stderr
    text = folder / "text.txt"
    text.write_text((resources() / "texts" / "spanish.txt").read_text("utf-8")[:3600], "utf-8")
    ended = quantise("--type", "Q2_K_S", "--into", str(folder), "--requantise", "--matrix-text", str(text))
    assert ended.returncode == 0, ended.stderr
    assert sorted(os.listdir(folder)) == ["SmolLM2-135M-Instruct-Q2_K_S.gguf", "text.txt"]
