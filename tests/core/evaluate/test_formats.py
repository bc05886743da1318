"""Suites and results as other programs write and read them: what is carried means the same, what is not is named."""

import json
import re
from typing import Any

import pytest

from slm_desktop.core.compare.card import Machine
from slm_desktop.core.compare.records import BAD, BEST, TIE, Contender, Vote
from slm_desktop.core.compare.votes import to_json_lines
from slm_desktop.core.engines.output_format import FormatKind, OutputFormat, initial
from slm_desktop.core.engines.turn_media import NO_MEDIA
from slm_desktop.core.evaluate.inspect_log import to_inspect
from slm_desktop.core.evaluate.promptfoo import is_promptfoo, listed, promptfoo_from_suite, suite_from_promptfoo
from slm_desktop.core.evaluate.promptfoo_results import to_promptfoo
from slm_desktop.core.evaluate.records import Candidate, Evaluation
from slm_desktop.core.evaluate.running import EvaluationRun
from slm_desktop.core.evaluate.suite import Check, Prompt, Result, Suite, Why, suite_of, to_dict
from slm_desktop.errors import Fault
from slm_desktop.suites.files import Form, parse
from slm_desktop.suites.worker import check
from tests.core.evaluate.test_evaluation import World

MACHINE = Machine("Linux", "A processor", 2, 8 * 10**9, (), "SLM Desktop 0.1")
CONFIG: dict[str, Any] = {
    "description": "Capitals",
    "providers": ["openai:gpt-5"],
    "prompts": ["What is the capital of {{country}}?", {"raw": "Capital of {{ country }}:", "label": "short"}],
    "defaultTest": {"assert": [{"type": "not-contains", "value": "sorry"}]},
    "tests": [
        {
            "description": "France",
            "vars": {"country": "France", "city": "Paris"},
            "assert": [
                {"type": "icontains", "value": "{{city}}"},
                {"type": "llm-rubric", "value": "is polite"},
                {"type": "regex", "value": "^Par", "weight": 2},
            ],
        },
        {"vars": {"country": ["Spain", "Portugal"]}, "options": {"provider": "x"}},
    ],
}


def passes(text: str, wanted: Check) -> bool:
    import msgspec

    return check(text, msgspec.to_builtins(wanted))[0]


# -- suites from promptfoo -----------------------------------------------------------------------------------------


def test_each_test_is_asked_with_each_prompt_and_what_cannot_be_carried_is_named() -> None:
    assert is_promptfoo(CONFIG)
    made = suite_from_promptfoo(CONFIG, "file")
    assert made.suite.title == "Capitals"
    assert [one.prompt for one in made.suite.prompts] == [
        "What is the capital of France?",
        "Capital of France:",
        "What is the capital of Spain?",
        "What is the capital of Portugal?",
        "Capital of Spain:",
        "Capital of Portugal:",
    ]
    first = made.suite.prompts[0]
    assert first.name == "France"
    assert [one.kind for one in first.checks] == ["contains", "contains", "regex"]
    assert made.left_out == {
        "providers": 1,
        "assert: llm-rubric": 2,
        "assert.weight": 2,
        "tests[].options": 2,
    }
    assert "assert: llm-rubric (2)" in listed(made.left_out)


@pytest.mark.parametrize(
    ("kind", "value", "good", "bad"),
    [
        ("contains", "Paris", "In Paris.", "in paris"),
        ("icontains", "Paris", "in paris", "Rome"),
        ("not-contains", "Paris", "Rome", "Paris"),
        ("equals", "Paris", "Paris", "paris"),
        ("regex", "^Par.s$", "Paris", "In\nParis"),
        ("starts-with", "Par", "Paris.", "In\nParis"),
        ("contains-any", ["Rome", "Paris"], "Paris", "paris"),
        ("icontains-any", "Rome, Paris", "paris", "Berlin"),
        ("is-json", {"type": "object", "required": ["a"]}, '{"a": 1}', '{"b": 1}'),
        ("is-json", '{"required": ["a"]}', '{"a": 1}', '{"b": 1}'),
        ("contains-json", None, '```json\n{"a": 1}\n```', "none"),
        ("contains-any", ["{{city}}", "Rome"], "Paris", "{{city}}"),
    ],
)
def test_an_assertion_means_the_same_as_its_check(kind: str, value: object, good: str, bad: str) -> None:
    config = {"tests": [{"vars": {"prompt": "?", "city": "Paris"}, "assert": [{"type": kind, "value": value}]}]}
    (wanted,) = suite_from_promptfoo(config, "x").suite.prompts[0].checks
    assert passes(good, wanted)
    assert not passes(bad, wanted)


def test_all_of_several_texts_are_as_many_checks() -> None:
    config = {"tests": [{"vars": {"prompt": "?"}, "assert": [{"type": "contains-all", "value": ["a", "b"]}]}]}
    checks = suite_from_promptfoo(config, "x").suite.prompts[0].checks
    assert [one.contains for one in checks] == ["a", "b"]


@pytest.mark.parametrize("kind", ["javascript", "python", "not-python", "webhook", "ruby"])
def test_programs_are_refused(kind: str) -> None:
    config = {"tests": [{"vars": {"prompt": "?"}, "assert": [{"type": kind, "value": "import os"}]}]}
    with pytest.raises(Fault, match="promptfoo_script"):
        suite_from_promptfoo(config, "x")


@pytest.mark.parametrize("place", ["default", "set", "file"])
def test_programs_are_found_wherever_they_hide(place: str) -> None:
    script = {"type": "javascript", "value": "1"}
    test: dict[str, Any] = {"vars": {"prompt": "?"}}
    config: dict[str, Any] = {"tests": [test]}
    if place == "default":
        config["defaultTest"] = {"assert": [script]}
    elif place == "set":
        test["assert"] = [{"type": "assert-set", "assert": [script]}]
    else:
        test["assert"] = [{"type": "equals", "value": "file://check.py"}]
    with pytest.raises(Fault, match="promptfoo_script"):
        suite_from_promptfoo(config, "x")


@pytest.mark.parametrize(
    "broken",
    [
        {"tests": "file://tests.csv"},
        {"tests": [5]},
        {"tests": [{"vars": "file://vars.yaml"}]},
        {"tests": [{"vars": {"a": "file:///etc/passwd"}}], "prompts": ["{{a}}"]},
        {"tests": [{}], "prompts": ["file://prompt.txt"]},
        {"tests": [{}], "prompts": ["prompt.py:make"]},
        {"tests": [{}], "prompts": ["{{missing}}"]},
        {"tests": [{"vars": {"a": 1}}], "prompts": ["{% for x in a %}{{a}}{% endfor %}"]},
        {"tests": [{"vars": {"a": "x"}}], "prompts": ["{{ a | upper }}"]},
        {"tests": [{"vars": {"a": "x"}, "assert": "x"}], "prompts": ["{{a}}"]},
        {"tests": [{}], "prompts": ["x"], "defaultTest": "file://usual.yaml"},
        {"tests": [{"vars": {"a": []}}], "prompts": ["{{a}}"]},
        {"tests": [{"vars": {"a": "x" * 100_000}}], "prompts": ["{{a}}" * 100]},
        {"tests": [{"vars": {"a": "\ud800"}}], "prompts": ["{{a}}"]},
        {"tests": [{"vars": {name: list(range(100)) for name in "abcdefgh"}}], "prompts": ["{{a}}"]},
    ],
)
def test_what_cannot_be_read_is_refused_and_no_file_is_opened(broken: dict[str, Any]) -> None:
    with pytest.raises(Fault) as caught:
        suite_from_promptfoo(broken, "x")
    assert caught.value.code in ("suite_broken", "suite_prompts")


def test_what_has_no_value_is_named_and_so_is_the_threshold_of_a_set() -> None:
    asserted = [{"type": "contains"}, {"type": "assert-set", "threshold": 0.5, "assert": [{"type": "is-json"}]}]
    made = suite_from_promptfoo({"tests": [{"vars": {"prompt": "?"}, "assert": asserted}]}, "x")
    assert made.left_out == {"assert: contains": 1, "assert-set.threshold": 1}


def test_a_date_is_a_text_and_brackets_are_no_list() -> None:
    text = "description: d\nprompts: ['{{d}}{{b}}']\ntests:\n- vars: {d: 2024-05-01, b: '" + "[" * 90_000 + "'}\n"
    (prompt,) = parse(text.encode(), Form.YAML).suite.prompts
    assert prompt.prompt.startswith('"2024-05-01"')


def test_a_long_list_of_what_is_left_out_is_cut() -> None:
    assert len(listed({f"field {at}": 1 for at in range(100_000)})) < 300


def test_our_own_files_are_not_taken_for_promptfoo_s() -> None:
    assert not is_promptfoo({"title": "x", "prompts": [{"prompt": "a"}]})
    assert not is_promptfoo([])


# -- suites to promptfoo -------------------------------------------------------------------------------------------


def test_a_suite_comes_back_and_what_has_no_twin_is_named() -> None:
    checks = (
        Check(contains="x"),
        Check(contains="X", case=True, want=False),
        Check(exact="Yes.", case=True),
        Check(regex=r"\d+ km", case=True),
        Check(json_schema={"type": "object"}),
        Check(number=42.0),
        Check(regex="(?s)a.b", case=True),
        Check(contains="{{secret}}"),
    )
    prompts = (Prompt('Say "{x}".', "one", "Be brief.", checks), Prompt("Two?", max_tokens=9))
    config, left_out = promptfoo_from_suite(Suite("S", prompts, about="About", rounds=3, seed=9))
    assert left_out == {
        "seed": 1,
        "about": 1,
        "max_tokens": 1,
        "check: number": 1,
        "check: regex": 1,
        "check: contains": 1,
    }
    back = suite_from_promptfoo(json.loads(json.dumps(config)), "x").suite
    assert back.rounds == 3
    assert [(one.system, one.prompt) for one in back.prompts] == [("Be brief.", 'Say "{x}".'), ("", "Two?")]
    texts = ("x", "X", " Yes. \n", "5 km", '{"a": 1}', "nothing")
    for ours, theirs in zip(checks[:5], back.prompts[0].checks, strict=True):
        assert [passes(text, ours) for text in texts] == [passes(text, theirs) for text in texts]


# -- results -------------------------------------------------------------------------------------------------------


@pytest.fixture
def session() -> EvaluationRun:
    world = World()
    suite = suite_of(
        {"title": "S", "rounds": 2, "prompts": [{"prompt": "One?", "checks": [{"contains": "1"}]}, {"prompt": "Two?"}]}
    )
    figures = {"tokens": 3.0, "total_seconds": 1.5}
    results = (
        Result(0, 0, 0, 42, "1", "end", (True,), (Why(),), figures=figures),
        Result(0, 0, 1, 43, "2", "length", (False,), (Why("absent", {"part": "1"}),), figures=figures),
        Result(0, 1, 0, 42, "text", "end", figures=figures, host="far:1"),
        Result(0, 1, 1, 43, fault="crashed"),
        Result(1, 0, 0, 42, "1", "end", (True,), (Why(),), figures=figures),
    )
    world.store.saved = [(1, result) for result in results]
    evaluation = Evaluation(1, "T", 1.7e9, suite, [Candidate("a", "/a"), Candidate("b", "/b")])
    return EvaluationRun(evaluation, world.context)


def test_results_are_written_for_promptfoo(session: EvaluationRun) -> None:
    made = json.loads(to_promptfoo(session, MACHINE, 1.8e9))["results"]
    assert made["version"] == 3
    assert made["stats"] == {
        "successes": 3,
        "failures": 1,
        "errors": 1,
        "tokenUsage": {"completion": 12, "total": 12},
    }
    rows = made["results"]
    assert [(row["promptIdx"], row["testIdx"], row["success"]) for row in rows] == [
        (0, 0, True),
        (0, 1, False),
        (0, 2, True),
        (0, 3, False),
        (1, 0, True),
    ]
    assert rows[1]["gradingResult"]["componentResults"][0]["assertion"] == {"type": "icontains", "value": "1"}
    assert rows[3]["error"]
    assert rows[0]["latencyMs"] == 1500
    assert made["prompts"][0]["metrics"]["testErrorCount"] == 1


def test_a_log_of_inspect_is_about_one_model(session: EvaluationRun) -> None:
    made = json.loads(to_inspect(session, 0, MACHINE, 1.8e9))
    assert (made["version"], made["status"]) == (2, "success")
    assert json.loads(to_inspect(session, 1, MACHINE, 1.8e9))["status"] == "cancelled"
    samples = made["samples"]
    assert [(one["id"], one["epoch"]) for one in samples] == [(1, 1), (1, 2), (2, 1), (2, 2)]
    assert [one["scores"].get("checks", {}).get("value") for one in samples] == ["C", "I", None, "I"]
    assert samples[1]["output"]["choices"][0]["stop_reason"] == "max_tokens"
    (score,) = made["results"]["scores"]
    assert score["metrics"]["accuracy"]["value"] == pytest.approx(1 / 3)
    assert re.match(r"\d{4}-\d\d-\d\dT", made["eval"]["created"])


def test_votes_are_lines() -> None:
    pair = (Contender("a", 10.0, 5, 1), Contender("b", 20.0, 6, 2))
    three = (*pair, Contender("c"))
    votes = [
        Vote(1, 7, 3, 1.7e9, BEST, pair, 1, True),
        Vote(2, 7, 4, 1.7e9, TIE, pair),
        Vote(3, 7, 5, 1.7e9, BAD, three),
        Vote(4, 7, 6, 1.7e9, BEST, three, 2),
    ]
    lines = [json.loads(line) for line in to_json_lines(votes).splitlines()]
    assert [line["winner"] for line in lines] == ["model_b", "tie", "tie (bothbad)", "c"]
    assert (lines[0]["model_a"], lines[0]["model_b"], lines[0]["anony"]) == ("a", "b", True)
    assert "model_a" not in lines[2]
    assert lines[3]["models"] == ["a", "b", "c"]


def test_checks_that_were_left_out_are_named_first_and_nothing_is_hidden() -> None:
    left_out = {f"field{at}": 1 for at in range(14)} | {"assert: llm-rubric": 2}
    words = listed(left_out)
    assert words.startswith("assert: llm-rubric (2), field0")
    assert words.endswith(", +3")


# -- structured output ---------------------------------------------------------------------------------------------


def test_prompts_of_a_suite_hold_their_answers_to_a_form() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "null"}}}
    suite = Suite("Forms", (Prompt("One", json_schema=schema), Prompt("Two", grammar='root ::= "a"'), Prompt("Three")))
    assert suite_of(to_dict(suite, NO_MEDIA.data)) == suite
    world = World()
    session = EvaluationRun(Evaluation(1, "T", 0.0, suite, [Candidate("a", "/a")]), world.context)
    session.start()
    world.child.load()
    forms = {one.request.turns[-1].content: one.request.formats for one in world.asked()}
    assert json.loads(forms["One"][0].format.text) == schema  # type: ignore[union-attr]
    assert forms["Two"] == initial(OutputFormat(FormatKind.GRAMMAR, 'root ::= "a"'))
    assert forms["Three"] == ()
    _config, left_out = promptfoo_from_suite(suite)
    assert (left_out["json_schema"], left_out["grammar"]) == (1, 1)


def test_a_prompt_with_two_forms_is_refused() -> None:
    with pytest.raises(Fault) as caught:
        suite_of({"title": "T", "prompts": [{"prompt": "P", "json_schema": {}, "grammar": "root ::= [a]"}]})
    assert (caught.value.code, caught.value.details["number"]) == ("suite_format", 1)
