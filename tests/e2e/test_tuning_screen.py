"""Somebody lets the app find the fastest way to load the starter, and keeps what was found."""

from collections.abc import Callable
from pathlib import Path

import pytest

from slm_desktop.core.engines.commands import BenchmarkTest
from slm_desktop.core.engines.options import LoadOptions, LoadOverrides
from slm_desktop.core.workshop import draft_trial, tuning
from slm_desktop.core.workshop.losses import NamedModel
from slm_desktop.core.workshop.search import Setting, Space, Trial, Verdict
from slm_desktop.core.workshop.tuning import TuneWanted
from slm_desktop.ui.workshop.screen import TUNE, WorkshopScreen
from tests.e2e.conftest import App
from tests.e2e.test_workshop import WORKSHOP
from tests.engine.quantise import quantise

Q2_K = 10


@pytest.fixture(autouse=True)
def short_trials(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tried is held against known speeds elsewhere."""
    monkeypatch.setattr(tuning, "TESTS", (BenchmarkTest(answer=4), BenchmarkTest(prompt=16)))
    monkeypatch.setattr(tuning, "REPETITIONS", 2)
    monkeypatch.setattr(draft_trial, "TOKENS", 12)


def opened(app: App) -> WorkshopScreen:
    app.window.window.show_screen(WORKSHOP)
    screen = app.window.workshop
    assert screen is not None
    screen.show_page(TUNE)
    app.until(lambda: screen.tune.card.model.chosen_model is not None)
    return screen


def test_a_search_tells_what_each_setting_is_worth(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    page, search = opened(app).tune, app.services.workshop.tuning
    page.card.go.click()
    assert page.card.stop.isVisible()
    app.until(lambda: not search.is_running)
    assert {one.setting for one in search.trials} >= {Setting.USUAL, Setting.FLASH, Setting.BATCH}
    assert all(one.verdict != Verdict.FAILED for one in search.trials), [one.fault for one in search.trials]
    assert page.table.rowCount() == len(search.trials)
    assert page._result.text()
    assert page.apply.isVisible() == (search.best is not None)


def test_a_draft_model_is_tried_by_answers_of_the_real_engine(
    open_app: Callable[..., App], model_path: str, tmp_path: Path
) -> None:
    app = open_app().ready()
    page, search = opened(app).tune, app.services.workshop.tuning
    draft = str(quantise(model_path, tmp_path / "Guess-135M.Q2_K.gguf", Q2_K))
    model, options = NamedModel(model_path, "SmolLM2", "Q4_1"), LoadOptions(slots=1)
    search.start(TuneWanted(model, options, Space(cores=1, drafts={draft: 10**8})))
    app.until(lambda: not search.is_running)
    trial = search.trials[-1]
    assert (trial.setting, trial.fault) == (Setting.DRAFT_MODEL, "")
    assert trial.answer is not None
    assert trial.answer.mean > 0
    words = [item.text() for at in range(page.table.rowCount()) if (item := page.table.item(at, 0))]
    assert words[-1] == "Draft model: Guess 135M Q2_K"


def test_a_search_is_stopped(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    page, search = opened(app).tune, app.services.workshop.tuning
    page.card.go.click()
    app.until(lambda: len(search.trials) > 1)
    page.card.stop.click()
    assert not search.is_running
    assert "stopped" in page._result.text()
    assert page.card.go.isVisible()


def test_what_was_found_is_how_the_model_is_loaded_from_now_on(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    path = app.services.choices.of(app.services.first_model(None) or "").path
    app.services.loads.keep(path, LoadOverrides(context=1024))
    page, search = opened(app).tune, app.services.workshop.tuning
    page.card.go.click()
    app.until(lambda: not search.is_running)
    options = LoadOptions(context=1024, threads=1, flash="off", batch=128, slots=1)
    search.best = Trial(Setting.TOGETHER, "", options, verdict=Verdict.FASTER)
    search.changed()
    page.apply.click()
    assert not page.apply.isVisible()
    assert app.services.loads.of(path) == LoadOverrides(context=1024, threads=1, flash="off", batch=128)
    app.close()

    app = open_app().ready()
    choice = app.services.model.choice
    assert choice is not None
    assert (choice.options.context, choice.options.threads, choice.options.batch) == (1024, 1, 128)
