"""Opens the panel of tools for a chat, or a column, and the dialog of their servers."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.tools.ports import ManagedTools

if TYPE_CHECKING:
    from slm_desktop.ui.tools.tools_panel import ToolsPanel


class ToolPlace:
    """The tools are built when they are first asked for."""

    def __init__(self, parent: QWidget, tools: Callable[[], ManagedTools]) -> None:
        self._parent, self._tools = parent, tools
        self._panel: ToolsPanel | None = None

    def open(self, session: ChatSession, at: QPoint) -> None:
        """Open the panel with its lower left corner at a place of the screen."""
        if self._panel is None:
            from slm_desktop.ui.tools.tools_panel import ToolsPanel

            self._panel = ToolsPanel(self._parent, self._tools())
            self._panel.servers_wanted.connect(self.open_servers)
        self._panel.open_for(session, at)

    def open_servers(self) -> None:
        """Open the dialog of the servers."""
        from slm_desktop.ui.tools.servers_dialog import ServersDialog

        dialog = ServersDialog(self._parent, self._tools())
        dialog.finished.connect(lambda _result: dialog.deleteLater())
        dialog.open()
