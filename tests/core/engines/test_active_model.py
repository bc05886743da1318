"""The model in use: its states, and what becomes of it when its child dies."""

import pytest

from slm_desktop.core.engines.active_model import ActiveModel
from slm_desktop.core.engines.commands import Change, Generate, Load, Request, Stop, Turn
from slm_desktop.core.engines.engine import EngineState
from slm_desktop.core.engines.events import (
    AnyEvent,
    Exited,
    Failed,
    Finished,
    Loading,
    Responding,
    Stalled,
    Stopped,
    Token,
    Tokens,
)
from slm_desktop.errors import Fault
from tests.fakes import FakeClock, FakeProcesses, choice_of, loaded, pool_of

CHOICE = choice_of("/m.gguf", context=2048)


@pytest.fixture
def engines() -> FakeProcesses:
    return FakeProcesses()


@pytest.fixture
def session(engines: FakeProcesses) -> ActiveModel:
    return ActiveModel(pool_of(engines, FakeClock()), FakeClock())


@pytest.fixture
def ready(session: ActiveModel, engines: FakeProcesses) -> ActiveModel:
    session.load(CHOICE)
    engines.last.load()
    return session


def ask(session: ActiveModel, received: list[AnyEvent]) -> int:
    request = Request(turns=(Turn("user", "hi"),), changes=(Change(0, {}),), seed=1)
    return session.start(request, received.append).id


def test_loading_tells_progress_and_ends_ready(session: ActiveModel, engines: FakeProcesses) -> None:
    session.load(CHOICE)
    load = engines.last.first
    assert isinstance(load, Load)
    assert (load.path, load.options.context) == ("/m.gguf", 2048)
    engines.last.emit(Loading(load.run, 0.5))
    assert (session.state, session.progress) == (EngineState.LOADING, 0.5)
    engines.last.load()
    assert session.state == EngineState.READY


def test_a_file_that_is_no_model_starts_no_engine(engines: FakeProcesses) -> None:
    def check(path: str) -> None:
        raise Fault("html", {"path": path})

    session = ActiveModel(pool_of(engines, FakeClock(), check=check), FakeClock())
    session.load(CHOICE)
    assert session.state == EngineState.BROKEN
    assert session.trouble is not None
    assert session.trouble.code == "html"
    assert not engines.started


def test_a_cancelled_load_ends_empty_and_its_events_are_dropped(session: ActiveModel, engines: FakeProcesses) -> None:
    session.load(CHOICE)
    child = engines.last
    session.cancel_load()
    assert any(isinstance(command, Stop) for command in child.sent)
    child.emit(loaded(child.first.run))
    assert session.state == EngineState.EMPTY


def test_an_answer_is_heard_up_to_its_end(ready: ActiveModel, engines: FakeProcesses) -> None:
    received: list[AnyEvent] = []
    run = ask(ready, received)
    events: list[AnyEvent] = [
        Tokens(run, (Token(1, "a", 0, 0.1),)),
        Finished(run, "end", 1, 0.1),
        Tokens(run, (Token(2, "late", 0, 0.2),)),
    ]
    for event in events:
        engines.last.emit(event)
    assert received == events[:2]
    assert not ready.busy


def test_asking_without_a_model_says_so(session: ActiveModel) -> None:
    with pytest.raises(Fault, match="no_model"):
        ask(session, [])


def test_a_child_that_dies_is_started_again_with_the_same_model(ready: ActiveModel, engines: FakeProcesses) -> None:
    received: list[AnyEvent] = []
    run = ask(ready, received)
    engines.last.emit(Failed(run, "killed"))
    engines.last.emit(Exited(0, "killed"))
    assert isinstance(received[-1], Failed)
    assert len(engines.started) == 2
    assert ready.state == EngineState.LOADING
    assert ready.trouble is not None
    assert ready.trouble.recovered
    engines.last.load()
    assert ready.loaded is not None


def test_what_was_asked_while_the_child_was_dying_fails_too(ready: ActiveModel, engines: FakeProcesses) -> None:
    received: list[AnyEvent] = []
    ask(ready, received)
    engines.last.emit(Exited(0, "killed"))
    assert [type(event) for event in received] == [Failed]
    assert not ready.busy


def test_a_draft_model_that_kills_the_engine_while_loading_costs_only_itself(
    session: ActiveModel, engines: FakeProcesses
) -> None:
    session.load(choice_of("/m.gguf", draft_model="/small.gguf"))
    assert isinstance(engines.last.first, Load)
    assert engines.last.first.options.draft_model == "/small.gguf"
    engines.last.emit(Exited(0, "crashed"))
    assert isinstance(engines.last.first, Load)
    assert engines.last.first.options.draft_model == ""
    engines.last.load()
    assert session.state == EngineState.READY


def test_a_model_that_kills_the_engine_while_loading_is_set_aside_after_three_times(
    session: ActiveModel, engines: FakeProcesses
) -> None:
    session.load(CHOICE)
    for _ in range(3):
        engines.last.emit(Failed(engines.last.first.run, "crashed"))
        engines.last.emit(Exited(0, "crashed"))
    assert len(engines.started) == 3
    assert session.state == EngineState.BROKEN
    assert session.trouble is not None
    assert session.trouble.code == "set_aside"
    session.retry()
    assert len(engines.started) == 4


def test_a_load_that_fails_is_not_tried_again_by_itself(session: ActiveModel, engines: FakeProcesses) -> None:
    session.load(CHOICE)
    engines.last.emit(Failed(engines.last.first.run, "architecture", {"architecture": "x"}))
    engines.last.emit(Exited(0, ""))
    assert len(engines.started) == 1
    assert session.state == EngineState.BROKEN


def test_retry_changes_only_the_options_named(session: ActiveModel, engines: FakeProcesses) -> None:
    session.load(choice_of("/m.gguf", context=2048, threads=3))
    session.retry(context=1024)
    load = engines.last.first
    assert isinstance(load, Load)
    assert (load.options.context, load.options.threads) == (1024, 3)


def test_a_silent_child_is_noticed_and_noticed_again_when_it_speaks(ready: ActiveModel, engines: FakeProcesses) -> None:
    engines.last.emit(Stalled(0, 2.5))
    assert ready.silent == 2.5
    engines.last.emit(Responding(0))
    assert ready.silent == 0
    ready.kill()
    assert engines.last.killed


def test_loading_another_model_stops_the_answers_of_the_first(ready: ActiveModel, engines: FakeProcesses) -> None:
    received: list[AnyEvent] = []
    run = ask(ready, received)
    first = engines.last
    ready.load(choice_of("/other.gguf", "Other"))
    assert received == [Stopped(run)]
    assert first.closed
    first.emit(Exited(0, "killed"))
    assert ready.trouble is None


def test_markers_stand_for_load_send_and_first_token(ready: ActiveModel, engines: FakeProcesses) -> None:
    run = ask(ready, [])
    for at in (0.1, 0.2):
        engines.last.emit(Tokens(run, (Token(1, "a", 0, at),)))
    assert [marker.kind for marker in ready.timeline.markers] == ["load", "send", "first"]


def test_only_the_last_count_asked_for_is_answered(ready: ActiveModel, engines: FakeProcesses) -> None:
    from slm_desktop.core.engines.commands import Count
    from slm_desktop.core.engines.events import Counted

    counts: list[int] = []
    ready.count("a", counts.append)
    ready.count("ab", counts.append)
    tickets = [command.run for command in engines.last.sent if isinstance(command, Count)]
    engines.last.emit(Counted(tickets[0], 1))
    engines.last.emit(Counted(tickets[1], 2))
    assert counts == [2]
    assert not any(isinstance(command, Generate) for command in engines.last.sent)
