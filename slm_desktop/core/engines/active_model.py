"""The model that chats use: one at a time, leased from the pool, with what was measured over all of them."""

from collections.abc import Callable

import msgspec

from slm_desktop.core.clock import Clock
from slm_desktop.core.engines.commands import Count, Request
from slm_desktop.core.engines.computer_use import ThreadUse
from slm_desktop.core.engines.engine import Engine, EngineState
from slm_desktop.core.engines.events import Counted, Feature, Hello, Loaded, TextAnswer
from slm_desktop.core.engines.metrics import Timeline
from slm_desktop.core.engines.model_ref import ModelChoice
from slm_desktop.core.engines.pool import EnginePool, Lease
from slm_desktop.core.engines.run import OnEvent, Run
from slm_desktop.core.engines.trouble import Trouble
from slm_desktop.core.signal import Signal
from slm_desktop.errors import Fault


class ActiveModel:
    """Holds the lease of the model that was chosen last. `changed` fires at every change of state."""

    def __init__(self, pool: EnginePool, clock: Clock) -> None:
        self._pool, self._clock = pool, clock
        self._lease: Lease | None = None
        self._unsubscribe: Callable[[], None] = lambda: None
        self.timeline = Timeline()
        self.changed = Signal()

    # -- verbs -----------------------------------------------------------------------------------------------

    def load(self, choice: ModelChoice) -> None:
        """Load a model in place of the one in use."""
        self._release()
        self._lease = lease = self._pool.lease(choice)
        lease.engine.recorder.follow(self.timeline)
        self._unsubscribe = lease.engine.changed.subscribe(self.changed)
        self.changed()

    def retry(self, **options: int | str | tuple[str, ...]) -> None:
        """Load the same model again, with other options if given."""
        choice = self.choice
        if choice:
            self.load(choice.with_options(msgspec.structs.replace(choice.options, **options)))

    def cancel_load(self) -> None:
        """Give up a load that is under way."""
        if self.state == EngineState.LOADING:
            self.eject()

    def eject(self) -> None:
        """Do without a model; its answers are kept as far as they came. Its memory is free when nobody else uses it."""
        self._release()
        self.changed()

    def kill(self) -> None:
        """End an engine that does not answer; it is started again."""
        if self.engine:
            self.engine.kill()

    def dismiss(self) -> None:
        """The trouble was read."""
        if self.engine:
            self.engine.dismiss()

    def start(self, request: Request, on_event: OnEvent) -> Run:
        """Begin an answer. Raise Fault 'no_model'."""
        if self._lease is None:
            raise Fault("no_model")
        return self._lease.start(request, on_event)

    def count(self, text: str, on_count: Callable[[int], None]) -> None:
        """Count tokens with the model's own tokeniser; only the last of several questions is answered for sure."""

        def take(answer: TextAnswer | Fault) -> None:
            if isinstance(answer, Counted):
                on_count(answer.tokens)

        if self.engine and self.engine.can(Feature.COUNT):
            self.engine.ask(lambda run: Count(run, text), take)

    # -- what is known ---------------------------------------------------------------------------------------

    @property
    def engine(self) -> Engine | None:
        """The engine in use."""
        return self._lease.engine if self._lease else None

    @property
    def state(self) -> EngineState:
        """What the engine does now."""
        return self.engine.state if self.engine else EngineState.EMPTY

    @property
    def choice(self) -> ModelChoice | None:
        """The model in use, and how it is loaded."""
        return self.engine.choice if self.engine else None

    @property
    def loaded(self) -> Loaded | None:
        """What the engine said of the model once it took prompts."""
        return self.engine.loaded if self.engine else None

    @property
    def hello(self) -> Hello | None:
        """What an engine said last of itself and this computer."""
        return (self.engine.hello if self.engine else None) or self._pool.hello

    @property
    def trouble(self) -> Trouble | None:
        """What went wrong last."""
        return self.engine.trouble if self.engine else None

    @property
    def sha256(self) -> str:
        """The hash of the model's file; '' until it is known."""
        return self.engine.sha256 if self.engine else ""

    @property
    def progress(self) -> float:
        """How far the model is loaded, 0 to 1."""
        return self.engine.progress if self.engine else 0.0

    @property
    def silent(self) -> float:
        """Seconds that the engine had said nothing for when that was noticed; 0 while it answers."""
        return self.engine.silent if self.engine else 0.0

    @property
    def thread_use(self) -> ThreadUse:
        """With how many threads the engine decodes now, and why."""
        return self.engine.thread_use if self.engine else ThreadUse()

    @property
    def pid(self) -> int:
        """The process that runs the model; 0 when there is none."""
        return self.engine.pid if self.engine else 0

    @property
    def busy(self) -> bool:
        """Whether the engine writes an answer, or is about to."""
        return self.engine.busy if self.engine else False

    @property
    def memory_total(self) -> int:
        """Bytes of main memory that this computer has; 0 while no engine has said so."""
        return self.hello.memory_total if self.hello else 0

    @property
    def larger_context(self) -> int:
        """Twice the context, as far as the model was trained for it; 0 when it has all already."""
        return self.loaded.larger_context if self.loaded else 0

    def can(self, feature: Feature) -> bool:
        """Whether the loaded engine can do something."""
        return self.engine.can(feature) if self.engine else False

    def log(self) -> tuple[str, ...]:
        """The engine's last lines."""
        return self.engine.log() if self.engine else ()

    # -- parts -----------------------------------------------------------------------------------------------

    def _release(self) -> None:
        """Give the engine back; one that nobody else uses is unloaded, as its memory is wanted for what comes next."""
        lease, self._lease = self._lease, None
        if lease:
            self._unsubscribe()
            lease.release()
            lease.engine.recorder.leave(self.timeline, self._clock.monotonic(), lease.engine.choice.name)
            self._pool.unload(lease.engine)


ShownEngine = ActiveModel | Engine
"""What a card or a graph can show: the model that chats use, or any engine of the pool."""
