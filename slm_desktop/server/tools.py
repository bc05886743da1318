"""Tools and calls in the requests and answers of the three protocols."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from slm_desktop.core.engines.events import AnyEvent, Calling, Tokens
from slm_desktop.core.engines.run import Run
from slm_desktop.core.engines.tools import Tool, ToolCall, ToolChoice, function_call, without_calls
from slm_desktop.core.visible import well_formed
from slm_desktop.server.answers import new_id
from slm_desktop.server.problems import Problem, unsupported

MOST_TOOLS, LONGEST_SCHEMAS = 128, 500_000
NAME = re.compile(r"[a-zA-Z0-9_.-]{1,64}")
NOTHING = {"type": "object", "properties": {}}


class ToolsAsked(NamedTuple):
    """What a request says of tools, as fields of a Request."""

    tools: tuple[Tool, ...] = ()
    choice: ToolChoice = ToolChoice.AUTO
    parallel: bool = True

    def fields(self) -> dict[str, Any]:
        """Those fields."""
        return {"tools": self.tools, "tool_choice": self.choice.value, "parallel_calls": self.parallel}


def tools_asked(tools: Sequence[object] | None, choice: object, *, parallel: object = True) -> ToolsAsked:
    """The tools of a request in any of the protocols. Raise Problem."""
    known = tuple(_tool(tool, f"tools[{at}]") for at, tool in enumerate(tools or ()))
    if len(known) > MOST_TOOLS or sum(len(tool.parameters) for tool in known) > LONGEST_SCHEMAS:
        raise Problem(400, "These are too many tools, or their schemas are too long.", param="tools")
    if len({tool.name for tool in known}) < len(known):
        raise Problem(400, "Two tools have the same name.", param="tools")
    if parallel not in (True, False, None):
        raise Problem(400, "parallel_tool_calls is true or false.", param="parallel_tool_calls")
    is_parallel = parallel is not False and not (isinstance(choice, dict) and choice.get("disable_parallel_tool_use"))
    wanted, name = _choice(choice)
    if name:
        known = tuple(tool for tool in known if tool.name == name)
        if not known:
            raise Problem(400, f"There is no tool {name[:64]!r}.", param="tool_choice")
    if wanted == ToolChoice.REQUIRED and not known:
        raise Problem(400, "A call is required, and there are no tools.", param="tool_choice")
    return ToolsAsked(known, wanted, is_parallel)


def _tool(tool: object, param: str) -> Tool:
    """OpenAI's chat completions put a function into the tool; responses and Anthropic have it beside the type."""
    if not isinstance(tool, dict):
        raise Problem(400, "A tool is an object.", param=param)
    kind = tool.get("type", "custom" if "input_schema" in tool else "function")
    if kind not in ("function", "custom") or (kind == "custom" and "input_schema" not in tool):
        raise unsupported(f"A tool of the type {str(kind)[:40]!r}", f"{param}.type")
    inner = tool.get("function", tool)
    name = inner.get("name") if isinstance(inner, dict) else None
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise Problem(400, "A tool has a name: letters, digits, dots, dashes, up to 64.", param=f"{param}.name")
    schema = inner.get("parameters", inner.get("input_schema")) or NOTHING
    description = inner.get("description") or ""
    if not isinstance(schema, dict) or not isinstance(description, str):
        raise Problem(400, "A tool's description is a text, and its schema an object.", param=param)
    return Tool(name, well_formed(description), well_formed(json.dumps(schema, ensure_ascii=False)))


def _choice(choice: object) -> tuple[ToolChoice, str]:
    """Whether calls are wanted, and the one tool that is; '' for any."""
    if isinstance(choice, dict):
        kind = choice.get("type")
        name = choice.get("name") or (choice.get("function") or {}).get("name")
        if kind in ("function", "tool") and isinstance(name, str):
            return ToolChoice.REQUIRED, name
        choice = kind
    match choice:
        case None | "auto":
            return ToolChoice.AUTO, ""
        case "required" | "any":
            return ToolChoice.REQUIRED, ""
        case "none":
            return ToolChoice.NONE, ""
        case _:
            raise Problem(400, "tool_choice is auto, none, required, or names a tool.", param="tool_choice")


def call_of(name: object, arguments: object, id_: object, param: str) -> ToolCall:
    """A call that a client sends back. Raise Problem."""
    if not isinstance(name, str) or not name:
        raise Problem(400, "A call has a name.", param=f"{param}.name")
    text = arguments if isinstance(arguments, str) else json.dumps(arguments or {}, ensure_ascii=False)
    return ToolCall(well_formed(name), well_formed(text) or "{}", str(id_ or ""))


def answer_text(run: Run) -> str:
    """What an answer says beside its calls."""
    before = len(run.request.begun)
    calls = [replace(call, start=call.start - before, end=call.end - before) for call in run.calls]
    return without_calls(run.text, calls)


def calls_with_ids(run: Run | None, prefix: str) -> list[ToolCall]:
    """The calls of an answer, each with an id."""
    return [replace(call, id=call.id or new_id(prefix)) for call in (run.calls if run else ())]


def calls_of_run(run: Run, answer: str) -> tuple[ToolCall, ...]:
    """The calls of an answer, with ids that are the same each time that somebody asks."""
    return tuple(replace(call, id=call.id or f"call_{answer}_{at}") for at, call in enumerate(run.calls))


class ShownTokens:
    """The text of an answer as it comes, without the calls that it writes."""

    def __init__(self) -> None:
        self._is_calling, self._held = False, ""

    def text(self, happened: AnyEvent) -> str:
        """What an event adds."""
        if isinstance(happened, Calling):
            self._is_calling = True
        if not isinstance(happened, Tokens):
            return ""
        text = "".join(token.text for token in happened.items)
        if self._is_calling:
            self._held += text
            return ""
        return text

    def rest(self, run: Run | None) -> str:
        """At the end: what was taken for a call and is none."""
        return self._held if run is None or not run.calls else ""


def function_calls(calls: Iterable[ToolCall]) -> list[dict[str, Any]]:
    """Calls as chat completions have them."""
    return [function_call(call) for call in calls]


def call_deltas(calls: Iterable[ToolCall]) -> Iterator[dict[str, Any]]:
    """What chunks of a stream add for calls: first the name, then the arguments."""
    for at, call in enumerate(function_calls(calls)):
        arguments = call["function"]["arguments"]
        head = {**call, "function": {**call["function"], "arguments": ""}}
        yield {"tool_calls": [{"index": at, **head}]}
        yield {"tool_calls": [{"index": at, "function": {"arguments": arguments}}]}
