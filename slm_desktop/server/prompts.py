"""Messages of requests as turns."""

from collections.abc import Sequence
from typing import Any

from slm_desktop.core.engines.commands import Turn
from slm_desktop.core.visible import well_formed
from slm_desktop.server.bodies import texts
from slm_desktop.server.problems import Problem, unsupported

ROLES = {"system": "system", "developer": "system", "user": "user", "assistant": "assistant"}
CHANGING_HEADER = "x-anthropic-billing-header:"
"""A line that some coding agents put before everything else, and which differs in every request: with it, no prompt
would begin like the one before, and nothing could be reused of its cache.
"""


def turns_of(messages: Sequence[dict[str, Any]], param: str = "messages") -> tuple[Turn, ...]:
    """Turns of a chat. Raise Problem for what is none, or cannot be shown to a model here."""
    if not messages:
        raise Problem(400, "At least one message is needed.", param=param)
    return tuple(_turn(message, f"{param}[{at}]") for at, message in enumerate(messages))


def _turn(message: dict[str, Any], param: str) -> Turn:
    role = message.get("role")
    if role in ("tool", "function") or message.get("tool_calls") or message.get("function_call"):
        raise unsupported("Calling tools", param)
    if not isinstance(role, str) or role not in ROLES:
        raise Problem(400, f"A message's role is one of {', '.join(ROLES)}.", param=f"{param}.role")
    if "content" not in message:
        raise Problem(400, "A message has a content.", param=f"{param}.content")
    return Turn(ROLES[role], well_formed(texts(message["content"], f"{param}.content")))


def system_turn(text: str) -> tuple[Turn, ...]:
    """The turn of a system prompt, without lines that are not meant for the model; none for an empty one."""
    lines = text.split("\n")
    kept = "\n".join(line for line in lines if not line.startswith(CHANGING_HEADER)).strip("\n")
    return (Turn("system", well_formed(kept)),) if kept.strip() else ()
