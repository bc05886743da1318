"""A form that is being written: checked as it grows, used when it is ready."""

import json

import jsonschema
import pytest

from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.engines.commands import CheckFormat
from slm_desktop.core.engines.events import Failed, Feature, FormatChecked
from slm_desktop.core.engines.output_format import FormatKind, OutputFormat
from slm_desktop.core.formats.draft import DraftState, FormatDraft
from slm_desktop.core.formats.example import schema_of
from slm_desktop.errors import Fault
from tests.core.world import World


def asked(world: World) -> CheckFormat:
    return [command for command in world.engines.last.sent if isinstance(command, CheckFormat)][-1]


def test_the_engine_says_whether_it_can_be_used(world: World, chat: ChatSession) -> None:
    draft, states = FormatDraft(chat), list[DraftState]()
    draft.changed.subscribe(lambda: states.append(draft.state))
    assert not draft.can_be_used
    draft.write(FormatKind.JSON_SCHEMA, '{"type": "object"}')
    assert states == [DraftState.CHECKING]
    world.engines.last.emit(FormatChecked(asked(world).run, ("x is not kept to",)))
    assert (draft.state, draft.warnings) == (DraftState.USABLE, ("x is not kept to",))
    draft.use()
    assert chat.chat.format == OutputFormat(FormatKind.JSON_SCHEMA, '{"type": "object"}')
    assert draft.is_used
    draft.turn_off()
    assert chat.chat.format is None


def test_what_was_checked_before_more_was_written_says_nothing(world: World, chat: ChatSession) -> None:
    draft = FormatDraft(chat)
    draft.write(FormatKind.GRAMMAR, 'root ::= "a"')
    first = asked(world).run
    draft.write(FormatKind.GRAMMAR, 'root ::= "')
    world.engines.last.emit(FormatChecked(first))
    assert not draft.warnings
    world.engines.last.emit(Failed(asked(world).run, "format", {"reason": "gbnf_end", "line": 1}))
    assert draft.state == DraftState.REFUSED
    assert draft.problem
    assert draft.problem.details["reason"] == "gbnf_end"
    draft.use()
    assert chat.chat.format is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{\n"type": }', "json_line"),
        ("[]", "schema_object"),
        ('{"a":' * 20_000 + "1" + "}" * 20_000, "gbnf_depth"),
        ('{"maximum": ' + "9" * 5000 + "}", "gbnf_depth"),
        (" " * 300_000 + "{}", "format_long"),
    ],
)
def test_what_is_no_schema_is_known_without_an_engine(chat: ChatSession, text: str, reason: str) -> None:
    draft = FormatDraft(chat)
    draft.write(FormatKind.JSON_SCHEMA, text)
    assert draft.state == DraftState.REFUSED
    assert draft.problem
    assert reason in str(draft.problem.details["reason"])


def test_without_an_engine_here_it_can_be_used_unchecked(world: World, chat: ChatSession) -> None:
    world.engines.last.load(features=(Feature.JSON_SCHEMA,))
    draft = FormatDraft(chat)
    draft.write(FormatKind.JSON_SCHEMA, "{}")
    assert draft.state == DraftState.UNCHECKED
    assert draft.can_be_used


def test_an_example_becomes_its_schema(chat: ChatSession) -> None:
    example = '{"people": [{"name": "Ana", "age": 31, "tags": []}, {"name": "Bo", "age": null, "tags": ["x"]}]}'
    draft = FormatDraft(chat)
    draft.take_example(f"```json\n{example}\n```")
    schema = json.loads(draft.text)
    jsonschema.validate(json.loads(example), schema)
    for other in ('{"people": [{"name": "Ana"}]}', '{"people": [], "more": 1}'):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(json.loads(other), schema)


@pytest.mark.parametrize("text", ["", "hello", '{"a": 1', "[" * 300 + "]" * 300])
def test_what_is_no_example_is_refused(text: str) -> None:
    with pytest.raises(Fault) as caught:
        schema_of(text)
    assert caught.value.code == "example"


@pytest.mark.parametrize(
    ("text", "is_refused"),
    [
        ('{"type": "nothing"}', True),
        ('{"pattern": "^\\\\p{Lu}", "minLength": 1}', False),
        ('{"$schema": "http://json-schema.org/draft-07/schema#", "items": [{}]}', False),
        ('{"pattern": "a{99999999999}"}', False),
    ],
)
def test_without_an_engine_a_schema_is_held_against_its_own(
    world: World, chat: ChatSession, text: str, is_refused: bool
) -> None:
    world.engines.last.load(features=(Feature.JSON_SCHEMA,))
    draft = FormatDraft(chat)
    draft.write(FormatKind.JSON_SCHEMA, text)
    assert (draft.state == DraftState.REFUSED) is is_refused


def test_another_engine_is_asked_again_and_a_form_of_elsewhere_is_noticed(world: World, chat: ChatSession) -> None:
    world.engines.last.load(features=(Feature.JSON_SCHEMA,))
    draft = FormatDraft(chat)
    draft.write(FormatKind.JSON_SCHEMA, "{}")
    world.engines.last.load()
    draft.check()
    assert not draft.can_be_used  # It is being checked.
    world.engines.last.emit(Failed(asked(world).run, "format_complex", {"reason": "x"}))
    assert draft.state == DraftState.REFUSED
    assert not draft.is_stale
    chat.set_format(OutputFormat(FormatKind.GRAMMAR, "root ::= [a]"))
    assert draft.is_stale
