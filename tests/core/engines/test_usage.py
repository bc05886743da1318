"""What is kept of how answers went: any use counts, and a speed is that of writing alone."""

import pytest

from slm_desktop.core.engines.commands import Request
from slm_desktop.core.engines.events import Exited, Finished, Prompted, Stopped, Token, Tokens
from slm_desktop.core.engines.usage import FEWEST_TOKENS, Pace, Setup, Usage, Use, typical
from tests.fakes import FakeClock, FakeProcesses, choice_of, pool_of

SETUP = Setup(4096, 2, "f16")


class World:
    """Two engines under one account of use."""

    def __init__(self) -> None:
        self.usage, self.begun, self.uses = Usage(), list[str](), list[Use]()
        self.usage.on_begin, self.usage.on_end = self.begun.append, self.uses.append
        self.engines = FakeProcesses()
        pool = pool_of(self.engines, FakeClock(), usage=self.usage)
        self.leases = []
        for number in range(2):
            self.leases.append(pool.lease(choice_of(f"/{number}.gguf", kv_type="q8_0")))
            self.engines.last.load()

    def ask(self, at: int = 0) -> int:
        request = Request(turns=(), changes=(), seed=1)
        return self.leases[at].start(request, lambda _event: None).id

    def write(self, run: int, count: int, begin: float = 10.0, at: int = 0) -> None:
        """A prompt that took `begin` seconds, then ten tokens a second."""
        emit = self.engines.started[at].emit
        emit(Prompted(run, 300, 0, 0, begin, ()))
        for number in range(count):
            emit(Tokens(run, (Token(1, "x", 0, begin + number / 10),)))

    def end(self, run: int, at: int = 0) -> None:
        self.engines.started[at].emit(Finished(run, "end", 1, 99.0))


def test_the_speed_is_that_of_writing_without_the_time_of_the_prompt() -> None:
    world = World()
    run = world.ask()
    world.write(run, FEWEST_TOKENS)
    world.end(run)
    (use,) = world.uses
    assert use.pace is not None
    assert use.pace.rate == pytest.approx(10.0)
    assert (use.pace.tokens, use.pace.prompt, use.pace.setup.kv_type) == (FEWEST_TOKENS, 300, "q8_0")
    assert use.path == world.begun[0] == "/0.gguf"
    assert use.complete


def test_a_short_answer_is_a_use_without_a_speed() -> None:
    world = World()
    run = world.ask()
    world.write(run, FEWEST_TOKENS - 1)
    world.end(run)
    assert world.begun == ["/0.gguf"]
    assert world.uses[0].pace is None


def test_answers_at_the_same_time_slow_one_another_and_teach_no_speed() -> None:
    world = World()
    first, second = world.ask(0), world.ask(1)
    world.write(first, 40, at=0)
    world.write(second, 40, at=1)
    world.end(first, 0)
    world.end(second, 1)
    assert [use.pace for use in world.uses] == [None, None]
    assert world.begun == ["/0.gguf", "/1.gguf"]
    third = world.ask(1)
    world.write(third, 40, at=1)
    world.end(third, 1)
    assert world.uses[-1].pace is not None


def test_what_was_stopped_or_cut_off_counts_too() -> None:
    world = World()
    run = world.ask()
    world.write(run, 40)
    world.engines.started[0].emit(Stopped(run))
    assert world.uses[-1].pace is not None
    assert not world.uses[-1].complete
    run = world.ask()
    world.write(run, 40)
    world.leases[0].release()
    assert len(world.uses) == 2
    run = world.ask(1)
    world.engines.started[1].emit(Exited(0, "killed"))
    assert len(world.uses) == 3
    assert not world.usage.busy


def test_the_usual_speed_is_the_middle_one_at_the_setup_used_last() -> None:
    assert typical([]) is None
    other = Setup(4096, 1, "f16")
    paces = [Pace(rate, 40, 10, setup) for rate, setup in ((90.0, other), (10.0, SETUP), (12.0, SETUP), (40.0, SETUP))]
    middle = typical(paces)
    assert middle is not None
    assert (middle.rate, middle.slowest, middle.fastest, middle.count, middle.setup) == (12.0, 10.0, 40.0, 3, SETUP)


def test_whoever_hears_of_the_end_may_begin_the_next_answer_which_is_alone() -> None:
    world = World()
    emit = world.engines.started[0].emit
    runs: list[int] = []

    def on_first(event: object) -> None:
        if isinstance(event, Finished):
            runs.append(world.ask())

    first = world.leases[0].start(Request(turns=(), changes=(), seed=1), on_first).id
    world.write(first, 40)
    emit(Finished(first, "end", 1, 9.0))
    world.write(runs[0], 40)
    world.end(runs[0])
    assert [use.pace is not None for use in world.uses] == [True, True]
    assert not world.usage.busy


def test_of_two_answers_that_are_alike_the_right_one_has_ended() -> None:
    world = World()
    first, second = world.ask(0), world.ask(0)
    world.engines.started[0].emit(Stopped(second))
    world.write(first, 40)
    world.end(first)
    assert not world.usage.busy
    assert len(world.uses) == 2
