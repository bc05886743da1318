"""The form that an answer must have: structured output by a JSON schema, or by a grammar."""

import json
from enum import StrEnum

import msgspec

LONGEST_FORMAT = 256 * 1024
"""Characters of a schema or a grammar; those that people write have a few thousand."""


class FormatKind(StrEnum):
    """What the text of an output format is: a JSON schema, or a grammar in llama.cpp's GBNF."""

    JSON_SCHEMA = "json_schema"
    GRAMMAR = "grammar"


class OutputFormat(msgspec.Struct, frozen=True):
    """A form that all tokens of an answer must fit."""

    kind: FormatKind
    text: str


ANY_JSON = OutputFormat(FormatKind.JSON_SCHEMA, '{"type": "object"}')
"""Any JSON object: what other programs call JSON mode."""


def of_schema(schema: object) -> OutputFormat:
    """The form that a JSON schema is. Raise RecursionError for one that is nested too deeply."""
    return OutputFormat(FormatKind.JSON_SCHEMA, json.dumps(schema, ensure_ascii=False))


class FormatChange(msgspec.Struct, frozen=True, array_like=True):
    """From answer token `position` on this form holds, or none."""

    position: int
    format: OutputFormat | None


def initial(format: OutputFormat | None) -> tuple[FormatChange, ...]:
    """What a request says of a form that holds from the beginning."""
    return (FormatChange(0, format),) if format else ()
