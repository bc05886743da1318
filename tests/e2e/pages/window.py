"""The window: its screens, and what lies over them."""

from PySide6.QtWidgets import QWidget

from slm_desktop.gui.window import Window
from slm_desktop.ui.monitor.page import EngineCard
from slm_desktop.ui.settings.page import SettingsPage

CHAT, COMPARE = 0, 1


class WindowPage:
    """The window with its rail of screens."""

    def __init__(self, window: Window) -> None:
        self._window = window

    @property
    def screen(self) -> int:
        """The number of the screen that is shown, from above."""
        return self._window.window._screens.currentIndex()

    @property
    def keys_sheet(self) -> QWidget:
        """The sheet of keyboard shortcuts, which was opened."""
        sheet = self._window.window._sheet
        assert sheet is not None
        return sheet

    def show_monitor(self) -> None:
        """Go to the monitor."""
        self._window.window.show_screen(self._window._monitor_at)

    def show_settings(self, words: str = "") -> SettingsPage:
        """Go to the settings, and search for words there."""
        self._window._show_setting(words)
        page = self._window.settings
        assert page is not None
        return page

    def move_models(self, folder: str) -> None:
        """Choose another folder for models."""
        self._window._move_models(folder)


def token_words(page: SettingsPage) -> str:
    """Whether an access token is kept."""
    return page._token_status.text()


def press_token(page: SettingsPage) -> None:
    """Press the button that removes the token, or asks for one."""
    page._token_button.click()


def figure_of(card: EngineCard, name: str) -> str:
    """A figure of an engine on the monitor."""
    return card._figures[name].text()
