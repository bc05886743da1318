"""`slm-desktop bench` as a script uses it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from slm_desktop import instance
from slm_desktop.paths import Paths
from tests.engine import tiny


def bench(data: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "slm_desktop", "--data-dir", str(data), "bench", "-r", "2", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_models_are_measured_and_written(model_path: str, tmp_path: Path) -> None:
    out = tmp_path / "figures.json"
    small = ("-p", "16,32", "-n", "4", "-d", "0,16", "--threads", "1")
    ended = bench(tmp_path / "data", model_path, *small, "--kv-type", "q8_0", "--out", str(out))
    assert ended.returncode == 0, ended.stderr
    names = ["pp16", "pp32", "pp16 @ d16", "pp32 @ d16", "tg4", "tg4 @ d16"]
    assert all(f"| {name} " in ended.stdout for name in names)
    (record,) = json.loads(out.read_text())["benchmarks"]
    assert [len(result["seconds"]) for result in record["results"]] == [2] * 6
    assert record["options"]["kv_type"] == "q8_0"
    assert record["loaded"]["threads"] == 1


def test_what_cannot_be_measured_is_told_and_the_others_are(model_path: str, tmp_path: Path) -> None:
    short = tiny.write_model(tmp_path / "tiny.gguf")
    ended = bench(tmp_path / "data", str(short), model_path, "-p", "600", "-n", "0", "--threads", "1")
    assert ended.returncode == 1
    assert "longer than the model's context" in ended.stderr
    assert "| pp600 " in ended.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--out", "x.txt"), ".json"),
        (("/nowhere.gguf",), "nowhere"),
        (("-n", "-3"), "0 to"),
        (("-p", "0", "-n", "0"), "Nothing"),
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    ended = bench(tmp_path / "data", *arguments)
    assert ended.returncode != 0
    assert words in ended.stderr
    assert ended.stdout == ""


def test_an_open_app_would_disturb_it(tmp_path: Path) -> None:
    paths = Paths.within(tmp_path / "data")
    paths.make()
    app = instance.begin(paths)
    assert app is not None
    ended = bench(tmp_path / "data")
    app.close()
    assert ended.returncode == 1
    assert "is open with this data folder" in ended.stderr


def perplexity(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "slm_desktop", "perplexity", "--threads", "1", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_what_a_model_has_lost_is_told_and_written(model_path: str, tmp_path: Path) -> None:
    out = tmp_path / "loss.json"
    ended = perplexity(model_path, "--against", model_path, "--chunk", "64", "--chunks", "2", "--out", str(out))
    assert ended.returncode == 0, ended.stderr
    assert "over 62 tokens" in ended.stdout
    assert "Same top     100.00 %" in ended.stdout
    assert json.loads(out.read_text())["divergence"]["same_top"] == 1.0


def test_ones_own_text_is_read_and_a_short_one_refused(model_path: str, tmp_path: Path) -> None:
    text = tmp_path / "mine.txt"
    text.write_bytes(b"Ein Leuchtturm steht am Meer. " * 60 + b"\xff")
    assert perplexity(model_path, "--text", str(text), "--chunk", "64").returncode == 0
    text.write_text("Short.")
    ended = perplexity(model_path, "--text", str(text))
    assert ended.returncode == 1
    assert "too short" in ended.stderr
    assert "nowhere.txt" in perplexity(model_path, "--text", str(tmp_path / "nowhere.txt")).stderr
