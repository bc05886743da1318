"""The model in use: load, cancel, eject, answer, and start again after a crash."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

import msgspec

from slm_desktop.core.clock import Clock
from slm_desktop.core.engines.commands import OLDEST, Change, Count, Generate, Load, SetSampling, Stop, Turn
from slm_desktop.core.engines.events import (
    AnyEvent,
    Counted,
    Ended,
    Exited,
    Failed,
    Finished,
    Hello,
    Loaded,
    Loading,
    Responding,
    Sample,
    SamplingChanged,
    Stalled,
    Stopped,
    Tokens,
)
from slm_desktop.core.engines.metrics import Timeline
from slm_desktop.core.engines.ports import Engine, StartEngine
from slm_desktop.core.engines.usage import Usage
from slm_desktop.core.sampling import Values
from slm_desktop.core.signal import Notice
from slm_desktop.errors import Fault

EMPTY, LOADING, READY, BROKEN = "empty", "loading", "ready", "broken"
ENGINE_DEATHS = ("aborted", "crashed", "bus", "illegal", "killed", "exited", "protocol")
"""Codes of failures that take the child with them: its Exited tells them, for all of its runs."""
LOAD_CRASHES = 3
"""After so many crashes in a row while loading, a model is not tried again by itself."""

OnRunEvent = Callable[[AnyEvent], None]


@dataclass(frozen=True)
class ModelChoice:
    """A model file and how it is to be loaded; the fields of `options` are those of Load."""

    path: str
    name: str
    options: dict[str, int | str] = field(default_factory=dict)

    def load(self, run: int) -> Load:
        """The command that loads it."""
        return msgspec.structs.replace(Load(run, self.path), **self.options)


@dataclass(frozen=True)
class Trouble:
    """What went wrong last: a code for `errors.explain`; `recovered` when the engine was started again by itself."""

    code: str
    details: dict[str, str | int | float]
    log: tuple[str, ...] = ()
    recovered: bool = False


class ModelSession:
    """One place for a model: at most one child runs at a time. `changed` is told at every change of state."""

    def __init__(self, start: StartEngine, clock: Clock, check: Callable[[str], None] = lambda path: None,
                 usage: Usage | None = None) -> None:  # fmt: skip
        """`check` raises Fault for a path that cannot be a model; `usage` is told of all answers."""
        self._start, self._clock, self._check = start, clock, check
        self._usage = usage or Usage()
        self._engine: Engine | None = None
        self._life, self._numbers, self._load_run, self._load_crashes = 0, count(1), 0, 0
        self._runs: dict[int, OnRunEvent] = {}
        self._counts: dict[int, Callable[[int], None]] = {}
        self.timeline = Timeline()
        self.changed = Notice()
        self._killed = False
        self.leaving = 0
        """Children that were let go and are still there: their memory is in use."""
        self.state = EMPTY
        self.choice: ModelChoice | None = None
        self.loaded: Loaded | None = None
        self.hello: Hello | None = None
        self.sha256 = ""
        self.progress = 0.0
        self.trouble: Trouble | None = None
        self.silent = 0.0

    # -- verbs -----------------------------------------------------------------------------------------------

    def load(self, choice: ModelChoice) -> None:
        """Load a model in place of the one in use."""
        self._let_go()
        self.choice, self.trouble, self._load_crashes = choice, None, 0
        try:
            self._check(choice.path)
        except Fault as fault:
            self._break(Trouble(fault.code, fault.details))
            return
        self._begin()

    def retry(self, **options: int | str) -> None:
        """Load the same model again, with other options if given."""
        if self.choice:
            self.load(replace(self.choice, options={**self.choice.options, **options}))

    def cancel_load(self) -> None:
        """Give up a load that is under way."""
        if self.state == LOADING and self._engine:
            self._engine.send(Stop(self._load_run))
            self.eject()

    def eject(self) -> None:
        """Free the memory of the model in use; its answers are kept as far as they came."""
        self._let_go()
        self.choice, self.trouble = None, None
        self._to(EMPTY)

    def kill(self) -> None:
        """End an engine that does not answer; it is started again."""
        if self._engine:
            self._killed = True
            self._engine.kill()

    def dismiss(self) -> None:
        """The trouble was read."""
        self.trouble = None
        self.changed()

    def generate(self, turns: Sequence[Turn], changes: Sequence[Change], seed: int, listen: OnRunEvent,
                 plan: tuple[int, ...] = (), conversation: int = 0, overflow: str = OLDEST, *,
                 cold: bool = False) -> int:  # fmt: skip
        """Begin an answer; `listen` hears its events up to the one that ends it. Raise Fault 'no_model'."""
        if self.loaded is None or self.choice is None or self._engine is None:
            raise Fault("no_model")
        if self.trouble and self.trouble.recovered:
            self.dismiss()
        run = next(self._numbers)
        kv_type = str(self.choice.options.get("kv_type", "f16"))
        self._runs[run] = self._usage.follow(self.choice.path, self.loaded, kv_type, self.timeline.used, listen)
        self._engine.send(Generate(run, tuple(turns), tuple(changes), seed, plan, conversation, overflow, cold))
        self.timeline.mark(self._clock.monotonic(), "send")
        return run

    def set_sampling(self, run: int, values: Values) -> None:
        """Sample the next token of `run` with these values."""
        if self._engine and run in self._runs:
            self._engine.send(SetSampling(run, values))

    def stop(self, run: int) -> None:
        """End an answer where it is."""
        if self._engine and run in self._runs:
            self._engine.send(Stop(run))

    def count(self, text: str, tell: Callable[[int], None]) -> None:
        """Count tokens with the model's own tokeniser; only the last of several questions is answered for sure."""
        if self.state == READY and self._engine:
            ticket = next(self._numbers)
            self._counts = {ticket: tell}
            self._engine.send(Count(ticket, text))

    @property
    def pid(self) -> int:
        """The process that runs the model; 0 when there is none."""
        return self._engine.pid if self._engine else 0

    def log(self) -> tuple[str, ...]:
        """The engine's last lines; of one that is gone, those it left with its trouble."""
        if self._engine:
            return self._engine.log()
        return self.trouble.log if self.trouble else ()

    @property
    def memory_total(self) -> int:
        """Bytes of main memory that this computer has; 0 while no engine has said so."""
        devices = self.hello.devices if self.hello else ()
        return next((device.total for device in devices if device.kind == "cpu"), 0)

    @property
    def larger_context(self) -> int:
        """Twice the context, as far as the model was trained for it; 0 when it has all already."""
        loaded = self.loaded
        if loaded is None or loaded.context >= loaded.trained_context:
            return 0
        return min(loaded.trained_context, loaded.context * 2)

    @property
    def busy(self) -> bool:
        """Whether an answer is being written or waited for."""
        return bool(self._runs)

    def identify(self, path: str, sha256: str) -> None:
        """The hash of a model file is known now."""
        if self.choice and self.choice.path == path:
            self.sha256 = sha256

    # -- events ----------------------------------------------------------------------------------------------

    def _hear(self, life: int, event: AnyEvent) -> None:
        """Take an event; what comes from a child that was let go is dropped here."""
        if life != self._life:
            self._on_left(event)
            return
        match event:
            case Sample():
                self.timeline.sample(self._clock.monotonic(), event)
            case Counted():
                self._on_counted(event)
            case Stalled() | Responding():
                self.silent = event.seconds if isinstance(event, Stalled) else 0.0
                self.changed()
            case Exited():
                self._on_exited(event)
            case _ if event.run == self._load_run:
                self._on_load_event(event)
            case _:
                self._on_run_event(event)

    def _on_left(self, event: AnyEvent) -> None:
        """Of a child that was let go only its end matters: its memory is free then."""
        if isinstance(event, Exited) and self.leaving:
            self.leaving -= 1
            self.changed()

    def _on_counted(self, event: Counted) -> None:
        tell = self._counts.pop(event.run, None)
        if tell:
            tell(event.tokens)

    def _on_load_event(self, event: AnyEvent) -> None:
        match event:
            case Hello():
                self.hello = event
            case Loading():
                self.progress = event.progress
                self.changed()
            case Loaded():
                self.loaded, self._load_crashes = event, 0
                self.timeline.mark(self._clock.monotonic(), "load")
                self._to(READY)
            case Failed() if self._engine_lives_on(event):
                self._break(Trouble(event.code, event.details, event.log))
            case _:
                pass

    @staticmethod
    def _engine_lives_on(event: Failed) -> bool:
        """A failed load is told by the child itself; when the child died, Exited says so and decides."""
        return event.code not in ENGINE_DEATHS

    def _on_run_event(self, event: AnyEvent) -> None:
        listen = self._runs.get(event.run)
        if listen is None:
            return
        name, now = self.choice.name if self.choice else "", self._clock.monotonic()
        if isinstance(event, Tokens):
            self._mark_first(event, now)
            self.timeline.tokens(now, event.run, name, len(event.items))
        elif isinstance(event, Ended):
            del self._runs[event.run]
            self.timeline.ended(now, event.run, name)
        listen(event)
        if isinstance(event, Finished | Stopped | Failed | SamplingChanged):
            self.changed()

    def _mark_first(self, event: Tokens, now: float) -> None:
        if event.run not in self.timeline.writing:
            self.timeline.mark(now, "first")

    def _on_exited(self, event: Exited) -> None:
        """The child is gone unasked: start it again, unless it keeps dying while it loads."""
        was_loading = self.state == LOADING
        if self._killed:
            event = Exited(0, "stopped_engine", {}, event.log)
        self._engine, self.silent, self._killed = None, 0.0, False
        # What was asked while the child was dying: the host knew nothing of it.
        self._end_runs(lambda run: Failed(run, event.code or "exited", event.details, event.log))
        self.timeline.unloaded(self._clock.monotonic(), self.choice.name if self.choice else "")
        if self.state not in (LOADING, READY) or self.choice is None:
            return
        trouble = Trouble(event.code or "exited", event.details, event.log, recovered=True)
        self._load_crashes += was_loading
        if event.code in ("runtime", "not_started", "too_many_files"):
            self._break(replace(trouble, recovered=False))
        elif self._load_crashes >= LOAD_CRASHES:
            details: dict[str, str | int | float] = {"times": self._load_crashes, "reason": str(event.details.get("reason", ""))}
            self._break(Trouble("set_aside", details, event.log))
        else:
            self.trouble = trouble
            self._begin()

    # -- parts -----------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        if self.choice is None:
            return
        self._life += 1
        life, self._load_run, self.progress = self._life, next(self._numbers), 0.0
        self._to(LOADING)
        self._engine = self._start(self.choice.load(self._load_run), lambda event: self._hear(life, event))

    def _let_go(self) -> None:
        """Part from the child; its runs are told as stopped."""
        self._life += 1
        if self._engine:
            self.leaving += bool(self._engine.pid)
            self._engine.close()
            self._engine = None
        self.loaded, self.silent, self._killed, self.sha256 = None, 0.0, False, ""
        self._end_runs(Stopped)
        self.timeline.unloaded(self._clock.monotonic(), self.choice.name if self.choice else "")

    def _end_runs(self, ending: Callable[[int], Stopped | Failed]) -> None:
        """Tell every run that is still open how it ended."""
        for run, listen in tuple(self._runs.items()):
            del self._runs[run]
            listen(ending(run))

    def _break(self, trouble: Trouble) -> None:
        self.trouble = trouble
        self._to(BROKEN)

    def _to(self, state: str) -> None:
        self.state = state
        if state != READY:
            self.loaded = None
        self.changed()
