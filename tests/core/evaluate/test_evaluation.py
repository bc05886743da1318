"""Suites and sweeps unattended: what is asked, what is kept, what goes on after a restart."""

import math
from collections.abc import Callable
from itertools import repeat

import pytest

from slm_desktop.core.chance import Ids
from slm_desktop.core.engines import answer_figures
from slm_desktop.core.engines.active_model import ActiveModel
from slm_desktop.core.engines.commands import Generate, Load
from slm_desktop.core.engines.events import Exited, Failed, Finished, Token, Tokens
from slm_desktop.core.engines.ports import FileCheck
from slm_desktop.core.engines.run_lock import RunLock
from slm_desktop.core.engines.turn_media import NO_MEDIA
from slm_desktop.core.evaluate.evaluations import Evaluations
from slm_desktop.core.evaluate.ports import Judge, SuiteStore
from slm_desktop.core.evaluate.records import Candidate, Evaluation
from slm_desktop.core.evaluate.running import EvaluationContext, EvaluationRun
from slm_desktop.core.evaluate.suite import Check, Prompt, Result, Suite, Why, rate, suite_of, to_dict
from slm_desktop.core.evaluate.sweep import axes_of, distinct, grid, measure, repetition, sweep, values_of, with_points
from slm_desktop.errors import Fault
from tests.fakes import (
    FakeChance,
    FakeClock,
    FakeMemory,
    FakePreferences,
    FakeProcess,
    FakeProcesses,
    choice_of,
    pool_of,
)

GB = 10**9
OnChecked = Callable[[list[tuple[bool, Why]]], None]
SUITE = Suite("S", (Prompt("One?", checks=(Check(contains="1"),)), Prompt("Two?")), rounds=2, seed=7)


class Kept:
    """A store in memory."""

    def __init__(self) -> None:
        self.kept: dict[int, Evaluation] = {}
        self.saved: list[tuple[int, Result]] = []

    def evaluations(self) -> list[Evaluation]:
        return list(self.kept.values())

    def save_evaluation(self, evaluation: Evaluation) -> None:
        self.kept[evaluation.id] = evaluation

    def remove_evaluation(self, evaluation: int) -> None:
        del self.kept[evaluation]

    def results(self, evaluation: int) -> list[Result]:
        return [result for id_, result in self.saved if id_ == evaluation]

    def save_result(self, id_: int, evaluation: int, result: Result) -> None:
        self.saved.append((evaluation, result))


class World:
    def __init__(self, store: Kept | None = None) -> None:
        self.children, self.clock, self.store = FakeProcesses(), FakeClock(), store or Kept()
        self.memory = FakeMemory()
        self.memory.usual, self.memory.room = 10 * GB, 8 * GB  # One model at a time.
        self.context = self.made()

    def made(
        self, check: FileCheck = lambda path: None, judge: Judge | None = None, store: SuiteStore | None = None
    ) -> EvaluationContext:
        return EvaluationContext(
            store=store or self.store,
            pool=pool_of(self.children, self.clock, self.memory, check=check),
            lock=RunLock(),
            clock=self.clock,
            ids=Ids(self.clock, FakeChance(repeat(0))),
            preferences=FakePreferences(),
            judge=judge or self,
        )

    def check(self, text: str, checks: tuple[Check, ...], on_checked: OnChecked) -> None:
        on_checked([(bool(check.contains and check.contains in text), Why()) for check in checks])

    def evaluation(self, *paths: str, fair: bool = False) -> EvaluationRun:
        who = [Candidate(path.strip("/"), path) for path in paths]
        return EvaluationRun(Evaluation(1, "T", 0.0, SUITE, who, fair=fair), self.context)

    @property
    def child(self) -> FakeProcess:
        return next(child for child in self.children.started if not child.closed)

    def asked(self) -> list[Generate]:
        return [command for command in self.child.sent if isinstance(command, Generate)]

    def answer(self, at: int, text: str) -> None:
        run = self.asked()[at].run
        self.child.emit(Tokens(run, (Token(1, text, 0, 0.5), Token(2, " ", 0, 1.0))))
        self.child.emit(Finished(run, "end", 2, 1.0, True))

    def leave_all(self) -> None:
        for child in list(self.children.started):
            if child.closed:
                child.leave()


@pytest.fixture
def world() -> World:
    return World()


def test_every_candidate_is_asked_everything_model_by_model(world: World) -> None:
    session = world.evaluation("/a", "/b", "/a")
    session.start()
    world.child.load()
    assert len(world.asked()) == 4  # as many as there are slots
    assert {(one.request.turns[-1].content, one.request.seed) for one in world.asked()} == {
        ("One?", 7),
        ("One?", 8),
        ("Two?", 7),
        ("Two?", 8),
    }
    for at in range(8):  # both candidates with this model
        world.answer(at, "1")
    assert [child.first.path for child in world.children.started if isinstance(child.first, Load)] == ["/a"]
    world.leave_all()
    world.clock.advance(1)
    assert isinstance(world.child.first, Load)
    assert world.child.first.path == "/b"
    world.child.load()
    for at in range(4):
        world.answer(at, "2")
    assert not session.is_running
    assert len(session.results) == 12
    assert rate(session.of(0, 0)).passed == 2
    assert rate(session.of(1, 0)).passed == 0
    assert session.of(0, 1)[0].ok  # no checks: nothing to fail


def test_the_time_left_does_not_grow_as_long_as_an_answer_does_what_others_did(world: World) -> None:
    session = world.evaluation("/a", fair=True)
    session.start()
    world.child.load()
    assert session.seconds_left == 0
    world.clock.time += 2
    world.answer(0, "1")
    assert session.seconds_left == pytest.approx(6)  # three more of two tokens, at one token a second
    run = world.asked()[1].run
    world.clock.time += 1
    world.child.emit(Tokens(run, (Token(1, "x", 0, 1.0),)))
    assert session.seconds_left == pytest.approx(5)
    for _second in range(7):  # It becomes far longer than the others.
        world.clock.time += 1
        world.child.emit(Tokens(run, (Token(1, "x", 0, 1.0),)))
    assert session.seconds_left == pytest.approx(8 * 0.25 + 4)


@pytest.mark.parametrize(("fair", "others"), [(False, 3), (True, 0)])
def test_each_answer_knows_how_many_were_written_beside_it(world: World, *, fair: bool, others: int) -> None:
    session = world.evaluation("/a", fair=fair)
    session.start()
    world.child.load()
    for at in range(4):
        world.answer(at, "1")
    assert len(session.results) == 4
    assert {result.figure("concurrent_answers") for result in session.results.values()} == {others}


def test_fair_writes_one_at_a_time(world: World) -> None:
    session = world.evaluation("/a", fair=True)
    session.start()
    world.child.load()
    assert len(world.asked()) == 1
    world.answer(0, "1")
    assert len(world.asked()) == 2


def test_it_goes_on_after_a_stop_and_after_a_restart(world: World) -> None:
    session = world.evaluation("/a", fair=True)
    session.start()
    world.child.load()
    world.answer(0, "1")
    session.stop()
    assert not session.is_running
    assert len(session.results) == 1
    again = World(world.store)
    later = EvaluationRun(world.store.kept[1], again.context)
    assert later.left == 3
    later.start()
    again.child.load()
    for at in range(3):
        again.answer(at, "1")
    assert not later.is_running
    assert len(later.results) == 4
    assert len(world.store.saved) == 4  # nothing was asked twice


def test_a_model_that_does_not_load_costs_the_others_nothing(world: World) -> None:
    session = world.evaluation("/a", "/b")
    session.start()
    world.child.refuse("not_gguf")
    world.leave_all()
    world.clock.advance(1)
    world.child.load()
    for at in range(4):
        world.answer(at, "1")
    assert not session.is_running
    assert {result.fault for result in session.of(0)} == {"not_gguf"}
    assert not any(result.fault for result in session.of(1))
    session.again()
    assert session.left == 4


def test_an_engine_that_dies_costs_the_answers_under_way(world: World) -> None:
    session = world.evaluation("/a", fair=True)
    session.start()
    first = world.child
    first.load()
    run = world.asked()[0].run
    first.emit(Failed(run, "crashed", {}, ()))
    first.emit(Exited(0, "crashed", {}, ()))
    assert session.results[0, 0, 0].fault == "crashed"
    world.children.last.load()  # it was started again
    run = next(command for command in world.children.last.sent if isinstance(command, Generate)).run
    world.children.last.emit(Finished(run, "end", 0, 0.0, True))
    assert len(session.results) == 2


def test_when_the_engine_dies_with_several_at_work_each_is_asked_again_alone(world: World) -> None:
    session = world.evaluation("/a")
    session.start()
    first = world.child
    first.load()
    assert len(world.asked()) == 4
    for command in world.asked():
        first.emit(Failed(command.run, "crashed", {}, ()))
    first.emit(Exited(0, "crashed", {}, ()))
    assert session.results == {}  # nobody is blamed yet
    second = world.children.last
    second.load()
    alone = [command for command in second.sent if isinstance(command, Generate)]
    assert len(alone) == 1
    second.emit(Failed(alone[0].run, "crashed", {}, ()))
    second.emit(Exited(0, "crashed", {}, ()))
    assert [result.fault for result in session.results.values()] == ["crashed"]
    world.children.last.load()
    for _ in range(3):
        run = [command for command in world.children.last.sent if isinstance(command, Generate)][-1].run
        world.children.last.emit(Tokens(run, (Token(1, "1", 0, 0.5),)))
        world.children.last.emit(Finished(run, "end", 1, 1.0, True))
    assert not session.is_running
    assert sum(bool(result.fault) for result in session.results.values()) == 1


def test_a_file_that_is_not_there_ends_its_part_at_once(world: World) -> None:
    def check(path: str) -> None:
        raise Fault("no_file")

    world.context = world.made(check)
    session = world.evaluation("/a", "/b")
    session.start()
    assert not session.is_running
    assert {result.fault for result in session.results.values()} == {"no_file"}


def test_an_evaluation_follows_the_models_folder(world: World) -> None:
    class Suites(Kept):
        def suites(self) -> list[tuple[int, Suite]]:
            return []

        def save_suite(self, id_: int, suite: Suite) -> None: ...

        def remove_suite(self, id_: int) -> None: ...

    store = Suites()
    evaluations = Evaluations(store, world.made(store=store), SUITE)
    session = evaluations.new(SUITE, [Candidate("a", "/models/a"), Candidate("b", "/other/b")], fair=True)
    evaluations.follow("/models", "/new")
    assert [one.path for one in session.evaluation.candidates] == ["/new/a", "/other/b"]
    session.start()
    assert isinstance(world.child.first, Load)
    assert world.child.first.path == "/new/a"


def test_answers_without_checks_say_nothing_of_passing() -> None:
    assert rate([Result(0, 0, 0, 1, "text"), Result(0, 1, 0, 1, "text", passed=(False,))]).count == 1


def test_a_check_that_comes_after_a_stop_is_not_counted(world: World) -> None:
    class Late:
        def __init__(self) -> None:
            self.waiting: list[OnChecked] = []

        def check(self, text: str, checks: tuple[Check, ...], on_checked: OnChecked) -> None:
            self.waiting.append(on_checked)

    late = Late()
    world.context = world.made(judge=late)
    session = world.evaluation("/a", fair=True)
    session.start()
    world.child.load()
    world.answer(0, "1")
    session.stop()
    late.waiting[0]([(True, Why())])
    assert session.results == {}


def test_the_interval_of_a_pass_rate_is_wilson_s() -> None:
    passed = [Result(0, 0, at, 1, passed=(at < 8,)) for at in range(10)]
    found = rate(passed)
    assert (found.passed, found.count) == (8, 10)
    assert (round(found.low, 3), round(found.high, 3)) == (0.49, 0.943)  # as tables of the interval give it
    assert rate([]).high == 1.0


def test_a_suite_is_written_as_short_as_it_was_read() -> None:
    content = {"title": "T", "prompts": [{"prompt": "a", "checks": [{"contains": "x", "want": False}]}]}
    assert to_dict(suite_of(content), NO_MEDIA.data)["prompts"] == [
        {"prompt": "a", "checks": [{"contains": "x", "want": False}]}
    ]


def test_values_are_read_as_people_type_them() -> None:
    assert values_of("0.2, 0.8; 1.4", "temperature") == (0.2, 0.8, 1.4)
    assert values_of("0..1.5/0.5", "temperature") == (0.0, 0.5, 1.0, 1.5)
    for text in ("0,5; 1,5", "0,5, 1,5", "0,5 1,5", "0.5,1.5", "0.5, 1.5", "0,5..1,5/1"):
        assert values_of(with_points(text), "temperature") == (0.5, 1.5), text
    assert values_of(with_points("0,1"), "temperature") == (0.1,)
    with pytest.raises(Fault, match="sweep_values"):
        values_of("20, 0.5", "top_k")
    assert values_of(with_points("1,2,3"), "top_k") == (1.0, 2.0, 3.0)
    with pytest.raises(Fault, match="sweep_range"):
        values_of("0.5, 9", "temperature")
    for text in ("", "a", "0..1/0", "1 2 3 4 5 6 7 8 9 10", "0..200/1"):
        with pytest.raises(Fault, match="sweep_values"):
            values_of(text, "top_k")


def test_a_grid_goes_row_by_row() -> None:
    base = Candidate("M", "/m", sampling={"min_p": 0.1})
    cells = grid(base, [("temperature", (0.0, 1.0)), ("top_p", (0.5, 0.9, 1.0))])
    assert len(cells) == 6
    assert cells[1].sampling == {"min_p": 0.1, "temperature": 0.0, "top_p": 0.9}
    evaluation = sweep(1, 0.0, base, [("temperature", (0.0, 1.0))], [Prompt("a")], 3, 1)
    assert axes_of(evaluation) == [("temperature", (0.0, 1.0))]
    assert len(evaluation.tasks) == 6
    with pytest.raises(Fault, match="sweep_large"):
        grid(base, [("temperature", tuple(at / 10 for at in range(9))), ("top_p", tuple(at / 10 for at in range(9)))])


def test_what_answers_are_like() -> None:
    assert distinct(["a b c", "a b d"]) == 3 / 4
    assert repetition("one two three four one two three four") == 1 - 4 / 5
    assert repetition("short") == 0.0
    figures = {answer_figures.TOKENS: 4.0, answer_figures.SPEED: 10.0}
    results = [
        Result(0, 0, 0, 1, "a b c d", passed=(True,), figures=figures),
        Result(0, 0, 1, 2, fault="crashed"),
    ]
    assert math.isnan(measure("passed", [Result(0, 0, 0, 1, "no checks")]))
    assert measure("length", results) == 4
    assert measure("passed", results) == 0.5
    assert measure("speed", results) == 10


def test_after_a_crash_on_the_last_answer_the_next_model_is_asked_though_it_is_there_already(world: World) -> None:
    chat = ActiveModel(world.context.pool, world.clock)
    chat.load(choice_of("/b"))
    chats = world.children.last
    chats.load()
    world.memory.room = 40 * GB
    session = world.evaluation("/a", "/b", fair=True)
    session.start()
    first = world.children.last
    first.load()
    for _ in range(3):
        run = [command for command in first.sent if isinstance(command, Generate)][-1].run
        first.emit(Finished(run, "end", 0, 0.0, True))
    run = [command for command in first.sent if isinstance(command, Generate)][-1].run
    first.emit(Failed(run, "crashed", {}, ()))
    first.emit(Exited(0, "crashed", {}, ()))
    assert any(isinstance(command, Generate) for command in chats.sent)


def test_an_engine_that_is_stopped_elsewhere_ends_its_part_and_nothing_hangs(world: World) -> None:
    session = world.evaluation("/a")
    session.start()
    world.child.load()
    (engine,) = world.context.pool.engines
    engine.unload()
    assert not session.is_running
    assert world.context.pool.engines == []
