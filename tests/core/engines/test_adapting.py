"""An engine that adapts its threads says so, and each answer keeps account of those that made it."""

import pytest

from slm_desktop.core.engines.commands import Probe, SetComputerUse, SetSiblings, SetThreads
from slm_desktop.core.engines.computer_use import ComputerUse, ThreadUse
from slm_desktop.core.engines.events import Hello, ThreadsChanged, ThreadsSet
from tests.core.world import World
from tests.fakes import choice_of, loaded


def test_threads_that_an_engine_takes_by_itself_are_known_and_marked() -> None:
    world = World()
    engine = world.model.engine
    assert engine is not None
    world.engines.last.emit(ThreadsChanged(0, 1, 1.4))
    assert world.model.thread_use == ThreadUse(1, 1.4)
    marker = engine.timeline.markers[-1]
    assert (marker.kind, marker.before, marker.after) == ("threads", "2", "1")


def test_a_share_of_the_threads_is_not_taken_for_a_busy_computer() -> None:
    world = World()
    engine = world.model.engine
    assert engine is not None
    world.engines.last.emit(ThreadsChanged(0, 1, 1.4))
    engine.set_threads(1)  # It has no more now, and must not take more when the others are gone.
    assert isinstance(world.engines.last.sent[-1], SetThreads)
    assert world.model.thread_use == ThreadUse(1, 0.0)


def test_a_reason_that_has_gone_leaves_the_header_and_no_marker() -> None:
    world = World()
    engine = world.model.engine
    assert engine is not None
    world.engines.last.emit(ThreadsChanged(0, 1, 1.4))
    markers = len(engine.timeline.markers)
    world.engines.last.emit(ThreadsChanged(0, 1, 0.0))
    assert world.model.thread_use == ThreadUse(1, 0.0)
    assert len(engine.timeline.markers) == markers


def test_every_engine_takes_as_much_of_the_computer_as_is_wanted() -> None:
    world = World()
    first = world.engines.last
    world.pool.set_use(ComputerUse.BACKGROUND)
    assert first.sent[-1] == SetComputerUse(0, "background")
    world.pool.set_use(ComputerUse.BACKGROUND)
    assert sum(isinstance(command, SetComputerUse) for command in first.sent) == 1
    world.model.load(choice_of("/other.gguf", "Other"))
    later = world.engines.last
    assert not any(isinstance(command, SetComputerUse) for command in later.sent)  # It loads as fast as it can.
    later.emit(loaded(later.first.run))
    assert later.sent[-1] == SetComputerUse(0, "background")
    assert world.model.thread_use.use == ComputerUse.BACKGROUND


def test_engines_are_told_of_each_other_and_of_what_is_measured() -> None:
    """Those that cannot look for themselves: what another engine uses is shared with it."""
    world = World()
    first = world.engines.last
    assert world.model.choice is not None
    world.pool.lease(world.model.choice)  # Somebody else uses it, too.
    world.model.load(choice_of("/other.gguf", "Other"))
    later = world.engines.last
    later.pid = 7
    later.emit(loaded(later.first.run))
    assert first.sent[-1] == SetSiblings(0, (7,))
    assert later.sent[-1] == SetSiblings(0, (first.pid,))
    question = world.pool.ask(Probe(1), Hello, 10.0, lambda _answer: None)
    world.engines.last.pid = 8
    world.pool.ask(Probe(1), Hello, 10.0, lambda _answer: None)
    assert set(later.sent[-1].pids) >= {first.pid, 8}
    assert not any(isinstance(command, SetSiblings) for command in world.engines.last.sent), "it is asked one thing"
    question.cancel()


@pytest.mark.parametrize(("most", "beside", "background"), [(1, 1, 1), (2, 1, 1), (3, 2, 1), (4, 3, 2), (16, 12, 8)])
def test_who_works_beside_it_has_some_of_the_computer(most: int, beside: int, background: int) -> None:
    assert ComputerUse.FULLY.threads(most) == most
    assert ComputerUse.BESIDE_WORK.threads(most) == ComputerUse.ON_BATTERY.threads(most) == beside
    assert ComputerUse.BACKGROUND.threads(most) == background


def test_on_battery_only_who_would_take_all_takes_less() -> None:
    assert ComputerUse.FULLY.now(on_battery=True) == ComputerUse.ON_BATTERY
    assert ComputerUse.FULLY.now(on_battery=False) == ComputerUse.FULLY
    for chosen in (ComputerUse.BESIDE_WORK, ComputerUse.BACKGROUND):
        assert chosen.now(on_battery=True) == chosen


def test_a_replay_asks_for_the_threads_of_the_record() -> None:
    world = World()
    chat = world.chat_list.new()
    chat.send("Why?")
    run = world.command().run
    world.engines.last.emit(ThreadsSet(run, 0, 2))
    world.write("Be")
    world.engines.last.emit(ThreadsSet(run, 1, 1))
    world.finish("cause")
    record = chat.messages[-1].run
    assert record is not None
    assert record.thread_changes == [(0, 2), (1, 1)]
    chat.replay(chat.messages[-1])
    assert world.command().request.threads == ((0, 2), (1, 1))


def test_a_record_from_before_is_replayed_with_its_one_number_of_threads() -> None:
    world = World()
    chat = world.chat_list.new()
    answer = world.exchange(chat, "Why?", "Because")
    assert answer.run is not None
    answer.run.thread_changes, answer.run.threads = [], 4
    chat.replay(answer)
    assert world.command().request.threads == ((0, 4),)
