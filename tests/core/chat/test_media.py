"""Pictures of a conversation: kept with their question, sent with their data, refused where they cannot be seen."""

import pytest
from msgspec.structs import replace

from slm_desktop.core.chat import archive
from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.engines.commands import Change, Generate, Request, Turn
from slm_desktop.core.engines.events import Feature, Finished
from slm_desktop.core.engines.media import Media
from slm_desktop.core.engines.turn_media import MOST_BYTES
from slm_desktop.core.engines.when_ready import WhenReady
from slm_desktop.core.records import MessageState
from slm_desktop.errors import Fault
from tests.core.world import World

PICTURE = Media("a" * 64, "png", 4, 3, name="cat.png")


def ended(world: World, text: str = "ok") -> None:
    world.write(text)
    world.engines.last.emit(Finished(world.command().run, "end", 1, 0.5))


@pytest.fixture
def seen(world: World) -> World:
    world.media[PICTURE.digest] = b"bytes"
    return world


def test_they_are_kept_without_their_data_and_sent_with_it(seen: World, chat: ChatSession) -> None:
    chat.send("What is this?", (PICTURE,))
    kept = seen.store.kept_messages[chat.messages[-2].id]
    assert kept.media == (PICTURE,)
    assert seen.command().request.turns[-1].media == (replace(PICTURE, data=b"bytes"),)


def test_later_turns_carry_them_along(seen: World, chat: ChatSession) -> None:
    chat.send("What is this?", (PICTURE,))
    ended(seen)
    chat.send("And why?")
    turns = seen.command().request.turns
    assert [len(turn.media) for turn in turns] == [1, 0, 0]
    assert turns[0].media[0].data == b"bytes"


def test_a_picture_alone_is_a_question_and_gives_the_chat_its_name(seen: World, chat: ChatSession) -> None:
    chat.send("  ", (PICTURE,))
    assert chat.chat.title == "cat.png"


def test_a_question_that_is_edited_keeps_those_that_are_there(seen: World, chat: ChatSession) -> None:
    gone = replace(PICTURE, digest="b" * 64, data=b"carried")
    chat.send("What is this?", (PICTURE, gone))
    ended(seen)
    chat.edit(chat.messages[-2], "What is that?")
    assert chat.messages[-2].media == (PICTURE,)


def test_one_that_is_lost_is_told_and_nothing_is_begun(seen: World, chat: ChatSession) -> None:
    chat.send("What is this?", (PICTURE,))
    ended(seen)
    seen.media.clear()
    with pytest.raises(Fault) as raised:
        chat.send("And why?")
    assert raised.value.code == "media_lost"
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
    assert [(one.state, one.media) for one in chat.messages] == [
        (MessageState.COMPLETE, (PICTURE,)),
        (MessageState.FAILED, ()),
    ]


def test_a_picture_without_a_word_is_sent_and_carried_along(seen: World, chat: ChatSession) -> None:
    chat.send("", (PICTURE,))
    assert [len(turn.media) for turn in seen.command().request.turns] == [1]
    ended(seen)
    chat.send("And now?")
    assert [len(turn.media) for turn in seen.command().request.turns] == [1, 0, 0]


def test_pictures_that_no_engine_could_be_sent_are_refused(seen: World, chat: ChatSession) -> None:
    seen.media[PICTURE.digest] = bytes(MOST_BYTES + 1)
    with pytest.raises(Fault, match="media_large"):
        chat.send("What is this?", (PICTURE,))


def test_what_waits_for_an_engine_hears_of_a_picture_that_is_gone(world: World, chat: ChatSession) -> None:
    world.engines.last.load(features=tuple(Feature))
    faults: list[Fault] = []
    assert chat.engine
    lease = world.pool.lease(chat.engine.choice)

    def ask() -> None:
        request = Request(turns=(Turn("user", "What?", media=(PICTURE,)),), changes=(Change(0, {}),), seed=1)
        lease.start(request, lambda _event: None)

    WhenReady(lease, ask, faults.append).look()
    assert [fault.code for fault in faults] == ["media_lost"]


def test_chats_that_could_not_be_read_again_are_not_written(
    seen: World, chat: ChatSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat.send("What is this?", (PICTURE,))
    monkeypatch.setattr(archive, "LARGEST", 100)
    with pytest.raises(Fault, match="export_large"):
        archive.to_json([archive.Archived(chat.chat, list(chat.messages))], seen.media)
