"""What chats need of tools."""

from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec

from slm_desktop.core.engines.tools import Tool, ToolCall
from slm_desktop.core.signal import Signal

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
