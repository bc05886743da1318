"""What is kept of how answers went: any use counts, and a speed is that of writing alone."""

import pytest

from slm_desktop.core.engines.commands import Request
from slm_desktop.core.engines.events import Exited, Finished, Prompted, Stopped, Token, Tokens
from slm_desktop.core.engines.usage import FEWEST_TOKENS, Pace, Setup, Usage, Use, typical
from tests.fakes import FakeClock, FakeProcesses, choice_of, pool_of

SETUP = Setup(4096, 2, "f16")


class Told:
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
        tell = self.engines.started[at].tell
        tell(Prompted(run, 300, 0, 0, begin, ()))
        for number in range(count):
            tell(Tokens(run, (Token(1, "x", 0, begin + number / 10),)))

    def end(self, run: int, at: int = 0) -> None:
        self.engines.started[at].tell(Finished(run, "end", 1, 99.0))


def test_the_speed_is_that_of_writing_without_the_time_of_the_prompt() -> None:
    told = Told()
    run = told.ask()
    told.write(run, FEWEST_TOKENS)
    told.end(run)
    (use,) = told.uses
    assert use.pace is not None
    assert use.pace.rate == pytest.approx(10.0)
    assert (use.pace.tokens, use.pace.prompt, use.pace.setup.kv_type) == (FEWEST_TOKENS, 300, "q8_0")
    assert use.path == told.begun[0] == "/0.gguf"
    assert use.complete


def test_a_short_answer_is_a_use_without_a_speed() -> None:
    told = Told()
    run = told.ask()
    told.write(run, FEWEST_TOKENS - 1)
    told.end(run)
    assert told.begun == ["/0.gguf"]
    assert told.uses[0].pace is None


def test_answers_at_the_same_time_slow_one_another_and_teach_no_speed() -> None:
    told = Told()
    first, second = told.ask(0), told.ask(1)
    told.write(first, 40, at=0)
    told.write(second, 40, at=1)
    told.end(first, 0)
    told.end(second, 1)
    assert [use.pace for use in told.uses] == [None, None]
    assert told.begun == ["/0.gguf", "/1.gguf"]
    third = told.ask(1)
    told.write(third, 40, at=1)
    told.end(third, 1)
    assert told.uses[-1].pace is not None


def test_what_was_stopped_or_cut_off_counts_too() -> None:
    told = Told()
    run = told.ask()
    told.write(run, 40)
    told.engines.started[0].tell(Stopped(run))
    assert told.uses[-1].pace is not None
    assert not told.uses[-1].complete
    run = told.ask()
    told.write(run, 40)
    told.leases[0].release()
    assert len(told.uses) == 2
    run = told.ask(1)
    told.engines.started[1].tell(Exited(0, "killed"))
    assert len(told.uses) == 3
    assert not told.usage.busy


def test_the_usual_speed_is_the_middle_one_at_the_setup_used_last() -> None:
    assert typical([]) is None
    other = Setup(4096, 1, "f16")
    paces = [Pace(rate, 40, 10, setup) for rate, setup in ((90.0, other), (10.0, SETUP), (12.0, SETUP), (40.0, SETUP))]
    said = typical(paces)
    assert said is not None
    assert (said.rate, said.slowest, said.fastest, said.count, said.setup) == (12.0, 10.0, 40.0, 3, SETUP)


def test_whoever_hears_of_the_end_may_begin_the_next_answer_which_is_alone() -> None:
    told = Told()
    tell = told.engines.started[0].tell
    runs: list[int] = []

    def on_first(event: object) -> None:
        if isinstance(event, Finished):
            runs.append(told.ask())

    first = told.leases[0].start(Request(turns=(), changes=(), seed=1), on_first).id
    told.write(first, 40)
    tell(Finished(first, "end", 1, 9.0))
    told.write(runs[0], 40)
    told.end(runs[0])
    assert [use.pace is not None for use in told.uses] == [True, True]
    assert not told.usage.busy


def test_of_two_answers_that_are_alike_the_right_one_has_ended() -> None:
    told = Told()
    first, second = told.ask(0), told.ask(0)
    told.engines.started[0].tell(Stopped(second))
    told.write(first, 40)
    told.end(first)
    assert not told.usage.busy
    assert len(told.uses) == 2
