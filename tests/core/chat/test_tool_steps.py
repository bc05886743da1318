"""Calls of tools in a chat: asked about, made, given to the model, and never made unasked."""

import pytest

from slm_desktop.core.answer_options import AnswerOptions
from slm_desktop.core.chat.archive import Archived, check
from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.chat.tool_steps import MOST_STEPS, REFUSED, UNKNOWN, Allowance
from slm_desktop.core.engines.events import Called, Finished, Stopped
from slm_desktop.core.engines.tools import Tool, ToolCall, ToolChoice
from slm_desktop.core.lens.requests import rescoring
from slm_desktop.core.records import MessageState
from slm_desktop.errors import Fault
from tests.core.world import World, texts
from tests.fakes import FakeToolbox

CHOSEN = AnswerOptions(tools=("own/sum", "own/clock"))
SUM, CLOCK = ToolCall("sum", '{"a": 1}'), ToolCall("clock")


@pytest.fixture
def toolbox() -> FakeToolbox:
    return FakeToolbox("sum", "clock", "other")


@pytest.fixture
def world(toolbox: FakeToolbox) -> World:
    return World(toolbox=toolbox)


@pytest.fixture
def chat(world: World) -> ChatSession:
    session = world.chat_list.new()
    session.set_answer_options(CHOSEN)
    return session


def roles(chat: ChatSession) -> list[str]:
    return [message.role for message in chat.messages]


def test_the_model_is_told_of_the_tools_that_were_chosen(world: World, chat: ChatSession) -> None:
    chat.send("1 + 1?")
    request = world.command().request
    assert (request.tools, request.tool_choice) == ((Tool("sum"), Tool("clock")), "auto")


def test_no_call_is_made_before_somebody_allowed_it(world: World, chat: ChatSession, toolbox: FakeToolbox) -> None:
    chat.send("1 + 1?")
    world.call(SUM)
    assert toolbox.calls == []
    assert [call.name for call in chat.tools.waiting] == ["sum"]
    assert not chat.is_busy


def test_an_allowed_call_is_made_and_the_model_answers_with_its_result(
    world: World, chat: ChatSession, toolbox: FakeToolbox
) -> None:
    chat.send("1 + 1?")
    world.call(SUM)
    chat.tools.allow(Allowance.ONCE)
    assert toolbox.calls[0][0] == "own/sum"
    assert chat.is_busy
    toolbox.give("2")
    turns = world.command().request.turns
    assert [turn.role for turn in turns] == ["user", "assistant", "tool"]
    assert turns[1].calls == chat.messages[1].calls
    assert (turns[2].content, turns[2].call) == ("2", chat.messages[1].calls[0])
    world.finish("Two.")
    assert roles(chat) == ["user", "assistant", "tool", "assistant"]
    assert texts(chat)[-1] == "Two."
    kept = sorted(world.store.kept_messages.values(), key=lambda message: message.id)
    assert [message.calls for message in kept] == [message.calls for message in chat.messages]


def test_a_call_that_is_refused_is_not_made_and_the_model_hears_that(
    world: World, chat: ChatSession, toolbox: FakeToolbox
) -> None:
    chat.send("1 + 1?")
    world.call(SUM)
    chat.tools.refuse()
    assert toolbox.calls == []
    assert world.turns()[-1] == REFUSED
    assert chat.messages[2].state == MessageState.STOPPED


@pytest.mark.parametrize(
    ("scope", "asks_again", "asks_elsewhere"),
    [(Allowance.ONCE, True, True), (Allowance.CHAT, False, True), (Allowance.ALWAYS, False, False)],
)
def test_what_is_allowed_is_not_asked_again(
    world: World, chat: ChatSession, toolbox: FakeToolbox, scope: Allowance, asks_again: bool, asks_elsewhere: bool
) -> None:
    chat.send("1 + 1?")
    world.call(SUM)
    chat.tools.allow(scope)
    toolbox.give("2")
    world.call(SUM)
    assert toolbox.is_calling != asks_again
    chat.stop()
    other = world.chat_list.new()
    other.set_answer_options(CHOSEN)
    other.send("And here?")
    world.call(SUM)
    assert toolbox.is_calling != asks_elsewhere


def test_allowing_one_tool_allows_no_other(world: World, chat: ChatSession, toolbox: FakeToolbox) -> None:
    chat.send("?")
    world.call(SUM, CLOCK)
    chat.tools.allow(Allowance.CHAT)
    toolbox.give("2")
    assert not toolbox.is_calling
    assert [call.name for call in chat.tools.waiting] == ["clock"]


def test_several_calls_are_made_one_after_another_and_answered_together(
    world: World, chat: ChatSession, toolbox: FakeToolbox
) -> None:
    toolbox.allowed = {"own/sum", "own/clock"}
    chat.send("?")
    world.call(SUM, CLOCK)
    toolbox.give("2")
    toolbox.give("noon")
    assert world.turns()[2:] == ["2", "noon"]
    assert [len(turn.calls) for turn in world.command().request.turns] == [0, 2, 0, 0]
    ids = [call.id for call in chat.messages[1].calls]
    assert len(set(ids)) == 2


@pytest.mark.parametrize("name", ["other", "none of them"])
def test_a_tool_that_was_not_chosen_is_not_called(
    world: World, chat: ChatSession, toolbox: FakeToolbox, name: str
) -> None:
    toolbox.allowed = {"own/other"}
    chat.send("?")
    world.call(ToolCall(name))
    assert toolbox.calls == []
    assert world.turns()[-1] == UNKNOWN


def test_a_tool_that_fails_says_so_to_the_model(world: World, chat: ChatSession, toolbox: FakeToolbox) -> None:
    toolbox.allowed = {"own/sum"}
    chat.send("?")
    world.call(SUM)
    toolbox.give("No such number.", failed=True)
    assert world.turns()[-1] == "No such number."
    assert chat.messages[2].state == MessageState.FAILED


def test_stop_ends_a_call_which_then_waits_again(world: World, chat: ChatSession, toolbox: FakeToolbox) -> None:
    toolbox.allowed = {"own/sum"}
    chat.send("?")
    world.call(SUM)
    chat.stop()
    assert (toolbox.is_calling, chat.is_busy) == (False, False)
    assert [call.name for call in chat.tools.waiting] == ["sum"]


def test_a_stopped_answer_calls_nothing(world: World, chat: ChatSession, toolbox: FakeToolbox) -> None:
    toolbox.allowed = {"own/sum"}
    chat.send("?")
    run = world.command().run
    world.engines.last.emit(Called(run, (SUM,)))
    world.engines.last.emit(Stopped(run))
    assert toolbox.calls == []


def test_a_model_that_calls_on_and_on_is_stopped_for_somebody_to_look(
    world: World, chat: ChatSession, toolbox: FakeToolbox
) -> None:
    toolbox.allowed = {"own/sum"}
    chat.send("?")
    for _step in range(MOST_STEPS):
        world.call(SUM)
        toolbox.give("again")
    world.call(SUM)
    assert len(toolbox.calls) == MOST_STEPS
    assert not toolbox.is_calling
    chat.tools.allow(Allowance.ONCE)
    assert toolbox.is_calling


def test_an_unanswered_call_does_not_go_into_the_next_prompt(world: World, chat: ChatSession) -> None:
    chat.send("?")
    world.call(SUM)
    chat.send("Never mind.")
    turns = world.command().request.turns
    assert [(turn.role, turn.content) for turn in turns] == [("user", "?"), ("assistant", ""), ("user", "Never mind.")]
    assert turns[1].calls == ()


def test_a_new_answer_ends_a_call_under_way(world: World, chat: ChatSession, toolbox: FakeToolbox) -> None:
    toolbox.allowed = {"own/sum"}
    chat.send("?")
    world.call(SUM)
    chat.send("Never mind.")
    assert not toolbox.is_calling
    assert chat.tools.running is None


def test_each_question_may_have_to_begin_with_a_call(world: World, chat: ChatSession, toolbox: FakeToolbox) -> None:
    toolbox.allowed = {"own/sum"}
    chat.set_answer_options(AnswerOptions(tools=("own/sum",), must_call=True))
    chat.send("?")
    assert world.command().request.tool_choice == ToolChoice.REQUIRED
    world.call(SUM)
    toolbox.give("2")
    assert world.command().request.tool_choice == ToolChoice.AUTO


def test_a_tool_that_is_gone_is_told_before_anything_is_sent(
    world: World, chat: ChatSession, toolbox: FakeToolbox
) -> None:
    toolbox.names.remove("sum")
    with pytest.raises(Fault) as caught:
        chat.send("1 + 1?")
    assert caught.value.code == "tool_gone"
    assert texts(chat) == []


def test_an_engine_that_takes_no_tools_is_not_asked(world: World, chat: ChatSession) -> None:
    world.model.engine.loaded = None  # type: ignore[union-attr]
    world.model.retry()
    world.engines.last.load(features=())
    with pytest.raises(Fault) as caught:
        chat.send("1 + 1?")
    assert caught.value.code == "no_tools"


def test_another_version_of_the_answer_to_a_result_has_the_same_prompt(
    world: World, chat: ChatSession, toolbox: FakeToolbox
) -> None:
    toolbox.allowed = {"own/sum"}
    chat.send("1 + 1?")
    world.call(SUM)
    toolbox.give("2")
    first = world.turns()
    world.finish("Two.")
    chat.regenerate(chat.messages[-1])
    assert world.turns() == first
    world.finish("It is two.")
    assert len(chat.tree.siblings(chat.messages[-1].id)) == 2


def test_a_replay_is_told_of_the_tools_of_then_and_calls_nothing(
    world: World, chat: ChatSession, toolbox: FakeToolbox
) -> None:
    toolbox.allowed = {"own/sum"}
    chat.send("1 + 1?")
    world.call(SUM)
    chat.stop()
    chat.set_answer_options(AnswerOptions())
    made = len(toolbox.calls)
    chat.replay(chat.messages[1])
    assert world.command().request.tools == (Tool("sum"), Tool("clock"))
    world.call(SUM)
    assert len(toolbox.calls) == made


def test_the_lens_goes_over_an_answer_behind_the_same_prompt(world: World, chat: ChatSession) -> None:
    chat.send("1 + 1?")
    world.call(SUM)
    chat.set_answer_options(AnswerOptions())
    assert rescoring(chat, chat.messages[1]).tools == (Tool("sum"), Tool("clock"))


def test_a_question_goes_with_all_its_steps_and_comes_back_with_them(
    world: World, chat: ChatSession, toolbox: FakeToolbox
) -> None:
    toolbox.allowed = {"own/sum"}
    world.exchange(chat, "Hello", "Hi")
    chat.send("1 + 1?")
    world.call(SUM)
    toolbox.give("2")
    world.finish("Two.")
    world.exchange(chat, "Thanks", "Welcome")
    whole = texts(chat)
    removed = chat.remove(chat.messages[2])
    assert texts(chat) == ["Hello", "Hi", "Thanks", "Welcome"]
    assert removed
    chat.restore(removed)
    assert texts(chat) == whole


def test_a_call_goes_with_its_result(world: World, chat: ChatSession, toolbox: FakeToolbox) -> None:
    toolbox.allowed = {"own/sum"}
    chat.send("1 + 1?")
    world.call(SUM)
    toolbox.give("2")
    world.finish("Two.")
    chat.remove(chat.messages[1])
    assert texts(chat) == ["1 + 1?"]


def test_a_call_that_cannot_be_read_stays_to_be_seen(world: World, chat: ChatSession) -> None:
    chat.send("?")
    run = world.command().run
    world.write("<tool_call>{")
    world.engines.last.emit(Called(run, (), "<tool_call>{"))
    world.engines.last.emit(Finished(run, "length", 1, 0.5))
    assert chat.messages[-1].run
    assert chat.messages[-1].run.unread_call == "<tool_call>{"
    assert chat.tools.waiting == ()


def test_calls_in_a_file_from_elsewhere_are_checked(world: World, chat: ChatSession, toolbox: FakeToolbox) -> None:
    chat.send("?")
    world.call(SUM)
    chat.tools.allow(Allowance.ONCE)
    toolbox.give("2")
    world.finish("Two.")
    messages = chat.tree.messages(chat.tree.all())
    messages[1].calls = (ToolCall("evil", "[1"), ToolCall("sum", '{"a": 1}', start=-5, end=10**9))
    check(Archived(chat.chat, messages), "import_broken")
    kept = messages[1].calls
    assert [call.name for call in kept] == ["sum"]
    assert (kept[0].start, kept[0].end) == (0, len(messages[1].content))
    messages[2].calls = ()
    with pytest.raises(Fault):
        check(Archived(chat.chat, messages), "import_broken")


def test_a_result_that_the_context_has_no_room_for_is_cut_and_says_so(
    world: World, chat: ChatSession, toolbox: FakeToolbox
) -> None:
    toolbox.allowed = {"own/sum"}
    chat.send("?")
    world.call(SUM)
    toolbox.give("x" * 50_000)
    told = world.turns()[-1]
    assert 1000 < len(told) < 10_000
    assert "more characters" in told
    assert chat.messages[2].content == told
