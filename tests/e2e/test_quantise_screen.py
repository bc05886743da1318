"""Somebody makes smaller types of the starter, compares what each has lost, and chats with one."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from slm_desktop.core.engines.commands import BenchmarkTest
from slm_desktop.core.workshop import losses, quantisation
from slm_desktop.core.workshop.quantisation import TypeState
from slm_desktop.paths import resources
from slm_desktop.ui.workshop.screen import LOSS, QUANTISE, WorkshopScreen
from tests.e2e.conftest import App
from tests.e2e.test_workshop import WORKSHOP

TEXT = (resources() / "texts" / "english.txt").read_text("utf-8")[:1800]


@pytest.fixture(autouse=True)
def short_measures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures are held against those of llama.cpp's own tools elsewhere."""
    monkeypatch.setattr(losses, "CHUNK", 128)
    monkeypatch.setattr(quantisation, "SPEED", (BenchmarkTest(prompt=16), BenchmarkTest(answer=8)))


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "short.txt"
    path.write_text(TEXT, "utf-8")
    return path


def opened(app: App, page: int) -> WorkshopScreen:
    app.services.settings["threads"] = 1  # Tests run side by side.
    app.window.window.show_screen(WORKSHOP)
    screen = app.window.workshop
    assert screen is not None
    screen.show_page(page)
    app.until(lambda: bool(app.services.models.local_models.models))
    return screen


def tick(screen: WorkshopScreen, *kinds: str) -> None:
    types = screen.quantise.card.types
    for at in range(types.count()):
        item = types.item(at)
        if item.data(Qt.ItemDataRole.UserRole) in kinds:
            item.setCheckState(Qt.CheckState.Checked)


def writing(app: App) -> WorkshopScreen:
    """Two types are to be made, and the first, which takes long, is being written."""
    screen, run = opened(app, QUANTISE), app.services.workshop.quantisation
    app.until(lambda: bool(run.planned))
    screen.quantise.card.measure.setChecked(False)
    tick(screen, "IQ3_S", "Q8_0")
    screen.quantise.card.go.click()
    app.until(lambda: run.made[0].done > 0)
    return screen


def rows(table: object) -> list[list[str]]:
    return [
        [table.item(row, column).text() for column in range(table.columnCount())]  # type: ignore[attr-defined]
        for row in range(table.rowCount())  # type: ignore[attr-defined]
    ]


def test_types_are_made_measured_compared_and_one_is_chatted_with(
    open_app: Callable[..., App], text: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app().ready()
    screen = opened(app, QUANTISE)
    page, run = screen.quantise, app.services.workshop.quantisation
    app.until(lambda: bool(run.planned))
    page.card.text.take_file(str(text))
    tick(screen, "Q2_K", "Q8_0")
    assert page.card.go.text() == "Make 2 types"
    assert page.card._again.isVisible(), "the starter is quantised already"
    planned = dict(run.planned)
    page.card.go.click()
    assert page.card.stop.isVisible()
    app.until(lambda: not run.is_running)
    assert [one.state for one in run.made] == [TypeState.DONE, TypeState.DONE]
    assert all(abs(one.size / planned[one.kind] - 1) < 0.01 for one in run.made), "as large as was said before"
    app.until(lambda: page.table.rowCount() == 3 and rows(page.table)[1][1] != "–")
    original, small, large = rows(page.table)
    assert original[0].startswith("Q4_1")
    assert small[0].startswith("Q2_K")
    assert large[0].startswith("Q8_0")
    assert float(small[5]) > 10 * float(large[5]) > 0, "KL divergence"
    assert float(small[4]) > float(original[4]) > 0, "perplexity"
    assert page.chart.isVisible()
    exported = tmp_path / "types.csv"
    monkeypatch.setattr(page._exports, "_place", lambda _name, _kind: exported)
    page.export("csv")
    app.until(exported.exists)
    assert exported.read_text().count("\n") == 4

    page.table.selectRow(1)
    page._use.click()
    app.until(app.window.chat.isVisible)
    app.ready()
    assert app.services.model.choice is not None
    assert app.services.model.choice.path.endswith("-Q2_K.gguf")
    app.close()

    app = open_app().ready()
    screen = opened(app, QUANTISE)
    app.until(lambda: screen.quantise.table.rowCount() == 3)
    assert [row[5] for row in rows(screen.quantise.table)] == ["–", small[5], large[5]], "it is kept"


def test_a_killed_engine_leaves_no_half_and_the_run_goes_on(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    screen = writing(app)
    page, run = screen.quantise, app.services.workshop.quantisation
    os.kill(app.services.pool.processes[-1].pid, signal.SIGKILL)
    app.until(lambda: not run.is_running)
    assert [one.state for one in run.made] == [TypeState.FAILED, TypeState.DONE]
    folder = app.services.models.folder
    assert [path.name for path in folder.iterdir()] == ["SmolLM2-135M-Instruct-Q8_0.gguf"]
    app.until(lambda: page.table.rowCount() == 3 and rows(page.table)[1][1] != "–")
    assert "failed" in rows(page.table)[2][0]
    assert screen._reports.count() > 0


def test_a_run_is_stopped_and_begun_again(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    screen = writing(app)
    page, run = screen.quantise, app.services.workshop.quantisation
    page.card.stop.click()
    assert not run.is_running
    assert list(app.services.models.folder.iterdir()) == []
    assert page.card.types.ticked == ["IQ3_S", "Q8_0"]
    tick(screen, "Q8_0")
    page.card.go.click()
    app.until(lambda: run.made[0].done > 0)
    app.close()
    assert list((app.services.models.folder).iterdir()) == [], "the end of the app leaves no half"


def test_a_model_is_scored_over_chats_and_against_another(open_app: Callable[..., App], text: Path) -> None:
    app = open_app().ready()
    screen = opened(app, LOSS)
    page, scores = screen.loss, app.services.workshop.losses
    page.card.text.setCurrentIndex(3)
    assert "stay on this computer" in page.card._about.text()
    page.card.go.click()
    app.until(lambda: scores.running is None)
    assert scores.records == [], "there are no chats yet"
    assert screen._reports.count() > 0
    page.card.text.take_file(str(text))
    page.card.go.click()
    app.until(lambda: scores.running is None)
    (row,) = rows(page.table)
    assert row[1] == "short.txt"
    assert row[4] == "–"
    assert "±" in row[2]
    page.table.selectRow(0)
    page._remove.click()
    assert scores.records == []
