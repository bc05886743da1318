"""Messages of requests as turns."""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from slm_desktop.core.engines.commands import Turn
from slm_desktop.core.engines.tools import ToolCall
from slm_desktop.core.visible import well_formed
from slm_desktop.server.bodies import text_and_media, texts
from slm_desktop.server.problems import Problem, unsupported
from slm_desktop.server.tools import call_of

TOOL_PARTS = ("tool_use", "tool_result")
ROLES = {"system": "system", "developer": "system", "user": "user", "assistant": "assistant"}
CHANGING_HEADER = "x-anthropic-billing-header:"
"""A line that some coding agents put before everything else, and which differs in every request: with it, no prompt
would begin like the one before, and nothing could be reused of its cache.
"""


def turns_of(
    messages: Sequence[dict[str, Any]], param: str = "messages", before: Sequence[Turn] = ()
) -> tuple[Turn, ...]:
    """Turns of a chat that goes on from those `before`. Raise Problem for what is none, or cannot be shown to a model
    here.
    """
    if not messages:
        raise Problem(400, "At least one message is needed.", param=param)
    read = Messages(before)
    for at, message in enumerate(messages):
        read.take(message, f"{param}[{at}]")
    return tuple(read.turns)


class Messages:
    """Reads messages in order: a result belongs to the call that it names."""

    def __init__(self, before: Sequence[Turn] = ()) -> None:
        self.turns = list(before)
        self._calls = {call.id: call for turn in before for call in turn.calls}

    def take(self, message: dict[str, Any], param: str) -> None:
        """Take a message, or a call or a result by itself. Raise Problem."""
        match message.get("type"):
            case "function_call":
                self._add_calls("", [self._flat(message, "arguments", "call_id", param)])
            case "function_call_output":
                self._add_result(message.get("call_id"), message.get("output"), f"{param}.output")
            case _:
                self._take_message(message, param)

    def _take_message(self, message: dict[str, Any], param: str) -> None:
        role, content = message.get("role"), message.get("content")
        if role == "function" or message.get("function_call"):
            raise unsupported("The old way of calling functions", param)
        if role == "tool":
            self._add_result(message.get("tool_call_id"), content, f"{param}.content")
            return
        if not isinstance(role, str) or role not in ROLES:
            names = ", ".join((*ROLES, "tool"))
            raise Problem(400, f"A message's role is one of {names}.", param=f"{param}.role")
        calls = self._calls_of(message, param)
        if "content" not in message and not calls:
            raise Problem(400, "A message has a content.", param=f"{param}.content")
        rest = self._without_results(content, f"{param}.content")
        if calls:
            self._add_calls(None if rest is None else well_formed(texts(rest, f"{param}.content")), calls)
        elif rest is not None:
            self._add_turn(ROLES[role], rest, f"{param}.content")

    def _calls_of(self, message: dict[str, Any], param: str) -> list[ToolCall]:
        """The calls of an answer: OpenAI has a list of them, Anthropic parts of the content."""
        found = []
        listed, content = message.get("tool_calls") or [], message.get("content")
        for at, call in enumerate(listed if isinstance(listed, list) else [None]):
            inner = call.get("function") if isinstance(call, dict) else None
            if not isinstance(inner, dict):
                raise Problem(400, "A call has a function.", param=f"{param}.tool_calls[{at}]")
            place = f"{param}.tool_calls[{at}].function"
            found.append(call_of(inner.get("name"), inner.get("arguments"), call.get("id"), place))
        for at, part in enumerate(content if isinstance(content, list) else []):
            if isinstance(part, dict) and part.get("type") == "tool_use":
                found.append(self._flat(part, "input", "id", f"{param}.content[{at}]"))
        return found

    @staticmethod
    def _flat(part: dict[str, Any], arguments: str, id_: str, param: str) -> ToolCall:
        return call_of(part.get("name"), part.get(arguments), part.get(id_), param)

    def _add_turn(self, role: str, content: object, param: str) -> None:
        """Add what somebody has said; questions may hold media."""
        if role == "user":
            text, media = text_and_media(content, param)
            self.turns.append(Turn(role, well_formed(text), media=media))
        else:
            self.turns.append(Turn(role, well_formed(texts(content, param))))

    def _without_results(self, content: object, param: str) -> object:
        """A content without its calls and results; those are turns of their own, before it. None where nothing else
        is in it.
        """
        parts = content if isinstance(content, list) else []
        results = [part for part in parts if isinstance(part, dict) and part.get("type") == "tool_result"]
        for result in results:
            self._add_result(result.get("tool_use_id"), result.get("content"), param)
        rest = [part for part in parts if not (isinstance(part, dict) and part.get("type") in TOOL_PARTS)]
        if results and not rest:
            return None
        return rest if isinstance(content, list) else content or ""

    def _add_calls(self, text: str | None, calls: list[ToolCall]) -> None:
        self._calls |= {call.id: call for call in calls}
        last = self.turns[-1] if self.turns else None
        if last and last.role == "assistant" and not text:  # Responses have each call by itself.
            self.turns[-1] = replace(last, calls=(*last.calls, *calls))
        else:
            self.turns.append(Turn("assistant", text or "", calls=tuple(calls)))

    def _add_result(self, id_: object, content: object, param: str) -> None:
        call = self._calls.get(str(id_ or ""))
        if call is None:
            raise Problem(400, f"There is no call {str(id_)[:80]!r} before this result.", param=param)
        self.turns.append(Turn("tool", well_formed(texts(content, param)), call=call))


def system_turn(text: str) -> tuple[Turn, ...]:
    """The turn of a system prompt, without lines that are not meant for the model; none for an empty one."""
    lines = text.split("\n")
    kept = "\n".join(line for line in lines if not line.startswith(CHANGING_HEADER)).strip("\n")
    return (Turn("system", well_formed(kept)),) if kept.strip() else ()
