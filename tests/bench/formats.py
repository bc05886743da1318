"""What structured output costs, and whether its answers are valid.

python -m tests.bench.formats cost|valid     prints one JSON object
"""

import json
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
from referencing import Registry

from slm_desktop.core.engines.commands import Load
from slm_desktop.core.engines.events import Failed, Finished, Token, Tokens
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.engines.output_format import OutputFormat, initial, of_schema
from slm_desktop.library.starter import starter
from tests.bench.inside import PAIRS, STORY
from tests.engine.child import Child

SUITE = Path(__file__).resolve().parents[2] / "build" / "json-schema-suite" / "draft2020-12"
SCHEMAS, EACH, ROUNDS = 50, 10, 2
ASKED = "Give a very short example as JSON."
TOKENS = 200
PEOPLE = {
    "type": "array",
    "minItems": 30,
    "items": {
        "type": "object",
        "properties": {
            "name": {"type": "string", "maxLength": 30},
            "age": {"type": "integer", "minimum": 0, "maximum": 120},
            "city": {"type": "string", "maxLength": 30},
            "role": {"enum": ["writer", "reader", "guest"]},
        },
        "required": ["name", "age", "city", "role"],
        "additionalProperties": False,
    },
}


def opened() -> Child:
    """The starter model in the real child."""
    child = Child(Load(1, str(starter()), LoadOptions(threads=2)))
    child.ready()
    return child


def cost() -> dict[str, float]:
    """Tokens per second with a typical schema, and without one; in percent what it costs."""
    child = opened()

    def rate(number: int, form: OutputFormat | None) -> float:
        values = {"max_tokens": float(TOKENS), "temperature": 0.8}
        # The end of a text is ruled out: all answers have as many tokens.
        run = child.ask(STORY, seed=number, values=values, formats=initial(form), logit_bias={0: -100.0, 2: -100.0})
        child.end(run)
        tokens = tokens_of(child, run)
        return (len(tokens) - 1) / (tokens[-1].at - tokens[0].at)

    rate(0, of_schema(PEOPLE))
    pairs = [(rate(number, of_schema(PEOPLE)), rate(number, None)) for number in range(1, PAIRS + 1)]
    child.close()
    with_form, free = (statistics.median(pair[at] for pair in pairs) for at in (0, 1))
    return {"ours": with_form, "baseline": free, "percent": 100 * (1 - statistics.median(a / b for a, b in pairs))}


def tokens_of(child: Child, run: int) -> list[Token]:
    """The tokens of a run with their times."""
    found = (event.items for event in child.events if isinstance(event, Tokens) and event.run == run)
    return [token for items in found for token in items]


def schemas() -> Iterator[tuple[str, Any]]:
    """Those of the test suite that can be checked without fetching anything, by turns from each of its files."""
    groups = [json.loads(path.read_text("utf-8")) for path in sorted(SUITE.glob("*.json"))]
    for at in range(max(map(len, groups))):
        for group in groups:
            if at < len(group) and isinstance(group[at]["schema"], dict):
                yield group[at]["description"], group[at]["schema"]


def valid() -> dict[str, float]:
    """Of 500 complete answers, ten under each of 50 schemas that are supported, how many in a hundred are valid.

    An answer that reached its most tokens is not complete, and is counted apart: most schemas set no limit. Others take
    the place of schemas under which few answers end.
    """
    child = Child(Load(1, str(starter()), LoadOptions(threads=1, slots=EACH)))
    child.ready()
    passed = complete = cut = used = 0
    for _description, schema in schemas():
        if used == SCHEMAS:
            break
        found = _under(child, schema)
        passed, complete, cut = passed + found.passed, complete + found.complete, cut + found.cut
        used += found.complete == EACH
        print(
            f"{used} of {SCHEMAS} schemas, {complete} answers, {passed} valid, {cut} cut", file=sys.stderr, flush=True
        )
    child.close()
    return {"ours": 100 * passed / max(1, complete), "answers": complete, "cut": cut, "schemas": used}


@dataclass
class Found:
    """Answers under one schema."""

    passed: int = 0
    complete: int = 0
    cut: int = 0


def _under(child: Child, schema: Any) -> Found:
    """Ten complete answers under a schema; fewer where it is not supported, or most of them do not end."""
    # References are not fetched from anywhere.
    validator = jsonschema.Draft202012Validator(schema, registry=Registry())
    found = Found()
    for first in range(0, ROUNDS * EACH, EACH):
        values = {"max_tokens": 40.0, "temperature": 0.8}
        runs = [
            child.ask(ASKED, seed=seed, values=values, conversation=seed, formats=initial(of_schema(schema)))
            for seed in range(first, first + EACH)
        ]
        for run, end in [(run, child.end(run)) for run in runs]:
            if isinstance(end, Failed):
                assert end.code in ("format", "format_complex"), end
                return found
            assert isinstance(end, Finished)
            if end.is_unfinished:
                found.cut += 1
            elif found.complete < EACH:
                found.complete += 1
                found.passed += _is_valid(validator, child.text(run))
        child.events.clear()
        if found.complete == EACH or found.complete < EACH // 2:
            break
    return found


def _is_valid(validator: Any, text: str) -> bool:
    try:
        # By decimals where floats round: 1.4221 is a multiple of 0.0001.
        exact = validator.evolve(schema=json.loads(json.dumps(validator.schema), parse_float=Decimal))
        is_valid = bool(validator.is_valid(json.loads(text)) or exact.is_valid(json.loads(text, parse_float=Decimal)))
    except ValueError:
        is_valid = False
    if not is_valid:
        print(f"{text!r} is not valid under {json.dumps(validator.schema)}", file=sys.stderr, flush=True)
    return is_valid


if __name__ == "__main__":
    print(json.dumps({"cost": cost, "valid": valid}[sys.argv[1]]()))
