"""The list of chats: titles, pins, the bin, copies, presets, drafts."""

import pytest

from slm_desktop.core.chat.chat_list import EVERY_MODEL, FIRST_CHATS
from slm_desktop.core.records import Attachment, Chat, Draft
from slm_desktop.errors import Fault
from tests.core.world import World, texts
from tests.fakes import MemoryStore


@pytest.fixture
def world() -> World:
    return World()


def titles(world: World) -> list[str]:
    return [chat.title for chat in world.chat_list.chats]


def ask(world: World, *questions: str) -> list[Chat]:
    """A chat for each question."""
    made = []
    for question in questions:
        session = world.chat_list.new()
        world.exchange(session, question, "so")
        made.append(session.chat)
    return made


def test_pinned_chats_stay_at_the_top(world: World) -> None:
    one, _two = ask(world, "one", "two")
    world.chat_list.pin(one, True)
    ask(world, "three")
    assert titles(world) == ["one", "three", "two"]
    assert titles(World(world.store)) == ["one", "three", "two"]
    world.chat_list.pin(one, False)
    assert titles(world) == ["three", "two", "one"]


def test_a_chat_rises_when_something_is_sent_in_it_and_not_when_it_is_read(world: World) -> None:
    one, _two = ask(world, "one", "two")
    session = world.chat_list.open(one.id)
    session.set_sampling({**session.sampling, "top_k": 3.0})
    assert titles(world) == ["two", "one"]
    world.exchange(session, "again", "so")
    assert titles(world) == ["one", "two"]


def test_the_order_does_not_depend_on_the_clock(world: World) -> None:
    ask(world, "one")
    world.clock.time -= 10 * 365 * 86_400
    ask(world, "two")
    assert titles(world) == ["two", "one"]
    assert titles(World(world.store)) == ["two", "one"]


def test_a_title_is_kept_and_an_empty_one_is_none(world: World) -> None:
    (chat,) = ask(world, "one")
    world.chat_list.rename(chat, "  Two\n words ")
    world.chat_list.rename(chat, "   ")
    assert titles(World(world.store)) == ["Two words"]


def test_a_deleted_chat_is_gone_and_comes_back(world: World) -> None:
    one, two = ask(world, "one", "two")
    world.chat_list.pin(one, True)
    world.chat_list.delete(one)
    world.chat_list.delete(two)
    assert titles(world) == titles(World(world.store)) == []
    world.chat_list.restore(two)
    world.chat_list.restore(one)
    assert titles(world) == titles(World(world.store)) == ["one", "two"]
    assert texts(world.chat_list.open(one.id)) == ["one", "so"]


def test_deleting_a_chat_that_writes_stops_it(world: World) -> None:
    session = world.chat_list.new()
    session.send("one")
    world.chat_list.delete(session.chat)
    assert world.engines.last.sent[-1].run == world.command().run
    world.finish("late")
    assert titles(world) == []


def test_a_copy_has_all_branches_and_changes_nothing_in_the_original(world: World) -> None:
    session = world.chat_list.new()
    first = world.exchange(session, "Why?", "one")
    session.regenerate(first)
    world.finish("two")
    copy = world.chat_list.open(world.chat_list.duplicate(session.chat, "copy").id)
    assert texts(copy) == ["Why?", "two"]
    assert len(copy.tree.siblings(copy.messages[-1].id)) == 2
    world.exchange(copy, "More", "so")
    assert texts(session) == ["Why?", "two"]
    assert not set(copy.tree.all()) & set(session.tree.all())
    assert texts(World(world.store).chat_list.open(copy.chat.id)) == ["Why?", "two", "More", "so"]


def test_a_branch_can_become_a_chat_of_its_own(world: World) -> None:
    session = world.chat_list.new()
    first = world.exchange(session, "Why?", "one")
    world.exchange(session, "More", "so")
    copy = world.chat_list.open(world.chat_list.duplicate(session.chat, "copy", first.id).id)
    assert texts(copy) == ["Why?", "one"]


def test_of_ten_thousand_chats_some_are_read_first_and_the_others_later() -> None:
    store = MemoryStore()
    for id_ in range(1, 10_001):
        store.kept_chats[id_] = Chat(id_, str(id_), 0.0, 0.0, touched=id_)
    world = World(store)
    assert len(world.chat_list.chats) == FIRST_CHATS
    assert not world.chat_list.whole
    session = world.chat_list.new()
    world.exchange(session, "new", "so")
    world.chat_list.take_rest(store.chats(20_000, FIRST_CHATS))
    assert world.chat_list.whole
    assert len(world.chat_list.chats) == 10_001
    assert titles(world)[:2] == ["new", "10000"]


def test_new_chats_begin_with_the_preset_of_the_model_else_with_that_of_all(world: World) -> None:
    session = world.chat_list.new()
    session.set_system("For all.")
    session.set_sampling({**session.sampling, "temperature": 0.1})
    everyones = world.chat_list.save_preset("All", session, EVERY_MODEL)
    assert (world.chat_list.new().chat.system, world.chat_list.new().sampling["temperature"]) == ("For all.", 0.1)
    session.set_system("For M.")
    world.chat_list.save_preset("Mine", session, "M")
    assert World(world.store).chat_list.new().chat.system == "For M."
    assert world.chat_list.new().chat.system == "For M."
    world.chat_list.use_preset(everyones, "M")
    assert world.chat_list.new().chat.system == "For all."
    assert [(preset.name, preset.used_for) for preset in world.chat_list.presets] == [("All", "M"), ("Mine", "")]
    world.chat_list.remove_preset(everyones)
    assert world.chat_list.new().chat.system == ""


def test_a_preset_of_the_same_name_is_replaced(world: World) -> None:
    session = world.chat_list.new()
    session.set_system("One")
    world.chat_list.save_preset("P", session)
    session.set_system("Two")
    world.chat_list.save_preset("P", session)
    assert [(preset.name, preset.system) for preset in World(world.store).chat_list.presets] == [("P", "Two")]


def test_what_is_written_and_not_sent_is_there_after_a_restart(world: World) -> None:
    (chat,) = ask(world, "one")
    draft = Draft("half a thought", (Attachment("long text", "notes.txt"),))
    world.chat_list.keep_draft(chat, draft)
    world.chat_list.keep_draft(None, Draft("new"))
    again = World(world.store).chat_list
    assert again.draft(again.chats[0]) == draft
    assert again.draft(None) == Draft("new")


def test_a_copy_rises_in_the_list_like_every_chat(world: World) -> None:
    one, _two = ask(world, "one", "two")
    copy = world.chat_list.duplicate(one, "copy")
    ask(world, "three")
    world.exchange(world.chat_list.open(copy.id), "more", "so")
    assert titles(world)[:2] == ["copy", "three"]


def test_the_copy_of_an_answer_under_way_is_an_interrupted_one(world: World) -> None:
    session = world.chat_list.new()
    session.send("one")
    world.write("half")
    copy = world.chat_list.open(world.chat_list.duplicate(session.chat, "copy").id)
    assert (copy.messages[-1].content, copy.messages[-1].state) == ("half", "interrupted")


def test_a_deleted_chat_cannot_be_opened(world: World) -> None:
    one, _two = ask(world, "one", "two")
    world.chat_list.delete(one)
    with pytest.raises(Fault, match="no_chat"):
        world.chat_list.open(one.id)


def test_reading_the_shelf_again_keeps_the_chats_that_are_open(world: World) -> None:
    one, two = ask(world, "one", "two")
    world.chat_list.load()
    assert {id(chat) for chat in world.chat_list.chats} == {id(one), id(two)}


def test_a_chat_that_is_not_read_yet_can_be_opened() -> None:
    store = MemoryStore()
    for id_ in range(1, 200):
        store.kept_chats[id_] = Chat(id_, str(id_), 0.0, 0.0, touched=id_)
    assert World(store).chat_list.open(5).chat.title == "5"


def test_a_deleted_preset_can_be_brought_back() -> None:
    world = World()
    session = world.chat_list.new()
    preset = world.chat_list.save_preset("Mine", session)
    world.chat_list.remove_preset(preset)
    assert world.store.kept_presets == {}
    world.chat_list.restore_preset(preset)
    assert [one.name for one in world.chat_list.presets] == ["Mine"]
    assert preset.id in world.store.kept_presets
