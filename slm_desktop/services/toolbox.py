"""What chats know of tools; those are built with the first chat that has some."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from slm_desktop.core.engines.tools import ToolCall
from slm_desktop.core.signal import Signal
from slm_desktop.core.tools.ports import Cancel, KnownTool, OnResult
from slm_desktop.services.lazy import Lazy

if TYPE_CHECKING:
    from slm_desktop.services.tools import ToolServices


class LazyToolbox:
    """Asks the tools of this computer."""

    def __init__(self, tools: "Lazy[ToolServices]") -> None:
        self._tools = tools
        self.changed = Signal()

    def known(self) -> Sequence[KnownTool]:
        """All tools that can be chosen."""
        return self._tools().known()

    def chosen(self, ids: Sequence[str]) -> tuple[KnownTool, ...]:
        """Those of some ids. Raise Fault 'tool_gone'."""
        return self._tools().chosen(ids) if ids else ()

    def is_allowed(self, tool: str) -> bool:
        """Whether a tool may be called in every chat without asking."""
        return self._tools().is_allowed(tool)

    def allow(self, tool: str) -> None:
        """Let it be called in every chat without asking."""
        self._tools().allow(tool)

    def call(self, tool: str, call: ToolCall, on_result: OnResult) -> Cancel:
        """Call a tool."""
        return self._tools().call(tool, call, on_result)
