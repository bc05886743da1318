"""Widgets in the look of the app."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from slm_desktop.ui.theme import Theme
from tests.e2e.conftest import open_app

__all__ = ["open_app"]


@pytest.fixture
def theme(qtbot: QtBot) -> Theme:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return Theme(application, "light")
