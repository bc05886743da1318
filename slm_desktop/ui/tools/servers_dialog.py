"""The servers of tools: described in JSON, allowed one by one, started and ended."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from slm_desktop.core.tools.ports import ManagedTools
from slm_desktop.core.tools.servers import ServerConfig, ServerState
from slm_desktop.core.visible import visible
from slm_desktop.errors import Fault
from slm_desktop.ui.theme import MONO, font, px
from slm_desktop.ui.widgets.parts import ElidedLabel, button, column, empty, label, named, row
from slm_desktop.ui.words import counted, explain, translate

WIDTH, HEIGHT, FIELD = 720, 620, 190
TAKE_AFTER_MILLISECONDS = 500
EXAMPLE = """{
  "mcpServers": {
    "files": {"command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem", "/a/folder"]},
    "elsewhere": {"url": "https://example.org/mcp"}
  }
}"""


class ServersDialog(QDialog):
    """Shows them as they are now."""

    def __init__(self, parent: QWidget, tools: ManagedTools) -> None:
        super().__init__(parent)
        self._tools, self._servers = tools, tools.servers
        self.setWindowTitle(self.tr("MCP servers"))
        self.resize(px(WIDTH), px(HEIGHT))
        self._field = QPlainTextEdit(placeholderText=EXAMPLE)
        self._field.setProperty("kind", "lines")
        self._field.setFont(font(12, 400, MONO))
        self._field.setTabChangesFocus(True)
        self._field.setFixedHeight(px(FIELD))
        self._field.setAccessibleName(self.tr("Servers, as JSON"))
        self._field.setPlainText(self._servers.text)
        self._status = label("", 12, tone="warn", wrap=True)
        self._soon = QTimer(self, singleShot=True, interval=TAKE_AFTER_MILLISECONDS)
        self._soon.timeout.connect(self._take)
        self._field.textChanged.connect(self._soon.start)
        self._list = column(spacing=8)
        self._lay_out()
        self._end = self._servers.changed.subscribe(self._show)
        self.finished.connect(lambda _result: self._on_closed())
        self._show()

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setLayout(self._list)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inside)
        about = self.tr(
            "Programs and addresses that offer tools, described in JSON as for other apps. A server is a program "
            "of somebody else: it can do on this computer whatever you can. None starts before you allow it."
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 16, 20, 16)
        whole.setSpacing(10)
        whole.addWidget(label(self.tr("MCP servers"), 16, 600))
        whole.addWidget(label(about, 13, tone="2", wrap=True))
        whole.addWidget(self._field)
        whole.addWidget(self._status)
        whole.addWidget(scroll, 1)
        whole.addLayout(row(None, button(self.tr("Close"), "plain", self.accept)))

    def _on_closed(self) -> None:
        self._take()
        self._end()

    def _take(self) -> None:
        """Use what is written, or say what is wrong with it."""
        self._soon.stop()
        text = self._field.toPlainText()
        if text == self._servers.text:
            self._status.setText("")
            return
        try:
            self._servers.describe(text)
            self._status.setText("")
        except Fault as fault:
            self._status.setText(explain(fault.code, fault.details).cause)

    def _show(self) -> None:
        empty(self._list)
        for server in self._servers.servers:
            self._list.addWidget(self._card(server))
        self._list.addStretch(1)

    def _card(self, server: ServerConfig) -> QFrame:
        state = self._servers.state(server)
        card = named(QFrame(), "toolCall")
        what = ElidedLabel(12, tone="3")
        what.setText(visible(server.shown))
        what.setFont(font(12, 400, MONO))
        words = label(self._words(server, state), 12, tone="warn" if state == ServerState.FAILED else "2", wrap=True)
        head: QHBoxLayout = row(label(visible(server.name), 13, 600), None, *self._buttons(server, state))
        inside = column(spacing=4, margins=(12, 8, 12, 10))
        inside.addLayout(head)
        inside.addWidget(what)
        inside.addWidget(words)
        card.setLayout(inside)
        return card

    def _buttons(self, server: ServerConfig, state: ServerState) -> list[QWidget]:
        match state:
            case ServerState.UNKNOWN:
                return [button(self.tr("Allow and start"), "primary", lambda: self._servers.trust(server))]
            case ServerState.OFF | ServerState.FAILED:
                return [button(self.tr("Start"), "plain", lambda: self._servers.start(server))]
            case ServerState.STARTING | ServerState.RUNNING:
                return [button(self.tr("Stop"), "plain", lambda: self._servers.stop(server))]

    def _words(self, server: ServerConfig, state: ServerState) -> str:
        match state:
            case ServerState.UNKNOWN:
                return self.tr("Not allowed yet. This would be started: {what}").format(what=visible(server.shown))
            case ServerState.OFF:
                return self.tr("Off. It starts when one of its tools is called.")
            case ServerState.STARTING:
                return self.tr("Starting…")
            case ServerState.RUNNING:
                count = sum(known.server == server.name for known in self._tools.known())
                return counted(self.tr("Running, 1 tool"), self.tr("Running, {count} tools"), count)
            case ServerState.FAILED:
                return self._failure(server)

    def _failure(self, server: ServerConfig) -> str:
        reason = self._servers.reason(server)
        if reason == "offline":
            return translate("ServersDialog", "Not reached: the app is set to stay offline.")
        return self.tr("Failed: {reason}").format(reason=visible(reason) or self.tr("it ended"))
