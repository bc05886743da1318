"""Somebody chooses another runtime: it is used once it has passed its self-test, and one that fails costs no load."""

from collections.abc import Callable
from pathlib import Path

import pytest

from slm_desktop.core.engines.engine import EngineState
from slm_desktop.services import runtimes
from tests.e2e.conftest import App


def test_a_runtime_that_fails_is_told_and_models_are_loaded_all_the_same(
    open_app: Callable[..., App], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtimes, "QUIET_SECONDS", 0.05)
    monkeypatch.setattr(runtimes, "LOOK_SECONDS", 0.05)
    app = open_app().ready()
    app.until(lambda: app.services.runtimes.tests.runtime_for("/elsewhere") == "")
    (tmp_path / "broken").mkdir()
    app.services.settings["runtime"] = str(tmp_path / "broken")
    app.banner("failed its self-test")
    app.model.eject()
    app.until(lambda: app.model.state == EngineState.EMPTY)
    app.services.choose(app.services.settings["last_model"])
    app.ready()
    assert app.model.choice is not None
    assert app.model.choice.options.runtime == "", "what is loaded is known as what it is"
    app.limit(4)
    app.type("Hello")
    assert app.answered()
    app.banner("failed its self-test")
    app.services.settings["runtime"] = ""
    app.until(lambda: not app.notices())
