"""One question for all columns: what runs together, what waits, and what happens when something goes wrong."""

import pytest

from slm_desktop.core.compare.column import ColumnState
from slm_desktop.core.engines.active_model import ActiveModel
from slm_desktop.core.engines.answer_figures import CONCURRENT, LOAD
from slm_desktop.core.engines.commands import Load
from slm_desktop.core.engines.engine import EngineState
from slm_desktop.core.engines.events import Exited, Failed, Loading, Stalled
from slm_desktop.errors import Fault
from tests.core.compare.bench import GB, Bench, texts
from tests.fakes import choice_of


def test_one_model_with_other_settings_is_loaded_once_and_asked_at_once(bench: Bench) -> None:
    session = bench.compare("/a", "/a", "/a")
    session.set_sampling(session.columns[1], {**session.columns[1].sampling, "temperature": 1.5})
    session.send("Hello")
    assert len(bench.children.started) == 1
    bench.load_all()
    assert len(bench.asked("/a")) == 3
    assert [command.request.changes[0].values["temperature"] for command in bench.asked("/a")] == [0.8, 1.5, 0.8]
    assert len({command.request.seed for command in bench.asked("/a")}) == 1  # the seed is shared
    assert len({command.request.conversation for command in bench.asked("/a")}) == 3
    for at, word in enumerate(("one", "two", "three")):
        bench.answer("/a", word, at=at)
    assert texts(session) == ["one", "two", "three"]
    assert session.running is None


def test_models_that_fit_run_together_and_share_the_cores(bench: Bench) -> None:
    session = bench.compare("/a", "/b")
    session.send("Hello")
    bench.of("/a").load(threads=4)
    assert bench.asked("/a") == []  # both begin at the same time
    bench.of("/b").load(threads=4)
    assert len(bench.asked("/a")) == len(bench.asked("/b")) == 1
    assert [bench.threads(path) for path in ("/a", "/b")] == [[2], [2]]
    bench.answer("/a", "one")
    bench.answer("/b", "two")
    assert [bench.threads(path) for path in ("/a", "/b")] == [[2, 4], [2, 4]]  # each has all of them again


def test_a_comparison_leaves_the_model_of_the_chat_and_uses_it_where_it_is_the_same(bench: Bench) -> None:
    chat = ActiveModel(bench.pool, bench.clock)
    chat.load(choice_of("/a"))
    bench.load_all()
    process, bench.memory.room = bench.of("/a"), GB  # beside it, there is room for one more
    session = bench.compare("/a", "/b")
    assert len(session.schedule()) == 1  # the first is in memory already
    session.send("Hello")
    bench.load_all()
    bench.answer("/a", "one")
    bench.answer("/b", "two")
    assert texts(session) == ["one", "two"]
    assert len(bench.children.started) == 2
    assert not process.closed
    assert chat.state == EngineState.READY
    assert [not column.figure(LOAD) for column in session.columns] == [True, False]


def test_models_that_do_not_fit_together_run_one_after_another_unattended(bench: Bench) -> None:
    bench.memory.needs = {"/a": 10 * GB, "/b": 10 * GB, "/c": 2 * GB}
    session = bench.compare("/a", "/b", "/c")
    assert [group.columns for group in session.schedule()] == [
        (session.columns[0].record.id, session.columns[2].record.id),
        (session.columns[1].record.id,),
    ]
    bench.memory.room = 16 * GB
    session.send("Hello")
    bench.load_all()
    bench.answer("/a", "a")
    assert len(bench.living()) == 2  # the other one of the group still writes
    bench.memory.room = 4 * GB
    bench.answer("/c", "c")
    assert bench.living() == []  # no room yet: those that were let go are still there
    for child in list(bench.children.started):
        child.leave()
    assert [child.first.path for child in bench.living() if isinstance(child.first, Load)] == ["/b"]
    bench.load_all()
    bench.answer("/b", "b")
    assert texts(session) == ["a", "b", "c"]


def test_it_does_not_wait_for_room_that_is_there(bench: Bench) -> None:
    bench.memory.needs = {"/a": 10 * GB, "/b": 10 * GB}
    session = bench.compare("/a", "/b")
    session.send("Hello")
    bench.load_all()
    bench.answer("/a", "a")
    assert bench.of("/b")


def test_fair_timing_asks_one_column_at_a_time_and_keeps_its_model(bench: Bench) -> None:
    session = bench.compare("/a", "/a", "/b")
    session.set_fair(True)
    session.send("Hello")
    bench.load_all()
    assert len(bench.asked("/a")) == 1
    bench.answer("/a", "one")
    assert len(bench.asked("/a")) == 2
    assert all(command.request.cold for command in bench.asked("/a"))  # so that first tokens can be compared
    assert len(bench.children.started) == 1
    bench.answer("/a", "two")
    bench.load_all()
    bench.answer("/b", "three")
    assert texts(session) == ["one", "two", "three"]
    assert [not column.figure(LOAD) for column in session.columns] == [False, True, False]
    assert [column.figure(CONCURRENT) for column in session.columns] == [0, 0, 0]
    session.set_fair(False)
    session.send("Hello again")
    bench.load_all()
    assert not bench.asked("/a")[-1].request.cold


def test_a_column_whose_model_does_not_load_shows_it_and_the_others_go_on(bench: Bench) -> None:
    session = bench.compare("/a", "/b")
    session.send("Hello")
    bench.of("/a").refuse("not_gguf")
    bench.of("/b").load()
    bench.answer("/b", "b")
    assert session.running is None
    assert session.columns[0].trouble is not None
    assert session.columns[0].trouble.code == "not_gguf"
    assert session.columns[0].failed
    assert texts(session) == ["", "b"]
    session.send("Again")  # it is tried once more
    assert session.columns[0].trouble is None
    bench.of("/a").load()
    bench.answer("/a", "a")
    bench.answer("/b", "b2")
    assert texts(session) == ["a", "b2"]


def test_a_crash_in_one_column_leaves_the_next_column_of_the_same_model_alone(bench: Bench) -> None:
    session = bench.compare("/a", "/a")
    session.set_fair(True)
    session.send("Hello")
    bench.load_all()
    child, run = bench.of("/a"), bench.asked("/a")[0].run
    child.emit(Failed(run, "crashed", {"status": "SIGSEGV", "reason": ""}, ("line",)))
    assert len(bench.asked("/a")) == 1  # The second one is not asked of a process that is going.
    child.crash()
    bench.load_all()
    bench.answer("/a", "two")
    assert texts(session) == ["", "two"]
    assert [column.trouble is None for column in session.columns] == [False, True]
    assert session.columns[1].figure(LOAD) > 0  # Its model was loaded again, and it waited for that.


def test_a_column_whose_engine_dies_keeps_what_came_and_the_others_go_on(bench: Bench) -> None:
    session = bench.compare("/a", "/b")
    session.send("Hello")
    bench.load_all()
    child, run = bench.of("/a"), bench.asked("/a")[0].run
    child.emit(Failed(run, "crashed", {"status": "SIGSEGV", "reason": ""}, ("line",)))
    child.emit(Exited(0, "crashed", {"status": "SIGSEGV", "reason": ""}, ("line",)))
    bench.answer("/b", "b")
    assert session.running is None
    assert session.columns[0].trouble is not None
    assert session.columns[0].trouble.code == "crashed"


def test_an_engine_that_hangs_is_ended(bench: Bench) -> None:
    session = bench.compare("/a", "/b")
    session.send("Hello")
    bench.load_all()
    bench.answer("/b", "b")
    child = bench.of("/a")
    child.emit(Stalled(0, 3.0))
    bench.clock.advance(55)
    assert not child.killed
    bench.clock.advance(6)
    assert child.killed
    child.emit(Failed(bench.asked("/a")[0].run, "killed", {}, ()))
    child.emit(Exited(0, "killed", {}, ()))
    assert session.running is None
    assert session.columns[0].trouble is not None
    assert session.columns[0].trouble.code == "hung"


def test_cancelling_keeps_what_is_done(bench: Bench) -> None:
    session = bench.compare("/a", "/b")
    session.set_fair(True)
    session.send("Hello")
    bench.load_all()
    bench.answer("/a", "a")
    assert session.running is not None
    session.cancel()
    assert session.running is None
    assert texts(session) == ["a", ""]
    assert session.columns[1].trouble is not None
    assert session.columns[1].trouble.code == "not_asked"
    assert session.columns[0].questions == session.columns[1].questions  # the next question finds the same before it
    assert all(column.state == ColumnState.IDLE for column in session.columns)
    assert bench.store.kept_chats[session.columns[0].record.chat].comparison == session.record.id


def test_a_follow_up_keeps_each_history_and_may_go_to_one_column(bench: Bench) -> None:
    session = bench.compare("/a", "/b")
    session.send("Hello")
    bench.load_all()
    bench.answer("/a", "one")
    bench.answer("/b", "two")
    session.send("More", [session.columns[1].record.id])
    bench.load_all()
    assert [turn.content for turn in bench.asked("/b")[-1].request.turns] == ["Hello", "two", "More"]
    assert len(session.columns[0].chat.messages) == 2
    bench.answer("/b", "three")
    assert texts(session) == ["one", "three"]


def test_models_stay_for_the_next_question(bench: Bench) -> None:
    session = bench.compare("/a", "/a")
    for question in ("Hello", "More"):
        session.send(question)
        bench.load_all()
        bench.answer("/a", "x", at=-1)
        bench.answer("/a", "x", at=-2)
    assert len(bench.children.started) == 1
    assert [not column.figure(LOAD) for column in session.columns] == [True, True]


def test_without_a_model_nothing_is_asked(bench: Bench) -> None:
    session = bench.comparisons.new([])
    assert len(session.columns) == 2
    with pytest.raises(Fault, match="no_columns"):
        session.send("Hello")


def test_only_one_comparison_runs_at_a_time(bench: Bench) -> None:
    first, second = bench.compare("/a", "/b"), bench.compare("/a", "/b")
    first.send("Hello")
    with pytest.raises(Fault, match="comparing"):
        second.send("Hello")
    bench.load_all()
    bench.answer("/a", "one")
    bench.answer("/b", "two")
    assert texts(first) == ["one", "two"]


def test_another_try_that_fails_adds_no_empty_question(bench: Bench) -> None:
    session = bench.compare("/a", "/b")
    session.send("Hello")
    bench.load_all()
    bench.answer("/a", "one")
    bench.answer("/b", "two")
    for engine in bench.pool.idle:
        bench.pool.unload(engine)
    session.again()
    bench.of("/a").refuse("not_gguf")
    bench.of("/b").load()
    bench.answer("/b", "three")
    assert [message.content for message in session.columns[0].chat.messages] == ["Hello", "one"]
    assert session.columns[0].trouble is not None


def test_a_question_right_after_cancelling_is_refused_and_not_lost(bench: Bench) -> None:
    session = bench.compare("/a", "/b")
    session.send("Hello")
    bench.load_all()
    session.cancel()
    with pytest.raises(Fault, match="comparing"):
        session.send("Again")  # the engines have not said yet that they stopped


def test_loading_is_told(bench: Bench) -> None:
    session = bench.compare("/a", "/b")
    session.send("Hello")
    shown: list[float] = []
    session.columns[0].changed.subscribe(lambda: shown.append(session.columns[0].progress))
    child = bench.of("/a")
    for share in (0.1, 0.5, 0.501):
        child.emit(Loading(child.first.run, share))
    assert shown == [0.1, 0.5]


def test_an_answer_is_repeated_by_the_same_file_wherever_it_lies_now(bench: Bench) -> None:
    session = bench.compare("/models/a", "/other/b")
    session.send("Hello")
    bench.load_all()
    bench.answer("/models/a", "one")
    bench.answer("/other/b", "two")
    run = session.columns[0].run
    assert run is not None
    run.sha256 = "1" * 64
    session.identify("/models/a", "1" * 64)
    bench.comparisons.follow("/models", "/new")
    session.replay()
    bench.load_all()
    bench.answer("/new/a", "one")
    bench.answer("/other/b", "two")
    assert [column.run.same for column in session.columns if column.run] == [1, 1]
