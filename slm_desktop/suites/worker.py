"""The child that checks answers: one JSON line in, one out. `python -m slm_desktop --checks`

Patterns and schemas may come from anybody: what takes too long or too much memory costs this process and nothing else.
"""

import json
import re
import sys
from collections.abc import Iterator
from typing import Any

MEMORY = 1024 * 2**20
"""Bytes of address space."""
LONGEST = 400
NUMBER = re.compile(
    r"(?P<sign>(?<!\d)[-+])?(?P<whole>\d{1,3}(?:[, ]\d{3})+(?!\d)|\d+)(?:[.,](?P<part>\d+))?(?:[eE](?P<power>[-+]?\d+))?"
)
"""With a point or a comma before the decimals; three digits after a comma or a space are thousands."""
FENCE = re.compile(r"```(?:json)?\s*\n(.*?)```", re.DOTALL | re.IGNORECASE)


class Unusable(Exception):
    """A check that can be passed by nothing: turned around it passes nothing either."""


def main() -> int:
    """Answer until the input ends."""
    _confine()
    for line in sys.stdin:
        asked = json.loads(line)
        said = [check(asked["text"], one) for one in asked["checks"]]
        sys.stdout.write(json.dumps({"id": asked["id"], "said": said}) + "\n")
        sys.stdout.flush()
    return 0


def _confine() -> None:
    """No more memory than this, and no core file; nothing here opens files or connections."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        pass


def check(text: str, wanted: dict[str, Any]) -> tuple[bool, str]:
    """Whether an answer passes one check, and why not."""
    try:
        why = _why_not(text, wanted)
    except (re.error, OverflowError) as error:
        return False, f"the pattern is none: {error}"[:LONGEST]
    except Unusable as error:
        return False, str(error)[:LONGEST]
    except RecursionError:
        return False, "the schema goes round in circles"
    except MemoryError:
        return False, "the check needs too much memory"
    if not wanted.get("want", True):
        return bool(why), "" if why else "it is what it should not be"
    return not why, why[:LONGEST]


def _why_not(text: str, wanted: dict[str, Any]) -> str:
    """Why a check fails, in English; '' when it passes."""
    case = wanted.get("case", False)
    if (part := wanted.get("contains")) is not None:
        found = part in text if case else part.casefold() in text.casefold()
        return "" if found else f"“{part[:80]}” is not in it"
    if (pattern := wanted.get("regex")) is not None:
        match = re.search(pattern, text, re.MULTILINE | (0 if case else re.IGNORECASE))
        return "" if match else "the pattern is not in it"
    if (exact := wanted.get("exact")) is not None:
        same = text.strip() == exact.strip() if case else text.strip().casefold() == exact.strip().casefold()
        return "" if same else f"it is not “{exact[:80]}”"
    if (number := wanted.get("number")) is not None:
        return _number(text, float(number), float(wanted.get("tolerance", 0.0)))
    return _schema(text, wanted["json_schema"])


def _number(text: str, wanted: float, tolerance: float) -> str:
    """The last number counts: answers end with what they came to."""
    found = [_value(match) for match in NUMBER.finditer(text)]
    if not found:
        return "it holds no number"
    return "" if abs(found[-1] - wanted) <= tolerance + 1e-9 else f"its last number is {found[-1]:g}, not {wanted:g}"


def _value(match: re.Match[str]) -> float:
    whole = re.sub("[, ]", "", match["whole"])
    return float(f"{match['sign'] or ''}{whole}.{match['part'] or '0'}e{match['power'] or '0'}")


def _schema(text: str, schema: dict[str, Any]) -> str:
    """The answer as JSON, of this schema."""
    from jsonschema import SchemaError, ValidationError
    from jsonschema.validators import validator_for
    from referencing import Registry

    values = list(_json_in(text))
    if not values:
        return "it holds no JSON"
    kind = validator_for(schema)
    try:
        kind.check_schema(schema)
        kind(schema, registry=Registry()).validate(values[0])  # an empty registry fetches nothing from anywhere
    except SchemaError as error:
        raise Unusable(f"the schema is none: {error.message}") from error
    except ValidationError as error:
        where = "/".join(str(part) for part in error.absolute_path)
        return f"{where}: {error.message}" if where else error.message
    except Exception as error:
        if isinstance(error, RecursionError | MemoryError):
            raise
        raise Unusable(f"the schema cannot be used: {error}") from error
    return ""


def _json_in(text: str) -> Iterator[Any]:
    """The answer if it is JSON, else what its code blocks hold, else the first object or list in it."""
    decoder = json.JSONDecoder()
    for candidate in (text, *FENCE.findall(text)):
        try:
            yield json.loads(candidate)
        except ValueError:
            continue
    for match in re.finditer(r"[{\[]", text):
        try:
            yield decoder.raw_decode(text, match.start())[0]
        except ValueError:
            continue
