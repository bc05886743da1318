"""Benchmarks by the real child."""

import queue
from pathlib import Path

from slm_desktop.core.engines.commands import Benchmark, BenchmarkTest
from slm_desktop.core.engines.events import AnyEvent, Benchmarked, Failed, Hello, Repeated
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.engine.host import Host
from tests.engine import tiny
from tests.engine.told import told


class Measured:
    """What a child says of a model."""

    def __init__(self, path: str, *tests: BenchmarkTest, repetitions: int = 2, **options: object) -> None:
        loaded = LoadOptions(threads=1, **options)  # type: ignore[arg-type]
        self.events = told(Benchmark(1, path, tests, repetitions, loaded))
        self.end = self.events[-1]
        self.repeated = [event for event in self.events if isinstance(event, Repeated)]


def test_each_test_is_repeated_and_told(model_path: str) -> None:
    tests = (BenchmarkTest(prompt=64), BenchmarkTest(answer=8), BenchmarkTest(prompt=32, answer=1, depth=64))
    found = Measured(model_path, *tests)
    assert [(one.test, one.repetition) for one in found.repeated] == [(at, n) for at in range(3) for n in range(2)]
    assert all(one.seconds > 0 for one in found.repeated)
    assert isinstance(found.end, Benchmarked)
    assert (found.end.architecture, found.end.threads, found.end.offloaded) == ("llama", 1, 0)
    assert any(isinstance(event, Hello) for event in found.events)


def test_memory_is_that_of_the_test_and_not_of_all_before(model_path: str) -> None:
    tests = tuple(BenchmarkTest(answer=2, depth=depth) for depth in (0, 2000, 0))
    found = Measured(model_path, *tests, repetitions=1)
    first, deep, again = (one.memory for one in found.repeated)
    assert first == again
    assert deep > first + 10**7, "its KV cache"


def test_more_context_than_the_model_was_trained_for_is_refused(tmp_path: Path) -> None:
    model = tiny.write_model(tmp_path / "tiny.gguf")
    end = Measured(str(model), BenchmarkTest(prompt=10**6)).end
    assert isinstance(end, Failed)
    assert end.code == "benchmark_context"


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.gguf"
    path.write_bytes(b"GGUF" + bytes(40))
    assert isinstance(Measured(str(path), BenchmarkTest(prompt=8)).end, Failed)


def test_one_that_nobody_wants_any_more_ends(model_path: str) -> None:
    heard: queue.SimpleQueue[AnyEvent] = queue.SimpleQueue()
    host = Host(Benchmark(1, model_path, (BenchmarkTest(prompt=4000),), 19, LoadOptions(threads=1)), heard.put)
    while not isinstance(heard.get(timeout=60), Hello):
        pass
    host.close()
    assert host.join(30), "nineteen repetitions would take minutes"
