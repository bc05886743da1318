"""The command line, as a person or a script uses it."""

import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from slm_desktop import __version__, cli
from slm_desktop.cli.command import CommandLine
from slm_desktop.cli.commands import COMMANDS
from slm_desktop.engine.host import Host
from slm_desktop.engine.scripted import command_for

ROOT = Path(__file__).resolve().parent.parent


def run(*arguments: str, stdin: str | None = None) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "slm_desktop", *arguments], capture_output=True, text=True, input=stdin, check=False
    )


def test_chat_answers_on_stdout_and_keeps_quiet_otherwise() -> None:
    done = run("chat", "Say hello.", "--seed", "1", "--max-tokens", "12")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip()
    assert run("chat", "-", "--seed", "1", "--max-tokens", "12", stdin="Say hello.").stdout == done.stdout


def test_chat_holds_the_answer_to_a_form(tmp_path: Path) -> None:
    (tmp_path / "form").write_text('root ::= "yes" | "no"')
    assert run("chat", "Is it warm?", "--grammar", str(tmp_path / "form")).stdout in ("yes\n", "no\n")
    (tmp_path / "form").write_text('{"enum": ["warm", "cold"]}')
    done = run("chat", "How is it?", "--json-schema", str(tmp_path / "form"))
    assert json.loads(done.stdout) in ("warm", "cold")
    missing = run("chat", "How is it?", "--json-schema", "/nowhere.json")
    assert missing.returncode == 1
    assert "not there" in missing.stderr


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_each_command_can_be_tried_and_is_in_the_readme(command: CommandLine) -> None:
    arguments, words = command.trial
    assert words in run(command.name, *arguments).stdout
    assert f"`slm-desktop {command.name}" in (ROOT / "README.md").read_text("utf-8")


def test_a_reader_that_has_read_enough_is_no_error() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "slm_desktop", "doctor"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as done:
        assert done.stdout is not None
        assert done.stderr is not None
        done.stdout.close()
        assert done.stderr.read() == b""
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("model", "words"),
    [("/nowhere.gguf", "not there"), (os.path.dirname(__file__), "folder"), (__file__, "not a GGUF")],
)
def test_chat_says_what_is_wrong_with_a_model(model: str, words: str) -> None:
    done = run("chat", "--model", model, "hi")
    assert done.returncode == 1
    assert words in done.stderr
    assert done.stdout == ""


def test_chat_refuses_what_does_not_fit() -> None:
    done = run("chat", "-", "--context", "512", stdin="word " * 2000)
    assert done.returncode == 1
    assert "longer than the context" in done.stderr


def test_doctor_prints_what_a_report_needs() -> None:
    done = run("doctor")
    assert done.returncode == 0
    for words in (__version__, "llama.cpp", "Sandbox", "Device CPU", "Starter model", "intact"):
        assert words in done.stdout


def test_version_and_help() -> None:
    assert run("--version").stdout.strip() == f"SLM Desktop {__version__}"
    shown = run("--help").stdout
    assert all(name in shown and command.help in " ".join(shown.split()) for name, command in COMMANDS.items())


def test_what_opens_the_app_knows_all_commands_by_name() -> None:
    assert tuple(COMMANDS) == cli.NAMES


def test_every_command_is_in_the_manual_page() -> None:
    page = subprocess.run(
        [sys.executable, "-c", "import package; print(package.filled('slm-desktop.1'))"],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent.parent / "packaging/linux",
    ).stdout
    assert all(f".B {name}" in page for name in COMMANDS)
    assert "@" not in page


def test_data_dir_is_used(tmp_path: Path) -> None:
    assert str(tmp_path / "elsewhere") in run("--data-dir", str(tmp_path / "elsewhere"), "doctor").stdout


def test_a_model_file_as_the_only_argument_opens_the_app() -> None:
    from slm_desktop.cli import parser, with_command

    parsed = parser().parse_args(with_command(["--data-dir", "/d", "some model.gguf"]))
    assert (parsed.command, parsed.model, parsed.data_dir) == ("open", "some model.gguf", "/d")
    assert parser().parse_args(with_command([])).command == "open"


def test_chat_says_that_the_engine_hangs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    steps: list[dict[str, Any]] = [{"silent": True}, {"wait": 3.5}, {"answer": "Hello there"}]
    monkeypatch.setattr("slm_desktop.cli.headless.Host", partial(Host, command=command_for({"generate": steps})))
    assert cli.main(["chat", "hi"]) == 0
    output = capsys.readouterr()
    assert output.out == "Hello there\n"
    assert "The engine has said nothing for" in output.err
    assert "Ctrl+C" in output.err
