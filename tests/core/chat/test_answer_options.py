"""What answers begin with, and text completion: kept with the chat, asked for, and repeated."""

import pytest

from slm_desktop.core.answer_options import AS_A_CHAT, LONGEST_PREFILL, AnswerOptions
from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.engines.commands import Turn
from slm_desktop.core.engines.events import Feature
from slm_desktop.core.lens.requests import drawing, rescoring
from slm_desktop.core.lens.seed_tree import SeedTree
from slm_desktop.errors import Fault
from tests.core.world import World, texts

SURE = AnswerOptions(prefill="Sure: ")
WITH_GAP = AnswerOptions(text_completion=True, suffix=", the end.")
AS_TEXT = AnswerOptions(prefill="not used", text_completion=True)


def test_an_answer_begins_with_the_given_words_and_they_are_a_part_of_it(world: World, chat: ChatSession) -> None:
    chat.set_answer_options(SURE)
    answer = world.exchange(chat, "Can you?", "I", " can")
    assert world.turns() == ["Can you?", "Sure: "]
    assert world.command().request.begun == "Sure: "
    assert answer.content == "Sure: I can"
    assert answer.run
    assert (answer.run.continued, answer.run.answer_options) == (len("Sure: "), SURE)
    assert world.store.kept_chats[chat.chat.id].answer_options == SURE


def test_the_next_prompt_has_the_answer_once(world: World, chat: ChatSession) -> None:
    chat.set_answer_options(SURE)
    world.exchange(chat, "Can you?", "I can")
    chat.send("And now?")
    assert world.turns() == ["Can you?", "Sure: I can", "And now?", "Sure: "]


def test_another_version_begins_with_them_too_and_a_continued_one_with_what_stood_there(
    world: World, chat: ChatSession
) -> None:
    first = world.exchange(chat, "Can you?", "Yes")
    chat.set_answer_options(SURE)
    chat.regenerate(first)
    assert world.turns() == ["Can you?", "Sure: "]
    world.finish("I can")
    chat.carry_on(first)
    assert world.turns() == ["Can you?", "Yes"]


def test_a_replay_has_what_the_answer_began_with_whatever_the_chat_has_now(world: World, chat: ChatSession) -> None:
    chat.set_answer_options(SURE)
    answer = world.exchange(chat, "Can you?", "I can")
    chat.set_answer_options(AS_TEXT)
    chat.replay(answer)
    assert world.turns() == ["Can you?", "Sure: "]
    assert not world.command().request.text_completion
    world.finish("I can")
    assert chat.messages[-1].run
    assert chat.messages[-1].run.repeated


def test_the_gap_before_a_text_is_filled_and_seen_so(world: World, chat: ChatSession) -> None:
    world.engines.last.load(features=tuple(Feature))
    chat.set_answer_options(WITH_GAP)
    answer = world.exchange(chat, "Once upon", " a time")
    assert world.command().request.suffix == ", the end."
    assert rescoring(chat, answer).suffix == ", the end."
    assert drawing(chat, chat.question_of(answer), (), 1).suffix == ", the end."
    assert drawing(chat, chat.question_of(answer), (1, 2), 1).suffix == "", "it is among the tokens"
    chat.replay(answer)
    assert world.command().request.suffix == ", the end."


def test_nothing_follows_the_answers_of_a_chat(world: World, chat: ChatSession) -> None:
    chat.set_answer_options(AnswerOptions(suffix="kept for later"))
    world.exchange(chat, "Hello", "Hi")
    assert world.command().request.suffix == ""
    assert chat.chat.answer_options.suffix == "kept for later"


def test_a_text_is_completed_without_system_prompt_and_beginning(world: World, chat: ChatSession) -> None:
    chat.set_system("Be brief.")
    chat.set_answer_options(AS_TEXT)
    answer = world.exchange(chat, "Once upon", " a time")
    request = world.command().request
    assert (request.text_completion, request.begun, request.has_template) == (True, "", False)
    assert request.turns == (Turn("user", "Once upon"),)
    assert answer.content == " a time"
    assert answer.run
    assert answer.run.system == ""
    chat.send(", there")
    assert [turn.content for turn in world.command().request.turns] == ["Once upon", " a time", ", there"]


def test_an_engine_that_cannot_go_on_is_not_asked(world: World, chat: ChatSession) -> None:
    first = world.exchange(chat, "Hello?", "Hi")
    world.model.engine.loaded = None  # type: ignore[union-attr]
    world.model.retry()
    world.engines.last.load(features=())
    before = texts(chat)
    for options, code in ((SURE, "no_continue"), (AS_TEXT, "no_text_completion"), (WITH_GAP, "no_text_completion")):
        chat.set_answer_options(options)
        with pytest.raises(Fault) as caught:
            chat.send("Can you?")
        assert caught.value.code == code
        with pytest.raises(Fault):
            SeedTree(chat, chat.question_of(first), world.pool)
    chat.set_answer_options(AS_A_CHAT)
    with pytest.raises(Fault) as caught:
        chat.carry_on(first)
    assert caught.value.code == "no_continue"
    assert texts(chat) == before


def test_the_lens_and_the_tree_ask_as_the_answer_was_asked_for(world: World, chat: ChatSession) -> None:
    chat.set_answer_options(SURE)
    answer = world.exchange(chat, "Can you?", "I can")
    question = chat.question_of(answer)
    *_before, begun, own = rescoring(chat, answer).turns
    assert (begun.content, own.content) == ("Sure: ", "I can")
    assert [turn.content for turn in drawing(chat, question, (), 1).turns] == ["Can you?", "Sure: "]
    tree = SeedTree(chat, question, world.pool)
    world.engines.last.load()
    assert {one.run.request.begun for one in tree.drawn} == {"Sure: "}
    tree.leave()
    chat.set_answer_options(AS_TEXT)
    assert not rescoring(chat, answer).text_completion, "it was written with the template"
    assert drawing(chat, question, (), 1).text_completion


def test_presets_keep_them_and_a_chat_without_any_has_its_defaults(world: World, chat: ChatSession) -> None:
    assert chat.has_defaults
    chat.set_answer_options(SURE)
    assert not chat.has_defaults
    preset = world.chat_list.save_preset("Sure", chat, used_for="*")
    assert preset.answer_options == SURE
    assert world.chat_list.new().chat.answer_options == SURE


def test_a_preset_carries_no_documents_and_no_scales_and_takes_none_away(world: World, chat: ChatSession) -> None:
    own = AnswerOptions("Sure: ", documents=(5,), scales={"/a.gguf": 0.3})
    chat.set_answer_options(own)
    preset = world.chat_list.save_preset("Sure", chat, used_for="*")
    assert preset.answer_options == AnswerOptions("Sure: ")
    assert world.chat_list.new().chat.answer_options == AnswerOptions("Sure: ")
    assert own.with_style(AnswerOptions("Well, ")) == AnswerOptions("Well, ", documents=(5,), scales={"/a.gguf": 0.3})


def test_what_is_too_long_to_be_meant_is_left_out() -> None:
    assert AnswerOptions("x" * (LONGEST_PREFILL + 1), text_completion=True).checked() == AnswerOptions("", True)
    assert AnswerOptions("a\ud800b").checked().prefill == "a\ufffdb"
