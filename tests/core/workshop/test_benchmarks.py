"""Benchmarks of one model after the other: what is measured is kept, also of one that was stopped or failed."""

import json

import pytest

from slm_desktop.core.compare.card import Machine
from slm_desktop.core.engines.commands import Benchmark, BenchmarkTest
from slm_desktop.core.engines.events import Benchmarked, Device, Failed, Hello, Repeated
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.workshop.benchmarks import MOST_SILENT_SECONDS, Wanted, quick, steps, thorough
from slm_desktop.core.workshop.records import BenchmarkRecord, TestResult, front, name_of, rate_of
from slm_desktop.core.workshop.report import to_csv, to_json, to_markdown
from slm_desktop.errors import Fault
from tests.core.workshop.shop import Workshop

TESTS = (BenchmarkTest(prompt=512), BenchmarkTest(answer=128))
LOADED = Benchmarked(1, "m", "llama", "Q4_0", 10**6, 10**8, 2, 0, "", "b1", 0.5)


class Shop(Workshop):
    """Benchmarks with fake engines."""

    def __init__(self) -> None:
        super().__init__()
        self.measured: list[str] = []
        self.benchmarks.on_measured = lambda record: self.measured.append(record.name)

    def start(self, *names: str, tests: tuple[BenchmarkTest, ...] = TESTS, repetitions: int = 2) -> None:
        self.benchmarks.start(
            Wanted(f"/{name}.gguf", name, "Q4_0", 10**8, LoadOptions(), tests, repetitions) for name in names
        )

    def repeat(self, test: int, seconds: float, others: float = 0.0, throttled: int = 0) -> None:
        self.engines.last.emit(Repeated(1, test, 0, seconds, others, throttled, 5 * 10**8, 6 * 10**8))

    def measure(self) -> None:
        for test, seconds in ((0, 1.0), (0, 1.1), (1, 2.0), (1, 2.2)):
            self.repeat(test, seconds)
        self.engines.last.emit(LOADED)


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_models_are_measured_one_after_the_other(shop: Shop) -> None:
    shop.start("a", "b")
    assert len(shop.engines.started) == 1
    assert shop.engines.last.first == Benchmark(1, "/a.gguf", TESTS, 2, LoadOptions())
    assert steps(shop.benchmarks.running, shop.benchmarks.left) == (0, 8)
    shop.repeat(0, 1.0)
    assert steps(shop.benchmarks.running, shop.benchmarks.left) == (1, 8)
    shop.repeat(0, 1.1)
    shop.repeat(1, 2.0)
    shop.repeat(1, 2.2)
    shop.engines.last.emit(LOADED)
    assert shop.engines.last.first == Benchmark(1, "/b.gguf", TESTS, 2, LoadOptions())
    shop.measure()
    assert shop.benchmarks.running is None
    assert [one.name for one in shop.benchmarks.records] == ["b", "a"]
    assert shop.measured == ["a", "b"]
    assert [one.done for one in shop.kept.all()] == [4, 4]


def test_what_was_measured_is_told_with_how_sure_it_is(shop: Shop) -> None:
    shop.start("a")
    shop.measure()
    (record,) = shop.benchmarks.records
    assert record.prompt is not None
    assert record.answer is not None
    assert record.prompt.mean == pytest.approx((512 / 1.0 + 512 / 1.1) / 2)
    assert record.prompt.margin == pytest.approx(12.71 * record.prompt.deviation / 2**0.5)
    assert record.answer.mean == pytest.approx((64 + 128 / 2.2) / 2)
    assert record.memory == 5 * 10**8


def test_an_engine_says_on_which_computer(shop: Shop) -> None:
    shop.start("a")
    cpu = Device("CPU", "A processor", "cpu", 1, 1)
    shop.engines.last.emit(Hello(1, "b1", "", (cpu,)))
    assert shop.benchmarks.records[0].machine.processor == "A processor"


def test_a_model_that_cannot_be_measured_does_not_keep_the_others(shop: Shop) -> None:
    shop.start("a", "b")
    shop.engines.last.emit(Failed(1, "memory_model", {}))
    shop.measure()
    assert [fault.code for fault in shop.faults] == ["memory_model"]
    assert [(one.name, one.fault) for one in shop.benchmarks.records] == [("b", ""), ("a", "memory_model")]
    assert shop.measured == ["b"]


def test_one_that_says_nothing_for_long_is_given_up(shop: Shop) -> None:
    shop.start("a")
    shop.clock.advance(MOST_SILENT_SECONDS - 1)
    shop.repeat(0, 1.0)
    shop.clock.advance(MOST_SILENT_SECONDS - 1)
    assert shop.benchmarks.running is not None, "it has said something in between"
    shop.clock.advance(2)
    assert [fault.code for fault in shop.faults] == ["stalled"]
    assert shop.benchmarks.records[0].done == 1, "what was measured is kept"


def test_stopping_keeps_what_was_measured_and_nothing_else(shop: Shop) -> None:
    shop.start("a", "b")
    shop.repeat(0, 1.0)
    shop.benchmarks.stop()
    assert shop.engines.last.closed
    assert shop.benchmarks.running is None
    assert [(one.name, one.done) for one in shop.kept.all()] == [("a", 1)]
    shop.start("c")
    shop.benchmarks.stop()
    assert [one.name for one in shop.benchmarks.records] == ["a"]
    assert shop.faults == []


def test_a_benchmark_is_forgotten_but_not_the_one_under_way(shop: Shop) -> None:
    shop.start("a")
    shop.benchmarks.remove(shop.benchmarks.records[0])
    assert len(shop.benchmarks.records) == 1
    shop.measure()
    shop.benchmarks.remove(shop.benchmarks.records[0])
    assert shop.benchmarks.records == []
    assert not shop.kept


@pytest.mark.parametrize(("tests", "repetitions"), [((), 5), (TESTS, 0), (TESTS, 20)])
def test_what_measures_nothing_is_refused(shop: Shop, tests: tuple[BenchmarkTest, ...], repetitions: int) -> None:
    with pytest.raises(Fault, match="benchmark_tests"):
        shop.start("a", tests=tests, repetitions=repetitions)
    assert shop.engines.started == []


def test_disturbance_is_said(shop: Shop) -> None:
    shop.start("a")
    shop.repeat(0, 1.0, others=1.0)
    shop.repeat(1, 1.0, throttled=3)
    first, second = shop.benchmarks.records[0].results
    assert first.is_disturbed
    assert second.is_disturbed
    assert "pp512 *" in to_markdown(shop.benchmarks.records)
    assert "other programs were busy" in to_markdown(shop.benchmarks.records)


def test_tests_are_named_as_llama_bench_names_them() -> None:
    named = [BenchmarkTest(prompt=512), BenchmarkTest(answer=128, depth=1024), BenchmarkTest(prompt=512, answer=1)]
    assert [name_of(test) for test in named] == ["pp512", "tg128 @ d1024", "pp512+tg1"]


def test_no_test_goes_beyond_what_the_model_was_trained_for() -> None:
    assert max(test.tokens for test in thorough(4096)) <= 4096
    assert set(quick()) < set(thorough(4096)) < set(thorough(0))


def test_one_repetition_has_no_spread() -> None:
    assert (rate_of([5.0]).mean, rate_of([5.0]).margin) == (5.0, 0.0)


def record(name: str, rate: float, memory: int) -> BenchmarkRecord:
    result = TestResult(BenchmarkTest(answer=100), [100 / rate], [0.0], 0, memory, memory)
    return BenchmarkRecord(1, 0.0, name, f"/{name}", "", 1, LoadOptions(), 1, Machine(), [result])


def test_the_front_has_what_nothing_else_beats() -> None:
    slow, quick_, waste, same = record("s", 10, 1), record("q", 50, 3), record("w", 40, 4), record("same", 50, 3)
    assert [one.name for one in front([slow, quick_, waste, same])] == ["s", "q", "same"]
    assert front([]) == []


def test_files_hold_all_of_it(shop: Shop) -> None:
    shop.start("a, =b")
    shop.measure()
    assert "| a, =b Q4_0 | 0.09 GiB | 1.00 M | 2 | pp512 |" in to_markdown(shop.benchmarks.records)
    heads, *rows = to_csv(shop.benchmarks.records).splitlines()
    assert heads.startswith("model,quantisation,size_bytes,parameters,test,")
    assert len(rows) == 2
    data = json.loads(to_json(shop.benchmarks.records, 5.0))
    assert (data["format"], data["version"]) == ("slm-desktop-benchmarks", 1)
    assert data["benchmarks"][0]["results"][0]["seconds"] == [1.0, 1.1]
    assert to_csv([]).strip() == "model"
