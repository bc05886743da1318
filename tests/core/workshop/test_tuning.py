"""A model is tuned by real benchmarks in turn; what is hopeless is given up early, and what was found is applied."""

from collections.abc import Mapping

import pytest

from slm_desktop.core.engines.commands import Benchmark, Generate, Load, Stop
from slm_desktop.core.engines.events import Benchmarked, Failed, Finished, Repeated
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.workshop.losses import NamedModel
from slm_desktop.core.workshop.search import Setting, Space, Verdict
from slm_desktop.core.workshop.tuning import REPETITIONS, TESTS, TuneWanted, Tuning
from slm_desktop.errors import Fault
from tests.core.workshop.shop import Workshop
from tests.fakes import FakeProcess

MODEL = NamedModel("/m.gguf", "Model", "Q4_0")


class Loads(dict[str, Mapping[str, int | str]]):
    """How models are loaded."""

    def keep(self, path: str, options: Mapping[str, int | str]) -> None:
        self[path] = options


class Shop(Workshop):
    """One that tunes."""

    def __init__(self) -> None:
        super().__init__()
        self.loads = Loads()
        self.tuning = Tuning(self.context, self.loads)
        self.tuning.on_fault = self.faults.append

    def start(self, cores: int = 2) -> None:
        self.tuning.start(TuneWanted(MODEL, LoadOptions(), Space(cores=cores)))

    @property
    def options(self) -> LoadOptions:
        first = self.engines.last.first
        assert isinstance(first, Benchmark)
        return first.options

    def repeat(self, test: int, rate: float, engine: FakeProcess | None = None) -> None:
        tokens = TESTS[test].prompt + TESTS[test].answer
        (engine or self.engines.last).emit(Repeated(1, test, 0, tokens / rate, 0.0, 0, 10**8, 10**8))

    def measure(self, prompt: float = 500.0, answer: float = 40.0) -> None:
        threads, engine = self.options.threads or 2, self.engines.last
        for _repetition in range(REPETITIONS):
            self.repeat(0, answer, engine)
        for _repetition in range(REPETITIONS):
            self.repeat(1, prompt, engine)
        engine.emit(Benchmarked(1, "m", "llama", "Q4_0", 1, 1, threads, 0, "", "b1", 0.5))


@pytest.fixture
def shop() -> Shop:
    return Shop()


def finish(shop: Shop, fast: str = "off") -> None:
    while shop.tuning.is_running:
        shop.measure(answer=60.0 if shop.options.flash == fast else 40.0)


def test_what_is_faster_is_found_and_applied(shop: Shop) -> None:
    shop.start()
    finish(shop)
    assert shop.tuning.best is not None
    assert shop.tuning.best.options.flash == "off"
    assert shop.loads == {}, "nothing is changed unasked"
    shop.tuning.apply()
    assert shop.loads["/m.gguf"] == {"flash": "off"}, "what was not changed stays as it was chosen"
    assert shop.tuning.is_applied
    assert shop.queue.running is None


def test_nothing_is_found_where_nothing_is_faster(shop: Shop) -> None:
    shop.start()
    finish(shop, fast="never")
    assert shop.tuning.best is None
    shop.tuning.apply()
    assert shop.loads == {}


def test_a_way_that_is_far_too_slow_is_given_up_after_two_repetitions(shop: Shop) -> None:
    shop.start()
    shop.measure()
    assert shop.options.threads == 1
    slow = shop.engines.last
    shop.repeat(0, 5.0)
    assert not slow.closed
    shop.repeat(0, 5.0)
    assert slow.closed
    trial = shop.tuning.trials[1]
    assert (trial.verdict, trial.given_up) == (Verdict.SLOWER, True)
    assert shop.options.threads == 0, "the next setting is tried"
    assert shop.faults == []


def test_the_cache_of_the_whole_context_counts(shop: Shop) -> None:
    space = Space(cores=1, memory_limit=5 * 10**8, kv={"f16": 10**9})
    shop.tuning.start(TuneWanted(MODEL, LoadOptions(), space))
    shop.measure()
    assert shop.tuning.trials[0].memory == 10**8 + 10**9
    assert shop.tuning.trials[0].verdict == Verdict.TOO_LARGE


DRAFTED = Space(cores=1, drafts={"/d.gguf": 7})


def until_drafts(shop: Shop) -> FakeProcess:
    """All else is tried, and a draft model is loaded."""
    shop.tuning.start(TuneWanted(MODEL, LoadOptions(), DRAFTED))
    while isinstance(shop.engines.last.first, Benchmark):
        shop.measure()
    first = shop.engines.last.first
    assert isinstance(first, Load)
    assert first.options.draft_model == "/d.gguf"
    return shop.engines.last


def answer(engine: FakeProcess, faster: float) -> None:
    """The answer that was asked for last is written."""
    asked = engine.sent[-1]
    assert isinstance(asked, Generate)
    engine.emit(Finished(asked.run, "length", 96, 2.0 / faster if asked.request.speculate else 2.0))


def test_a_draft_model_is_tried_by_the_same_answers_with_and_without_it(shop: Shop) -> None:
    engine = until_drafts(shop)
    engine.load(draft_model="d")
    asked = []
    while shop.tuning.is_running:
        asked.append(engine.sent[-1].request)  # type: ignore[union-attr]
        answer(engine, 1.5)
    assert [one.speculate for one in asked] == [False, True] * 4
    assert len({one.turns for one in asked}) == 2
    assert all(one.cold and one.changes[0].values["temperature"] == 0.0 for one in asked)
    best = shop.tuning.best
    assert best is not None
    assert best.answer is not None
    assert best.answer.mean == pytest.approx(60.0), "half as fast again as without it"
    assert best.memory == 10**8 + 7
    shop.tuning.apply()
    assert shop.loads["/m.gguf"] == {"draft_model": "/d.gguf"}
    assert shop.queue.running is None


def test_a_draft_model_that_does_not_pay_is_not_offered(shop: Shop) -> None:
    engine = until_drafts(shop)
    engine.load(draft_model="d")
    while shop.tuning.is_running:
        answer(engine, 1.01)
    assert shop.tuning.best is None
    assert shop.tuning.trials[-1].verdict == Verdict.EQUAL


def test_a_draft_model_that_was_not_taken_is_said(shop: Shop) -> None:
    engine = until_drafts(shop)
    engine.load(draft_model="")
    assert (shop.tuning.is_running, shop.tuning.trials[-1].fault) == (False, "draft_unused")
    assert shop.faults == []


def test_the_search_is_stopped_while_answers_are_written(shop: Shop) -> None:
    engine = until_drafts(shop)
    engine.load(draft_model="d")
    shop.tuning.stop()
    assert (shop.tuning.is_running, shop.tuning.is_stopped, shop.queue.running) == (False, True, None)
    assert isinstance(engine.sent[-1], Stop)


def test_stopping_ends_at_once_and_changes_nothing(shop: Shop) -> None:
    shop.start()
    shop.measure()
    shop.repeat(0, 40.0)
    shop.tuning.stop()
    assert shop.engines.last.closed
    assert (shop.tuning.is_running, shop.tuning.is_stopped, shop.tuning.best) == (False, True, None)
    assert [one.setting for one in shop.tuning.trials] == [Setting.USUAL]
    assert shop.queue.running is None
    shop.start()
    assert shop.tuning.is_running


def test_one_that_waits_is_stopped_too(shop: Shop) -> None:
    other = Tuning(shop.context, shop.loads)
    other.start(TuneWanted(MODEL, LoadOptions(), Space(cores=1)))
    shop.start()
    assert shop.tuning.trials == []
    shop.tuning.stop()
    assert not shop.tuning.is_running


def test_a_model_that_cannot_be_loaded_is_told(shop: Shop) -> None:
    shop.start()
    shop.engines.last.emit(Failed(1, "memory_model", {}))
    assert [fault.code for fault in shop.faults] == ["memory_model"]
    assert not shop.tuning.is_running
    assert shop.queue.running is None


def test_a_way_that_cannot_be_loaded_is_one_of_many(shop: Shop) -> None:
    shop.start()
    shop.measure()
    shop.engines.last.emit(Failed(1, "decode", {}))
    assert shop.tuning.trials[1].verdict == Verdict.FAILED
    assert shop.faults == []
    finish(shop)
    assert shop.tuning.best is not None


def test_a_second_search_waits_for_the_first(shop: Shop) -> None:
    shop.start()
    with pytest.raises(Fault, match="tune_running"):
        shop.start()
