"""The tools of the app itself: they need no network, and change nothing."""

import datetime
import json
from typing import Any

from slm_desktop.core.engines.tools import Tool
from slm_desktop.core.tools.ports import KnownTool, ToolResult
from slm_desktop.tools.calculator import calculate
from slm_desktop.tools.cell import can_run

CALCULATOR, CLOCK, DOCUMENTS, CHATS, PYTHON = "calculator", "clock", "search_documents", "search_chats", "python"


EXPRESSION = {
    "type": "object",
    "properties": {
        "expression": {
            "type": "string",
            "description": "the expression",
            "pattern": r"^[0-9a-zA-Z_.,()+*/^%!×÷·−√π \-]{1,200}$",
        }
    },
    "required": ["expression"],
    "additionalProperties": False,
}
"""Of what calculations are written with, and of nothing else: small models do not always find the end of a text."""


def _tool(name: str, description: str, **properties: str) -> KnownTool:
    """A tool whose arguments are texts, all of which it needs; each with its description."""
    described = {key: {"type": "string", "description": words} for key, words in properties.items()}
    schema = {
        "type": "object",
        "properties": described,
        "required": list(described),
        "additionalProperties": False,
    }
    return KnownTool(name, Tool(name, description, json.dumps(schema)))


OWN_TOOLS = (
    KnownTool(
        CALCULATOR,
        Tool(CALCULATOR, "Computes the exact value of an arithmetic expression.", json.dumps(EXPRESSION)),
    ),
    _tool(CLOCK, "Tells the current date, weekday, time and time zone."),
    _tool(
        DOCUMENTS,
        "Finds passages in the user's documents.",
        query="words that stand in the passage",
    ),
    _tool(
        CHATS,
        "Finds messages in the user's earlier chats.",
        query="words that stand in the message",
    ),
    *(
        [
            _tool(
                PYTHON,
                "Runs Python code and returns what it prints, and the value of its last line. "
                "The standard library is there; files and the network are not.",
                code="the code",
            )
        ]
        if can_run()
        else []
    ),
)


def tell_time() -> ToolResult:
    """The moment, as a person would say it and as programs write it."""
    now = datetime.datetime.now().astimezone()
    return ToolResult(f"{now:%A, %d %B %Y, %H:%M:%S} ({now.isoformat(timespec='seconds')}, {now.tzname()})")


def compute(arguments: dict[str, Any]) -> ToolResult:
    """The value of an expression."""
    try:
        return ToolResult(calculate(text_of(arguments, "expression")))
    except ValueError as error:
        return ToolResult(str(error), failed=True)


def text_of(arguments: dict[str, Any], name: str) -> str:
    """An argument as text. Raise ValueError where there is none."""
    value = arguments.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"The argument {name!r} is missing.")
    return value
