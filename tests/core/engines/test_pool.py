"""Who has which engine, and what is unloaded for whom."""

import pytest

from slm_desktop.core.engines.active_model import ActiveModel
from slm_desktop.core.engines.commands import Change, Forecast, Request, Turn
from slm_desktop.core.engines.engine import EngineState
from slm_desktop.core.engines.events import AnyEvent, Exited, Failed, Forecasted, Sample, Stalled, Stopped
from slm_desktop.core.engines.pool import EnginePool
from slm_desktop.errors import Fault
from tests.fakes import FakeClock, FakeMemory, FakeProcess, FakeProcesses, choice_of, pool_of

GB = 10**9
REQUEST = Request(turns=(Turn("user", "hi"),), changes=(Change(0, {}),), seed=1)


class Bench:
    """A pool over fake children; models need a GB, and sixteen are free."""

    def __init__(self) -> None:
        self.processes, self.clock, self.memory = FakeProcesses(), FakeClock(), FakeMemory()
        self.pool: EnginePool = pool_of(self.processes, self.clock, self.memory)
        self.chat = ActiveModel(self.pool, self.clock)

    def load(self, path: str) -> FakeProcess:
        """The chat uses a model, and it is loaded."""
        self.chat.load(choice_of(path))
        self.processes.last.load()
        return self.processes.last

    def idle(self, path: str, size: int = GB) -> FakeProcess:
        """An engine that was leased once, and takes so many bytes."""
        lease = self.pool.lease(choice_of(path))
        process = self.processes.last
        process.load()
        process.emit(Sample(0, 0, size, 0, 0.0))
        lease.release()
        self.clock.advance(1)
        return process


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_equal_leases_share_one_engine_and_others_do_not(bench: Bench) -> None:
    first, again = bench.pool.lease(choice_of("/a")), bench.pool.lease(choice_of("/a", "Another name"))
    other = bench.pool.lease(choice_of("/a", context=1024))
    assert first.engine is again.engine
    assert other.engine is not first.engine
    assert len(bench.processes.started) == 2


def test_what_nobody_leases_stays_until_its_memory_is_wanted_the_one_used_longest_ago_goes_first(bench: Bench) -> None:
    old, new = bench.idle("/old"), bench.idle("/new")
    bench.memory.room = 4 * GB
    bench.pool.lease(choice_of("/c"))
    assert not old.closed
    assert not new.closed
    bench.memory.room, bench.memory.needs = GB // 2, {"/d": GB}
    bench.pool.lease(choice_of("/d"))
    assert old.closed
    assert not new.closed
    assert bench.pool.leaving
    old.leave()
    assert not bench.pool.leaving


def test_where_nothing_is_known_of_the_need_all_idle_ones_make_way(bench: Bench) -> None:
    idle = [bench.idle("/a"), bench.idle("/b")]
    bench.memory.needs = {"/c": 0}
    bench.pool.lease(choice_of("/c"))
    assert all(process.closed for process in idle)


def test_a_model_that_is_leased_is_never_unloaded_for_another(bench: Bench) -> None:
    chat = bench.load("/chat")
    bench.memory.room, bench.memory.usual = 0, 20 * GB
    bench.pool.lease(choice_of("/b"))
    assert not chat.closed
    assert bench.chat.state == EngineState.READY


def test_the_room_counts_what_idle_engines_would_give_back(bench: Bench) -> None:
    bench.memory.room = 2 * GB
    bench.idle("/a", 3 * GB)
    chat = bench.load("/chat")
    chat.emit(Sample(0, 0, GB, 0, 0.0))
    assert bench.pool.room() == 5 * GB
    assert bench.pool.room(replacing=bench.chat.engine) == 6 * GB


def test_the_chat_gives_its_model_back_and_it_stays_for_whoever_else_uses_it(bench: Bench) -> None:
    chat = bench.load("/a")
    column = bench.pool.lease(choice_of("/a"))
    assert column.engine is bench.chat.engine
    own, other = list[AnyEvent](), list[AnyEvent]()
    bench.chat.start(REQUEST, own.append)
    column.start(REQUEST, other.append)
    bench.chat.load(choice_of("/b"))
    assert not chat.closed
    assert [type(event) for event in own] == [Stopped]  # what the chat had asked has ended for it
    assert other == []
    column.release()
    assert [engine.choice.path for engine in bench.pool.engines] == ["/a", "/b"]
    bench.chat.load(choice_of("/c"))
    assert [engine.choice.path for engine in bench.pool.engines] == ["/a", "/c"]  # nobody else used the one before


def test_a_load_that_is_given_up_leaves_nothing(bench: Bench) -> None:
    lease = bench.pool.lease(choice_of("/a"))
    lease.release()
    assert bench.processes.last.closed
    assert bench.pool.engines == []


def test_an_idle_engine_that_dies_is_not_started_again(bench: Bench) -> None:
    process = bench.idle("/a")
    process.emit(Exited(0, "killed"))
    assert len(bench.processes.started) == 1
    assert bench.pool.engines == []


def test_an_engine_that_hangs_is_ended_only_where_nobody_sits_before_it(bench: Bench) -> None:
    chat = bench.load("/chat")
    column = bench.pool.lease(choice_of("/b"), unattended=True)
    other = bench.processes.last
    other.load()
    received: list[AnyEvent] = []
    run = column.start(REQUEST, received.append)
    for process in (chat, other):
        process.emit(Stalled(0, 2.5))
    bench.clock.advance(61)
    assert other.killed
    assert not chat.killed
    other.emit(Failed(run.id, "killed"))
    other.emit(Exited(0, "killed"))
    assert [(event.code, event.details) for event in received if isinstance(event, Failed)] == [
        ("hung", {"seconds": 60.0})
    ]
    assert column.engine.trouble is not None
    assert (column.engine.trouble.code, column.engine.trouble.recovered) == ("hung", True)


def test_the_chats_timeline_goes_on_over_its_models(bench: Bench) -> None:
    first = bench.load("/a")
    first.emit(Sample(0, 0, 3 * GB, 0, 0.0))
    assert bench.chat.timeline.used() == 3 * GB
    second = bench.load("/b")
    assert bench.chat.timeline.used() == 0  # what the first one used is free
    second.emit(Sample(0, 0, 4 * GB, 0, 0.0))
    assert [memory.total for memory in bench.chat.timeline.memory] == [3 * GB, 0, 4 * GB]
    assert [marker.kind for marker in bench.chat.timeline.markers] == ["load", "load"]


def test_a_model_that_is_in_memory_already_is_used_as_it_is(bench: Bench) -> None:
    process = bench.idle("/a", 3 * GB)
    bench.chat.load(choice_of("/a"))
    assert bench.chat.state == EngineState.READY
    assert bench.chat.pid == process.pid
    assert bench.chat.timeline.used() == 3 * GB


def test_a_question_is_answered_once_and_its_child_goes(bench: Bench) -> None:
    answers: list[Forecasted | Fault] = []
    bench.pool.ask(Forecast(1, "/a"), Forecasted, 30.0, answers.append)
    child = bench.processes.last
    answer = Forecasted(1, "A", "llama", 1, 1, 1, 1, ())
    child.emit(answer)
    child.emit(Exited(0, ""))
    assert answers == [answer]
    assert child.closed
    bench.clock.advance(60)
    assert len(answers) == 1


def test_a_question_that_gets_no_answer_is_given_up(bench: Bench) -> None:
    answers: list[Forecasted | Fault] = []
    bench.pool.ask(Forecast(1, "/a"), Forecasted, 30.0, answers.append)
    bench.clock.advance(29)
    assert answers == []
    bench.clock.advance(2)
    assert [answer.code for answer in answers if isinstance(answer, Fault)] == ["stalled"]
    assert bench.processes.last.closed
