"""Pictures of a conversation: kept with their question, sent with their data, refused where they cannot be seen."""

import pytest
from msgspec.structs import replace

from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.engines.commands import Generate
from slm_desktop.core.engines.events import Feature, Finished
from slm_desktop.core.engines.pictures import Picture
from slm_desktop.core.records import MessageState
from slm_desktop.errors import Fault
from tests.core.world import World

PICTURE = Picture("a" * 64, "png", 4, 3, name="cat.png")


def ended(world: World, text: str = "ok") -> None:
    world.write(text)
    world.engines.last.emit(Finished(world.command().run, "end", 1, 0.5))


@pytest.fixture
def seen(world: World) -> World:
    world.pictures[PICTURE.digest] = b"bytes"
    return world


def test_they_are_kept_without_their_data_and_sent_with_it(seen: World, chat: ChatSession) -> None:
    chat.send("What is this?", (PICTURE,))
    kept = seen.store.kept_messages[chat.messages[-2].id]
    assert kept.pictures == (PICTURE,)
    assert seen.command().request.turns[-1].pictures == (replace(PICTURE, data=b"bytes"),)


def test_later_turns_carry_them_along(seen: World, chat: ChatSession) -> None:
    chat.send("What is this?", (PICTURE,))
    ended(seen)
    chat.send("And why?")
    turns = seen.command().request.turns
    assert [len(turn.pictures) for turn in turns] == [1, 0, 0]
    assert turns[0].pictures[0].data == b"bytes"


def test_a_picture_alone_is_a_question_and_gives_the_chat_its_name(seen: World, chat: ChatSession) -> None:
    chat.send("  ", (PICTURE,))
    assert chat.chat.title == "cat.png"


def test_a_question_that_is_edited_keeps_those_that_are_there(seen: World, chat: ChatSession) -> None:
    gone = replace(PICTURE, digest="b" * 64, data=b"carried")
    chat.send("What is this?", (PICTURE, gone))
    ended(seen)
    chat.edit(chat.messages[-2], "What is that?")
    assert chat.messages[-2].pictures == (PICTURE,)


def test_one_that_is_lost_is_told_and_nothing_is_begun(seen: World, chat: ChatSession) -> None:
    chat.send("What is this?", (PICTURE,))
    ended(seen)
    seen.pictures.clear()
    with pytest.raises(Fault) as raised:
        chat.send("And why?")
    assert raised.value.code == "picture_lost"
    assert len(chat.messages) == 2
    assert chat.answering is None


def test_a_model_that_sees_none_is_not_asked(seen: World, chat: ChatSession) -> None:
    seen.engines.last.load(features=tuple(feature for feature in Feature if feature != Feature.PICTURES))
    before = [command for command in seen.engines.last.sent if isinstance(command, Generate)]
    with pytest.raises(Fault) as raised:
        chat.send("What is this?", (PICTURE,))
    assert raised.value.code == "no_pictures"
    assert [command for command in seen.engines.last.sent if isinstance(command, Generate)] == before


def test_a_question_in_vain_keeps_them(seen: World, chat: ChatSession) -> None:
    chat.ask_in_vain("What is this?", "no_model", (PICTURE,))
    assert [(one.state, one.pictures) for one in chat.messages] == [
        (MessageState.COMPLETE, (PICTURE,)),
        (MessageState.FAILED, ()),
    ]
