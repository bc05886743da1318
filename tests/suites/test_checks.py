"""Checks by the real child: what passes, and what a hostile suite costs."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from typing import Any

import msgspec
import psutil
import pytest

from slm_desktop.core.engines.turn_media import NO_MEDIA
from slm_desktop.core.evaluate.suite import Check, Suite, Why
from slm_desktop.errors import Fault, why_failed
from slm_desktop.jobs import Jobs
from slm_desktop.media.reader import read_named
from slm_desktop.suites.checker import TOO_LONG, Checker, Verdicts
from slm_desktop.suites.files import Form, built_in, parse, read, to_json, to_json_lines, to_yaml
from slm_desktop.suites.worker import check
from tests.explained import explained

HAS_LANDLOCK = "import sys; from slm_desktop.sandbox import confine; sys.exit('read' in confine(()))"


@pytest.fixture
def checker() -> Iterator[Checker]:
    jobs = Jobs(lambda _queue, error: pytest.fail(str(error)))
    made = Checker(jobs, seconds=2.0)
    yield made
    jobs.close()
    made.close()


def verdicts_of(checker: Checker, text: str, *checks: Check) -> Verdicts:
    verdicts: Queue[Verdicts] = Queue()
    checker.check(text, checks, verdicts.put)
    return verdicts.get(timeout=30)


@pytest.mark.parametrize(
    ("text", "wanted", "passes"),
    [
        ("The Basket!", {"contains": "basket"}, True),
        ("The Basket!", {"contains": "basket", "case": True}, False),
        ("the box", {"contains": "box", "want": False}, False),
        ("No, that is wrong", {"regex": r"\A\W*no\b"}, True),
        (" 42 ", {"exact": "42"}, True),
        ("42!", {"exact": "42"}, False),
        ("First 3, then 1,204.5", {"number": 1204.5}, True),
        ("about 4 hours", {"number": 4.2, "tolerance": 0.3}, True),
        ("about four", {"number": 4}, False),
        ("Tardan 1,5 horas", {"number": 1.5}, True),
        ("from 3-5", {"number": 5}, True),
        ("it is -5", {"number": -5}, True),
        ("12 000 people", {"number": 12000}, True),
        ("1e3", {"number": 1000}, True),
        ("2, 3", {"number": 3}, True),
        ("So 2 hours, not 3.", {"number": 2}, False),
        ('Here:\n```json\n[{"a": 1}]\n```', {"json_schema": {"type": "array"}}, True),
        ('Sure! {"a": "x"} is it', {"json_schema": {"properties": {"a": {"type": "number"}}}}, False),
        ("no json", {"json_schema": {}}, False),
        ("x", {"regex": "("}, False),
        ("{}", {"json_schema": {"type": "nonsense"}}, False),
        ("{}", {"json_schema": {"$ref": "#/nowhere"}}, False),
        ("{}", {"json_schema": {"type": "nonsense"}, "want": False}, False),
        ("x", {"regex": "a{99999999999999999999}"}, False),
        ("{}", {"json_schema": {"$ref": "https://evil.example/schema"}}, False),
    ],
)
def test_what_passes(text: str, wanted: dict[str, Any], passes: bool) -> None:
    ok, code, details = check(text, wanted)
    assert ok is passes
    words = why_failed(code, details)
    assert bool(words) is not passes
    assert "–" not in words  # Every gap is filled.


def test_a_pattern_that_never_ends_is_ended_and_fails_alone(checker: Checker) -> None:
    answer = verdicts_of(checker, "a" * 40 + "!", Check(contains="a"), Check(regex=r"(a+)+$"), Check(exact="no"))
    assert [ok for ok, _why in answer] == [True, False, False]
    assert answer[1][1] == TOO_LONG
    assert verdicts_of(checker, "fine", Check(contains="fine")) == [(True, Why())]  # a new child answers


def test_a_schema_that_goes_round_in_circles_fails_and_nothing_else(checker: Checker) -> None:
    circle = {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}
    ((ok, why),) = verdicts_of(checker, "{}", Check(json_schema=circle))
    assert not ok
    assert why in (Why("circles"), TOO_LONG)
    assert verdicts_of(checker, "fine", Check(contains="fine")) == [(True, Why())]


def test_a_hostile_pattern_in_a_schema_is_stopped_too(checker: Checker) -> None:
    schema = {"type": "object", "properties": {"x": {"pattern": r"^(a+)+$"}}}
    ((ok, why),) = verdicts_of(checker, '{"x": "' + "a" * 40 + '!"}', Check(json_schema=schema))
    assert (ok, why) == (False, TOO_LONG)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Landlock is Linux's")
def test_the_child_that_checks_is_confined(checker: Checker) -> None:
    if subprocess.run([sys.executable, "-c", HAS_LANDLOCK], check=False).returncode:
        pytest.skip("this kernel has no Landlock")
    assert verdicts_of(checker, "fine", Check(contains="fine")) == [(True, Why())]
    (child,) = [one for one in psutil.Process().children() if "--checks" in one.cmdline()]
    assert "NoNewPrivs:\t1" in Path(f"/proc/{child.pid}/status").read_text()


def test_a_suite_comes_back_as_it_was() -> None:
    suite = built_in("en")
    data = NO_MEDIA.data
    assert parse(to_yaml(suite, data), Form.YAML).suite == suite
    assert parse(to_json(suite, data), Form.JSON).suite == suite
    assert parse(to_json_lines(suite, data), Form.JSON_LINES).suite == suite


def test_lines_of_prompts_are_a_suite_named_after_its_file(tmp_path: Path) -> None:
    path = tmp_path / "Capitals.jsonl"
    path.write_text('{"prompt": "France?", "checks": [{"contains": "Paris"}]}\n\n{"prompt": "A\u2028B?"}\n', "utf-8")
    suite = read(path, read_named).suite
    assert suite.title == "Capitals"
    assert [one.prompt for one in suite.prompts] == ["France?", "A\u2028B?"]


def test_a_broken_line_is_named() -> None:
    with pytest.raises(Fault) as caught:
        parse(b'{"prompt": "a"}\n{"prompt": "b"}\n{"prompt', Form.JSON_LINES, "x")
    assert "line 3" in str(caught.value.details["reason"])


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_shipped_suite_has_nine_tasks_with_checks(language: str) -> None:
    suite = built_in(language)
    assert len(suite.prompts) == 9
    assert all(prompt.checks and prompt.name for prompt in suite.prompts)
    assert [[one.kind for one in prompt.checks] for prompt in suite.prompts] == [
        [one.kind for one in prompt.checks] for prompt in built_in("en").prompts
    ]


@pytest.mark.parametrize(
    ("name", "text", "passes"),
    [
        ("Count to 100", "def count(n):\n    for i in range(1, n + 1):\n        print(i)\ncount(100)", True),
        ("Count to 100", "for i in range(100):\n    print(i + 1)", True),
        ("Count to 100", "i = 1\nwhile i <= 100:\n    print(i)\n    i += 1", True),
        ("Count to 100", "print(*range(1, 101), sep='\\n')", True),
        ("Count to 100", "n = 100\nfor i in range(1, n + 1):\n    print(i)", True),
        ("Count to 100", "for i in range(1, 100): print(i)", False),
        (
            "Count to 100",
            "def up_to_10(n):\n    return sum(range(1, n + 1))\nprint(up_to_10(10))\nIt prints 1 to 100.",
            False,
        ),
        (
            "Count to 100",
            "def up_to(n):\n    for i in range(1, n + 1): print(i)\nup_to(10)\nIt prints 1 to 100.",
            False,
        ),
        ("The ball in the cup", "The ball is on the kitchen table, not in the bedroom.", True),
        ("The ball in the cup", "It stays on the table, no longer under the cup.", True),
        ("The ball in the cup", "The ball is inside the cup, which was on the table.", False),
        ("The ball in the cup", "On a table in the bedroom.", False),
        ("The ball in the cup", "Take the ball to the bedroom. You can only carry the ball back to the table.", False),
        ("The ball in the cup", "A classic puzzle about a kitchen.", False),
    ],
)
def test_the_shipped_checks_take_other_ways_to_be_right_and_to_be_wrong(name: str, text: str, passes: bool) -> None:
    (prompt,) = [one for one in built_in("en").prompts if one.name == name]
    assert all(check(text, msgspec.to_builtins(one))[0] for one in prompt.checks) is passes


RIGHT = {
    "Count to 100": "```python\nfor i in range(1, 101):\n    print(i)\n```",
    "Snake": "import pygame\nwhile True:\n    if key == pygame.K_LEFT: pass",
    "Drying shirts": "They dry at the same time, so it takes 4",
    "Two trains": "They close in at 60 km/h, so it takes 2",
    "People to JSON": '[{"name": "Anna", "age": 34, "city": "Oslo"}, {"name": "Luis", "age": 51, "city": "Lima"}, {"name": "Mei", "age": 27, "city": "Taipei"}]',
    "The ball in the cup": "It is still on the table in the kitchen.",
    "The moved ball": "Basket.",
    "Ten apples": "\n".join(f"Sentence {number} ends with apple." for number in range(10)),
    "Fifty diggers": "No, as only one person fits into the hole.",
}
WRONG = {
    "Count to 100": "for i in range(100): print(i)",
    "Snake": "Snake is a game.",
    "Drying shirts": "Twenty shirts take 16 hours",
    "Two trains": "They meet after 3 hours",
    "People to JSON": '[{"name": "Anna"}]',
    "The ball in the cup": "It is in the bedroom.",
    "The moved ball": "Box",
    "Ten apples": "I like an apple.\nApples are red.",
    "Fifty diggers": "Yes, as 50 people are faster.",
}


@pytest.mark.parametrize("name", RIGHT)
def test_the_shipped_checks_tell_right_from_wrong(name: str) -> None:
    (prompt,) = [one for one in built_in("en").prompts if one.name == name]
    checks = [msgspec.to_builtins(one) for one in prompt.checks]
    assert all(check(RIGHT[name], one)[0] for one in checks), [check(RIGHT[name], one) for one in checks]
    assert not all(check(WRONG[name], one)[0] for one in checks)


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (b"", Form.YAML),
        (b"[]", Form.JSON),
        (b"{" * 100_000, Form.JSON),
        (b"- " * 40_000, Form.YAML),
        (b"[" * 50_000 + b"]" * 50_000, Form.YAML),
        (b"? " * 50_000, Form.YAML),
        (b'{"title": "\\ud800", "prompts": [{"prompt": "a"}]}', Form.JSON),
        (b"title: x\nprompts: [{prompt: a, checks: [{number: .inf}]}]", Form.YAML),
        (b"title: x\nprompts: [{prompt: a, checks: [{number: 1, tolerance: .nan}]}]", Form.YAML),
        (b"\xff\xfe", Form.JSON),
        (b'{"title": "x", "prompts": []}', Form.JSON),
        (b'{"title": "x", "prompts": [{"prompt": "a", "checks": [{}]}]}', Form.JSON),
        (b'{"title": "x", "prompts": [{"prompt": "a", "surprise": 1}]}', Form.JSON),
        (b'{"title": "x", "rounds": 1e9, "prompts": [{"prompt": "a"}]}', Form.JSON),
        (b"title: x\nprompts: !!python/object/apply:os.system [ls]", Form.YAML),
        (b"a: &a [x, x]\nb: &b [*a, *a]\ntitle: x\nprompts: [{prompt: *b}]", Form.YAML),
        (b"title: x\nprompts: [{prompt: a}]\n" + b"deep: " + b"[" * 90 + b"]" * 90, Form.YAML),
        (b'{"title": "x"}', Form.JSON_LINES),
        (b'{"prompt": "a"}\n5', Form.JSON_LINES),
        (b'{"prompt": "a"}\n{"title": "x"}', Form.JSON_LINES),
        (b'{"prompt": "a"}\n{"prompt"', Form.JSON_LINES),
        (b'{"title": "x", "prompts": [{"prompt": "a"}]}', Form.JSON_LINES),
    ],
)
def test_a_broken_or_hostile_file_is_refused_with_a_word(content: bytes, form: Form) -> None:
    with pytest.raises(Fault) as caught:
        parse(content, form)
    explanation = explained(caught.value)
    assert explanation.title == "The suite cannot be used"
    assert explanation.cause


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "suite.yaml"
    with path.open("wb") as file:
        file.truncate(10 * 2**20)
    with pytest.raises(Fault, match="file_large"):
        read(path, read_named)


def test_a_suite_needs_nothing_but_a_title_and_prompts() -> None:
    made = parse("title: Mine\nprompts:\n- prompt: ¿Qué?\n".encode(), Form.YAML).suite
    assert isinstance(made, Suite)
    assert (made.title, made.rounds, made.prompts[0].prompt) == ("Mine", 1, "¿Qué?")


def test_a_time_of_day_is_a_text() -> None:
    long = ":".join(["1"] * 15_000)  # To YAML 1.1 these are numbers to the base of sixty.
    made = parse(f"title: 12:30\nprompts:\n- prompt: {long}\n".encode(), Form.YAML).suite
    assert isinstance(made, Suite)
    assert (made.title, made.prompts[0].prompt) == ("12:30", long)
