"""A real engine takes fewer threads while other programs work, and its answers do not depend on how many there are."""

import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from slm_desktop.core.engines.commands import Change, Load, SetComputerUse, SetSampling, SetThreads, Stop
from slm_desktop.core.engines.computer_use import ComputerUse
from slm_desktop.core.engines.events import (
    Finished,
    SamplingChanged,
    Stalled,
    Stopped,
    ThreadsChanged,
    ThreadsSet,
    Tokens,
)
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.sampling import Values
from slm_desktop.engine.devices import default_threads
from slm_desktop.engine.other_programs import OtherPrograms, Siblings
from tests.busy import busy_computer, is_quiet
from tests.engine.child import Child
from tests.patience import wait_until

STORY = "Write a long story about a lighthouse keeper and her dog. " * 20
SAMPLING: Values = {"temperature": 1.0, "max_tokens": 80.0}

pytestmark = pytest.mark.skipif(default_threads() < 2, reason="there is but one core")


def test_threads_go_when_the_computer_gets_busy_and_come_back(model_path: str) -> None:
    was_quiet = is_quiet()
    child = Child(Load(1, model_path))
    most = child.ready().threads
    with busy_computer():
        run = child.ask(STORY, values={"max_tokens": 2000.0})
        changed = child.wait(ThreadsChanged, lambda event: event.threads < most)
        assert changed.threads >= 1
        assert changed.others > 0.5
        child.wait_for_tokens(run, 5)
    if was_quiet:
        child.wait(ThreadsChanged, lambda event: event.threads == most)
    child.close()


def test_beside_busy_programs_sliders_act_and_an_answer_stops(model_path: str) -> None:
    child = Child(Load(1, model_path))
    child.ready()
    with busy_computer():
        run = child.ask(STORY, values={"max_tokens": 2000.0, "temperature": 1.0})
        child.wait_for_tokens(run, 5)
        child.host.send(SetSampling(run, {"max_tokens": 2000.0, "temperature": 0.0}))
        changed = child.wait(SamplingChanged)
        child.wait_for_tokens(run, 5)
        child.host.send(Stop(run))
        assert isinstance(child.end(run), Stopped)
    settings = [token.setting for event in child.events if isinstance(event, Tokens) for token in event.items]
    assert settings == sorted(settings)
    assert settings.index(1) == changed.position
    assert not [event for event in child.events if isinstance(event, Stalled)], "it was never silent"
    child.close()


def test_a_number_of_threads_that_was_chosen_stays(model_path: str) -> None:
    child = Child(Load(1, model_path, LoadOptions(threads=2)))
    child.ready()
    with busy_computer():
        run = child.ask(STORY, values={"max_tokens": 30.0})
        child.end(run)
    assert not [event for event in child.events if isinstance(event, ThreadsChanged)]
    child.close()


@pytest.mark.parametrize("loaded", [2, 1])
def test_a_replay_decodes_each_token_with_the_threads_of_the_record(model_path: str, loaded: int) -> None:
    """Over a long cache attention rounds as its threads share the work: their number decides the tokens."""
    child = Child(Load(1, model_path, LoadOptions(threads=2)))
    child.ready()
    run = child.ask(STORY, seed=5, changes=[Change(0, SAMPLING)])
    child.wait_for_tokens(run, 8)
    child.host.send(SetThreads(0, 1))
    child.end(run)
    record = child.record(run)
    threads = record["threads"]
    child.close()
    assert [count for _position, count in threads] == [2, 1]
    again = Child(Load(1, model_path, LoadOptions(threads=loaded)))
    again.ready()
    repeated = again.ask(STORY, seed=5, changes=[Change(0, SAMPLING)], **record)
    again.end(repeated)
    again.close()
    assert again.tokens(repeated) == child.tokens(run)
    assert len(child.tokens(run)) > threads[1][0]


def test_an_answer_after_one_whose_threads_changed_does_not_promise_an_exact_replay(model_path: str) -> None:
    child = Child(Load(1, model_path, LoadOptions(threads=2)))
    child.ready()
    greedy: Values = {"temperature": 0.0, "max_tokens": 12.0}
    first = child.ask("Count from one to fifty in words.", values=greedy)
    end = child.end(first)
    assert isinstance(end, Finished)
    assert end.exact
    child.host.send(SetThreads(0, 1))
    second = child.ask("Count from one to fifty in words.", child.text(first), "Go on.", values=greedy)
    end = child.end(second)
    assert isinstance(end, Finished)
    assert not end.exact  # A replay would decode the first answer with one thread.
    child.close()


def test_in_the_background_there_are_fewer_threads_and_all_give_way(model_path: str) -> None:
    child = Child(Load(1, model_path, LoadOptions(slots=1)))
    most = child.ready().threads
    run = child.ask(STORY, values={"max_tokens": 400.0})
    child.wait_for_tokens(run, 3)
    child.host.send(SetComputerUse(0, ComputerUse.BACKGROUND))
    process = psutil.Process(child.host.pid)
    wait_until(lambda: {thread_nice(process.pid, thread.id) for thread in process.threads()} == {10})
    child.wait_for_tokens(run, 20)
    used = [event.threads for event in child.events if isinstance(event, ThreadsSet)]
    assert used[-1] <= most // 2
    child.end(run)
    child.close()


def thread_nice(pid: int, thread: int) -> int:
    """The priority of one thread: proc(5), the nineteenth field."""
    fields = Path(f"/proc/{pid}/task/{thread}/stat").read_text().rpartition(")")[2].split()
    return int(fields[16])


def test_other_programs_are_seen_and_oneself_is_not() -> None:
    others = OtherPrograms()
    with busy_computer():
        wait_until(lambda: others.cores()[0] > 0.5)
    if is_quiet():
        alone, end = OtherPrograms(), time.monotonic() + 0.5
        while time.monotonic() < end:
            pass
        assert alone.cores()[0] < 0.5


def test_other_engines_of_the_app_are_told_from_other_programs() -> None:
    """Those that the app has named, and what they used before they were named is not counted."""
    siblings = Siblings()
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as busy:
        try:
            program = psutil.Process(busy.pid)
            wait_until(lambda: program.cpu_times().user > 0.3)
            assert siblings.work() == 0.0, "nobody has named it"
            siblings.pids = (busy.pid,)
            assert siblings.work() < 0.1
            worked = program.cpu_times().user
            wait_until(lambda: program.cpu_times().user > worked + 0.5)
            assert siblings.work() == pytest.approx(0.5, abs=0.3)
        finally:
            busy.kill()
    before = siblings.work()
    siblings.pids = (busy.pid, 2**22 - 1)
    assert siblings.work() >= before, "what has gone has worked all the same"
