"""A model is loaded with a choice: from the picker and from the table, remembered for it, its cost drawn before."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from slm_desktop.core.engines.options import NOTHING_CHOSEN
from slm_desktop.core.models.forecasts import local
from slm_desktop.errors import Fault
from slm_desktop.paths import Paths
from slm_desktop.ui.models.screen import COMPUTER
from slm_desktop.ui.picker import Picker
from tests.e2e.conftest import App
from tests.e2e.models import models_of
from tests.e2e.pages.load import LoadPage, picker_list
from tests.e2e.pages.models import ModelsPage
from tests.engine import tiny


def picker_of(app: App) -> Picker:
    """The picker, open."""
    app.until(lambda: app.services.models.local_models.known)
    app.chat.open_picker()
    picker = app.chat_page.picker
    app.until(picker.isVisible)
    return picker


def panel_of(app: App) -> LoadPage:
    """The panel, open and with its forecast."""
    page = LoadPage(app.window.load_panel)
    app.until(lambda: page.panel.isVisible() and "GB" in page.need_words)
    return page


def test_a_model_is_loaded_with_options_from_the_picker_and_so_again(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    picker = picker_of(app)
    QTest.keyClick(picker_list(picker), Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    panel = panel_of(app)
    dear = panel.need
    panel.choose_context(1024)
    assert panel.need < dear
    assert "1,024" in panel.context_words
    panel.choose_kv_type("q8_0")
    panel.slots.setValue(2)
    panel.threads.setValue(1)
    QTest.keyClick(panel.panel, Qt.Key.Key_Return)
    app.until(lambda: app.model.loaded is not None and app.model.loaded.context == 1024)
    loaded = app.model.loaded
    assert loaded is not None
    assert (loaded.slots, loaded.threads) == (2, 1)
    assert app.model.choice is not None
    assert app.model.choice.options.kv_type == "q8_0"
    path = app.model.choice.path
    app.model.eject()
    app.services.choose(path)
    app.ready()
    assert app.model.loaded is not None
    assert app.model.loaded.context == 1024
    app.close()
    again = open_app().ready()
    assert again.model.loaded is not None
    assert again.model.loaded.context == 1024
    QTest.keyClick(picker_list(picker_of(again)), Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    panel = panel_of(again)
    assert panel.panel.options.context == 1024
    panel.as_in_settings.click()
    panel.load()
    again.until(lambda: again.model.loaded is not None and again.model.loaded.context > 1024)
    assert again.services.loads.of(path) == NOTHING_CHOSEN


def test_without_flash_attention_the_cache_is_a_full_one(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    QTest.keyClick(picker_list(picker_of(app)), Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    panel = panel_of(app)
    panel.choose_kv_type("q4_0")
    panel.choose_flash("off")
    assert panel.panel.options.kv_type == "f16"
    assert not panel.kv_type.isEnabled()
    panel.load()
    app.until(lambda: app.model.choice is not None and app.model.choice.options.flash == "off")
    app.ready()
    app.limit(4)
    app.type("Hello")
    assert app.answered()


def test_enter_on_a_model_of_the_table_opens_the_choice(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    screen = models_of(app)
    screen.show_page(COMPUTER)
    table = ModelsPage(screen).local_table
    app.until(lambda: ModelsPage(screen).local_count > 0)
    table.setCurrentIndex(ModelsPage(screen).local_index(0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    panel = panel_of(app)
    QTest.keyClick(panel.panel, Qt.Key.Key_Escape)
    assert not panel.panel.isVisible()


def test_a_setting_that_waits_for_the_next_load_offers_to_reload(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    app.window_page.show_settings()
    assert not any("loaded with other settings" in title for title in app.notices())
    app.services.settings["context"] = 2048
    app.banner("loaded with other settings")
    app.press("Reload it now")
    app.until(lambda: app.model.loaded is not None and app.model.loaded.context == 2048)
    app.until(lambda: not any("loaded with other settings" in title for title in app.notices()))
    app.services.settings["context"] = 1024
    app.banner("loaded with other settings")
    app.services.settings["context"] = 2048
    app.until(lambda: not any("loaded with other settings" in title for title in app.notices()))


def test_enter_in_a_list_of_choices_chooses_and_does_not_load(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    QTest.keyClick(picker_list(picker_of(app)), Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    panel = panel_of(app)
    panel.kv_type.setFocus()
    app.until(lambda: panel.panel.focusWidget() is panel.kv_type)
    QTest.keyClick(panel.kv_type, Qt.Key.Key_Return)
    assert panel.panel.isVisible()
    panel.as_in_settings.setFocus()
    panel.slots.setValue(3)
    QTest.keyClick(panel.as_in_settings, Qt.Key.Key_Return)
    assert panel.panel.isVisible()
    assert panel.panel.options.slots != 3
    panel.panel.hide()


def test_a_forecast_that_failed_for_no_fault_of_the_file_leaves_it_to_be_loaded(
    own_data: Paths, open_app: Callable[..., App], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tiny.write_model(own_data.models / "mine.gguf"))
    app = open_app().ready()
    screen = models_of(app)
    forecasts = screen.computer.panel._forecasts
    stalled = Fault("stalled", {})
    monkeypatch.setattr(forecasts._forecaster, "forecast", lambda _source, emit: emit(stalled))
    screen.show_page(COMPUTER)
    app.until(lambda: app.services.models.local_models.of_path(path) is not None)
    screen.computer.select(path)
    model = app.services.models.local_models.of_path(path)
    assert model is not None
    app.until(lambda: forecasts.fault(local(model).key) is stalled)
    screen.computer.panel.refresh()
    assert ModelsPage(screen).can_load
