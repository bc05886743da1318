"""A model is loaded with a choice: from the picker and from the table, remembered for it, its cost drawn before."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from slm_desktop.core.engines.options import NOTHING_CHOSEN
from slm_desktop.core.models.forecasts import local
from slm_desktop.errors import Fault
from slm_desktop.paths import Paths
from slm_desktop.ui.load_panel import LoadPanel
from slm_desktop.ui.models.screen import COMPUTER
from slm_desktop.ui.picker import Picker
from tests.e2e.conftest import App
from tests.e2e.models import models_of
from tests.engine import tiny


def picker_of(app: App) -> Picker:
    """The picker, open."""
    app.until(lambda: app.services.models.local_models.known)
    app.chat.open_picker()
    picker = app.chat._picker
    assert picker is not None
    app.until(picker.isVisible)
    return picker


def panel_of(app: App) -> LoadPanel:
    """The panel, open and with its forecast."""
    panel = app.window.load_panel
    app.until(lambda: panel.isVisible() and "GB" in panel._figures.need.text())
    return panel


def test_a_model_is_loaded_with_options_from_the_picker_and_so_again(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    picker = picker_of(app)
    QTest.keyClick(picker._list, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    panel = panel_of(app)
    dear = float(panel._figures.need.text().split()[0])
    panel._slider.setValue(panel._stops.index(1024))
    assert float(panel._figures.need.text().split()[0]) < dear
    assert "1,024" in panel._context.text()
    panel._kv.setCurrentIndex(panel._kv.findData("q8_0"))
    panel._slots.setValue(2)
    panel._threads.setValue(1)
    QTest.keyClick(panel, Qt.Key.Key_Return)
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
    QTest.keyClick(picker_of(again)._list, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    panel = panel_of(again)
    assert panel.options.context == 1024
    panel._usual.click()
    panel._load.click()
    again.until(lambda: again.model.loaded is not None and again.model.loaded.context > 1024)
    assert again.services.loads.of(path) == NOTHING_CHOSEN


def test_without_flash_attention_the_cache_is_a_full_one(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    QTest.keyClick(picker_of(app)._list, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    panel = panel_of(app)
    panel._kv.setCurrentIndex(panel._kv.findData("q4_0"))
    panel._flash.setCurrentIndex(panel._flash.findData("off"))
    assert panel.options.kv_type == "f16"
    assert not panel._kv.isEnabled()
    panel._load.click()
    app.until(lambda: app.model.choice is not None and app.model.choice.options.flash == "off")
    app.ready()
    app.limit(4)
    app.type("Hello")
    assert app.answered()


def test_enter_on_a_model_of_the_table_opens_the_choice(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    screen = models_of(app)
    screen.show_page(COMPUTER)
    table = screen.computer._table
    app.until(lambda: screen.computer._proxy.rowCount() > 0)
    table.setCurrentIndex(screen.computer._proxy.index(0, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    panel = panel_of(app)
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()


def test_a_setting_that_waits_for_the_next_load_offers_to_reload(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    app.window.window.show_screen(4)
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
    QTest.keyClick(picker_of(app)._list, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    panel = panel_of(app)
    panel._kv.setFocus()
    app.until(lambda: panel.focusWidget() is panel._kv)
    QTest.keyClick(panel._kv, Qt.Key.Key_Return)
    assert panel.isVisible()
    panel._usual.setFocus()
    panel._slots.setValue(3)
    QTest.keyClick(panel._usual, Qt.Key.Key_Return)
    assert panel.isVisible()
    assert panel.options.slots != 3
    panel.hide()


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
    assert screen.computer.panel._load.isEnabled()
