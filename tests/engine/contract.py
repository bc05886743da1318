"""What every engine child must do, the scripted one and the real one alike."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator

import psutil
import pytest

from slm_desktop.core.engines.commands import Load, Stop
from slm_desktop.core.engines.events import (
    Exited,
    Failed,
    Finished,
    Prompted,
    Responding,
    Sample,
    Stalled,
    Stopped,
    Tokens,
)
from slm_desktop.engine.wire import encode
from tests.engine.child import Child

Start = Callable[[], Child]


class AnswerContract:
    """What every engine does, wherever it is. Inherit it with a fixture `start` that starts one with a good model."""

    long_answer = "Count from one to a thousand in words."

    @pytest.fixture
    def child(self, start: Start) -> Iterator[Child]:
        child = start()
        child.ready()
        yield child
        child.close()

    def test_completes(self, child: Child) -> None:
        run = child.ask("Hi", values={"max_tokens": 12.0})
        assert isinstance(child.end(run), Finished)
        kinds = [type(event) for event in child.events if event.run == run]
        assert kinds.index(Prompted) < kinds.index(Tokens) < kinds.index(Finished)
        assert child.text(run)

    def test_stopped(self, child: Child) -> None:
        run = child.ask(self.long_answer, values={"max_tokens": 4000.0})
        child.wait(Tokens)
        child.host.send(Stop(run))
        assert isinstance(child.end(run), Stopped)
        assert isinstance(child.end(child.ask("Hi", values={"max_tokens": 4.0})), Finished)


class EngineContract(AnswerContract):
    """What every child does besides: `start_bad` starts one with a file that is no model."""

    def test_beats_while_idle(self, child: Child) -> None:
        assert child.wait(Sample).rest > 0

    def test_a_killed_child_fails_its_runs_and_says_how_it_ended(self, start: Start) -> None:
        child = start()
        child.ready()
        run = child.ask(self.long_answer, values={"max_tokens": 4000.0})
        child.wait(Tokens)
        child.host.kill()
        end = child.wait_any(run)
        assert isinstance(end, Failed)
        assert end.code == "killed"
        assert child.wait(Exited).code == "killed"
        child.close()

    @pytest.mark.parametrize(
        ("number", "code"), [(signal.SIGSEGV, "crashed"), (signal.SIGABRT, "aborted"), (signal.SIGBUS, "bus")]
    )
    def test_ways_to_die_are_told_apart(self, start: Start, number: int, code: str) -> None:
        child = start()
        child.ready()
        os.kill(child.host.pid, number)
        assert child.wait(Exited).code == code
        child.close()

    def test_a_child_that_stops_answering_is_noticed_and_must_be_killed(self, start: Start) -> None:
        child = start()
        child.ready()
        os.kill(child.host.pid, signal.SIGSTOP)
        assert child.wait(Stalled).seconds < 3.5
        child.close()
        assert not psutil.pid_exists(child.host.pid)

    def test_a_child_that_goes_on_is_noticed_too(self, start: Start) -> None:
        child = start()
        child.ready()
        os.kill(child.host.pid, signal.SIGSTOP)
        child.wait(Stalled)
        os.kill(child.host.pid, signal.SIGCONT)
        child.wait(Responding)
        child.close()

    def test_a_bad_file_fails_with_a_cause(self, start_bad: Start) -> None:
        child = start_bad()
        failed = child.wait(Failed)
        assert failed.run == child.load.run
        assert failed.code == "not_gguf"
        child.close()

    def test_exits_when_stdin_closes_whatever_it_does(self, command: list[str], good_load: Load) -> None:
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(encode(good_load))
            process.stdin.flush()
            process.stdout.readline()
            process.stdin.close()
            process.stdout.read()
            assert process.wait(10) is not None
