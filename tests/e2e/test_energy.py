"""Somebody sees what an answer took of the computer's energy: from its counters, or as an estimate that says so."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from slm_desktop.core.engines.commands import BenchmarkTest
from slm_desktop.core.engines.energy import EnergySource
from slm_desktop.core.workshop.benchmarks import Wanted
from slm_desktop.energy import rapl
from slm_desktop.ui.figures import sentences
from slm_desktop.ui.transcript.run_details import run_details
from tests.e2e.conftest import App
from tests.e2e.test_workshop import WORKSHOP
from tests.energy.tree import PowerCap

TICK_SECONDS, REST_JOULES, WORK_JOULES = 0.02, 0.02, 0.5


class Processor:
    """One that uses 1 watt at rest, and 25 while it is `working`."""

    def __init__(self, tree: PowerCap) -> None:
        self.working = threading.Event()
        self._tree, self._is_over = tree, threading.Event()
        self._thread = threading.Thread(target=self._count)
        self._thread.start()

    def _count(self) -> None:
        while not self._is_over.wait(TICK_SECONDS):
            self._tree.add("intel-rapl:0", WORK_JOULES if self.working.is_set() else REST_JOULES)

    def close(self) -> None:
        self._is_over.set()
        self._thread.join()


@pytest.fixture
def counters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Processor]:
    tree = PowerCap(tmp_path / "powercap")
    monkeypatch.setattr(rapl, "ROOT", tree.root)
    processor = Processor(tree)
    yield processor
    processor.close()


def answered(app: App) -> dict[str, float]:
    app.limit(24)
    app.type("Tell me a story.")
    app.answered()
    run = app.window.chat.session.messages[-1].run
    assert run is not None
    return run.figures


def test_an_answer_tells_the_joules_of_the_processors_counters(
    open_app: Callable[..., App], counters: Processor
) -> None:
    app = open_app().ready()
    counters.working.set()  # On a busy computer the rest before was long enough to be measured, and is subtracted.
    figures = answered(app)
    assert figures["energy_joules"] > 0
    assert figures["energy_is_estimated"] == 0
    assert figures["processor_joules"] == figures["energy_joules"]
    run = app.window.chat.session.messages[-1].run
    assert run is not None
    assert "processor" in run_details(run)
    assert any(words.endswith(" J") and not words.startswith("≈") for words in sentences(figures))


def test_without_counters_nothing_is_said_until_somebody_states_the_watts(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    assert answered(app)["energy_joules"] == 0
    app.services.settings["processor_watts"] = 40
    answered(app)  # Its first reading is where counting begins.
    figures = answered(app)
    assert figures["energy_joules"] > 0
    assert figures["energy_is_estimated"] == 1
    assert any(words.startswith("≈") and words.endswith(" J") for words in sentences(figures))


def test_a_benchmark_tells_joules_and_where_they_come_from(open_app: Callable[..., App], counters: Processor) -> None:
    app = open_app().ready()
    workshop, model = app.services.workshop, app.services.models.local_models
    app.until(lambda: bool(model.models))
    path = model.models[0].path
    options = app.services.settings.load_options().by_itself()
    tests = (BenchmarkTest(answer=16),)
    counters.working.set()
    workshop.benchmarks.start([Wanted(path, "Model", "Q4_1", 1, options, tests, repetitions=3)])
    app.until(lambda: workshop.queue.running is None)
    (record,) = workshop.benchmarks.records
    assert len(record.results[0].joules) == 3
    assert record.energy > 0
    assert record.energy_sources == (EnergySource.PROCESSOR,)
    app.services.settings["electricity_price"] = 30
    app.window.window.show_screen(WORKSHOP)
    assert app.window.workshop is not None
    app.shows(app.window.workshop, "J per 1,000 tokens")
    app.shows(app.window.workshop, "EUR a million")
