"""Editing, new answers and branches: the tree grows, and nothing in it is lost."""

from collections.abc import Sequence

import pytest

from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.chat.tree import PAGE, Branch, Tree
from slm_desktop.core.engines.commands import Overflow
from slm_desktop.core.engines.events import Failed, Prompted, SamplingChanged
from slm_desktop.core.records import Chat, Message, MessageState
from slm_desktop.errors import Fault
from tests.core.world import World, texts
from tests.fakes import MemoryStore


def test_another_answer_stands_beside_the_first(world: World, chat: ChatSession) -> None:
    first = world.exchange(chat, "Why?", "one")
    chat.regenerate(first)
    assert world.turns() == ["Why?"]
    world.finish("two")
    assert texts(chat) == ["Why?", "two"]
    assert chat.tree.siblings(chat.messages[-1].id) == [first.id, chat.messages[-1].id]
    chat.show(first.id)
    assert texts(chat) == ["Why?", "one"]


def test_an_edited_question_gets_its_own_answer_and_the_old_branch_keeps_its_end(
    world: World, chat: ChatSession
) -> None:
    world.exchange(chat, "Why?", "one")
    world.exchange(chat, "And then?", "more")
    question = chat.messages[0]
    chat.edit(question, "How?")
    assert world.turns() == ["How?"]
    world.finish("so")
    assert texts(chat) == ["How?", "so"]
    chat.show(question.id)
    assert texts(chat) == ["Why?", "one", "And then?", "more"]
    chat.show(chat.tree.siblings(question.id)[1])
    assert texts(chat) == ["How?", "so"]


def test_an_edited_answer_is_what_the_model_is_told_it_said(world: World, chat: ChatSession) -> None:
    answer = world.exchange(chat, "Why?", "wrong")
    chat.edit(answer, "right")
    assert (chat.messages[-1].state, chat.messages[-1].content) == (MessageState.EDITED, "right")
    world.exchange(chat, "Sure?", "yes")
    assert world.command().request.turns[1].content == "right"
    assert world.command().request.turns[1].tokens == ()
    chat.show(answer.id)
    assert texts(chat) == ["Why?", "wrong"]


def test_going_on_with_an_answer_keeps_the_shorter_one(world: World, chat: ChatSession) -> None:
    short = world.exchange(chat, "Count", "1", "22")
    chat.carry_on(short)
    turns = world.command().request.turns
    assert [(turn.role, turn.content, turn.tokens) for turn in turns] == [
        ("user", "Count", ()),
        ("assistant", "122", (1, 2)),
    ]
    world.finish("333")
    longer = chat.messages[-1]
    assert longer.content == "122333"
    assert longer.run is not None
    assert (longer.run.continued, longer.run.before, len(longer.run.tokens)) == (3, (1, 2), 1)
    chat.carry_on(longer)
    assert world.command().request.turns[-1].tokens == (1, 2, 3)
    world.finish("4444")
    assert texts(chat) == ["Count", "1223334444"]
    assert [chat.tree.message(id_).content for id_ in chat.tree.siblings(short.id)] == ["122", "122333", "1223334444"]


def test_going_back_lets_another_question_follow(world: World, chat: ChatSession) -> None:
    first = world.exchange(chat, "One", "1")
    world.exchange(chat, "Two", "2")
    chat.branch(first)
    assert texts(chat) == ["One", "1"]
    world.exchange(chat, "Other", "3")
    assert texts(chat) == ["One", "1", "Other", "3"]
    assert len(chat.tree.siblings(chat.messages[2].id)) == 2


def test_another_first_question_can_be_asked(world: World, chat: ChatSession) -> None:
    world.exchange(chat, "One", "1")
    chat.branch(chat.messages[0])
    assert texts(chat) == []
    assert texts(World(world.store).chat_list.open(chat.chat.id)) == [
        "One",
        "1",
    ]  # It is not what the chat comes back with.
    world.exchange(chat, "Other", "2")
    assert texts(chat) == ["Other", "2"]
    assert len(chat.tree.siblings(chat.messages[0].id)) == 2


def test_while_an_answer_is_written_the_tree_stays_as_it_is(world: World, chat: ChatSession) -> None:
    first = world.exchange(chat, "One", "1")
    chat.send("Two")
    for verb in (chat.regenerate, chat.carry_on, chat.branch, chat.replay):
        verb(first)
    chat.edit(first, "changed")
    chat.show(first.id)
    assert texts(chat) == ["One", "1", "Two", ""]


def test_without_a_model_a_branch_is_not_begun(world: World, chat: ChatSession) -> None:
    answer = world.exchange(chat, "One", "1")
    world.model.eject()
    with pytest.raises(Fault, match="no_model"):
        chat.regenerate(answer)
    with pytest.raises(Fault, match="no_model"):
        chat.edit(chat.messages[0], "Other")
    assert texts(chat) == ["One", "1"]
    assert len(world.store.kept_messages) == 2


def test_a_branch_is_where_it_was_after_a_restart(world: World, chat: ChatSession) -> None:
    first = world.exchange(chat, "Why?", "one")
    chat.regenerate(first)
    world.finish("two")
    chat.show(first.id)
    again = World(world.store).chat_list.open(chat.chat.id)
    assert texts(again) == ["Why?", "one"]
    again.show(again.tree.siblings(first.id)[1])
    assert texts(again) == ["Why?", "two"]


def test_the_system_prompt_is_sent_and_recorded(world: World, chat: ChatSession) -> None:
    chat.set_system("Be brief.")
    world.exchange(chat, "Why?", "so")
    assert [(turn.role, turn.content) for turn in world.command().request.turns] == [
        ("system", "Be brief."),
        ("user", "Why?"),
    ]
    assert chat.messages[-1].run is not None
    assert chat.messages[-1].run.system == "Be brief."
    assert World(world.store).chat_list.open(chat.chat.id).chat.system == "Be brief."


# -- replay ----------------------------------------------------------------------------------------------------


def test_a_replay_uses_the_record_and_says_how_much_came_out_the_same(world: World, chat: ChatSession) -> None:
    chat.set_system("Then.")
    chat.send("Why?")
    run = world.command().run
    world.engines.last.emit(Prompted(run, 9, 0, 0, 0.1, (9, 1)))
    world.write("a", "bb")
    world.engines.last.emit(SamplingChanged(run, 2, {**chat.sampling, "temperature": 2.0}))
    world.finish("ccc")
    original = chat.messages[-1]
    chat.set_system("Now.")
    chat.set_sampling({**chat.sampling, "top_k": 3.0})
    chat.replay(original)
    command = world.command()
    assert (command.request.seed, command.request.batches, command.request.turns[0].content) == (77, (9, 1), "Then.")
    assert [
        (change.position, change.values["temperature"], change.values["top_k"]) for change in command.request.changes
    ] == [
        (0, 0.8, 40),
        (2, 2.0, 40),
    ]
    world.write("a", "bb")
    world.engines.last.emit(SamplingChanged(command.run, 2, {**chat.sampling, "temperature": 2.0}))
    world.finish("other")
    record = chat.messages[-1].run
    assert record is not None
    assert (record.replay_of, record.same, len(record.changes)) == (original.id, 2, 2)
    assert chat.messages[-1].state == MessageState.COMPLETE


def test_a_replay_with_another_model_is_refused(world: World, chat: ChatSession) -> None:
    answer = world.exchange(chat, "Why?", "so")
    assert answer.run is not None
    answer.run.path = "/other.gguf"
    with pytest.raises(Fault, match="other_model"):
        chat.replay(answer)


# -- a chat that outgrows the context --------------------------------------------------------------------------


def outgrown(world: World, chat: ChatSession, dropped: int) -> Message:
    """Three exchanges and a fourth for which turns were left out."""
    for number in range(3):
        world.exchange(chat, f"question {number}", f"answer {number}")
    chat.send("the last")
    world.engines.last.emit(Prompted(world.command().run, 4000, 0, dropped, 0.1, ()))
    world.finish("so")
    return chat.messages[-1]


@pytest.mark.parametrize(("overflow", "oldest"), [("oldest", "question 1"), ("middle", "question 2")])
def test_the_record_says_what_was_left_out_and_where(
    world: World, chat: ChatSession, overflow: str, oldest: str
) -> None:
    world.preferences.overflow = Overflow(overflow)
    record = outgrown(world, chat, 2).run
    assert record is not None
    assert (record.dropped, record.overflow) == (2, overflow)
    assert chat.tree.message(record.oldest).content == oldest
    assert world.command().request.overflow == overflow


@pytest.mark.parametrize("overflow", ["oldest", Overflow.MIDDLE])
def test_of_a_very_long_chat_only_what_could_fit_is_read_and_sent(overflow: str) -> None:
    store = MemoryStore()
    chat = Chat(1, "long", 0.0, 0.0, head=20_001, touched=20_001)
    messages = [
        Message(id_, 1, id_ - 1 if id_ > 2 else None, ("user", "assistant")[id_ % 2], f"{id_} " + "x" * 1000, 0.0)
        for id_ in range(2, 20_002)
    ]
    store.save(chat, messages)
    world = World(store)
    world.preferences.overflow = Overflow(overflow)
    session = world.chat_list.open(1)
    assert len(session.messages) == 20_000
    assert store.read == 0
    session.send("the last")
    assert store.read < 500
    assert 200 < len(world.command().request.turns) < 300  # 4,096 tokens of context, at most 64 characters each
    world.engines.last.emit(Prompted(world.command().run, 4000, 0, 200, 0.1, ()))
    world.finish("so")
    record = session.messages[-1].run
    assert record is not None
    assert record.dropped + len(world.command().request.turns) - 200 == 20_001
    assert (session.messages[0].content in world.turns()[:1]) is (overflow == Overflow.MIDDLE)


def test_a_failure_before_the_first_token_of_a_continuation_keeps_what_was_there(
    world: World, chat: ChatSession
) -> None:
    short = world.exchange(chat, "Count", "1")
    chat.carry_on(short)
    world.engines.last.emit(Failed(world.command().run, "decode", {"status": -3}))
    assert chat.messages[-1].content == "1"


# -- the tree itself -------------------------------------------------------------------------------------------


def test_messages_are_read_by_the_page_and_once() -> None:
    asked: list[int] = []

    def read(ids: Sequence[int]) -> list[Message]:
        asked.extend(ids)
        return [Message(id_, 1, id_ - 1 or None, "user", str(id_), 0.0) for id_ in ids]

    tree = Tree([(id_, id_ - 1 or None) for id_ in range(1, 1001)], read)
    branch = Branch(tree, tree.path(1000))
    assert branch[-1].content == "1000"
    assert len(asked) <= PAGE
    assert [message.id for message in branch] == list(range(1, 1001))
    assert len(asked) == 1000


def test_a_head_that_is_not_there_gives_the_newest_message() -> None:
    tree = Tree([(1, None), (2, 1), (3, 1)], lambda _ids: [])
    assert tree.path(99) == [1, 3]
    assert tree.path(None) == []


def test_a_question_is_deleted_with_its_answers_and_what_followed_stays(world: World, chat: ChatSession) -> None:
    world.exchange(chat, "One", "1")
    world.exchange(chat, "Two", "2")
    chat.regenerate(chat.messages[-1])
    world.finish("22")
    world.exchange(chat, "Three", "3")
    removed = chat.remove(chat.messages[2])
    assert removed is not None
    assert texts(chat) == ["One", "1", "Three", "3"]
    assert texts(World(world.store).chat_list.open(chat.chat.id)) == ["One", "1", "Three", "3"]
    world.exchange(chat, "Four", "4")
    assert world.turns() == ["One", "1", "Three", "3", "Four"]
    chat.restore(removed)
    assert texts(chat) == ["One", "1", "Two", "22", "Three", "3", "Four", "4"]
    assert [chat.tree.message(id_).content for id_ in chat.tree.siblings(chat.messages[3].id)] == ["2", "22"]
    assert texts(World(world.store).chat_list.open(chat.chat.id)) == texts(chat)


def test_what_the_lens_knew_of_an_answer_comes_back_with_it(world: World, chat: ChatSession) -> None:
    answer = world.exchange(chat, "One", "1")
    world.store.save_candidates(answer.id, b"seen")
    removed = chat.remove(answer)
    assert world.store.candidates(answer.id) == b""
    assert removed is not None
    chat.restore(removed)
    assert world.store.candidates(answer.id) == b"seen"


def test_of_several_answers_one_can_be_deleted(world: World, chat: ChatSession) -> None:
    first = world.exchange(chat, "Why?", "one")
    chat.regenerate(first)
    world.finish("two")
    removed = chat.remove(chat.messages[-1])
    assert removed is not None
    assert texts(chat) == ["Why?", "one"]
    assert chat.tree.siblings(first.id) == [first.id]
    chat.restore(removed)
    assert texts(chat) == ["Why?", "two"]


def test_what_followed_an_answer_follows_another_one_to_the_same_question(world: World, chat: ChatSession) -> None:
    first = world.exchange(chat, "One", "1")
    chat.regenerate(first)
    world.finish("11")
    second = chat.messages[-1]
    world.exchange(chat, "Two", "2")
    removed = chat.remove(second)
    assert removed is not None
    assert texts(chat) == ["One", "1", "Two", "2"]
    assert chat.tree.siblings(chat.messages[2].id) == [chat.messages[2].id]
    chat.restore(removed)
    assert texts(chat) == ["One", "11", "Two", "2"]
    assert texts(World(world.store).chat_list.open(chat.chat.id)) == texts(chat)


def test_what_is_brought_back_hides_nothing_that_was_begun_since(world: World, chat: ChatSession) -> None:
    world.exchange(chat, "One", "1")
    world.exchange(chat, "Two", "2")
    removed = chat.remove(chat.messages[2])
    assert removed is not None
    world.exchange(chat, "Other", "3")
    chat.restore(removed)
    assert texts(chat) == ["One", "1", "Other", "3"]
    assert len(chat.tree.siblings(chat.messages[2].id)) == 2


def test_all_messages_can_be_deleted_and_brought_back(world: World, chat: ChatSession) -> None:
    world.exchange(chat, "Why?", "one")
    removed = chat.remove(chat.messages[0])
    assert removed is not None
    assert texts(chat) == []
    assert not world.store.kept_messages
    chat.restore(removed)
    assert texts(World(world.store).chat_list.open(chat.chat.id)) == ["Why?", "one"]


def test_an_answer_alone_is_deleted_and_the_next_question_stays(world: World, chat: ChatSession) -> None:
    answer = world.exchange(chat, "One", "1")
    world.exchange(chat, "Two", "2")
    chat.remove(answer)
    assert texts(chat) == ["One", "Two", "2"]
    chat.regenerate(chat.messages[-1])
    assert world.turns() == ["One", "Two"]


def test_nothing_is_deleted_while_an_answer_is_written_but_it_can_be_brought_back(
    world: World, chat: ChatSession
) -> None:
    answer = world.exchange(chat, "One", "1")
    world.exchange(chat, "Two", "2")
    removed = chat.remove(answer)
    assert removed is not None
    chat.send("Three")
    assert chat.remove(chat.messages[0]) is None
    chat.restore(removed)
    assert texts(chat) == ["One", "1", "Two", "2", "Three", ""]
    world.finish("3")
    assert texts(World(world.store).chat_list.open(chat.chat.id)) == ["One", "1", "Two", "2", "Three", "3"]
