"""Somebody loads a model with an adapter, moves its scale while an answer is written, and compares both side by side."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from slm_desktop.core.engines.options import LoadOverrides
from slm_desktop.core.models.local_models import LocalModel
from slm_desktop.library.starter import starter
from slm_desktop.ui.adapter_scales import AdapterScales
from slm_desktop.ui.transcript.run_details import run_details
from tests.e2e.conftest import App
from tests.e2e.pages.compare import ComparePage
from tests.e2e.pages.load import LoadPage
from tests.engine.adapters import write_lora

NAME = "sea lora"


@pytest.fixture(scope="module")
def lora(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write_lora(tmp_path_factory.mktemp("lora") / "sea-lora.gguf", str(starter()), strength=0.05))


def model_of(app: App, *files: str) -> LocalModel:
    """The starter, once the app has also found these files."""
    app.services.settings["opened"] = list(files)
    known = app.services.models.local_models
    known.refresh()
    app.until(lambda: all(known.of_path(path) for path in (str(starter()), *files)))
    found = known.of_path(str(starter()))
    assert found is not None
    return found


def test_an_adapter_is_chosen_and_its_slider_acts_on_the_next_token(open_app: Callable[..., App], lora: str) -> None:
    app = open_app().ready()
    model = model_of(app, lora)
    page = LoadPage(app.window.load_panel)
    page.panel.show_model(model, QPoint(100, 100))
    assert page.adapters == {NAME: False}
    page.choose_adapter(lora)
    assert page.adapters == {NAME: True}
    page.load()
    app.until(lambda: app.model.loaded is not None and len(app.model.loaded.adapters) == 1)
    scales = app.chat.findChild(AdapterScales)
    assert scales is not None
    app.until(scales.isVisible)
    row = scales.rows[Path(lora).stem]
    row.take(0.0)
    app.limit(120)
    app.set_parameter("temperature", 0.0)
    app.type("Write a story about a lighthouse keeper.")
    app.streaming(5)
    slider = row._slider
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    text = app.answered()
    run = app.chat.session.messages[-1].run
    assert run is not None
    assert [list(change.scales.values()) for change in run.scales] == [[0.0], [0.5]]
    assert "sea-lora 0.50" in run_details(run)
    app.chat.session.replay(app.chat.session.messages[-1])
    assert app.answered() == text
    assert app.chat.session.messages[-1].run
    assert app.chat.session.messages[-1].run.repeated
    app.close()
    again = open_app().ready()
    again.until(lambda: again.model.loaded is not None and len(again.model.loaded.adapters) == 1)
    shown = again.chat.findChild(AdapterScales)
    assert shown is not None
    again.until(lambda: Path(lora).stem in shown.rows)
    assert shown.rows[Path(lora).stem]._value == 0.5


def test_base_and_adapter_are_two_columns_of_one_loaded_model(open_app: Callable[..., App], lora: str) -> None:
    app = open_app().ready()
    app.services.choose(str(starter()), LoadOverrides(adapters=(lora,)))
    app.until(lambda: app.model.loaded is not None and len(app.model.loaded.adapters) == 1)
    screen = app.window.show_compare()
    page, session = ComparePage(screen), screen.session
    first, second = session.columns
    for column in (first, second):
        session.set_sampling(column, {**column.sampling, "max_tokens": 24.0, "temperature": 0.0})
    page.open_settings(first)
    scales = screen.findChild(AdapterScales)
    assert scales is not None
    scales.rows[Path(lora).stem].take(0.0)
    page.ask("Tell me about the sea.")
    app.until(lambda: session.running is None)
    assert first.answer
    assert second.answer
    assert first.answer.content != second.answer.content
    assert len(app.services.pool.engines) == 1, "one loaded model answers for both, and for the chat"


def test_an_adapter_of_another_model_is_refused_and_the_model_loads_without_it(
    open_app: Callable[..., App], tmp_path: Path
) -> None:
    other = str(write_lora(tmp_path / "other.gguf", str(starter()), width=64))
    app = open_app().ready()
    app.services.choose(str(starter()), LoadOverrides(adapters=(other,)))
    app.banner("An adapter does not fit the model", "other.gguf", "another base model")
    app.press("Load without adapters")
    app.until(lambda: app.model.loaded is not None)
    app.limit(8)
    app.type("Hello")
    app.answered()
