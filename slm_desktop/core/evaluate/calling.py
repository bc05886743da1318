"""Whether an answer calls the tool that it was to call, as a check of a suite. The call is not made."""

from collections.abc import Sequence

from slm_desktop.core.engines.tools import ToolCall
from slm_desktop.core.evaluate.suite import Check, Why

SHOWN = 200
"""Characters of what was called that are said."""


def called(check: Check, calls: Sequence[ToolCall]) -> tuple[bool, Why]:
    """Whether one of the calls is of the tool that a check names."""
    wanted = check.calls or ""
    has_called = any(call.name == wanted for call in calls)
    if has_called == check.want:
        return True, Why()
    if has_called:
        return False, Why("unwanted")
    others = ", ".join(dict.fromkeys(call.name for call in calls))[:SHOWN]
    return False, Why("other_call", {"part": wanted, "found": others}) if others else Why("no_call", {"part": wanted})
