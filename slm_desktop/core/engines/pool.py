"""The one owner of engines: it starts them, lends them, and unloads those that nobody leases when their memory is
wanted.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec

from slm_desktop.core.clock import Clock
from slm_desktop.core.engines.commands import FirstCommand, Request
from slm_desktop.core.engines.computer_use import ComputerUse
from slm_desktop.core.engines.engine import Engine, EngineState
from slm_desktop.core.engines.events import AnyEvent, Event, Hello
from slm_desktop.core.engines.model_ref import ModelChoice
from slm_desktop.core.engines.ports import FileCheck, MediaStore, Memory, Process, StartProcess
from slm_desktop.core.engines.question import OnProgress, Question
from slm_desktop.core.engines.run import OnEvent, Run
from slm_desktop.core.engines.trouble import Trouble
from slm_desktop.core.engines.turn_media import NO_MEDIA
from slm_desktop.core.engines.usage import Usage
from slm_desktop.core.signal import Signal
from slm_desktop.errors import Fault

HANG_SECONDS = 60.0
"""An engine that says nothing for so long is ended where nobody is there to do it."""
WATCH_SECONDS = 1.0
UNLIMITED = 2**62
Answer = TypeVar("Answer", bound=Event)


class Lease(msgspec.Struct, eq=False):
    """The right to use an engine until it is released.

    `unattended` is one whose holder has nobody who would end an engine that hangs: it is ended after a while.
    """

    engine: Engine
    unattended: bool
    on_release: "Callable[[Lease], None]"
    runs: list[Run] = msgspec.field(default_factory=list)

    def start(self, request: Request, on_event: OnEvent) -> Run:
        """Begin an answer. Raise Fault 'no_model' when there is no model to write it."""
        self.runs = [run for run in self.runs if not run.is_over]
        run = self.engine.start(request, on_event)
        self.runs.append(run)
        return run

    def release(self) -> None:
        """Give the engine back; answers that were asked through this lease end as far as they came."""
        for run in self.runs:
            if not run.is_over:
                self.engine.abandon(run)
        self.on_release(self)


class EnginePool:
    """All engines. `changed` fires at every change of one of them, `on_ready` of each model that was loaded."""

    def __init__(
        self,
        start: StartProcess,
        clock: Clock,
        memory: Memory,
        *,
        check: FileCheck,
        usage: Usage,
        media: MediaStore = NO_MEDIA,
    ) -> None:
        self._start, self._clock, self._memory, self._check, self.usage = start, clock, memory, check, usage
        self._media = media
        self.engines: list[Engine] = []
        self._leases: list[Lease] = []
        self._leaving: list[Engine] = []
        self._used: dict[Engine, float] = {}
        self._silent: dict[Engine, float] = {}
        self._processes: list[Process] = []
        self._questions: list[Question] = []
        self.starts = 0
        """Processes that were started so far."""
        self._stop_watch: Callable[[], None] | None = None
        self.changed = Signal()
        self.on_ready: Callable[[Engine], None] = lambda _engine: None
        self._use = ComputerUse.FULLY
        self.hello: Hello | None = None
        """What an engine said last of itself and this computer."""

    # -- leases ----------------------------------------------------------------------------------------------

    def lease(self, choice: ModelChoice, *, unattended: bool = False) -> Lease:
        """An engine with this model, loaded so: one that is there, or a new one, for which room is made.

        One whose model did not load is tried again.
        """
        engine = self.find(choice)
        if engine is None:
            if self.idle:
                self.make_room([choice])
            engine = self._add(choice)
        lease = Lease(engine, unattended, self._release)
        self._leases.append(lease)
        if engine.state in (EngineState.EMPTY, EngineState.BROKEN):
            engine.load()
        self._watch_if_needed()
        return lease

    def find(self, choice: ModelChoice) -> Engine | None:
        """The engine that has this model loaded just so, or is loading it."""
        return next((engine for engine in self.engines if engine.choice == choice), None)

    def is_leased(self, engine: Engine) -> bool:
        """Whether anybody uses an engine."""
        return any(lease.engine is engine for lease in self._leases)

    def is_in_use(self, choice: ModelChoice) -> bool:
        """Whether somebody leases an engine with this model loaded just so: its memory is taken anyway."""
        engine = self.find(choice)
        return engine is not None and self.is_leased(engine)

    @property
    def idle(self) -> list[Engine]:
        """Those that nobody leases, the one that was used longest ago first."""
        idle = [engine for engine in self.engines if not self.is_leased(engine)]
        return sorted(idle, key=lambda engine: self._used.get(engine, 0.0))

    def unload(self, engine: Engine) -> None:
        """Free the memory of an engine, unless somebody leases it."""
        if engine in self.engines and not self.is_leased(engine):
            self.engines.remove(engine)
            self._used.pop(engine, None)
            self._leaving.append(engine)
            engine.unload()
            self._forget_gone()

    def set_use(self, use: ComputerUse) -> None:
        """Let all engines take so much of the computer, those that are there and those that come."""
        self._use = use
        for engine in self.engines:
            engine.set_use(use)

    def forget(self, conversation: int) -> None:
        """A chat was deleted: no engine keeps anything of it."""
        for engine in self.engines:
            engine.forget(conversation)

    # -- memory ----------------------------------------------------------------------------------------------

    def make_room(self, wanted: Sequence[ModelChoice]) -> None:
        """Unload idle engines but those `wanted`, longest unused first, until these fit; none when all are in use.

        All of them where a need is not known. What stays idle counts against the limit of the user, as what comes
        does. Returns at once: the processes take a moment to leave.
        """
        if all(self.is_in_use(choice) for choice in wanted):
            return
        free, need = self._memory.free(), self._extra(wanted)
        allowed = (self._memory.limit() or UNLIMITED) - need
        unwanted = [engine for engine in self.idle if engine.choice not in wanted]
        while unwanted and not (need and free >= need and sum(self.need(one.choice) for one in unwanted) <= allowed):
            engine = unwanted.pop(0)
            free += engine.given_back
            self.unload(engine)

    def has_room(self, wanted: Sequence[ModelChoice]) -> bool:
        """Whether these fit now or are in use anyway, or nothing more will become free by itself."""
        if not self.leaving or all(self.is_in_use(choice) for choice in wanted):
            return True
        return 0 < self._extra(wanted) <= self._memory.free()

    def _extra(self, wanted: Sequence[ModelChoice]) -> int:
        """The bytes that these need beside what is in use; 0 where that is not known of all of them."""
        needs = [self.need(choice) for choice in wanted]
        in_use = [self.is_in_use(choice) for choice in wanted]
        return sum(need for need, used in zip(needs, in_use, strict=True) if not used) if all(needs) else 0

    def room(self, replacing: Engine | None = None) -> int:
        """The bytes that a new engine could take, when all idle ones made way for it, and the one it is `replacing`."""
        giving = {*self.idle, *([replacing] if replacing else [])}
        return min(self._memory.free() + sum(engine.given_back for engine in giving), self._memory.limit() or UNLIMITED)

    def need(self, choice: ModelChoice) -> int:
        """The bytes that a model needs, whether or not it is in memory already; 0 when nothing is known of it."""
        return self._memory.need(choice)

    @property
    def leaving(self) -> bool:
        """Whether the memory of an engine that was unloaded is still in use."""
        self._forget_gone()
        return bool(self._leaving)

    def _forget_gone(self) -> None:
        self._leaving = [engine for engine in self._leaving if engine.leaving]

    # -- questions -------------------------------------------------------------------------------------------

    def ask(
        self,
        command: FirstCommand,
        kind: type[Answer],
        seconds: float,
        on_answer: Callable[[Answer | Fault], None],
        on_progress: OnProgress | None = None,
    ) -> Question:
        """Start an engine that answers one command with an event of this kind, and goes.

        A Fault comes in its place when it fails, or is not there after so many `seconds` ('stalled'); each event that
        `on_progress` hears gives it as many again.
        """
        question = Question(kind, seconds, on_answer, self._clock, on_progress)
        question.begin(lambda on_event: self._start_process(command, on_event))
        self._introduce()
        self._questions = [*(one for one in self._questions if not one.is_over), question]
        return question

    # -- the end ---------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Unload all engines; answers are kept as far as they came."""
        for question in self._questions:
            question.cancel()
        for lease in list(self._leases):
            lease.release()
        for engine in list(self.engines):
            self.unload(engine)

    @property
    def is_working(self) -> bool:
        """Whether an engine loads, answers, or does something else now."""
        asked = any(not question.is_over for question in self._questions)
        return asked or any(engine.busy or engine.state == EngineState.LOADING for engine in self.engines)

    def join(self, seconds: float) -> bool:
        """Wait until all processes are gone."""
        return all(process.join(seconds) for process in self._processes)

    @property
    def processes(self) -> list[Process]:
        """Those that are there, the oldest first."""
        self._processes = [process for process in self._processes if not process.join(0)]
        return list(self._processes)

    # -- parts -----------------------------------------------------------------------------------------------

    def _add(self, choice: ModelChoice) -> Engine:
        engine = Engine(
            choice=choice,
            start=self._start_process,
            clock=self._clock,
            check=self._check,
            usage=self.usage,
            media=self._media,
        )
        engine.set_use(self._use)
        engine.wanted = lambda: self.is_leased(engine)
        engine.changed.subscribe(lambda: self._on_changed(engine))
        self.engines.append(engine)
        return engine

    def _start_process(self, command: FirstCommand, on_event: Callable[[AnyEvent], None]) -> Process:
        self.starts += 1
        self._processes = [*self.processes, self._start(command, on_event)]
        return self._processes[-1]

    def _introduce(self) -> None:
        """Tell the engines that have their model which processes are those of the others."""
        pids = [process.pid for process in self.processes if process.pid]
        for engine in self.engines:
            if engine.state == EngineState.READY:
                engine.set_siblings(tuple(pid for pid in pids if pid != engine.pid))

    def _release(self, lease: Lease) -> None:
        if lease in self._leases:
            self._leases.remove(lease)
            self._used[lease.engine] = self._clock.monotonic()
            if lease.engine.state != EngineState.READY:
                self.unload(lease.engine)  # Nothing that is worth keeping came to be.
            self._watch_if_needed()
            self.changed()

    def identify(self, path: str, sha256: str) -> None:
        """The hash of a model file is known now."""
        for engine in self.engines:
            engine.identify(path, sha256)

    def _on_changed(self, engine: Engine) -> None:
        self.hello = engine.hello or self.hello
        if engine.state == EngineState.READY:
            self._introduce()
        if engine.state == EngineState.READY and not engine.sha256:
            self.on_ready(engine)
        if engine.state == EngineState.EMPTY and not self.is_leased(engine):
            self.unload(engine)
        self.changed()

    # -- engines that hang -----------------------------------------------------------------------------------

    def _watch_if_needed(self) -> None:
        """Look after engines that nobody sits before, as long as there are any."""
        unattended = any(lease.unattended for lease in self._leases)
        if unattended and self._stop_watch is None:
            self._stop_watch = self._clock.every(WATCH_SECONDS, self._watch)
        elif not unattended and self._stop_watch:
            self._stop_watch()
            self._stop_watch = None

    def _watch(self) -> None:
        """End what has said nothing for long."""
        now = self._clock.monotonic()
        watched = {lease.engine for lease in self._leases if lease.unattended}
        self._silent = {engine: self._silent.get(engine, now - engine.silent) for engine in watched if engine.silent}
        for engine, since in list(self._silent.items()):
            if now - since >= HANG_SECONDS:
                del self._silent[engine]
                engine.kill(Trouble("hung", {"seconds": HANG_SECONDS}))
