"""Somebody lets the app find the fastest way to load the starter, and keeps what was found."""

from collections.abc import Callable

import pytest

from slm_desktop.core.engines.commands import BenchmarkTest
from slm_desktop.core.engines.options import LoadOptions, LoadOverrides
from slm_desktop.core.workshop import tuning
from slm_desktop.core.workshop.search import Setting, Trial, Verdict
from slm_desktop.ui.workshop.screen import TUNE, WorkshopScreen
from tests.e2e.conftest import App
from tests.e2e.test_workshop import WORKSHOP


@pytest.fixture(autouse=True)
def short_trials(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tried is held against known speeds elsewhere."""
    monkeypatch.setattr(tuning, "TESTS", (BenchmarkTest(answer=4), BenchmarkTest(prompt=16)))
    monkeypatch.setattr(tuning, "REPETITIONS", 2)


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
    options = LoadOptions(threads=1, flash="off", batch=128, slots=1)
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
