"""What the server does for its clients: which model answers, when it is loaded and unloaded, what is known of an answer."""

from collections.abc import Callable

import pytest

from slm_desktop.core.engines.commands import Change, Generate, Request, SetSampling, Stop, Turn
from slm_desktop.core.engines.engine import Engine
from slm_desktop.core.engines.events import (
    AnyEvent,
    Failed,
    Feature,
    Finished,
    Loaded,
    Prompted,
    SamplingChanged,
    Stopped,
    Token,
    Tokens,
)
from slm_desktop.core.engines.media import Media
from slm_desktop.core.serve.offered import OfferedModels
from slm_desktop.core.serve.served_run import Client, RunState, ServedRun
from slm_desktop.core.serve.serving import LOOK_SECONDS, REMEMBERED, REMEMBERED_BYTES, Serving
from slm_desktop.errors import Fault
from tests.fakes import FakeClock, FakeProcess, FakeProcesses, choice_of, pool_of

CLIENT = Client("/v1/chat/completions", "tester")


class Desk:
    """A serving over fake engines."""

    def __init__(self, idle: float = 60.0) -> None:
        self.engines, self.clock = FakeProcesses(), FakeClock()
        self.pool = pool_of(self.engines, self.clock)
        self.choices = [choice_of("/models/a/First.Q4_1.gguf"), choice_of("/models/b/Second.gguf")]
        self.serving = Serving(self.pool, self.clock, OfferedModels(lambda: self.choices), lambda: idle)
        self.events: list[AnyEvent] = []
        self.media: tuple[Media, ...] = ()

    def ask(self, model: str = "", id_: str = "one") -> ServedRun:
        return self.serving.ask(id_, model, CLIENT, self.request, self.events.append)

    def request(self, loaded: Loaded) -> Request:
        assert loaded.name
        return Request(
            turns=(Turn("user", "Hi", media=self.media),), changes=(Change(0, {"temperature": 1.0}),), seed=5
        )

    @property
    def engine(self) -> FakeProcess:
        return self.engines.last

    def generated(self) -> Generate:
        return next(one for one in reversed(self.engine.sent) if isinstance(one, Generate))

    def answer(self, run: ServedRun, text: str = "Hello") -> None:
        assert run.run
        number = run.run.id
        self.engine.emit(Prompted(number, 10, 4, 0, 0.5, (10, 1)))
        self.engine.emit(Tokens(number, (Token(1, text, 0, 1.0), Token(2, "!", 0, 1.5))))
        self.engine.emit(Finished(number, "end", 2, 1.5))


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_model_is_loaded_when_it_is_asked_for_and_then_answers(desk: Desk) -> None:
    run = desk.ask("second")
    assert desk.serving.running == [run]
    assert desk.engine.first.path.endswith("Second.gguf")  # type: ignore[union-attr]
    desk.engine.load()
    assert run.state == RunState.RUNNING
    desk.answer(run)
    assert run.is_over
    assert isinstance(desk.events[-1], Finished)
    assert (run.run and run.run.text) == "Hello!"


def test_a_model_that_is_loaded_already_is_shared_whatever_its_options(desk: Desk) -> None:
    lease = desk.pool.lease(choice_of("/models/a/First.Q4_1.gguf", context=1024))
    desk.engine.load()
    run = desk.ask()
    assert run.state == RunState.RUNNING
    assert len(desk.pool.engines) == 1
    lease.release()


def test_an_answer_has_the_engine_only_as_long_as_it_is_written(desk: Desk) -> None:
    run = desk.ask()
    desk.engine.load()
    assert not desk.pool.idle
    desk.answer(run)
    assert len(desk.pool.idle) == 1


def test_a_model_that_nobody_used_for_long_is_unloaded(desk: Desk) -> None:
    run = desk.ask()
    desk.engine.load()
    desk.clock.advance(3600)
    assert not desk.engine.closed, "an answer under way keeps its model"
    desk.answer(run)
    desk.clock.advance(50)
    assert not desk.engine.closed
    desk.clock.advance(10 + LOOK_SECONDS)
    assert desk.engine.closed


def test_a_model_that_the_server_never_used_is_not_its_to_unload(desk: Desk) -> None:
    lease = desk.pool.lease(choice_of("/models/c/Other.gguf"))
    desk.engine.load()
    lease.release()
    desk.clock.advance(3600)
    assert not desk.engine.closed


def test_never_is_never() -> None:
    desk = Desk(idle=0.0)
    run = desk.ask()
    desk.engine.load()
    desk.answer(run)
    desk.clock.advance(1e6)
    assert not desk.engine.closed


def test_a_model_that_does_not_load_fails_those_who_wait_with_its_cause(desk: Desk) -> None:
    runs = [desk.ask(id_="a"), desk.ask(id_="b")]
    desk.engine.refuse("memory_model")
    assert [run.state for run in runs] == [RunState.FAILED, RunState.FAILED]
    assert [event.code for event in desk.events if isinstance(event, Failed)] == ["memory_model"] * 2
    again = desk.ask(id_="c")
    desk.engine.load()
    assert again.state == RunState.RUNNING


def test_who_waits_for_a_model_can_go(desk: Desk) -> None:
    run = desk.ask()
    run.stop()
    assert run.state == RunState.STOPPED
    assert isinstance(desk.events[-1], Stopped)
    assert desk.engine.closed, "nobody else wanted the model"


def test_a_run_that_is_stopped_tells_its_engine(desk: Desk) -> None:
    run = desk.ask()
    desk.engine.load()
    run.stop()
    assert isinstance(desk.engine.sent[-1], Stop)


def test_each_answer_is_a_conversation_of_its_own(desk: Desk) -> None:
    """Else one that merely begins like another one would take its cache away."""
    desk.ask(id_="a")
    desk.engine.load()
    first = desk.generated().request.conversation
    desk.ask(id_="b")
    assert desk.generated().request.conversation != first
    assert first < 0, "chats of the window have numbers above 0"


def test_sampling_is_changed_while_an_answer_is_written_and_kept_by_token(desk: Desk) -> None:
    run = desk.ask()
    desk.engine.load()
    assert run.run
    run.set_sampling({"top_k": 5.0})
    sent = desk.engine.sent[-1]
    assert isinstance(sent, SetSampling)
    assert sent.values == {"temperature": 1.0, "top_k": 5.0}
    desk.engine.emit(SamplingChanged(run.run.id, 7, sent.values))
    assert [change.position for change in run.changes] == [0, 7]
    assert run.values["top_k"] == 5.0


def test_runs_are_found_by_their_ids_and_forgotten_in_the_end(desk: Desk) -> None:
    waiting = desk.ask(id_="waits")
    desk.engine.load()
    for number in range(REMEMBERED + 3):
        run = desk.ask(id_=f"run{number}")
        desk.answer(run)
    desk.ask(id_="last")
    assert desk.serving.find("waits") is waiting, "what is under way is never forgotten"
    assert desk.serving.find("run0") is None
    assert desk.serving.find(f"run{REMEMBERED}") is not None


def test_runs_with_pictures_are_forgotten_before_they_fill_the_memory(desk: Desk) -> None:
    data = bytes(REMEMBERED_BYTES // 4)
    for number in range(6):
        desk.media = (Media(f"{number}", "png", 1, 1, data),)
        run = desk.ask(id_=f"run{number}")
        if not number:
            desk.engine.load(features=tuple(Feature))
        desk.answer(run)
    desk.media = ()
    desk.answer(desk.ask(id_="words"))
    desk.ask(id_="last")
    assert [desk.serving.find(f"run{number}") is not None for number in range(6)] == [False] * 2 + [True] * 4
    assert desk.serving.find("words") is not None


def test_totals_count_what_has_ended(desk: Desk) -> None:
    run = desk.ask()
    desk.engine.load()
    desk.answer(run)
    totals = desk.serving.totals
    assert (totals.prompt_tokens, totals.cached_tokens, totals.answer_tokens) == (10, 4, 2)
    assert (totals.prompt_seconds, totals.answer_seconds) == (0.5, 0.5)
    assert totals.answers == {RunState.COMPLETE: 1}


def test_a_model_stays_as_long_as_something_is_done_with_it_that_is_no_answer(desk: Desk) -> None:
    found: list[str] = []
    waiting: list[Callable[[], None]] = []

    def on_ready(engine: Engine, done: Callable[[], None]) -> None:
        found.append(engine.choice.path)
        waiting.append(done)

    desk.serving.use("first.q4_1", on_ready, lambda _fault: None)
    assert not found
    desk.engine.load()
    assert found == ["/models/a/First.Q4_1.gguf"]
    assert desk.pool.idle == []
    waiting[0]()
    assert len(desk.pool.idle) == 1


# -- names -----------------------------------------------------------------------------------------------------


def test_models_are_named_by_their_files_and_by_their_folders_where_two_are_alike() -> None:
    paths = ["/m/a/X.Q4_K_M.gguf", "/m/b/X.Q4_K_M.gguf", "/m/Big-00001-of-00003.gguf", "/m/b/X.Q4_K_M.gguf"]
    offered = OfferedModels(lambda: [choice_of(path) for path in paths])
    assert [one.id for one in offered.all()][:3] == ["X.Q4_K_M", "b/X.Q4_K_M", "Big"]


def test_a_blob_of_another_app_is_named_as_it_is_there() -> None:
    offered = OfferedModels(lambda: [choice_of("/ollama/blobs/sha256-0123", "Llama 3.2 1B")])
    assert offered.all()[0].id == "Llama-3.2-1B"


def test_the_first_model_answers_who_names_none() -> None:
    offered = OfferedModels(lambda: [choice_of("/m/One.gguf"), choice_of("/m/Two.gguf")])
    assert offered.find("").id == "One"
    assert offered.find("TWO").id == "Two"
    with pytest.raises(Fault) as caught:
        offered.find("three\x1b")
    assert caught.value.code == "unknown_model"
    assert "\x1b" not in str(caught.value.details["model"])
    with pytest.raises(Fault):
        OfferedModels(lambda: []).find("")
