"""The grammar of calls: what a model may write where it calls tools, over llguidance."""

import json
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from slm_desktop.core.engines.output_format import OutputFormat
from slm_desktop.core.engines.tools import Tool, schema_of
from slm_desktop.engine.tool_form import KEY, NAME, VALUE, ToolForm

CALLS, FORMAT = "calls", "format"
SEPARATORS = {"item_separator": ", ", "key_separator": ": "}
SPACE = r"/[\x20\x0A\x09]{0,8}/"


class CallFormat(msgspec.Struct, frozen=True):
    """Calls of tools, or an answer in the form `otherwise` where there is one."""

    form: ToolForm
    tools: tuple[Tool, ...]
    otherwise: OutputFormat | None = None


def grammar_of(format: CallFormat, control: Mapping[str, int], inner: str = "") -> str:
    """The grammar for llguidance. `control` are the control tokens by their texts, which a form may begin or end with.

    `inner` is the grammar of the form that an answer has otherwise, as llguidance takes it.
    """
    grammars: list[dict[str, Any]] = [{"lark_grammar": _lark(format, control)}]
    if inner:
        own, *more = json.loads(inner)["grammars"] if inner.startswith("{") else [{"lark_grammar": inner}]
        grammars[0]["name"] = CALLS
        grammars = [{"lark_grammar": f"start: @{CALLS} | @{FORMAT}"}, *grammars, {**own, "name": FORMAT}, *more]
    return json.dumps({"grammars": grammars})


def _lark(format: CallFormat, control: Mapping[str, int]) -> str:
    form = format.form
    begin, end = _literal(form.begin, control), _literal(form.end, control)
    more = f" ({_literal(form.between, control)} call)*" if form.between is not None else ""
    calls = " | ".join(_call(form, tool, control) for tool in format.tools)
    return f"start: {' '.join(filter(None, ('space', begin, f'call{more}', end)))}\ncall: {calls}\nspace: {SPACE}\n"


def _call(form: ToolForm, tool: Tool, control: Mapping[str, int]) -> str:
    schema = schema_of(tool)
    if form.pattern:
        return f"%json {_json_rule(_schema(json.loads(form.pattern), tool.name, schema))}"
    middle = _literal(form.middle, control)
    return " ".join(filter(None, (json.dumps(tool.name), middle, f"%json {_json_rule(schema)}")))


def _json_rule(schema: dict[str, Any]) -> str:
    """A schema whose JSON is written as templates write it: without free spaces, which small models fill for ever."""
    return json.dumps({**schema, "x-guidance": {"whitespace_flexible": False, **SEPARATORS}})


def _schema(pattern: Any, name: str, arguments: Any) -> dict[str, Any]:
    """The schema of the JSON that a pattern stands for."""
    if pattern == NAME:
        return {"const": name}
    if pattern in ({KEY: VALUE}, json.dumps({KEY: VALUE})):
        return arguments if isinstance(arguments, dict) else {"type": "object"}
    if isinstance(pattern, dict):
        inner = {key: _schema(value, name, arguments) for key, value in pattern.items()}
        return {"type": "object", "properties": inner, "required": list(inner), "additionalProperties": False}
    if isinstance(pattern, str) and re.fullmatch(r"[a-zA-Z0-9]{9}", pattern):  # The number of a call, which is new.
        return {"type": "string", "pattern": "^[a-zA-Z0-9]{9}$"}
    return {"const": pattern}


def _literal(text: str, control: Mapping[str, int]) -> str:
    """A text as a part of a rule: control tokens by their numbers, spaces as any."""
    names = sorted((name for name in control if name in text), key=len, reverse=True)
    parts = re.split(f"({'|'.join(map(re.escape, names))})", text) if names else [text]
    return " ".join(filter(None, (f"<[{control[part]}]>" if part in control else _words(part) for part in parts)))


def _words(text: str) -> str:
    """Literal text as lexemes, between which there may be spaces or none."""
    spaced = re.split(r"(\s+)", text)
    return " ".join("space" if part.isspace() else json.dumps(part) for part in spaced if part)
