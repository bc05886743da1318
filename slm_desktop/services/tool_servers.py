"""Servers of tools: which there are, which may start, and what they offer. None starts before somebody allowed it."""

import re
from collections.abc import Callable, Iterable
from itertools import count

import msgspec
from msgspec.structs import replace

from slm_desktop.core.engines.tools import Tool
from slm_desktop.core.signal import Signal
from slm_desktop.core.tools.ports import KnownTool, OnResult, ToolResult
from slm_desktop.core.tools.servers import ServerConfig, ServerState, servers_of
from slm_desktop.errors import Fault
from slm_desktop.services.context import ServiceContext
from slm_desktop.store.tools import ToolStore
from slm_desktop.tools.lines import AnyReport, Broken, Connected, Offered, Returned
from slm_desktop.tools.mcp_server import McpServer
from slm_desktop.tools.own_tools import OWN_TOOLS

QUEUE = "tools"
LONGEST_NAME = 64


class Connection(msgspec.Struct):
    """A server that is starting or runs, with the calls that wait for it, by their numbers."""

    server: McpServer
    calls: dict[int, OnResult]
    state: ServerState = ServerState.STARTING


class ToolServers:
    """`changed` fires when servers or their tools come, go, or are otherwise than before."""

    def __init__(self, context: ServiceContext, store: ToolStore) -> None:
        self._context, self._store = context, store
        self.changed = Signal()
        self._connections: dict[str, Connection] = {}
        self._reasons: dict[str, str] = {}
        self._numbers = count(1)
        self.servers: tuple[ServerConfig, ...] = ()
        self._read()

    # -- which there are -------------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        """The servers as they were described."""
        return self._store.kept.servers

    def describe(self, text: str) -> None:
        """Use the servers that a text describes. Raise Fault 'mcp_config'; the old ones stay then."""
        servers = servers_of(text)
        changed = [server for server in self.servers if server not in servers]
        self.servers, self._store.kept.servers = servers, text
        for gone in changed:
            self._end(gone.name)
            self._reasons.pop(gone.name, None)
            self._store.kept.tools.pop(gone.name, None)
        self._store.save()
        self.changed()

    def _read(self) -> None:
        try:
            self.servers = servers_of(self._store.kept.servers)
        except Fault:
            self.servers = ()  # The text is still there to be mended.

    def state(self, server: ServerConfig) -> ServerState:
        """How a server is."""
        if connection := self._connections.get(server.name):
            return connection.state
        if server.name in self._reasons:
            return ServerState.FAILED
        return ServerState.OFF if self.is_trusted(server) else ServerState.UNKNOWN

    def reason(self, server: ServerConfig) -> str:
        """Why a server failed."""
        return self._reasons.get(server.name, "")

    def is_trusted(self, server: ServerConfig) -> bool:
        """Whether it was allowed to start, as it is described now."""
        return self._store.kept.trusted.get(server.name) == server.digest

    def tools(self) -> Iterable[KnownTool]:
        """What the servers offered last, under names of their own."""
        taken = {known.tool.name for known in OWN_TOOLS}
        for server in self.servers:
            for tool in self._store.kept.tools.get(server.name, ()):
                name = _free_name(tool.name, server.name, taken)
                taken.add(name)
                yield KnownTool(f"{server.name}/{tool.name}", replace(tool, name=name), server.name)

    # -- starting, calling, ending ---------------------------------------------------------------------------

    def trust(self, server: ServerConfig) -> None:
        """Let a server start, now and later, as long as it is described in the same way."""
        self._store.kept.trusted[server.name] = server.digest
        self._store.save()
        self.start(server)

    def start(self, server: ServerConfig) -> None:
        """Start a server that may start."""
        if server.name in self._connections or not self.is_trusted(server):
            return
        self._reasons.pop(server.name, None)
        if server.url and self._context.settings["offline"]:
            self._reasons[server.name] = "offline"
            self.changed()
            return

        def on_report(report: AnyReport) -> None:
            self._context.loop.post(lambda: self._take(server, connection, report))

        connection = Connection(McpServer(server, on_report), {})
        self._connections[server.name] = connection
        self.changed()

    def call(self, server_name: str, tool: str, arguments: str, on_result: OnResult) -> Callable[[], None]:
        """Call a tool by the name that its server gave it; a server that is off starts."""
        server = next((one for one in self.servers if one.name == server_name), None)
        if server:
            self.start(server)
        connection = self._connections.get(server_name)
        if connection is None:
            words = f"The server {server_name} is not running: {self._reasons.get(server_name) or 'it may not start'}."
            self._context.loop.post(lambda: on_result(ToolResult(words, failed=True)))
            return lambda: None
        number = next(self._numbers)
        connection.calls[number] = on_result
        connection.server.call(number, tool, arguments)

        def cancel() -> None:
            if connection.calls.pop(number, None):
                connection.server.cancel(number)

        return cancel

    def stop(self, server: ServerConfig) -> None:
        """End a server; it may start again."""
        self._reasons.pop(server.name, None)
        self._end(server.name)
        self.changed()

    def close(self) -> None:
        """The app ends: all of them end."""
        for name in list(self._connections):
            self._end(name)

    def _end(self, name: str) -> None:
        connection = self._connections.pop(name, None)
        if connection:
            self._context.jobs.submit(QUEUE, connection.server.close)
            self._fail(connection, "It was ended.")

    @staticmethod
    def _fail(connection: Connection, reason: str) -> None:
        calls, connection.calls = connection.calls, {}
        for on_result in calls.values():
            on_result(ToolResult(reason, failed=True))

    def _take(self, server: ServerConfig, connection: Connection, report: AnyReport) -> None:
        match report:
            case Returned():
                if on_result := connection.calls.pop(report.id, None):
                    on_result(ToolResult(report.text, report.failed))
                return
            case Connected():
                connection.state = ServerState.RUNNING
                self._store.kept.tools[server.name] = tuple(map(_told, report.tools))
                self._store.save()
            case Broken():
                if self._connections.get(server.name) is connection:
                    del self._connections[server.name]
                    self._reasons[server.name] = report.reason
                self._fail(connection, report.reason or "The server ended.")
        self.changed()


def _told(offered: Offered) -> Tool:
    return Tool(offered.name, offered.description, offered.schema)


def _free_name(name: str, server: str, taken: set[str]) -> str:
    """A name that models can write, and that no other tool has."""
    plain = re.sub(r"[^a-zA-Z0-9_-]", "_", name)[:LONGEST_NAME] or "tool"
    if plain not in taken:
        return plain
    whole = re.sub(r"[^a-zA-Z0-9_-]", "_", f"{server}_{name}")[:LONGEST_NAME]
    numbered = (f"{whole[: LONGEST_NAME - 4]}_{number}" for number in count(2))
    return whole if whole not in taken else next(other for other in numbered if other not in taken)
