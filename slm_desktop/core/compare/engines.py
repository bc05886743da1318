"""The engines of comparisons: one for each model and way of loading it, however many columns it answers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from slm_desktop.core.clock import Clock
from slm_desktop.core.engines.ports import StartEngine
from slm_desktop.core.engines.session import READY, ModelChoice, ModelSession
from slm_desktop.core.engines.usage import Usage
from slm_desktop.core.signal import Notice


@dataclass
class Engine:
    """A model in memory or on its way there. `seconds` is how long its load took, 0 until it is done."""

    choice: ModelChoice
    model: ModelSession
    began: float
    seconds: float = 0.0
    _most: int = 0

    @property
    def peak(self) -> int:
        """The most main memory that it used so far, in bytes. The timeline forgets what is ten minutes old; this does not."""
        self._most = max(self._most, *(sample.total for sample in self.model.timeline.memory), 0)
        return self._most


class Engines:
    """Those that are there now. `changed` is told at every change of one of them."""

    def __init__(self, start: StartEngine, clock: Clock, check: Callable[[str], None],
                 on_ready: Callable[[ModelSession], None] = lambda _model: None, usage: Usage | None = None) -> None:  # fmt: skip
        self._start, self._clock, self._check, self._on_ready = start, clock, check, on_ready
        self._usage = usage or Usage()
        self._going: list[ModelSession] = []
        self.here: list[Engine] = []
        self.changed = Notice()

    def of(self, choice: ModelChoice) -> Engine | None:
        """The engine that has this model loaded just so, or is loading it."""
        return next((engine for engine in self.here if engine.choice == choice), None)

    def load(self, choice: ModelChoice) -> Engine:
        """The engine for a model; it is loaded unless it is there. One that failed before is tried again."""
        engine = self.of(choice)
        if engine is None:
            engine = Engine(choice, ModelSession(self._start, self._clock, self._check, self._usage), self._clock.monotonic())
            self.here.append(engine)
            engine.model.changed.subscribe(lambda made=engine: self._look(made))  # type: ignore[misc]
        if engine.model.state != READY:
            engine.began, engine.seconds = self._clock.monotonic(), 0.0
            engine.model.load(choice)
        return engine

    def keep(self, choices: Iterable[ModelChoice]) -> None:
        """Let go of all others."""
        wanted = list(choices)
        for engine in list(self.here):
            if engine.choice not in wanted:
                self.here.remove(engine)
                self._going.append(engine.model)
                engine.model.eject()
        self._forget_gone()

    @property
    def going(self) -> bool:
        """Whether the memory of one that was let go is still in use."""
        self._forget_gone()
        return bool(self._going)

    def _forget_gone(self) -> None:
        self._going = [model for model in self._going if model.leaving]

    def _look(self, engine: Engine) -> None:
        model = engine.model
        if model.state == READY and not engine.seconds:
            engine.seconds = max(1e-3, self._clock.monotonic() - engine.began)
            self._on_ready(model)
        self.changed()
