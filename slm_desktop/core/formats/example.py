"""A JSON schema from one answer that shows what is wanted."""

from typing import Any

from slm_desktop.core.formats.answer import json_in
from slm_desktop.errors import Fault

DEEPEST = 40


def schema_of(example: str) -> dict[str, Any]:
    """The schema that an example fits: all of its fields, and no others.

    Raise Fault 'example' for what is not JSON, or nested too deeply.
    """
    from genson import SchemaBuilder  # Few ask for it, and it takes a moment.

    value = json_in(example)
    if value is None:
        raise Fault("example")
    _check_depth(value)
    builder = SchemaBuilder(schema_uri=None)
    builder.add_object(value)
    schema: dict[str, Any] = builder.to_schema()
    return _closed(schema)


def _closed(schema: dict[str, Any]) -> dict[str, Any]:
    """Without further fields: a small model would go on inventing some."""
    found = dict(schema)
    if "properties" in found:
        found["properties"] = {name: _closed(inner) for name, inner in found["properties"].items()}
        found["additionalProperties"] = False
    if isinstance(found.get("items"), dict):
        found["items"] = _closed(found["items"])
    if "anyOf" in found:
        found["anyOf"] = [_closed(inner) for inner in found["anyOf"]]
    return found


def _check_depth(value: object, depth: int = 0) -> None:
    if depth > DEEPEST:
        raise Fault("example")
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _check_depth(inner, depth + 1)
