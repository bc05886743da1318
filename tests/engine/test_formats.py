"""Structured output: answers that must fit a JSON schema or a grammar, in the real child."""

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import jsonschema
import pytest

from slm_desktop.core.engines.commands import Change, CheckFormat, Generate, Load, Request, SetFormat, Stop, Turn
from slm_desktop.core.engines.events import (
    Drafted,
    Failed,
    Finished,
    FormatChanged,
    FormatChecked,
    FormatRefused,
    Tokens,
)
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.engines.output_format import FormatChange, FormatKind, OutputFormat, initial, of_schema
from slm_desktop.engine.answer_format import AnswerFormat
from slm_desktop.engine.grammar import Grammars
from slm_desktop.engine.llama import Model
from slm_desktop.engine.native import Native
from tests.engine.child import Child
from tests.engine.tiny import write_model

QUESTION = "Anna is 31 years old and lives in Paris. Bob, who is 5, lives in Rome. List the people."
PEOPLE = {
    "type": "array",
    "minItems": 1,
    "maxItems": 3,
    "items": {
        "type": "object",
        "properties": {
            "name": {"type": "string", "maxLength": 20},
            "age": {"type": "integer", "minimum": 0, "maximum": 120},
            "city": {"enum": ["Paris", "Rome", "Berlin"]},
        },
        "required": ["name", "age", "city"],
        "additionalProperties": False,
    },
}
YES_NO = OutputFormat(FormatKind.GRAMMAR, 'root ::= "yes" | "no"')
DIGITS = OutputFormat(FormatKind.GRAMMAR, "root ::= [0-9]+")
RUNS = count(900)
LONG = {"temperature": 0.8, "max_tokens": 400.0}


@pytest.fixture(scope="module")
def loaded(model_path: str) -> Iterator[Child]:
    made = Child(Load(1, model_path, LoadOptions(threads=1)))
    made.ready()
    yield made
    made.close()


@pytest.fixture
def child(loaded: Child) -> Child:
    loaded.events.clear()
    return loaded


def failed(child: Child, format: OutputFormat) -> Failed:
    end = child.end(child.ask(QUESTION, formats=initial(format)))
    assert isinstance(end, Failed)
    return end


@pytest.mark.parametrize("values", [{}, {"top_n_sigma": 1.0}, {"mirostat": 1}, {"mirostat": 2}, {"temperature": 0}])
def test_an_answer_fits_its_schema_whatever_the_sampling(child: Child, values: dict[str, float]) -> None:
    run = child.ask(QUESTION, values={**LONG, **values}, formats=initial(of_schema(PEOPLE)))
    end = child.end(run)
    assert isinstance(end, Finished)
    assert (end.reason, end.is_unfinished) == ("format", False)
    jsonschema.validate(json.loads(child.text(run)), PEOPLE)


def test_without_a_form_an_answer_is_as_it_was(child: Child) -> None:
    first = child.ask(QUESTION, values={"temperature": 0, "max_tokens": 20})
    child.end(first)
    child.end(child.ask(QUESTION, formats=initial(YES_NO)))
    again = child.ask(QUESTION, values={"temperature": 0, "max_tokens": 20})
    child.end(again)
    assert child.tokens(first) == child.tokens(again)


def test_a_grammar_leaves_the_model_its_choice(child: Child) -> None:
    """Over many seeds both answers come, as often as the model gives them."""
    said = []
    for seed in range(24):
        run = child.ask("Is it warm?", seed=seed, values={"temperature": 2.0}, formats=initial(YES_NO))
        child.end(run)
        said.append(child.text(run))
    assert set(said) == {"yes", "no"}


def test_what_is_cut_off_is_said_to_be_unfinished(child: Child) -> None:
    run = child.ask(QUESTION, values={"max_tokens": 5}, formats=initial(of_schema(PEOPLE)))
    end = child.end(run)
    assert isinstance(end, Finished)
    assert (end.reason, end.is_unfinished) == ("length", True)


@pytest.mark.parametrize(
    ("format", "words"),
    [
        (OutputFormat(FormatKind.JSON_SCHEMA, "{"), ""),
        (OutputFormat(FormatKind.JSON_SCHEMA, "[]"), ""),
        (of_schema({"not": {}}), "not"),
        (of_schema({"type": "nothing"}), "nothing"),
        (of_schema({"$ref": "https://example.com/schema.json"}), ""),
        (of_schema({"type": "string", "pattern": "("}), ""),
        (OutputFormat(FormatKind.JSON_SCHEMA, '{"a":' * 20_000 + "1" + "}" * 20_000), ""),
        (OutputFormat(FormatKind.GRAMMAR, 'root ::= "a'), "gbnf_end"),
        (OutputFormat(FormatKind.GRAMMAR, "root ::= other"), "gbnf_rule"),
        (OutputFormat(FormatKind.GRAMMAR, 'other ::= "a"'), "gbnf_rule"),
        (OutputFormat(FormatKind.GRAMMAR, "root ::= " + "(" * 5000 + '"a"' + ")" * 5000), "gbnf_depth"),
        (OutputFormat(FormatKind.GRAMMAR, ""), "gbnf_rule"),
        (OutputFormat(FormatKind.GRAMMAR, 'root ::= "a" root'), "gbnf_endless"),
        (OutputFormat(FormatKind.GRAMMAR, 'root ::= "a"{30000}'), "gbnf_long"),
        (OutputFormat(FormatKind.GRAMMAR, "x" * 300_000), "format_long"),
    ],
)
def test_a_form_that_cannot_be_used_is_refused_with_its_reason(child: Child, format: OutputFormat, words: str) -> None:
    end = failed(child, format)
    assert end.code == "format"
    assert words in str(end.details["reason"])


HOSTILE = [
    of_schema({"type": "string", "pattern": "^(((a{1,99}){1,99}){1,99}){1,99}$"}),
    of_schema({"type": "string", "pattern": "^(a|aa|aaa)*(a|aa|aaa)*(a|aa|aaa)*b$"}),
    of_schema({"type": "array", "items": {"$ref": "#"}, "minItems": 100_000}),
    of_schema({"$ref": "#"}),
    of_schema({"allOf": [{"anyOf": [{"pattern": f"x{n}.*y{m}"} for m in range(12)]} for n in range(12)]}),
    OutputFormat(FormatKind.GRAMMAR, 'root ::= (("a"? "a"?){1,999} "a"){1,999}'),
    OutputFormat(
        FormatKind.GRAMMAR,
        "root ::= r0\n" + "\n".join(f"r{n} ::= r{n + 1} r{n + 1}" for n in range(3000)) + '\nr3000 ::= "a"',
    ),
    OutputFormat(
        FormatKind.GRAMMAR,
        "root ::= r0\n" + "\n".join(f"r{n} ::= r{n + 1} r{n + 1}" for n in range(40)) + '\nr40 ::= "a"',
    ),
    OutputFormat(FormatKind.GRAMMAR, 'root ::= root root | root "a" | "a" | ""'),
    OutputFormat(FormatKind.GRAMMAR, 'root ::= (("a"*)*)* "b"'),
]


@pytest.mark.parametrize("format", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_form_ends_soon_and_the_next_question_is_answered(child: Child, format: OutputFormat) -> None:
    child.end(child.ask("Write.", values={"max_tokens": 20}, formats=initial(format)))
    run = child.ask("Is it warm?", formats=initial(YES_NO))
    assert isinstance(child.end(run), Finished)
    assert child.text(run) in ("yes", "no")


def test_a_form_that_begins_in_the_middle_of_an_answer_acts_on_the_next_token(child: Child) -> None:
    endless = dict.fromkeys((0, 2), -100.0)  # It does not end by itself before the test does.
    run = child.ask("Count.", values={"temperature": 2.0, "max_tokens": 8000}, logit_bias=endless)
    child.wait(Tokens)
    child.host.send(SetFormat(run, OutputFormat(FormatKind.GRAMMAR, 'root ::= [^!]{0,9999} "!"')))
    changed = child.wait(FormatChanged)
    child.host.send(SetFormat(run, DIGITS))
    assert child.wait(FormatRefused).code == "format_text"
    child.host.send(SetFormat(run, None))
    child.wait(FormatChanged, lambda event: event.format is None)
    child.host.send(Stop(run))
    child.end(run)
    assert 0 < changed.position <= len(child.tokens(run))


def test_a_change_holds_from_the_token_that_the_record_says_and_a_replay_repeats_it(child: Child) -> None:
    """The whole text fits the new form, and the same changes give the same tokens."""
    run = child.ask(
        QUESTION, values={"temperature": 1.0, "max_tokens": 30}, formats=initial(of_schema({"type": "string"}))
    )
    child.wait(Tokens)
    wanted = OutputFormat(FormatKind.GRAMMAR, 'root ::= "\\"" [^"]{0,60} "\\""')
    child.host.send(SetFormat(run, wanted))
    end = child.end(run)
    assert isinstance(end, Finished)
    changes = [event for event in child.events if isinstance(event, FormatChanged) and event.run == run]
    formats = (*initial(of_schema({"type": "string"})), *(FormatChange(one.position, one.format) for one in changes))
    again = child.ask(
        QUESTION, values={"temperature": 1.0, "max_tokens": 30}, formats=formats, cold=True, **child.record(run)
    )
    child.end(again)
    assert child.tokens(again) == child.tokens(run)


def test_an_answer_that_was_begun_is_completed(child: Child) -> None:
    run = child.ask(QUESTION, '[{"name": "Zoe", ', values=LONG, formats=initial(of_schema(PEOPLE)))
    assert isinstance(child.end(run), Finished)
    found = json.loads('[{"name": "Zoe", ' + child.text(run))
    jsonschema.validate(found, PEOPLE)
    end = child.end(child.ask(QUESTION, "Here they are:", formats=initial(of_schema(PEOPLE))))
    assert isinstance(end, Failed)
    assert end.code == "format_begun"


def test_characters_of_several_tokens_are_written_whole(child: Child) -> None:
    run = child.ask("Write.", formats=initial(of_schema({"const": 'žluťoučký 🐎 \\ " é'})))
    child.end(run)
    assert json.loads(child.text(run)) == 'žluťoučký 🐎 \\ " é'


def test_drafts_are_held_to_the_form_too(child: Child) -> None:
    text = "The names are Anna, Bob, Anna, Bob, Anna, Bob. Repeat the names."
    run = child.ask(text, values={**LONG, "temperature": 0}, formats=initial(of_schema(PEOPLE)), speculate=True)
    assert isinstance(child.end(run), Finished)
    jsonschema.validate(json.loads(child.text(run)), PEOPLE)
    plain = child.ask(text, values={**LONG, "temperature": 0}, formats=initial(of_schema(PEOPLE)))
    child.end(plain)
    assert child.text(plain) == child.text(run)
    assert any(isinstance(event, Drafted) for event in child.events)


def test_several_answers_at_once_have_each_their_own(model_path: str) -> None:
    child = Child(Load(1, model_path, LoadOptions(threads=1, slots=3)))
    child.ready()
    try:
        runs = [
            child.ask(QUESTION, values=LONG, conversation=number, formats=initial(format))
            for number, format in enumerate((of_schema(PEOPLE), YES_NO, None))
        ]
        for run in runs:
            assert isinstance(child.end(run), Finished)
        jsonschema.validate(json.loads(child.text(runs[0])), PEOPLE)
        assert child.text(runs[1]) in ("yes", "no")
        assert child.text(runs[2]) not in ("yes", "no")
    finally:
        child.close()


def test_candidates_say_what_the_form_rules_out_also_afterwards(child: Child) -> None:
    run = child.ask("Is it warm?", values={"temperature": 0}, candidates=64, formats=initial(YES_NO))
    child.end(run)
    written = child.candidates(run)
    first = written.places[0]
    assert first.allowed
    allowed = [id_ for id_, cut in zip(first.candidates(), first.allowed.forbidden, strict=True) if not cut]
    assert {written.piece(id_) for id_ in allowed} <= {b"y", b"ye", b"yes", b"n", b"no"}
    assert first.token in allowed
    assert len(allowed) == first.allowed.count
    assert list(first.scores()) == sorted(first.scores(), reverse=True)
    assert sum(first.allowed.forbidden) >= 60

    answer = Turn("assistant", child.text(run), tuple(child.tokens(run)))
    request = Request(
        turns=(Turn("user", "Is it warm?"), answer),
        changes=(Change(0, {}),),
        seed=1,
        candidates=64,
        rescore=True,
        formats=initial(YES_NO),
    )
    again = next(RUNS)
    child.host.send(Generate(again, request))
    child.end(again)
    found = child.candidates(again).places[0]
    assert found.allowed
    assert found.allowed.forbidden == first.allowed.forbidden
    assert found.allowed.log_sum == pytest.approx(first.allowed.log_sum, abs=1e-3)


def test_a_form_is_checked_without_an_answer(child: Child) -> None:
    child.host.send(CheckFormat(701, of_schema(PEOPLE)))
    assert child.wait(FormatChecked).run == 701
    child.host.send(CheckFormat(702, OutputFormat(FormatKind.GRAMMAR, "root ::=\n  [z-a]")))
    end = child.wait(Failed)
    assert (end.code, end.details) == ("format", {"reason": "gbnf_range", "line": 2})


def test_a_vocabulary_that_puts_a_space_before_any_text_is_held_to_a_form(tmp_path: Path) -> None:
    child = Child(Load(1, str(write_model(tmp_path / "m.gguf", sentencepiece=True, template=None))))
    child.ready()
    form = of_schema({"type": "object", "properties": {"name": {"enum": ["Ana", "a b"]}}, "required": ["name"]})
    try:
        for begun in ((), ('{"name": "A',)):
            run = child.ask("Who?", *begun, values={"max_tokens": 60}, formats=initial(form), logit_bias={})
            assert isinstance(child.end(run), Finished)
            text = "".join(begun) + child.text(run)
            assert json.loads(text)["name"] in ("Ana", "a b") if text.endswith("}") else '"name"' in text
    finally:
        child.close()


def test_a_model_without_a_token_that_ends_texts_ends_with_its_form(tmp_path: Path) -> None:
    path = write_model(tmp_path / "m.gguf", controls=(), extra={"tokenizer.ggml.eos_token_id": 4_000_000})
    child = Child(Load(1, str(path)))
    child.ready()
    try:
        run = child.ask(
            "Who?", values={"max_tokens": 20}, formats=initial(OutputFormat(FormatKind.GRAMMAR, 'root ::= "he" [a-c]'))
        )
        end = child.end(run)
        assert isinstance(end, Finished)
        assert (end.reason, child.text(run)[:2]) == ("format", "he")
    finally:
        child.close()


def test_a_model_that_thinks_is_free_until_it_has_thought(model_path: str) -> None:
    model = Model(Native(), model_path)
    model.load(0, lambda _progress: True)
    try:
        answer = AnswerFormat(Grammars(model), model, initial(YES_NO), thinks=True)
        for token in model.tokenise("Let me think: no?</think>"):
            assert answer.score(0, -1) is None
            assert not answer.is_complete
            answer.take(token, model.piece(token))
        allowed = answer.score(0, -1)
        assert {model.piece(int(token))[:1] for token in allowed.nonzero()[0]} == {b"y", b"n"}
        answer.take(model.tokenise("yes")[0], b"yes")
        assert answer.is_over
    finally:
        model.close()


def test_what_a_form_allows_and_llguidance_cannot_follow_ends_the_answer_with_words(child: Child) -> None:
    """It never goes on freely, as if there were no form."""
    form = of_schema({"type": "object", "properties": {f"field{n}": {"type": "integer"} for n in range(30_000 // 10)}})
    child.host.send(CheckFormat(750, form))
    checked = child.wait(FormatChecked | Failed)  # type: ignore[arg-type]
    run = child.ask(QUESTION, values={"max_tokens": 40}, formats=initial(form))
    end = child.end(run)
    if isinstance(end, Failed):
        assert end.code == "format_complex"
        assert isinstance(checked, Failed)
    else:
        assert child.text(run).lstrip().startswith("{")


def test_changes_that_are_due_at_one_token_are_made_in_their_order(model_path: str) -> None:
    model = Model(Native(), model_path)
    model.load(0, lambda _progress: True)
    try:
        answer = AnswerFormat(Grammars(model), model, (FormatChange(3, DIGITS), FormatChange(3, YES_NO)))
        assert [format for format, _fault in answer.change(3)] == [DIGITS, YES_NO]
    finally:
        model.close()


def test_a_model_may_begin_to_think_by_itself(model_path: str) -> None:
    model = Model(Native(), model_path)
    model.load(0, lambda _progress: True)
    try:
        think = model.tokenise("<|im_start|>", special=True)[0]
        answer = AnswerFormat(Grammars(model), model, initial(YES_NO), think_token=think)
        assert answer.score(0, -1)[think]
        answer.take(think, model.piece(think))
        for token in model.tokenise("hm</think>"):
            assert answer.score(1, -1) is None
            answer.take(token, model.piece(token))
        assert not answer.score(9, -1)[think]
        begun = AnswerFormat(Grammars(model), model, initial(YES_NO), begun="<think>hm")
        assert begun.score(0, -1) is None
    finally:
        model.close()


def test_a_form_that_began_later_is_seen_from_there_on_when_an_answer_is_gone_over(child: Child) -> None:
    run = child.ask("Count.", values={"temperature": 0, "max_tokens": 8})
    child.end(run)
    answer = Turn("assistant", child.text(run), tuple(child.tokens(run)))
    form = FormatChange(3, OutputFormat(FormatKind.GRAMMAR, "root ::= [^~]*"))
    request = Request(
        turns=(Turn("user", "Count."), answer),
        changes=(Change(0, {}),),
        seed=1,
        candidates=8,
        rescore=True,
        formats=(form,),
    )
    number = next(RUNS)
    child.host.send(Generate(number, request))
    child.end(number)
    places = child.candidates(number).places
    assert [places[at].allowed is not None for at in range(6)] == [False] * 3 + [True] * 3


def test_what_a_stop_text_cut_is_not_complete(child: Child) -> None:
    form = of_schema(
        {"type": "object", "properties": {"a": {"enum": [12345]}}, "required": ["a"], "additionalProperties": False}
    )
    run = child.ask("Give a.", formats=initial(form), stops=("}",))
    end = child.end(run)
    assert isinstance(end, Finished)
    assert (end.reason, end.is_unfinished) == ("stop", True)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"type": "integer", "multipleOf": 1234567}, "schema_multiple"),
        ({"items": [{"multipleOf": 0.1234567}]}, "schema_multiple"),
        ({"oneOf": [{"type": "object"}, {"type": "object", "minProperties": 1}]}, "schema_one_of"),
    ],
)
def test_what_would_take_minutes_or_has_no_twin_here_is_refused_at_once(
    child: Child, value: object, reason: str
) -> None:
    assert failed(child, of_schema(value)).details["reason"] == reason


LARGE = [
    "root ::= " + " | ".join(f'"{chr(0x4E00 + n)}"' for n in range(20_000)),
    "root ::= " + " ".join(f'"{chr(0x4E00 + n)}"?' for n in range(20_000)),
    "root ::= " + "big " * 400 + "\nbig ::= [" + "".join(chr(0x4E00 + 2 * n) for n in range(9_000)) + "]",
]


@pytest.mark.parametrize("text", LARGE, ids=range(len(LARGE)))
def test_large_grammars_are_read_or_refused_soon(child: Child, text: str) -> None:
    child.end(child.ask("Write.", values={"max_tokens": 3}, formats=initial(OutputFormat(FormatKind.GRAMMAR, text))))
    run = child.ask("Is it warm?", formats=initial(YES_NO))
    assert isinstance(child.end(run), Finished)
