"""A draft model is chosen on the load panel among those that fit, guesses, and is named wherever its work shows."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint

from slm_desktop.core.engines.options import LoadOverrides
from slm_desktop.core.models.local_models import LocalModel
from slm_desktop.library.starter import starter
from slm_desktop.ui.engine_summary import summary_details
from slm_desktop.ui.transcript.run_details import run_details
from tests.e2e.conftest import App
from tests.e2e.pages.load import LoadPage
from tests.engine import tiny
from tests.engine.quantise import quantise

F16 = 1


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The starter model in more bytes."""
    return quantise(str(starter()), tmp_path_factory.mktemp("large") / "Large-F16.gguf", F16)


def with_models(app: App, *paths: Path) -> LocalModel:
    """The first of these models, known to the app with the others."""
    app.services.settings["opened"] = [str(path) for path in paths]
    app.services.models.local_models.refresh()
    known = app.services.models.local_models
    app.until(lambda: all(known.of_path(str(path)) for path in paths))
    found = known.of_path(str(paths[0]))
    assert found is not None
    return found


def test_a_draft_model_is_chosen_guesses_and_is_named(
    open_app: Callable[..., App], large: Path, tmp_path: Path
) -> None:
    app = open_app().ready()
    stranger = tiny.write_model(tmp_path / "stranger.gguf")
    model = with_models(app, large, stranger)
    page = LoadPage(app.window.load_panel)
    page.panel.show_model(model, QPoint(100, 100))
    small = str(starter())
    app.until(lambda: page.draft_models == ["", small])  # The stranger has another vocabulary.
    app.until(lambda: "GB" in page.need_words)
    without = page.need
    page.choose_draft_model(small)
    app.until(lambda: page.need > without)
    page.load()
    app.until(lambda: app.model.loaded is not None and bool(app.model.loaded.draft_model))
    assert app.model.loaded is not None
    assert app.model.loaded.draft_model in summary_details(app.model.loaded, app.model.thread_use)
    app.limit(60)
    app.type("Write a story about a lighthouse.")
    app.answered()
    run = app.chat.session.messages[-1].run
    assert run is not None
    assert "the draft model guessed" in run_details(run)
    app.close()
    again = open_app().ready()
    again.until(lambda: again.model.loaded is not None and bool(again.model.loaded.draft_model))


def test_a_draft_model_that_has_gone_costs_nothing_but_itself(
    open_app: Callable[..., App], large: Path, tmp_path: Path
) -> None:
    app = open_app().ready()
    app.services.choose(str(large), LoadOverrides(draft_model=str(tmp_path / "gone.gguf")))
    app.until(lambda: app.model.loaded is not None and any(note.code == "draft" for note in app.model.loaded.notes))
    assert app.model.loaded is not None
    assert "gone.gguf is not used: its file is gone" in summary_details(app.model.loaded, app.model.thread_use)
    app.limit(8)
    app.type("Hello")
    app.answered()
