"""A question whose passages come in a moment: it waits, can be stopped, and nothing of it is lost."""

from collections.abc import Sequence

import pytest

from slm_desktop.core.answer_options import AnswerOptions
from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.documents.ports import OnFound
from slm_desktop.core.documents.records import Source
from slm_desktop.core.records import MessageState
from tests.core.world import World, texts

PASSAGE = Source(1, "a.pdf", 0, 0, "The ferry leaves at noon.")


class Later:
    """Finds something when it is told to."""

    def __init__(self) -> None:
        self.waiting: list[OnFound] = []

    def find(self, question: str, documents: Sequence[int], context: int, on_found: OnFound) -> None:
        self.waiting.append(on_found)

    def found(self, *sources: Source) -> None:
        self.waiting.pop(0)(sources)


@pytest.fixture
def later() -> Later:
    return Later()


@pytest.fixture
def world(later: Later) -> World:
    return World(sources=later)


@pytest.fixture
def chat(world: World) -> ChatSession:
    session = world.chat_list.new()
    session.set_answer_options(AnswerOptions(documents=(1,)))
    return session


def test_the_question_is_sent_with_what_is_found(world: World, chat: ChatSession, later: Later) -> None:
    chat.send("When?")
    assert chat.is_busy
    assert texts(chat) == []
    chat.send("And this?")  # One at a time.
    later.found(PASSAGE)
    assert PASSAGE.text in world.turns()[0]
    world.finish("At noon.")
    assert texts(chat) == ["When?", "At noon."]
    assert not chat.is_busy


def test_stopped_while_it_waits_it_stays_and_what_is_found_then_comes_too_late(
    world: World, chat: ChatSession, later: Later
) -> None:
    chat.send("When?")
    chat.stop()
    assert (texts(chat), chat.messages[1].state) == (["When?", ""], MessageState.STOPPED)
    assert not chat.is_busy
    later.found(PASSAGE)
    assert not chat.is_writing
    chat.regenerate(chat.messages[1])
    assert world.turns() == ["When?"]


def test_a_model_that_went_meanwhile_costs_no_question(world: World, chat: ChatSession, later: Later) -> None:
    chat.send("When?")
    world.model.eject()
    later.found(PASSAGE)
    assert texts(chat) == ["When?", ""]
    assert chat.trouble
    assert chat.trouble.code == "no_model"
    assert chat.messages[0].sources == (PASSAGE,)
