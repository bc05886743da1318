"""Somebody measures the starter, looks at the figures, exports them, deletes and takes that back, and finds them again."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from slm_desktop.core.engines.commands import BenchmarkTest
from slm_desktop.core.workshop.benchmarks import Wanted
from slm_desktop.ui.workshop.screen import WorkshopScreen
from tests.e2e.conftest import App

WORKSHOP = 4
SHORT = (BenchmarkTest(prompt=32), BenchmarkTest(answer=8), BenchmarkTest(answer=8, depth=64))


def opened(app: App) -> WorkshopScreen:
    app.window.window.show_screen(WORKSHOP)
    screen = app.window.workshop
    assert screen is not None
    app.until(lambda: screen.speed.measure._list.count() > 0)
    return screen


def shortened(screen: WorkshopScreen) -> None:
    """Measure less than people do: what is told of it is the same."""
    whole = screen.speed.measure.wanted

    def wanted(usual: object) -> list[Wanted]:
        return [
            Wanted(
                path=one.path,
                name=one.name,
                quantisation=one.quantisation,
                size=one.size,
                options=one.options,
                tests=SHORT,
                repetitions=3,
            )
            for one in whole(usual)  # type: ignore[arg-type]
        ]

    screen.speed.measure.wanted = wanted  # type: ignore[method-assign,assignment]


def cells(screen: WorkshopScreen, row: int = 0) -> list[str]:
    found = (screen.speed.table.item(row, column) for column in range(screen.speed.table.columnCount()))
    return [item.text() if item else "" for item in found]


def test_a_model_is_measured_and_found_again(
    open_app: Callable[..., App], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app().ready()
    screen = opened(app)
    assert not screen.speed.table.isVisible()
    assert screen.speed.measure.go.isEnabled(), "the only model is chosen"
    shortened(screen)
    screen.speed.measure.go.click()
    benchmarks = app.services.workshop.benchmarks
    app.until(lambda: app.services.workshop.queue.running is None)
    assert not screen.speed.measure.stop.isVisible(), "there is nothing to stop any more"
    name, prompt, answer, first, memory, load, _when = cells(screen)
    assert name.startswith("SmolLM2 135M Instruct Q4_1")
    assert "±" in prompt
    assert "±" in answer
    assert first == "–", "it was not measured"
    assert memory.endswith("GB")
    assert load.endswith("s")
    assert screen.speed.charts.isVisible()
    (record,) = benchmarks.records
    assert record.machine.processor
    model = app.services.models.local_models.of_path(record.path)
    assert model is not None
    assert app.services.models.speeds.typical(model.key) is not None, "the picker shows what was measured"
    exported = tmp_path / "figures.json"
    monkeypatch.setattr(screen.speed._exports, "_place", lambda _name, _kind: exported)
    screen.speed.export("json")
    app.until(exported.exists)
    assert len(json.loads(exported.read_text())["benchmarks"][0]["results"]) == 3
    app.close()

    app = open_app().ready()
    screen = opened(app)
    assert cells(screen)[1] == prompt
    screen.speed.table.selectRow(0)
    screen.speed._remove.click()
    assert not app.services.workshop.benchmarks.records
    undo = next(one for one in screen.findChildren(QPushButton) if one.text() == "Undo")
    undo.click()
    assert cells(screen)[1] == prompt


def test_measuring_is_stopped_and_what_was_measured_stays(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    screen = opened(app)
    shortened(screen)
    benchmarks = app.services.workshop.benchmarks
    screen.speed.measure.go.click()
    assert screen.speed.measure.stop.isVisible()
    app.until(lambda: bool(benchmarks.running and benchmarks.running.done))
    screen.speed.measure.stop.click()
    app.until(lambda: benchmarks.running is None)
    assert not screen.speed.measure.stop.isVisible()
    assert 0 < benchmarks.records[0].done < 9
    assert benchmarks.records[0].fault == "stopped"


def test_nothing_is_measured_while_nothing_is_chosen(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    screen = opened(app)
    for at in range(screen.speed.measure._list.count()):
        screen.speed.measure._list.item(at).setCheckState(Qt.CheckState.Unchecked)
    assert not screen.speed.measure.go.isEnabled()


def test_a_model_that_vanishes_is_told(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    screen = opened(app)
    (wanted,) = screen.speed.measure.wanted(app.services.settings.load_options())
    app.services.workshop.benchmarks.start([Wanted("/nowhere.gguf", "Gone", "", 1, wanted.options, SHORT, 3)])
    app.until(lambda: app.services.workshop.benchmarks.running is None)
    assert screen._reports.count() > 0
    assert cells(screen)[0] == "Gone *"


def test_the_end_of_the_app_ends_what_is_measured(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    screen = opened(app)
    shortened(screen)
    screen.speed.measure.go.click()
    benchmarks = app.services.workshop.benchmarks
    app.until(lambda: bool(benchmarks.running and benchmarks.running.done))
    app.close()
    app = open_app().ready()
    assert app.services.workshop.benchmarks.records[0].done > 0
