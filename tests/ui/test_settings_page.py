"""The page of settings."""

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPushButton,
    QSpinBox,
)
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from slm_desktop.settings import Settings
from slm_desktop.settings.table import OPTIONS
from slm_desktop.ui.banners import Banner
from slm_desktop.ui.settings.page import SettingsPage
from slm_desktop.ui.theme import Theme
from tests.fakes import NOWHERE


def test_numbers_in_the_settings_can_be_read(qtbot: QtBot, theme: Theme) -> None:
    page = SettingsPage(theme, Settings(), NOWHERE)
    qtbot.addWidget(page)
    page.resize(900, 900)
    page.show()
    for box in page.findChildren(QSpinBox):
        inner = box.findChild(QLineEdit)
        assert inner is not None
        assert inner.height() >= inner.fontMetrics().height()
        assert inner.width() >= inner.fontMetrics().horizontalAdvance(box.text())


def test_the_settings_page_shows_every_option_and_changes_it(qtbot: QtBot, theme: Theme) -> None:
    settings = Settings()
    page = SettingsPage(theme, settings, NOWHERE)
    qtbot.addWidget(page)
    named = {
        widget.accessibleName()
        for kind in (QComboBox, QCheckBox, QSpinBox, QLineEdit)
        for widget in page.findChildren(kind)
    }
    assert {option.label for option in OPTIONS if option.kind in ("choice", "int", "bool", "folder")} <= named
    box = next(box for box in page.findChildren(QComboBox) if box.accessibleName() == "Theme")
    box.setCurrentIndex(2)
    box.activated.emit(2)
    assert settings["theme"] == "dark"
    settings["theme"] = "light"
    assert box.currentData() == "light"


def test_settings_are_found_by_their_words(qtbot: QtBot, theme: Theme) -> None:
    page = SettingsPage(theme, Settings(), NOWHERE)
    qtbot.addWidget(page)
    page.show()

    def shown() -> list[str]:
        boxes = [box for kind in (QComboBox, QCheckBox, QSpinBox) for box in page.findChildren(kind) if box.isVisible()]
        return sorted(box.accessibleName() for box in boxes)

    everything = len(shown())
    page._field.setText("graphics CARD")
    assert shown() == ["GPU layers"]
    page._field.setText("dark")
    assert shown() == ["Theme"]
    page._field.setText("no such words")
    assert shown() == []
    assert page._nothing.isVisible()
    page._field.clear()
    assert len(shown()) == everything


def test_a_change_that_waits_for_the_next_start_offers_it(qtbot: QtBot, theme: Theme) -> None:
    settings = Settings()
    page = SettingsPage(theme, settings, NOWHERE)
    qtbot.addWidget(page)
    settings["language"] = "es"
    (notice,) = page.findChildren(Banner)
    with qtbot.waitSignal(page.restart_wanted):
        next(one for one in notice.findChildren(QPushButton) if "Start again" in one.text()).click()
    settings["language"] = ""
    qtbot.waitUntil(lambda: not page.findChildren(Banner))


def test_an_answer_of_the_keyring_that_comes_too_late_is_dropped(theme: Theme) -> None:
    page = SettingsPage(theme, Settings(), NOWHERE)
    delete(page)
    page.show_token(True)
