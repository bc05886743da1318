"""Nothing of a chat goes to another machine before a person chose that for this very chat."""

import pytest

from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.engines.commands import Generate
from slm_desktop.errors import Fault
from tests.core.world import World
from tests.fakes import choice_of

THERE = "http://cluster.example:8000#qwen"


@pytest.fixture
def world() -> World:
    made = World()
    use(made, THERE)
    return made


def use(world: World, path: str) -> None:
    world.model.load(choice_of(path))
    world.engines.last.load()


def chat(world: World) -> ChatSession:
    return world.chat_list.new()


def sent(world: World) -> list[Generate]:
    return [command for command in world.engines.last.sent if isinstance(command, Generate)]


def test_a_chat_is_not_sent_before_somebody_agrees(world: World) -> None:
    session = chat(world)
    with pytest.raises(Fault) as caught:
        session.send("A secret")
    assert (caught.value.code, caught.value.details["host"]) == ("remote_consent", "cluster.example:8000")
    assert not sent(world)
    assert not session.messages
    session.consent.give(THERE)
    session.send("A secret")
    assert len(sent(world)) == 1


def test_agreeing_for_one_chat_says_nothing_of_another(world: World) -> None:
    first, second = chat(world), chat(world)
    first.consent.give(THERE)
    with pytest.raises(Fault):
        second.send("Mine")


def test_agreeing_to_one_machine_says_nothing_of_another(world: World) -> None:
    session = chat(world)
    session.consent.give("http://other.example#qwen")
    with pytest.raises(Fault):
        session.send("Hi")


def test_a_chat_that_was_answered_there_before_goes_on(world: World) -> None:
    session = chat(world)
    session.consent.give(THERE)
    session.send("Hi")
    world.finish("Hello")
    again = World(world.store)
    use(again, THERE)
    again.chat_list.open(session.chat.id).send("And again")
    world = again
    assert len(sent(world)) == 1


def test_a_model_of_this_computer_needs_no_consent(world: World) -> None:
    use(world, "/models/here.gguf")
    chat(world).send("Hi")
    assert len(sent(world)) == 1


def test_a_server_that_tells_no_context_still_gets_the_whole_chat(world: World) -> None:
    world.model.load(choice_of(THERE + "2"))
    world.engines.last.load(context=0)
    session = chat(world)
    session.consent.give(THERE)
    session.send("First")
    world.finish("One")
    session.send("Second")
    assert world.turns() == ["First", "One", "Second"]
