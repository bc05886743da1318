"""What chats need of tools."""

from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec

from slm_desktop.core.engines.tools import Tool, ToolCall
from slm_desktop.core.signal import Signal
from slm_desktop.core.tools.servers import ServerConfig, ServerState

LONGEST_RESULT = 20_000
"""Characters of a result that a model is given; a small context holds a few thousand."""


class KnownTool(msgspec.Struct, frozen=True):
    """A tool that can be chosen. `id` is what settings and chats name it by, `server` who offers it, '' for the app."""

    id: str
    tool: Tool
    server: str = ""


class ToolResult(msgspec.Struct, frozen=True):
    """What a call gave: a text for the model; of one that failed, why."""

    text: str
    failed: bool = False


OnResult = Callable[[ToolResult], None]
Cancel = Callable[[], None]


class Toolbox(Protocol):
    """The tools of this computer. `changed` fires when some come or go."""

    changed: Signal

    def known(self) -> Sequence[KnownTool]:
        """All tools that can be chosen."""

    def chosen(self, ids: Sequence[str]) -> tuple[KnownTool, ...]:
        """Those of some ids. Raise Fault 'tool_gone' for one that is not there any more."""

    def is_allowed(self, tool: str) -> bool:
        """Whether a tool may be called in every chat without asking; by its id."""

    def allow(self, tool: str) -> None:
        """Let it be called in every chat without asking."""

    def call(self, tool: str, call: ToolCall, on_result: OnResult) -> Cancel:
        """Call a tool, by its id. `on_result` is called once, on the loop's thread, not before this has returned.

        What is returned ends the call, which then gives no result.
        """


class ToolServerList(Protocol):
    """Servers of tools. `changed` fires when they or their tools come, go, or are otherwise than before."""

    changed: Signal
    servers: tuple[ServerConfig, ...]

    @property
    def text(self) -> str:
        """The servers as a person has described them."""

    def describe(self, text: str) -> None:
        """Use the servers that a text describes. Raise Fault 'mcp_config'; the old ones stay then."""

    def state(self, server: ServerConfig) -> ServerState:
        """How a server is."""

    def reason(self, server: ServerConfig) -> str:
        """Why it failed."""

    def trust(self, server: ServerConfig) -> None:
        """Let it start, now and later, as long as it is described in the same way."""

    def start(self, server: ServerConfig) -> None:
        """Start it, if it may start."""

    def stop(self, server: ServerConfig) -> None:
        """End it; it may start again."""


class ManagedTools(Toolbox, Protocol):
    """The tools with their servers, as a person manages them."""

    @property
    def servers(self) -> ToolServerList:
        """The servers of tools."""

    def forbid(self, tool: str) -> None:
        """Ask before a tool is called, as before it was allowed always."""


class NoTools:
    """Where there are none."""

    def __init__(self) -> None:
        self.changed = Signal()

    def known(self) -> Sequence[KnownTool]:
        """None."""
        return ()

    def chosen(self, ids: Sequence[str]) -> tuple[KnownTool, ...]:
        """None."""
        return ()

    def is_allowed(self, tool: str) -> bool:
        """None is."""
        return False

    def allow(self, tool: str) -> None:
        """There is nothing to allow."""

    def call(self, tool: str, call: ToolCall, on_result: OnResult) -> Cancel:
        """Nothing is called, and nothing comes."""
        return lambda: None


NO_TOOLS = NoTools()
