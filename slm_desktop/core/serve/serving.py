"""What the server does for its clients: models are loaded when they are asked for, and unloaded after an idle time."""

from collections import deque
from collections.abc import Callable
from itertools import count

import msgspec

from slm_desktop.core.clock import Clock
from slm_desktop.core.engines.commands import Request
from slm_desktop.core.engines.engine import Engine, EngineState
from slm_desktop.core.engines.events import Loaded
from slm_desktop.core.engines.model_ref import ModelChoice
from slm_desktop.core.engines.pool import EnginePool, Lease
from slm_desktop.core.engines.turn_media import size_of
from slm_desktop.core.serve.offered import OfferedModels
from slm_desktop.core.serve.ready import WaitForModel
from slm_desktop.core.serve.served_run import Client, OnEvent, ServedRun
from slm_desktop.core.serve.totals import Totals
from slm_desktop.core.signal import Signal
from slm_desktop.errors import Fault

REMEMBERED = 200
"""Runs whose records are kept in memory, those under way not counted."""
REMEMBERED_BYTES = 64 * 2**20
"""Of the media in them: an older run that brings them above this is forgotten."""
LOOK_SECONDS = 5.0

Done = Callable[[], None]
"""To be called when an engine is no longer needed."""
MakeRequest = Callable[[Loaded], Request]
"""What to ask of a model, once it is known."""


class Serving:
    """Verbs for the server, on the loop's thread. `changed` fires when a run begins or ends.

    `idle_seconds` after its last answer a model that nobody else uses is unloaded; 0 for never.
    """

    def __init__(
        self, pool: EnginePool, clock: Clock, models: OfferedModels, idle_seconds: Callable[[], float]
    ) -> None:
        self._pool, self._clock, self.models, self._idle_seconds = pool, clock, models, idle_seconds
        self.runs: deque[ServedRun] = deque()
        """The newest last."""
        self.changed = Signal()
        self.totals = Totals()
        self._used: dict[ModelChoice, float] = {}
        self._conversations = count(-1, -1)
        self._stop_looking = clock.every(LOOK_SECONDS, self._unload_idle)

    def close(self) -> None:
        """It is not wanted any more."""
        self._stop_looking()
        self.stop_all()

    def stop_all(self) -> None:
        """End all answers."""
        for run in self.running:
            run.stop()

    # -- verbs -----------------------------------------------------------------------------------------------

    def ask(self, id_: str, model: str, client: Client, make: MakeRequest, on_event: OnEvent) -> ServedRun:
        """Let a model answer, which is loaded first if need be. Raise Fault 'unknown_model'.

        The last event is Finished, Stopped or Failed.
        """
        offered = self.models.find(model)
        if offered.embeds:
            raise Fault("embedding", {"architecture": offered.id})

        def take(event: object) -> None:
            on_event(event)  # type: ignore[arg-type]
            if run.is_over:
                self._ended(run)

        run = ServedRun(id_=id_, model=offered, client=client, created=self._clock.now(), on_event=take)
        self.runs.append(run)
        self._begin(run, make)
        self.changed()
        return run

    def use(
        self,
        model: str,
        on_ready: Callable[[Engine, Done], None],
        on_fault: Callable[[Fault], None],
        *,
        embed: bool = False,
    ) -> None:
        """Do something with a loaded model that is no answer; `embed` loads it to make vectors.

        The engine stays as long as `on_ready` has not called what it is given with it. Raise Fault 'unknown_model'.
        """
        choice = self.models.find(model, embed=embed).choice
        choice = self._shared(choice.with_options(choice.options.to_embed()) if embed else choice)

        def act(lease: Lease) -> None:
            def done() -> None:
                self._used[choice] = self._clock.monotonic()
                lease.release()

            try:
                on_ready(lease.engine, done)
            except Fault as fault:
                done()
                on_fault(fault)

        WaitForModel(self._pool, choice, on_ready=act, on_fault=on_fault)

    def find(self, id_: str) -> ServedRun | None:
        """The run of an id, if it is remembered."""
        return next((run for run in reversed(self.runs) if run.id == id_), None)

    # -- what is known ---------------------------------------------------------------------------------------

    @property
    def running(self) -> list[ServedRun]:
        """Those that have not ended."""
        return [run for run in self.runs if not run.is_over]

    @property
    def is_loading_first(self) -> bool:
        """Whether the first model is on its way, so that every answer would have to wait for it."""
        states = {engine.state for engine in self._pool.engines}
        return EngineState.LOADING in states and EngineState.READY not in states

    def engine_of(self, choice: ModelChoice) -> Engine | None:
        """The engine that has a model, or is loading it."""
        return self._pool.find(self._shared(choice))

    # -- parts -----------------------------------------------------------------------------------------------

    def _begin(self, run: ServedRun, make: MakeRequest) -> None:
        def start(lease: Lease) -> None:
            assert lease.engine.loaded is not None
            try:
                run.start(lease, self._own(make(lease.engine.loaded)))
            except Fault as fault:
                lease.release()
                run.fail(fault)

        waiting = WaitForModel(self._pool, self._shared(run.model.choice), on_ready=start, on_fault=run.fail)
        run.on_cancel = waiting.cancel

    def _shared(self, choice: ModelChoice) -> ModelChoice:
        """How the model is loaded already, if it is: it need not be in memory twice, as its options changed."""
        loaded = (engine.choice for engine in self._pool.engines if engine.choice.model == choice.model)
        return next((one for one in loaded if one.options.embeddings == choice.options.embeddings), choice)

    def _own(self, request: Request) -> Request:
        """A conversation of its own: what merely begins like it must not lose its cache."""
        return msgspec.structs.replace(request, conversation=next(self._conversations))

    def _ended(self, run: ServedRun) -> None:
        self._used[self._shared(run.model.choice)] = self._clock.monotonic()
        self.totals.add(run)
        self._forget_old()
        self.changed()

    def _forget_old(self) -> None:
        over = [one for one in self.runs if one.is_over]
        size = 0
        for age, one in enumerate(reversed(over)):
            own = size_of(one.run.request.turns) if one.run else 0
            size += own
            if age >= REMEMBERED or (own and size > REMEMBERED_BYTES):
                self.runs.remove(one)

    def _unload_idle(self) -> None:
        idle, now = self._idle_seconds(), self._clock.monotonic()
        for engine in self._pool.idle if idle else ():
            used = self._used.get(engine.choice)
            if used is not None and now - used >= idle:
                del self._used[engine.choice]
                self._pool.unload(engine)
