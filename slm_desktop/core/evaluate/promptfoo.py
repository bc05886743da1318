"""Suites from and to promptfoo's configuration, as far as both say the same; what cannot be carried is named.

Scripts in a configuration are programs of whoever wrote it: such a file is refused.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any

import msgspec

from slm_desktop.core.chat.titles import LONGEST_TITLE
from slm_desktop.core.evaluate.suite import (
    LONGEST_PROMPT,
    MOST_PROMPTS,
    Check,
    Prompt,
    Suite,
    check_suite,
    must_be_kept,
    seen,
)
from slm_desktop.core.visible import well_formed
from slm_desktop.errors import Fault

SCRIPTS = ("javascript", "python", "ruby", "webhook")
"""Types of assertions that are, or call, programs."""
VARIABLE = re.compile(r"\{\{-?\s*([A-Za-z_][\w.]*)\s*(?:\|\s*(dump)\s*(?:\|\s*safe\s*)?)?-?\}\}")
ONE_TEXT = "(?-m:{})"
OF_PYTHON = re.compile(r"\(\?(?!:|=|!|<[=!])|\\[AZ]|(?<![\\\[])[\^$]")
"""What patterns of JavaScript lack, or understand in another way than ours."""
CHECKS = ("assert", "check")
"""How the names of checks begin."""
MOST_CHARACTERS, MOST_LISTED = 2**28, 12
"""Of all prompts together, and names that are listed of what was left out."""
LOGIC = re.compile(r"\{[{%#]")
PLAIN, CHAT = (
    "{{prompt}}",
    '[{"role": "system", "content": {{system | dump}}}, {"role": "user", "content": {{prompt | dump}}}]',
)
"""The prompts of files that are written here; the second one where some prompts have a system prompt."""
LeftOut = Counter[str]
"""What could not be carried: names of fields and types, promptfoo's where its file was read, else ours."""
HANDLED = ("prompts", "tests", "defaultTest", "description", "evaluateOptions")
IGNORED = ("$schema",)


class Carried(msgspec.Struct, frozen=True):
    """A suite, and what of its file is not in it: names of fields and types, with how many there were."""

    suite: Suite
    left_out: Mapping[str, int] = msgspec.field(default_factory=dict)


def listed(left_out: Mapping[str, int]) -> str:
    """What was left out, to be read by a person: checks first, as without them something else counts as passed."""
    ranked = sorted(left_out.items(), key=lambda item: not item[0].startswith(CHECKS))
    names = [f"{name} ({count})" if count > 1 else name for name, count in ranked]
    beyond = len(names) - MOST_LISTED
    return ", ".join([*names[:MOST_LISTED], *([f"+{beyond}"] if beyond > 0 else [])])


def is_promptfoo(content: object) -> bool:
    """Whether plain values are promptfoo's: its prompts are texts, or its tests stand apart."""
    if not isinstance(content, dict) or "title" in content:
        return False
    return bool({"tests", "providers", "defaultTest", "targets", "scenarios"} & content.keys())


def suite_from_promptfoo(content: dict[str, Any], title: str) -> Carried:
    """The suite of a configuration. Raise Fault 'promptfoo_script', 'suite_broken', or one of `check_suite`."""
    left_out: LeftOut = Counter()
    for name in content:
        if name not in (*HANDLED, *IGNORED):
            left_out[str(name)[:60]] += 1
    usual = content.get("defaultTest") or {}
    if not isinstance(usual, dict):
        raise Fault("suite_broken", {"place": "defaultTest", "reason": "promptfoo_elsewhere"})
    tests = _list(content.get("tests") or [{}], "tests")
    templates = [_template(one) for one in _list(content.get("prompts") or ["{{prompt}}"], "prompts")]
    prompts = _bounded(_all_prompts(tests, templates, usual, left_out))
    about = content.get("description")
    named = well_formed(about if isinstance(about, str) and about.strip() else title)[:LONGEST_TITLE]
    suite = Suite(named, tuple(prompts), rounds=_rounds(content))
    must_be_kept(suite)
    check_suite(suite)
    return Carried(suite, left_out)


def _bounded(found: Iterator[Prompt]) -> list[Prompt]:
    """Prompts, one more than there may be at most: a few lists of variables can stand for more than memory holds."""
    prompts: list[Prompt] = []
    characters = 0
    for prompt in islice(found, MOST_PROMPTS + 1):
        prompts.append(prompt)
        characters += len(prompt.prompt) + len(prompt.system)
        if characters > MOST_CHARACTERS:
            raise Fault("suite_prompt", {"number": len(prompts)})
    return prompts


def _rounds(content: dict[str, Any]) -> int:
    options = content.get("evaluateOptions")
    repeat = options.get("repeat") if isinstance(options, dict) else None
    return repeat if isinstance(repeat, int) and not isinstance(repeat, bool) else 1


def _list(value: object, place: str) -> list[Any]:
    if isinstance(value, list):
        return value
    reason = "promptfoo_elsewhere" if isinstance(value, str) else "promptfoo_plain"
    raise Fault("suite_broken", {"place": place, "reason": reason})


def _template(one: object) -> str:
    """The text of a prompt. Raise Fault for one in another file, or made by a program."""
    raw: Any = one.get("raw") or one.get("id") if isinstance(one, dict) else one
    if not isinstance(raw, str):
        raise Fault("suite_broken", {"place": "prompts", "reason": "promptfoo_plain"})
    if raw.startswith(("file://", "exec:")) or re.search(r"\.(py|js|mjs|cjs|ts|rb)(:\w+)?$", raw):
        raise Fault("suite_broken", {"place": "prompts", "reason": "promptfoo_elsewhere"})
    return str(raw)


# -- from tests to prompts ---------------------------------------------------------------------------------------


def _all_prompts(
    tests: Sequence[object], templates: Sequence[str], usual: dict[str, Any], left_out: LeftOut
) -> Iterator[Prompt]:
    """Each test with each template."""
    for at, test in enumerate(tests):
        if not isinstance(test, dict):
            raise Fault("suite_broken", {"place": f"tests[{at}]", "reason": "promptfoo_plain"})
        for template in templates:
            yield from _prompts(test, usual, template, f"tests[{at}]", left_out)


def _prompts(
    test: dict[str, Any], usual: dict[str, Any], template: str, place: str, left_out: LeftOut
) -> Iterator[Prompt]:
    """The prompts of a test: one for each way to choose from variables that are lists."""
    for name in (*test, *usual):
        if name not in ("vars", "assert", "description"):
            left_out[f"tests[].{name}"[:60]] += 1
    variables = {**_variables(usual, place), **_variables(test, place)}
    several = {name: value if isinstance(value, list) else [value] for name, value in variables.items()}
    if empty := next((name for name, values in several.items() if not values), ""):
        raise Fault("suite_broken", {"place": f"{place}.vars.{empty}", "reason": "promptfoo_plain"})
    for chosen in product(*several.values()):
        values = dict(zip(several, chosen, strict=True))
        checks = [
            check
            for one in (*_assertions(usual, place, left_out), *_assertions(test, place, left_out))
            for check in _checks(one, values, place, left_out)
        ]
        system, prompt = _messages(_filled(template, values, place), left_out)
        described = test.get("description")
        yield Prompt(prompt, described if isinstance(described, str) else "", system, tuple(checks))


def _variables(test: dict[str, Any], place: str) -> dict[str, Any]:
    found = test.get("vars") or {}
    if not isinstance(found, dict):
        raise Fault("suite_broken", {"place": f"{place}.vars", "reason": "promptfoo_elsewhere"})
    for name, value in found.items():
        if isinstance(value, str) and value.startswith("file://"):
            raise Fault("suite_broken", {"place": f"{place}.vars.{name}", "reason": "promptfoo_elsewhere"})
    return {str(name): value for name, value in found.items()}


def _filled(text: str, values: dict[str, Any], place: str) -> str:
    """A template with its variables in place. Raise Fault for one that does more than name variables."""

    size = len(text)

    def value(match: re.Match[str]) -> str:
        found: Any = values
        for name in match[1].removeprefix("env.").split("."):
            if not isinstance(found, dict) or name not in found:
                raise Fault("suite_broken", {"place": place, "reason": "promptfoo_variable", "name": match[1][:60]})
            found = found[name]
        text = json.dumps(found, default=str) if match[2] or not isinstance(found, str) else found
        nonlocal size
        size += len(text)
        if size > LONGEST_PROMPT:
            raise Fault("suite_broken", {"place": place, "reason": "promptfoo_long"})
        return text

    if LOGIC.search(VARIABLE.sub("", text)):
        raise Fault("suite_broken", {"place": place, "reason": "promptfoo_template"})
    return VARIABLE.sub(value, text)


def _filled_in(value: object, values: dict[str, Any], place: str) -> Any:
    """The same for all texts in a value."""
    if isinstance(value, str):
        return _filled(value, values, place)
    if isinstance(value, list):
        return [_filled_in(one, values, place) for one in value]
    if isinstance(value, dict):
        return {name: _filled_in(one, values, place) for name, one in value.items()}
    return value


def _messages(text: str, left_out: LeftOut) -> tuple[str, str]:
    """System prompt and question: a prompt may be a list of messages as JSON."""
    try:
        found = json.loads(text) if text.lstrip().startswith("[") else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list) or not all(isinstance(one, dict) and "role" in one for one in found):
        return "", text
    roles = [str(one["role"]) for one in found]
    if roles not in (["user"], ["system", "user"]):
        left_out["prompts: " + ", ".join(roles)[:60]] += 1
    contents = {str(one["role"]): one.get("content") for one in found}
    return str(contents.get("system") or ""), str(contents.get("user") or "")


# -- assertions and checks ---------------------------------------------------------------------------------------


def _assertions(test: dict[str, Any], place: str, left_out: LeftOut) -> list[dict[str, Any]]:
    """Those of a test, also of sets. Raise Fault."""
    found: list[dict[str, Any]] = []
    for one in _list(test.get("assert") or [], f"{place}.assert"):
        if not isinstance(one, dict):
            raise Fault("suite_broken", {"place": f"{place}.assert", "reason": "promptfoo_plain"})
        if one.get("type") != "assert-set":
            found.append(one)
            continue
        left_out.update(f"assert-set.{name}" for name in ("threshold", "weight", "metric") if name in one)
        found += _assertions(one, place, left_out)
    return found


def _checks(one: dict[str, Any], values: dict[str, Any], place: str, left_out: LeftOut) -> list[Check]:
    """Our checks for an assertion. Raise Fault for one that is a program."""
    kind, value = str(one.get("type", "")), one.get("value")
    plain = kind.removeprefix("not-")
    if plain in SCRIPTS or (isinstance(value, str) and value.startswith("file://")):
        raise Fault("promptfoo_script", {"type": kind[:40], "place": place})
    for name in ("threshold", "weight", "metric", "transform", "provider"):
        if name in one and not (name == "weight" and one[name] == 1):
            left_out[f"assert.{name}"] += 1
    maker = FROM_ASSERTIONS.get(plain)
    found = maker(_filled_in(value, values, place), kind == plain) if maker else []
    if not found:
        left_out[f"assert: {kind[:40]}"] += 1
    return found


def _several(value: object) -> list[str]:
    """The texts of a list, or of a text with commas."""
    return [str(one).strip() for one in (value if isinstance(value, list) else str(value).split(","))]


def _any_of(value: object, want: bool, flags: str) -> list[Check]:
    return [Check(regex=flags + "|".join(map(re.escape, _several(value))), case=True, want=want)]


def _all_of(value: object, want: bool, *, case: bool) -> list[Check]:
    """Several checks say 'all'; 'not all' they cannot say."""
    return [Check(contains=text, case=case) for text in _several(value)] if want else []


def _contains(value: object, want: bool, *, case: bool) -> list[Check]:
    return [] if value is None else [Check(contains=str(value), case=case, want=want)]


def _json(value: object, want: bool) -> list[Check]:
    """A schema may be given as text, too."""
    try:
        schema = json.loads(value) if isinstance(value, str) else {} if value is None else value
    except (ValueError, RecursionError):
        return []
    return [Check(json_schema=schema, want=want)] if isinstance(schema, dict) else []


def _pattern(value: str, want: bool) -> list[Check]:
    """Theirs begin and end with the answer, ours with each line."""
    try:
        re.compile(pattern := ONE_TEXT.format(value))
    except (re.error, RecursionError, OverflowError):
        return []
    return [Check(regex=pattern, case=True, want=want)]


FROM_ASSERTIONS: dict[str, Callable[[Any, bool], list[Check]]] = {
    "contains": lambda value, want: _contains(value, want, case=True),
    "icontains": lambda value, want: _contains(value, want, case=False),
    "contains-all": lambda value, want: _all_of(value, want, case=True),
    "icontains-all": lambda value, want: _all_of(value, want, case=False),
    "contains-any": lambda value, want: _any_of(value, want, ""),
    "icontains-any": lambda value, want: _any_of(value, want, "(?i)"),
    "equals": lambda value, want: [
        Check(exact=value if isinstance(value, str) else json.dumps(value), case=True, want=want)
    ],
    "regex": lambda value, want: _pattern(str(value), want),
    "starts-with": lambda value, want: [Check(regex=r"\A" + re.escape(str(value)), case=True, want=want)],
    "is-json": lambda value, want: _json(value, want),
    "contains-json": lambda value, want: _json(value, want),
}


def promptfoo_from_suite(suite: Suite) -> tuple[dict[str, Any], LeftOut]:
    """A configuration that asks the same; its provider, which says the prompt again, is to be replaced by others."""
    left_out: LeftOut = Counter(["seed"])
    has_system = any(prompt.system for prompt in suite.prompts)
    config: dict[str, Any] = {
        "description": suite.title,
        "prompts": [CHAT if has_system else PLAIN],
        "providers": ["echo"],
        "evaluateOptions": {"repeat": suite.rounds},
        "tests": [_test(prompt, left_out, has_system=has_system) for prompt in suite.prompts],
    }
    if suite.about:
        left_out["about"] += 1
    return config, left_out


def _test(prompt: Prompt, left_out: LeftOut, *, has_system: bool) -> dict[str, Any]:
    if prompt.max_tokens:
        left_out["max_tokens"] += 1
    left_out.update(seen(prompt).keys())
    if prompt.format:
        left_out[prompt.format.kind] += 1
    variables = {"prompt": prompt.prompt, **({"system": prompt.system} if has_system else {})}
    asserted = [assertion_of(check) for check in prompt.checks]
    left_out.update(f"check: {check.kind}" for check, one in zip(prompt.checks, asserted, strict=True) if one is None)
    return {
        **({"description": prompt.name} if prompt.name else {}),
        "vars": variables,
        **({"assert": known} if (known := [one for one in asserted if one]) else {}),
    }


def assertion_of(check: Check) -> dict[str, Any] | None:
    """promptfoo's assertion for a check, None where it has none: what looks like a template would be filled in."""
    found = _twin(check)
    if found is None or LOGIC.search(json.dumps(found[1])):
        return None
    kind, value = found
    return {"type": kind if check.want else f"not-{kind}", "value": value}


def _twin(check: Check) -> tuple[str, Any] | None:
    """The type and the value of an assertion that says just what a check says; None where there is none."""
    if check.contains is not None:
        return ("contains" if check.case else "icontains", check.contains)
    if check.json_schema is not None:
        return ("contains-json", check.json_schema)
    if check.exact is not None and check.case:
        return ("regex", rf"^\s*{re.escape(check.exact.strip())}\s*$")
    if check.regex is not None and check.case:
        return _javascript(check.regex)
    return None


def _javascript(pattern: str) -> tuple[str, Any] | None:
    start, end = ONE_TEXT.split("{}")
    if pattern.startswith(start) and pattern.endswith(end):
        return "regex", pattern[len(start) : -len(end)]
    return None if OF_PYTHON.search(pattern) else ("regex", pattern)
