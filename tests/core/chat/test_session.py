"""A conversation, told by events alone."""

from functools import partial
from random import Random

import pytest

from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.chat.titles import title_of
from slm_desktop.core.engines.answer_figures import FIRST_TOKEN
from slm_desktop.core.engines.commands import SetSampling, Stop
from slm_desktop.core.engines.events import Failed, Finished, Prompted, SamplingChanged, Stopped, Token, Tokens
from slm_desktop.core.engines.trouble import Trouble
from slm_desktop.core.records import MessageState
from slm_desktop.core.sampling import text_of
from slm_desktop.errors import Fault
from tests.core.world import World


def test_a_question_is_saved_when_it_is_sent_and_the_answer_when_it_ends(world: World, chat: ChatSession) -> None:
    chat.send("Why?")
    states = {message.role: message.state for message in world.store.kept_messages.values()}
    assert states == {"user": MessageState.COMPLETE, "assistant": MessageState.STREAMING}
    world.write("Be", "cause")
    world.engines.last.emit(Finished(world.command().run, "end", 2, 0.5))
    answer = world.store.kept_messages[max(world.store.kept_messages)]
    assert (answer.content, answer.state) == ("Because", MessageState.COMPLETE)
    assert chat.answering is None


def test_a_streaming_answer_is_saved_once_a_second_however_late_its_next_token_is(
    world: World, chat: ChatSession
) -> None:
    chat.send("Why?")
    before = world.store.saves
    world.write(*["a"] * 50)
    assert world.store.saves == before
    world.clock.advance(1.1)
    assert world.store.saves == before + 1
    assert world.store.kept_messages[max(world.store.kept_messages)].content == "a" * 50
    world.clock.advance(5)
    assert world.store.saves == before + 1  # nothing has come since
    world.write("b")
    world.engines.last.emit(Finished(world.command().run, "end", 51, 0.5))
    ended = world.store.saves
    world.clock.advance(5)
    assert world.store.saves == ended


def test_the_model_gets_the_whole_conversation(world: World, chat: ChatSession) -> None:
    chat.send("One")
    world.write("1")
    world.engines.last.emit(Finished(world.command().run, "end", 1, 0.5))
    chat.send("Two")
    assert [(turn.role, turn.content) for turn in world.command().request.turns] == [
        ("user", "One"),
        ("assistant", "1"),
        ("user", "Two"),
    ]


def test_sampling_changed_while_streaming_goes_to_the_engine_and_into_the_record(
    world: World, chat: ChatSession
) -> None:
    chat.send("Why?")
    world.write("a", "b")
    values = {**chat.sampling, "temperature": 1.5}
    chat.set_sampling(values)
    sent = world.engines.last.sent[-1]
    assert isinstance(sent, SetSampling)
    assert sent.values["temperature"] == 1.5
    world.engines.last.emit(SamplingChanged(sent.run, 2, values))
    assert chat.answering is not None
    assert [(change.position, change.values["temperature"]) for change in chat.answering.record.changes] == [
        (0, 0.8),
        (2, 1.5),
    ]
    marker = world.model.timeline.markers[-1]
    assert (marker.kind, marker.name, marker.before, marker.after) == ("change", "temperature", "0.8", "1.5")


def test_the_record_holds_what_a_replay_needs(world: World, chat: ChatSession) -> None:
    chat.send("Why?")
    run = world.command().run
    world.engines.last.emit(Prompted(run, 30, 5, 0, 0.1, (30, 1)))
    world.write("a")
    world.engines.last.emit(Finished(run, "length", 1, 0.5, True))
    record = chat.messages[-1].run
    assert record is not None
    assert (record.seed, record.batches, record.exact, record.reason) == (77, (30, 1), True, "length")
    assert (record.model, record.prompt_tokens, record.cached, record.figure(FIRST_TOKEN)) == ("M", 30, 5, 0.5)


def test_a_fixed_seed_is_used_as_it_is(world: World, chat: ChatSession) -> None:
    chat.set_sampling({**chat.sampling, "seed": 5.0})
    chat.send("Why?")
    assert world.command().request.seed == 5


def test_stopping_keeps_what_came(world: World, chat: ChatSession) -> None:
    chat.send("Why?")
    world.write("half")
    chat.stop()
    assert isinstance(world.engines.last.sent[-1], Stop)
    world.engines.last.emit(Stopped(world.command().run))
    assert (chat.messages[-1].content, chat.messages[-1].state) == ("half", MessageState.STOPPED)


@pytest.mark.parametrize(("words", "state"), [(["some"], MessageState.INTERRUPTED), ([], MessageState.FAILED)])
def test_a_failure_is_told_and_keeps_what_came(world: World, chat: ChatSession, words: list[str], state: str) -> None:
    chat.send("Why?")
    world.write(*words)
    world.engines.last.emit(Failed(world.command().run, "decode", {"status": -3}, ("last line",)))
    assert chat.trouble == Trouble("decode", {"status": -3}, ("last line",))
    assert chat.messages[-1].state == state
    chat.dismiss()
    assert chat.trouble is None


def test_without_a_model_nothing_is_sent_and_nothing_kept(world: World, chat: ChatSession) -> None:
    world.model.eject()
    with pytest.raises(Fault, match="no_model"):
        chat.send("Why?")
    assert list(chat.messages) == []
    assert not world.store.kept_messages


def test_a_chat_comes_back_as_it_was_and_what_was_streaming_is_interrupted(world: World, chat: ChatSession) -> None:
    chat.set_sampling({**chat.sampling, "top_k": 7.0})
    chat.send("First question\nwith a second line")
    world.write("part")
    world.clock.advance(2)
    again = World(world.store)
    assert [(known.title, known.model) for known in again.chat_list.chats] == [("First question", "M")]
    opened = again.chat_list.open(again.chat_list.chats[0].id)
    assert [(message.content, message.state) for message in opened.messages] == [
        ("First question\nwith a second line", MessageState.COMPLETE),
        ("part", MessageState.INTERRUPTED),
    ]
    assert opened.sampling["top_k"] == 7


def test_ids_go_on_where_they_were(world: World, chat: ChatSession) -> None:
    chat.send("Why?")
    last = world.store.last_id()
    assert World(world.store).chat_list.new().chat.id > last


def test_the_list_is_in_the_order_of_use(world: World) -> None:
    first, second = world.chat_list.new(), world.chat_list.new()
    for session in (first, second):
        world.clock.time += 1
        session.send("hello")
        world.engines.last.emit(Finished(world.command().run, "end", 0, 0.1))
    assert [chat.id for chat in world.chat_list.chats] == [second.chat.id, first.chat.id]
    world.clock.time += 1
    first.send("again")
    assert world.chat_list.chats[0].id == first.chat.id


def test_two_chats_stream_side_by_side(world: World) -> None:
    first, second = world.chat_list.new(), world.chat_list.new()
    first.send("one")
    run = world.command().run
    second.send("two")
    world.write("second")
    world.engines.last.emit(Tokens(run, (Token(1, "first", 0, 0.1),)))
    assert first.answering is not None
    assert second.answering is not None
    assert (first.answering.text, second.answering.text) == ("first", "second")


def test_two_apps_on_one_folder_do_not_take_the_same_ids(world: World) -> None:
    other = World(world.store)
    for seed, app in enumerate((world, other)):  # With true chance two ids would be alike once in a while.
        app.chance.draw(iter(partial(Random(seed).getrandbits, 32), None))
    assert {world.chat_list.new().chat.id for _ in range(50)}.isdisjoint(
        {other.chat_list.new().chat.id for _ in range(50)}
    )


def test_an_answer_is_sent_back_with_the_tokens_that_made_it(world: World, chat: ChatSession) -> None:
    chat.send("One")
    world.write("1")
    world.engines.last.emit(Finished(world.command().run, "end", 1, 0.5))
    chat.send("Two")
    assert [turn.tokens for turn in world.command().request.turns] == [(), (1,), ()]


def test_half_a_surrogate_pair_becomes_a_replacement_before_it_is_sent(world: World, chat: ChatSession) -> None:
    chat.send("a\ud800b 👩")
    assert world.command().request.turns[0].content == "a\ufffdb 👩"


def test_a_title_is_the_first_line_cut_to_a_length() -> None:
    assert title_of("  Hello   there \nmore") == "Hello there"
    assert len(title_of("x" * 500)) == 60


def test_values_are_written_as_people_do() -> None:
    assert [text_of("temperature", 1.20), text_of("top_k", 40.0), text_of("temperature", 0.0)] == ["1.2", "40", "0"]


def test_a_slider_that_is_dragged_acts_at_each_step_and_is_saved_at_rest(world: World, chat: ChatSession) -> None:
    chat.send("Hello")
    saves, sent = world.store.saves, len(world.engines.last.sent)
    shown: list[float] = []
    chat.changed.subscribe(lambda: shown.append(float(chat.sampling["temperature"])))
    for step in (1.0, 1.1, 1.2, 1.2):
        chat.set_sampling({**chat.sampling, "temperature": step})
    assert len(world.engines.last.sent) == sent + 3  # each step at once, and nothing for one that changes nothing
    assert shown == [1.0, 1.1, 1.2]
    assert world.store.saves == saves
    world.clock.advance(0.6)
    assert world.store.saves == saves + 1
    assert world.store.kept_chats[chat.chat.id].sampling["temperature"] == 1.2
    world.clock.advance(5)
    assert world.store.saves == saves + 1
    chat.set_sampling({**chat.sampling, "temperature": 0.4})
    world.chat_list.flush()
    assert world.store.kept_chats[chat.chat.id].sampling["temperature"] == 0.4
