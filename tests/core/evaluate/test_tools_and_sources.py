"""Suites whose candidates may call tools, or search documents that take a moment to answer."""

from collections.abc import Sequence

import pytest

from slm_desktop.core.answer_options import AnswerOptions
from slm_desktop.core.documents.ports import OnFound
from slm_desktop.core.documents.records import Source
from slm_desktop.core.engines.events import Called, Finished
from slm_desktop.core.engines.media import Media
from slm_desktop.core.engines.tools import ToolCall
from slm_desktop.core.evaluate.records import Candidate, Evaluation
from slm_desktop.core.evaluate.running import EvaluationRun
from slm_desktop.core.evaluate.suite import Check, Prompt, Suite
from slm_desktop.errors import Fault
from tests.core.evaluate.test_evaluation import World
from tests.fakes import FakeToolbox

CALLING = Suite(
    "S",
    (Prompt("1 + 1?", checks=(Check(contains="+"), Check(calls="sum"), Check(json_schema={"type": "object"}))),),
    seed=7,
)
SEARCHING = Suite("S", (Prompt("Who?", checks=(Check(retrieves="mara"),)), Prompt("When?")), seed=7)
PASSAGE = Source(1, "a.pdf", 0, 0, "It was Mara.")


@pytest.fixture
def world() -> World:
    return World()


def begun(world: World, suite: Suite, options: AnswerOptions, **context: object) -> EvaluationRun:
    changed = {name: getattr(world.context, name) for name in world.context.__struct_fields__} | context
    evaluation = Evaluation(1, "T", 0.0, suite, [Candidate("a", "/a", answer_options=options)])
    session = EvaluationRun(evaluation, type(world.context)(**changed))
    session.start()
    world.child.load()
    return session


def test_a_candidate_is_told_of_its_tools_and_its_call_is_checked_and_not_made(world: World) -> None:
    toolbox = FakeToolbox("sum")
    toolbox.allowed = {"own/sum"}
    session = begun(world, CALLING, AnswerOptions(tools=("own/sum",), must_call=True), toolbox=toolbox)
    request = world.asked()[0].request
    assert ([tool.name for tool in request.tools], request.tool_choice) == (["sum"], "required")
    run = world.asked()[0].run
    world.child.emit(Called(run, (ToolCall("sum", '{"x": "1 + 1"}'),)))
    world.child.emit(Finished(run, "format", 0, 1.0))
    assert toolbox.calls == []
    (result,) = session.results.values()
    assert result.passed == (False, True, False)
    assert not session.is_running


def test_a_tool_that_is_gone_is_the_result(world: World) -> None:
    session = begun(world, CALLING, AnswerOptions(tools=("own/other",)), toolbox=FakeToolbox("sum"))
    assert [result.fault for result in session.results.values()] == ["tool_gone"]
    assert not session.is_running


class Later:
    """Finds something when it is told to."""

    def __init__(self, fault: Fault | None = None) -> None:
        self.waiting: list[tuple[str, OnFound]] = []
        self._fault = fault

    def find(self, question: str, documents: Sequence[int], context: int, on_found: OnFound) -> None:
        if self._fault:
            raise self._fault
        self.waiting.append((question, on_found))


def test_a_prompt_is_asked_once_it_is_known_what_it_finds(world: World) -> None:
    later = Later()
    session = begun(world, SEARCHING, AnswerOptions(documents=(1,)), sources=later)
    assert world.asked() == []
    assert [question for question, _found in later.waiting] == ["Who?"]
    world.clock.advance(3)  # Nobody is asked twice meanwhile.
    assert len(later.waiting) == 1
    later.waiting.pop(0)[1]((PASSAGE,))
    assert PASSAGE.text in world.asked()[0].request.turns[-1].content
    later.waiting.pop(0)[1](())
    assert world.asked()[1].request.turns[-1].content == "When?"
    world.answer(0, "Mara")
    world.answer(1, "Now")
    assert not session.is_running
    assert session.of(0, 0)[0].passed == (True,)


def test_a_run_that_was_stopped_meanwhile_asks_nothing(world: World) -> None:
    later = Later()
    session = begun(world, SEARCHING, AnswerOptions(documents=(1,)), sources=later)
    session.stop()
    later.waiting.pop(0)[1]((PASSAGE,))
    assert world.asked() == []
    assert session.results == {}


def test_documents_that_cannot_be_read_are_the_result(world: World) -> None:
    session = begun(world, SEARCHING, AnswerOptions(documents=(1,)), sources=Later(Fault("documents_read")))
    assert {result.fault for result in session.results.values()} == {"documents_read"}
    assert not session.is_running


def test_a_picture_that_is_gone_is_the_result(world: World) -> None:
    gone = Suite("Seen", (Prompt("What is this?", media=(Media("a" * 64, "png", 1, 1),)), Prompt("And now?")))
    session = begun(world, gone, AnswerOptions())
    assert session.results[0, 0, 0].fault == "media_lost"
    assert session.is_running, "the next prompt is asked"
    assert [turn.content for turn in world.asked()[-1].request.turns] == ["And now?"]
