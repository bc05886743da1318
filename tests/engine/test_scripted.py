"""The scripted child keeps the contract of a real one."""

from collections.abc import Callable
from typing import Any

import psutil
import pytest

from slm_desktop.core.engines.commands import Load
from slm_desktop.core.engines.events import Exited, Failed
from slm_desktop.engine.scripted import HELLO, READY, command_for
from tests.engine.child import Child
from tests.engine.contract import EngineContract, Start
from tests.patience import wait_until

SCRIPT: dict[str, list[Any]] = {"load": READY, "generate": [{"answer": "one two three four " * 400}]}
BAD: dict[str, list[Any]] = {"load": [{"say": HELLO}, {"say": {"is": "failed", "code": "not_gguf"}}, {"exit": 0}]}


def starter_of(script: dict[str, list[Any]]) -> Start:
    return lambda: Child(Load(1, "script"), command_for(script))


class TestScriptedChild(EngineContract):
    @pytest.fixture
    def start(self) -> Start:
        return starter_of(SCRIPT)

    @pytest.fixture
    def start_bad(self) -> Start:
        return starter_of(BAD)

    @pytest.fixture
    def command(self) -> list[str]:
        return command_for(SCRIPT)

    @pytest.fixture
    def good_load(self) -> Load:
        return Load(1, "script")

    def test_completes(self, child: Child) -> None:
        run = child.ask("Hi")
        child.end(run)
        assert child.text(run).startswith("one two three")


MISBEHAVIOUR: dict[str, list[dict[str, object]]] = {
    "garbage": [{"raw": "this is no event\n"}],
    "half a message": [{"raw": '{"is":"tok'}, {"exit": 0}],
    "an endless line": [{"flood": 64 * 1024 * 1024}],
    "an unknown event": [{"raw": '{"is":"surprise","run":1}\n'}],
    "bytes that are no UTF-8": [{"raw": '{"is":"failed","run":1,"code":"\udcff\udcfe"}\n'}],
}


@pytest.mark.parametrize("steps", MISBEHAVIOUR.values(), ids=MISBEHAVIOUR)
def test_garbage_on_the_pipe_ends_the_child_and_fails_its_runs(steps: list[dict[str, object]]) -> None:
    child = Child(Load(1, "script"), command_for({"generate": steps}))
    child.ready()
    run = child.ask("Hi")
    end = child.wait_any(run)
    assert isinstance(end, Failed)
    assert end.code == "protocol"
    assert child.wait(Exited).code == "protocol"
    child.close()


def test_a_stubborn_child_is_killed_in_the_end() -> None:
    child = Child(Load(1, "script"), command_for({"load": [{"stubborn": True}, *READY]}))
    child.ready()
    child.close()


def test_a_program_that_does_not_exist_is_said() -> None:
    child = Child(Load(1, "script"), ["/nowhere/slm-desktop"])
    assert child.wait(Failed).code == "not_started"
    child.close()


def test_a_command_larger_than_the_pipe_does_not_block_the_sender() -> None:
    child = Child(Load(1, "script"), command_for({"load": [*READY, {"wait": 1.5}], "generate": [{"answer": "ok"}]}))
    child.ready()
    run = child.ask("x" * 5_000_000)
    child.end(run)
    assert child.text(run) == "ok"
    child.close()


def start_and_stop(make: Callable[[], Child]) -> None:
    child = make()
    child.ready()
    child.close()


def test_many_starts_and_stops_leave_nothing_open() -> None:
    make = starter_of(SCRIPT)
    start_and_stop(make)
    before = psutil.Process().num_fds()
    for _ in range(8):
        start_and_stop(make)
    # The thread that writes to the last child may close its pipe a moment after the child was buried.
    wait_until(lambda: psutil.Process().num_fds() <= before)
