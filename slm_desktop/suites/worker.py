"""The child that checks answers: one JSON line in, one out. `python -m slm_desktop --checks`

Patterns and schemas may come from anybody: what takes too long or too much memory costs this process and nothing
else. Where the system offers it, the process can read no files but the interpreter's and make no TCP connection.
"""

import contextlib
import json
import re
import sys
from collections.abc import Iterator
from typing import Any

from slm_desktop.core.evaluate.numbers import NUMBER, value_of
from slm_desktop.sandbox import confine, limit_memory

MEMORY = 1024 * 2**20
"""Bytes that checks may take beside what the interpreter has already."""
LONGEST = 400
FENCE = re.compile(r"```(?:json)?\s*\n(.*?)```", re.DOTALL | re.IGNORECASE)


class Unusable(Exception):
    """A check that can be passed by nothing: turned around it passes nothing either."""


def main() -> int:
    """Answer until the input ends."""
    confine(())
    with contextlib.suppress(ValueError, OSError):  # Some systems refuse the limit; the time limit holds there too.
        limit_memory(MEMORY)
    for line in sys.stdin:
        asked = json.loads(line)
        verdicts = [check(asked["text"], one) for one in asked["checks"]]
        sys.stdout.write(json.dumps({"id": asked["id"], "verdicts": verdicts}) + "\n")
        sys.stdout.flush()
    return 0


Reason = tuple[str, dict[str, str]]
PASSED: Reason = "", {}
Answer = tuple[bool, str, dict[str, str]]
"""Whether a check passed, and why not: a code of `errors.checks` with its details."""


def check(text: str, wanted: dict[str, Any]) -> Answer:
    """Whether an answer passes one check, and why not."""
    try:
        code, details = _why_not(text, wanted)
    except (re.error, OverflowError) as error:
        return _failed("no_pattern", reason=str(error))
    except Unusable as error:
        return _failed("no_schema", reason=str(error))
    except RecursionError:
        return _failed("circles")
    except MemoryError:
        return _failed("check_memory")
    if not wanted.get("want", True):
        return (True, "", {}) if code else _failed("unwanted")
    return _failed(code, **details) if code else (True, "", {})


def _failed(code: str, **details: str) -> Answer:
    return False, code, {name: text[:LONGEST] for name, text in details.items()}


def _why_not(text: str, wanted: dict[str, Any]) -> Reason:
    """Why a check fails."""
    case = wanted.get("case", False)
    if (part := wanted.get("contains")) is not None:
        found = part in text if case else part.casefold() in text.casefold()
        return PASSED if found else ("absent", {"part": part[:80]})
    if (pattern := wanted.get("regex")) is not None:
        match = re.search(pattern, text, re.MULTILINE | (0 if case else re.IGNORECASE))
        return PASSED if match else ("no_match", {})
    if (exact := wanted.get("exact")) is not None:
        same = text.strip() == exact.strip() if case else text.strip().casefold() == exact.strip().casefold()
        return PASSED if same else ("other", {"part": exact[:80]})
    if (number := wanted.get("number")) is not None:
        return _number(text, float(number), float(wanted.get("tolerance", 0.0)))
    return _schema(text, wanted["json_schema"])


def _number(text: str, wanted: float, tolerance: float) -> Reason:
    """The last number counts: answers end with what they came to."""
    found = [value_of(match) for match in NUMBER.finditer(text)]
    if not found:
        return "no_number", {}
    near = abs(found[-1] - wanted) <= tolerance + 1e-9
    return PASSED if near else ("other_number", {"found": f"{found[-1]:g}", "wanted": f"{wanted:g}"})


def _schema(text: str, schema: dict[str, Any]) -> Reason:
    """The answer as JSON, of this schema."""
    from jsonschema import SchemaError, ValidationError
    from jsonschema.validators import validator_for
    from referencing import Registry

    values = list(_json_in(text))
    if not values:
        return "no_json", {}
    kind = validator_for(schema)
    try:
        kind.check_schema(schema)
        kind(schema, registry=Registry()).validate(values[0])  # an empty registry fetches nothing from anywhere
    except SchemaError as error:
        raise Unusable(error.message) from error
    except ValidationError as error:
        where = "/".join(str(part) for part in error.absolute_path)
        return "other_json", {"reason": f"{where}: {error.message}" if where else error.message}
    except Exception as error:
        if isinstance(error, RecursionError | MemoryError):
            raise
        raise Unusable(str(error)) from error
    return PASSED


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
