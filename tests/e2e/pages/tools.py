"""Tools of the chat: the panel, the cards of calls and results, and the dialog of MCP servers."""

from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QWidget

from slm_desktop.ui.chat.screen import ChatScreen
from slm_desktop.ui.tools.call_cards import CallCards
from slm_desktop.ui.tools.result_turn import ToolResult
from slm_desktop.ui.tools.servers_dialog import ServersDialog
from slm_desktop.ui.tools.tools_panel import ToolsPanel


class ToolsPage:
    """Those of the chat screen."""

    def __init__(self, screen: ChatScreen) -> None:
        self._screen = screen

    @property
    def panel(self) -> ToolsPanel:
        """The panel, opened."""
        self._screen._composer._tools_button.click()
        panel = self._screen._places._tools._panel
        assert panel is not None
        assert panel.isVisible()
        return panel

    def offered(self) -> dict[str, bool]:
        """What can be chosen, and what is."""
        panel = self.panel
        found = {box.text(): box.isChecked() for box in panel.findChildren(QCheckBox) if box.isVisible()}
        panel.hide()
        return found

    def choose(self, *names: str) -> None:
        """Choose tools, and what else has a box, by their words."""
        panel = self.panel
        for name in names:
            next(box for box in panel.findChildren(QCheckBox) if box.text() == name).click()
        panel.hide()

    @property
    def chosen(self) -> str:
        """What the button beside the draft says."""
        return self._screen._composer._tools_button.accessibleName()

    def cards(self) -> list[str]:
        """What stands on the cards of calls that are shown, from top to bottom."""
        shown = self._screen.transcript.findChildren(CallCards)
        return [_words(one) for one in shown if one.isVisible()]

    def results(self) -> list[str]:
        """What stands on the cards of results."""
        return [_words(one) for one in self._screen.transcript.findChildren(ToolResult) if one.isVisible()]

    def buttons(self) -> list[str]:
        """The buttons on cards of calls."""
        shown = self._screen.transcript.findChildren(CallCards)
        return [one.text() for card in shown for one in card.findChildren(QPushButton) if one.isVisible()]

    def open_servers(self) -> ServersDialog:
        """Open the dialog from the panel."""
        panel = self.panel
        next(one for one in panel.findChildren(QPushButton) if "MCP" in one.text()).click()
        return next(one for one in self._screen.findChildren(ServersDialog) if one.isVisible())

    @staticmethod
    def describe(dialog: ServersDialog, text: str) -> None:
        """Write servers into the field."""
        dialog._field.setPlainText(text)

    @staticmethod
    def words(dialog: ServersDialog) -> str:
        """All that the dialog says."""
        return _words(dialog)


def _words(widget: QWidget) -> str:
    shown = (one for one in widget.findChildren(QLabel) if one.isVisibleTo(widget) and one.text())
    return "\n".join(one.text() for one in shown)
