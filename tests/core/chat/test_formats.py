"""The form of answers: kept with the chat, asked for, changed while an answer is written, and repeated."""

import pytest

from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.engines.commands import SetFormat
from slm_desktop.core.engines.events import Feature, Finished, FormatChanged, FormatRefused
from slm_desktop.core.engines.output_format import FormatChange, FormatKind, OutputFormat, initial
from slm_desktop.core.lens.requests import rescoring
from slm_desktop.core.lens.seed_tree import SeedTree
from slm_desktop.errors import Fault
from tests.core.world import World

SCHEMA = OutputFormat(FormatKind.JSON_SCHEMA, '{"type": "object"}')
DIGITS = OutputFormat(FormatKind.GRAMMAR, "root ::= [0-9]+")


def test_it_belongs_to_the_chat_and_is_asked_for(world: World, chat: ChatSession) -> None:
    chat.set_format(SCHEMA)
    answer = world.exchange(chat, "Who?", "{}")
    assert world.command().request.formats == initial(SCHEMA)
    assert world.store.kept_chats[chat.chat.id].format == SCHEMA
    assert answer.run
    assert answer.run.format == SCHEMA
    chat.set_format(None)
    world.exchange(chat, "And now?", "Free")
    assert world.command().request.formats == ()


def test_a_change_goes_to_the_answer_under_way_and_into_its_record_and_a_replay_has_it(
    world: World, chat: ChatSession
) -> None:
    chat.send("Count")
    world.write("1")
    chat.set_format(DIGITS)
    run = world.command().run
    assert world.engines.last.sent[-1] == SetFormat(run, DIGITS)
    world.engines.last.emit(FormatChanged(run, 1, DIGITS))
    world.finish("2")
    record = chat.messages[-1].run
    assert record
    assert record.formats == [FormatChange(1, DIGITS)]
    chat.replay(chat.messages[-1])
    assert world.command().request.formats == (FormatChange(1, DIGITS),)
    world.engines.last.emit(FormatChanged(world.command().run, 1, DIGITS))
    world.finish("1", "2")
    assert chat.messages[-1].run
    assert chat.messages[-1].run.formats == [FormatChange(1, DIGITS)]


def test_a_form_that_the_text_so_far_does_not_fit_is_said_and_holds_for_the_next_answer(
    world: World, chat: ChatSession
) -> None:
    chat.send("Count")
    world.write("one")
    chat.set_format(DIGITS)
    world.engines.last.emit(FormatRefused(world.command().run, DIGITS, "format_text"))
    assert chat.trouble
    assert chat.trouble.code == "format_text"
    world.finish("two")
    assert chat.messages[-1].run
    assert chat.messages[-1].run.formats == []
    chat.send("Again")
    assert world.command().request.formats == initial(DIGITS)


def test_an_answer_that_was_cut_is_known_to_be_unfinished(world: World, chat: ChatSession) -> None:
    chat.set_format(SCHEMA)
    chat.send("Who?")
    world.write("{")
    world.engines.last.emit(Finished(world.command().run, "length", 1, 0.5, is_unfinished=True))
    assert chat.messages[-1].run
    assert chat.messages[-1].run.is_unfinished


def test_an_engine_that_cannot_keep_to_it_is_not_asked(world: World, chat: ChatSession) -> None:
    world.engines.last.load(features=(Feature.JSON_SCHEMA,))
    chat.set_format(DIGITS)
    with pytest.raises(Fault) as caught:
        chat.send("Count")
    assert (caught.value.code, caught.value.details["kind"]) == ("no_format", "GBNF")
    assert not chat.messages
    chat.set_format(SCHEMA)
    world.exchange(chat, "Who?", "{}")
    chat.set_format(DIGITS)
    with pytest.raises(Fault):
        SeedTree(chat, chat.messages[0], world.pool)


def test_the_lens_and_the_tree_have_the_same_form(world: World, chat: ChatSession) -> None:
    chat.set_format(SCHEMA)
    answer = world.exchange(chat, "Who?", "{}")
    assert rescoring(chat, answer).formats == initial(SCHEMA)
    assert rescoring(chat, answer, of_another=True).formats == ()
    tree = SeedTree(chat, chat.messages[0], world.pool)
    world.engines.last.load()
    assert {one.run.request.formats for one in tree.drawn} == {initial(SCHEMA)}
    tree.leave()


def test_presets_keep_it(world: World, chat: ChatSession) -> None:
    chat.set_format(SCHEMA)
    preset = world.chat_list.save_preset("JSON", chat, "*")
    assert preset.format == SCHEMA
    fresh = world.chat_list.new()
    world.chat_list.begin(fresh)
    assert fresh.chat.format == SCHEMA
