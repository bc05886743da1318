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

TICK_SECONDS, TICK_JOULES = 0.02, 0.5


@pytest.fixture
def counters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PowerCap]:
    """A processor that uses 25 watts."""
    tree, is_over = PowerCap(tmp_path / "powercap"), threading.Event()
    monkeypatch.setattr(rapl, "ROOT", tree.root)

    def count() -> None:
        while not is_over.wait(TICK_SECONDS):
            tree.add("intel-rapl:0", TICK_JOULES)

    thread = threading.Thread(target=count)
    thread.start()
    yield tree
    is_over.set()
    thread.join()


def answered(app: App) -> dict[str, float]:
    app.limit(24)
    app.type("Tell me a story.")
    app.answered()
    run = app.window.chat.session.messages[-1].run
    assert run is not None
    return run.figures


def test_an_answer_tells_the_joules_of_the_processors_counters(
    open_app: Callable[..., App], counters: PowerCap
) -> None:
    app = open_app().ready()
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


def test_a_benchmark_tells_joules_and_where_they_come_from(open_app: Callable[..., App], counters: PowerCap) -> None:
    app = open_app().ready()
    workshop, model = app.services.workshop, app.services.models.local_models
    app.until(lambda: bool(model.models))
    path = model.models[0].path
    options = app.services.settings.load_options().by_itself()
    tests = (BenchmarkTest(answer=16),)
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
