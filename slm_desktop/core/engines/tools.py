"""Tools that a model may call, and the calls that it writes."""

import json
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import msgspec

LONGEST_ARGUMENTS = 100_000
"""Characters of the arguments of one call that are taken."""


class ToolChoice(StrEnum):
    """Whether an answer may be calls of tools (auto), must be some, or none."""

    AUTO = "auto"
    REQUIRED = "required"
    NONE = "none"

    @classmethod
    def _missing_(cls, _value: object) -> "ToolChoice":
        return cls.AUTO


class Tool(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a model is told of a tool: `parameters` is the JSON schema of its arguments, as text."""

    name: str
    description: str = ""
    parameters: str = '{"type": "object", "properties": {}}'


class ToolCall(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A call that a model has written: `arguments` is the text of a JSON object.

    It stands in the answer from character `start` to `end`; both are 0 where an answer came without the text of its
    calls. `id` is the name that another engine gave it.
    """

    name: str
    arguments: str = "{}"
    id: str = ""
    start: int = 0
    end: int = 0


def schema_of(tool: Tool) -> dict[str, Any]:
    """The JSON schema of a tool's arguments; any object where it cannot be read."""
    return object_of(tool.parameters) or {"type": "object"}


def arguments_of(call: ToolCall) -> dict[str, Any]:
    """The arguments of a call; none where they cannot be read."""
    return object_of(call.arguments) or {}


def object_of(text: str) -> dict[str, Any] | None:
    """The JSON object that a text is; None for any other text."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def function_of(tool: Tool) -> dict[str, Any]:
    """A tool as chat templates and chat completions have it."""
    function = {"name": tool.name, "description": tool.description, "parameters": schema_of(tool)}
    return {"type": "function", "function": function}


def function_call(call: ToolCall) -> dict[str, Any]:
    """A call as chat completions have it."""
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}


def without_calls(text: str, calls: Sequence[ToolCall]) -> str:
    """An answer without the text of its calls."""
    for call in sorted(calls, key=lambda call: call.start, reverse=True):
        text = text[: call.start] + text[call.end :]
    return text.strip() if calls else text
