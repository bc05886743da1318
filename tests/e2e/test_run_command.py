"""A suite over several models from the command line, as a script uses it: killed, gone on with, judged by its exit code."""

import contextlib
import json
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest

from slm_desktop import instance
from slm_desktop.paths import Paths
from tests.engine.ears import wav
from tests.engine.eyes import image
from tests.engine.hearing import hearing_starter
from tests.engine.seeing import seeing_starter
from tests.llama_server import llama_server
from tests.patience import Patience

SUITE = """
title: Tiny
rounds: 2
prompts:
- prompt: Say hello.
  max_tokens: 6
  checks:
  - regex: '(?s).+'
- prompt: Say the word impossible.
  max_tokens: 6
  checks:
  - contains: 'this is never said'
"""
NO_QT = "import sys; from slm_desktop.cli import main; code = main(sys.argv[1:]); assert 'PySide6' not in sys.modules; sys.exit(code)"


def start(data: Path, *arguments: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", NO_QT, "--data-dir", str(data), "run", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run(data: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr."""
    process, patience = start(data, *arguments), Patience()
    while True:
        try:
            out, err = process.communicate(timeout=5)
            return process.returncode, out, err
        except subprocess.TimeoutExpired:
            patience.check()


@pytest.fixture
def suite(tmp_path: Path) -> str:
    path = tmp_path / "tiny.yaml"
    path.write_text(SUITE)
    return str(path)


def results_in(data: Path) -> int:
    """How many answers are in the database; 0 before it is there."""
    path = f"file:{data / 'chats.sqlite3'}?mode=ro"
    try:
        with contextlib.closing(sqlite3.connect(path, uri=True)) as database:
            return int(database.execute("SELECT count(*) FROM results").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def test_the_shipped_suite_over_two_models_is_killed_in_the_middle_and_goes_on(
    model_path: str, quantised: dict[str, str], tmp_path: Path
) -> None:
    data, out = tmp_path / "data", tmp_path / "results.json"
    arguments = (
        "built-in",
        "--max-tokens",
        "24",
        "--model",
        model_path,
        "--model",
        quantised["Q2_K"],
        "--out",
        str(out),
    )
    killed, patience = start(data, *arguments), Patience()
    while results_in(data) < 5 and killed.poll() is None:
        patience.check()
        threading.Event().wait(0.1)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    kept = results_in(data)
    window = instance.begin(Paths.within(data))
    assert window is not None
    assert not window.crashed  # the next window has nothing to say of it
    window.close()
    code, words, errors = run(data, *arguments)
    assert code == 0, errors
    report = json.loads(out.read_text())
    answers = {(one["candidate"], one["prompt"], one["round"]) for one in report["results"]}
    prompts = len(report["evaluation"]["suite"]["prompts"])
    assert len(answers) == len(report["results"]) == 2 * prompts
    assert results_in(data) == 2 * prompts  # nothing was asked twice
    assert f"Continuing an earlier run: {kept} of {2 * prompts} answers" in errors
    assert "SmolLM2 135M Instruct" in words
    assert "All (95 % interval)" in words


def wait_for_results(data: Path, count: int, process: "subprocess.Popen[str]") -> None:
    patience, before = Patience(), 0
    while (now := results_in(data)) < count and process.poll() is None:
        patience = Patience() if now > before else patience
        patience.check()
        before = now
        threading.Event().wait(0.1)


@pytest.mark.parametrize("count", [150, pytest.param(500, marks=pytest.mark.faults)])
def test_many_prompts_over_two_servers_one_of_which_is_killed(count: int, model_path: str, tmp_path: Path) -> None:
    suite, data, out = tmp_path / "many.json", tmp_path / "data", tmp_path / "results.json"
    prompts = [{"prompt": f"{at}?", "max_tokens": 2, "checks": [{"regex": "."}]} for at in range(count)]
    suite.write_text(json.dumps({"title": "Many", "prompts": prompts}))
    with llama_server(model_path, slots=4, threads=1) as stays, llama_server(model_path, slots=4, threads=1) as goes:
        arguments = (str(suite), "--model", stays.address, "--also-at", goes.address, "--out", str(out))
        process = start(data, *arguments)
        wait_for_results(data, count // 5, process)
        goes.kill()
        wait_for_results(data, 2 * count // 5, process)
        process.send_signal(signal.SIGKILL)  # And then this very computer fails, too.
        process.communicate()
        code, _words, errors = run(data, *arguments)
    assert code == 0, errors
    assert "It will be tried again later" in errors
    assert re.search(rf"Continuing an earlier run: \d+ of {count} answers", errors)
    report = json.loads(out.read_text())
    tasks = Counter((one["candidate"], one["prompt"], one["round"]) for one in report["results"])
    assert tasks == Counter((0, at, 0) for at in range(count))
    assert results_in(data) == count  # nothing was kept twice
    assert all(one["figures"]["tokens"] == 2 and not one["fault"] for one in report["results"])
    by_host = Counter(one["host"] for one in report["results"])
    assert len(by_host) == 2
    assert min(by_host.values()) >= count // 25  # both have worked


def test_an_address_without_a_server_is_said_at_once(suite: str, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    code, out, errors = run(tmp_path / "data", suite, "--model", address)
    assert code == 1
    assert out == ""
    assert "cannot be reached" in errors


def test_the_exit_code_tells_whether_enough_was_passed_and_the_ending_how_it_is_written(
    suite: str, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    for form, words in (("md", "| 2/2 |"), ("csv", "checks_passed"), ("html", "<!doctype html>")):
        out = tmp_path / f"results.{form}"
        code, shown, errors = run(data, suite, "--out", str(out), "--at-least", "0.5")
        assert code == 0, errors
        assert words in out.read_text()
        assert "50 %" in shown
    assert run(data, suite, "--at-least", "0.8")[0] == 1
    assert run(data, suite, "--seed", "9", "--rounds", "1", "--at-least", "0.8")[0] == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("{suite}", "--model", "/nowhere.gguf"), "not there"),
        (("/nowhere.yaml",), "nowhere.yaml"),
        (("{suite}", "--out", "results.doc"), "json, csv, md, html"),
        (("{suite}", "--at-least", "80"), "between 0 and 1"),
        (("{suite}", "--also-at", "http://127.0.0.1:9"), "follows a --model"),
        (("{suite}", "--at-once", "0"), "at least 1"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_run(
    arguments: tuple[str, ...], words: str, suite: str, tmp_path: Path
) -> None:
    code, out, errors = run(tmp_path / "data", *(argument.format(suite=suite) for argument in arguments))
    assert code != 0
    assert words in errors
    assert out == ""


def test_it_does_not_write_into_the_folder_of_an_app_that_is_open(suite: str, own_data: Paths) -> None:
    app = instance.begin(own_data)
    assert app is not None
    code, _out, errors = run(own_data.data, suite)
    app.close()
    assert code == 1
    assert "SLM Desktop is open" in errors


def test_a_suite_asks_about_sounds_that_lie_beside_it(model_path: str, tmp_path: Path) -> None:
    hearing = hearing_starter(tmp_path, model_path)
    (tmp_path / "words.wav").write_bytes(wav(1))
    suite, data, out = tmp_path / "heard.yaml", tmp_path / "data", tmp_path / "results.json"
    suite.write_text("title: Heard\nprompts:\n- prompt: What is this?\n  max_tokens: 4\n  audio: [words.wav]\n")
    code, _words, errors = run(data, str(suite), "--model", hearing, "--model", model_path, "--out", str(out))
    assert code == 0, errors
    report = json.loads(out.read_text())
    assert [one["fault"] for one in report["results"]] == ["", "no_audio"]


def test_a_suite_asks_about_pictures_that_lie_beside_it(model_path: str, tmp_path: Path) -> None:
    seeing = seeing_starter(tmp_path, model_path)
    image(1, 64, 48).save(tmp_path / "chart.png")
    suite, data, out = tmp_path / "seen.yaml", tmp_path / "data", tmp_path / "results.json"
    prompt = "What is this?\n  max_tokens: 4\n  checks: [{regex: '(?s).+'}]"
    suite.write_text(f"title: Seen\nprompts:\n- prompt: {prompt}\n- prompt: {prompt}\n  pictures: [chart.png]\n")
    code, _words, errors = run(data, str(suite), "--model", seeing, "--model", model_path, "--out", str(out))
    assert code == 0, errors
    report = json.loads(out.read_text())
    faults = {(one["candidate"], one["prompt"]): one["fault"] for one in report["results"]}
    assert faults == {(0, 0): "", (0, 1): "", (1, 0): "", (1, 1): "no_pictures"}
    texts = {one["prompt"]: one["text"] for one in report["results"] if not one["candidate"]}
    assert texts[0] != texts[1], "the picture was in the prompt"
    (kept,) = report["evaluation"]["suite"]["prompts"][1]["pictures"]
    assert (kept["name"], kept["width"], kept["height"]) == ("chart.png", 64, 48)
