"""One engine: a model in memory, or on its way there; it is started again when its process dies."""

from collections.abc import Callable
from enum import StrEnum
from itertools import count

from slm_desktop.core.clock import Clock
from slm_desktop.core.engines.adapters import Adapter
from slm_desktop.core.engines.commands import (
    Forget,
    Generate,
    Load,
    Request,
    RunCommand,
    Stop,
    TextQuestion,
    ThreadCommand,
)
from slm_desktop.core.engines.computer_use import ComputerUse, ThreadUse
from slm_desktop.core.engines.events import (
    AnyEvent,
    Ended,
    Exited,
    Failed,
    Feature,
    Hello,
    Loaded,
    Loading,
    Responding,
    Sample,
    SamplingChanged,
    Stalled,
    Stopped,
    ThreadsChanged,
)
from slm_desktop.core.engines.metrics import Recorder, Timeline
from slm_desktop.core.engines.model_ref import ModelChoice
from slm_desktop.core.engines.ports import FileCheck, MediaStore, Process, StartProcess
from slm_desktop.core.engines.run import OnEvent, Run
from slm_desktop.core.engines.text_questions import OnTextAnswer, TextQuestions
from slm_desktop.core.engines.thread_control import ThreadControl
from slm_desktop.core.engines.trouble import ENGINE_DEATHS, HOPELESS, STOPPED_BY_USER, Trouble
from slm_desktop.core.engines.turn_media import with_data
from slm_desktop.core.engines.usage import Usage
from slm_desktop.core.signal import Signal
from slm_desktop.errors import Fault

LOAD_CRASHES = 3
"""After so many crashes in a row while loading, a model is not tried again by itself."""


class EngineState(StrEnum):
    """What an engine does now. BROKEN is one whose model did not load; its trouble says why."""

    EMPTY = "empty"
    LOADING = "loading"
    READY = "ready"
    BROKEN = "broken"


class Engine:
    """A model that is loaded in one way. `changed` fires at every change of state.

    `wanted` tells whether anybody leases it: an engine that dies is started again only then. `load_seconds` is how long
    its load took, 0 until it is done, and `loaded_at` when that was, in seconds since 1970.
    """

    def __init__(
        self,
        *,
        choice: ModelChoice,
        start: StartProcess,
        clock: Clock,
        check: FileCheck,
        usage: Usage,
        media: MediaStore,
    ) -> None:
        self.choice, self._media = choice, media
        self._start, self._clock, self._check, self._usage = start, clock, check, usage
        self._process: Process | None = None
        self._life, self._numbers, self._load_run, self._load_crashes = 0, count(1), 0, 0
        self._runs: dict[int, Run] = {}
        self._questions = TextQuestions(self._numbers)
        self._began = 0.0
        self._killed_for: Trouble | None = None
        self._is_dying = False
        self.wanted: Callable[[], bool] = lambda: True
        self.timeline = Timeline()
        self.recorder = Recorder(self.timeline)
        self.changed = Signal()
        self.leaving = 0
        """Processes that were closed and are still there: their memory is in use."""
        self.state = EngineState.EMPTY
        self.loaded: Loaded | None = None
        self.hello: Hello | None = None
        self.trouble: Trouble | None = None
        self.sha256 = ""
        self.progress, self.silent, self.load_seconds, self.loaded_at = 0.0, 0.0, 0.0, 0.0
        self._threads = ThreadControl(self._send_threads, is_fixed=bool(choice.options.threads))

    # -- verbs -----------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Load the model; one that was loaded, or failed to be, is loaded anew."""
        self._part()
        self.trouble, self._load_crashes = None, 0
        try:
            self._check(self.choice.path)
        except Fault as fault:
            self._break(Trouble.of(fault))
            return
        self._begin()

    def unload(self) -> None:
        """Free the memory, or give up a load that is under way; answers are kept as far as they came."""
        self._part()
        self.trouble = None
        self._to(EngineState.EMPTY)

    def kill(self, cause: Trouble = STOPPED_BY_USER) -> None:
        """End a process that does not answer, for a cause that is shown; it is started again."""
        if self._process:
            self._killed_for = cause
            self._process.kill()

    def dismiss(self) -> None:
        """The trouble was read."""
        self.trouble = None
        self.changed()

    def start(self, request: Request, on_event: OnEvent) -> Run:
        """Begin an answer. Raise Fault 'no_model' when there is no model to write it, or 'media_lost'."""
        if self.loaded is None or self._process is None:
            raise Fault("no_model")
        if self.trouble and self.trouble.recovered:
            self.dismiss()
        whole = with_data(request, self._media)
        energy = self._usage.energy_of(self.choice)
        on_followed = self._usage.follow(self.choice, self.loaded, self.threads, self.timeline.used, on_event, energy)
        now, id_ = self._clock.monotonic(), next(self._numbers)
        run = Run(id_=id_, request=request, engine=self, on_event=on_followed, began=now, energy=energy)
        self._runs[run.id] = run
        for one in self._runs.values():
            one.concurrent_answers = max(one.concurrent_answers, len(self._runs) - 1)
        self._process.send(Generate(run.id, whole))
        self.recorder.mark(now, "send")
        return run

    def send(self, command: RunCommand) -> None:
        """Pass on what is asked of a run that is still under way."""
        if self._process and command.run in self._runs:
            self._process.send(command)

    def abandon(self, run: Run) -> None:
        """Nobody waits for a run any more: it is stopped, and has ended for those that hear it."""
        run.stop()
        if self._runs.pop(run.id, None):
            self.recorder.ended(self._clock.monotonic(), run.id, self.choice.name)
            run.apply(Stopped(run.id))

    def set_threads(self, threads: int) -> None:
        """Decode with so many threads at most from the next token on; 0 for as many as it was loaded with."""
        if self.loaded:
            self._threads.limit(min(threads or self.most_threads, self.most_threads))

    def set_use(self, use: ComputerUse) -> None:
        """Take so much of the computer from the next token on."""
        if self._threads.use(use):
            self.changed()

    def forget(self, conversation: int) -> None:
        """Keep nothing of a chat."""
        if self._process and self.can(Feature.PROMPT_CACHE):
            self._process.send(Forget(0, conversation))

    def set_siblings(self, pids: tuple[int, ...]) -> None:
        """Share the cores with these processes, which are other engines."""
        self._threads.siblings(pids)

    def _send_threads(self, command: ThreadCommand) -> None:
        if self._process and self.can(Feature.THREADS):
            self._process.send(command)

    def ask(self, make: Callable[[int], TextQuestion], on_answer: OnTextAnswer) -> None:
        """Ask something about text, made with the number of the question; a Fault comes where it has no answer.

        Raise Fault 'no_model' when there is no model to ask.
        """
        if self.loaded is None or self._process is None:
            raise Fault("no_model")
        self._process.send(self._questions.add(make, on_answer))

    def identify(self, path: str, sha256: str) -> None:
        """The hash of a model file is known now."""
        if self.choice.path == path:
            self.sha256 = sha256

    # -- what is known ---------------------------------------------------------------------------------------

    def can(self, feature: Feature) -> bool:
        """Whether the loaded engine can do something."""
        return self.loaded is not None and feature in self.loaded.features

    @property
    def is_going(self) -> bool:
        """Whether its process is about to go or has just gone, and what becomes of it is not decided yet."""
        return self.state == EngineState.READY and (self._is_dying or self._process is None)

    @property
    def adapters(self) -> tuple[Adapter, ...]:
        """Those that are loaded with the model."""
        return self.loaded.adapters if self.loaded else ()

    @property
    def thread_use(self) -> ThreadUse:
        """The threads that it decodes with now, and why they are not more."""
        return self._threads.now

    @property
    def threads(self) -> int:
        """The threads that it decodes with now."""
        return self._threads.now.count

    @property
    def most_threads(self) -> int:
        """The threads that it was loaded with."""
        return self.loaded.threads if self.loaded else 0

    @property
    def pid(self) -> int:
        """The process that runs the model; 0 when there is none."""
        return self._process.pid if self._process else 0

    @property
    def busy(self) -> bool:
        """Whether an answer is being written or waited for."""
        return bool(self._runs)

    @property
    def given_back(self) -> int:
        """Bytes that would be free without it: mapped weights count as free already."""
        samples = self.timeline.memory
        return samples[-1].kv + samples[-1].rest if self.pid and samples else 0

    @property
    def memory_total(self) -> int:
        """Bytes of main memory that this computer has; 0 while no engine has said so."""
        return self.hello.memory_total if self.hello else 0

    def log(self) -> tuple[str, ...]:
        """The process's last lines; of one that is gone, those it left with its trouble."""
        if self._process:
            return self._process.log()
        return self.trouble.log if self.trouble else ()

    # -- events ----------------------------------------------------------------------------------------------

    def _apply(self, life: int, event: AnyEvent) -> None:
        """Take an event; what comes from a process that was closed is dropped here."""
        if life != self._life:
            self._on_left(event)
            return
        match event:
            case Sample():
                self.recorder.sample(self._clock.monotonic(), event)
            case ThreadsChanged():
                self._on_threads(event)
            case Stalled() | Responding():
                self.silent = event.seconds if isinstance(event, Stalled) else 0.0
                self.changed()
            case Exited():
                self._on_exited(event)
            case _ if event.run == self._load_run:
                self._on_load_event(event)
            case _ if not self._questions.take(event):
                self._on_run_event(event)

    def _on_left(self, event: AnyEvent) -> None:
        """Of a process that was closed only its end matters: its memory is free then."""
        if isinstance(event, Exited) and self.leaving:
            self.leaving -= 1
            self.changed()

    def _on_threads(self, event: ThreadsChanged) -> None:
        before = self._threads.changed(event)
        if event.threads != before:
            self.recorder.mark(self._clock.monotonic(), "threads", "", str(before), str(event.threads))
        self.changed()

    def _on_load_event(self, event: AnyEvent) -> None:
        match event:
            case Hello():
                self.hello = event
            case Loading():
                self.progress = event.progress
                self.changed()
            case Loaded():
                self._on_loaded(event)
            case Failed() if event.code not in ENGINE_DEATHS:  # Of a death Exited tells, and decides.
                self._break(Trouble(event.code, event.details, event.log))
            case _:
                pass

    def _on_loaded(self, event: Loaded) -> None:
        now = self._clock.monotonic()
        self.loaded, self._load_crashes = event, 0
        self._threads.loaded(event.threads)
        self.load_seconds, self.loaded_at = max(1e-3, now - self._began), self._clock.now()
        self.recorder.mark(now, "load")
        self._to(EngineState.READY)

    def _on_run_event(self, event: AnyEvent) -> None:
        run = self._runs.get(event.run)
        if run is None:
            return
        if isinstance(event, Failed):
            self._is_dying = self._is_dying or event.code in ENGINE_DEATHS
            event = self._with_cause(event)
        self.recorder.take(self._clock.monotonic(), event, self.choice.name)
        if isinstance(event, Ended):
            del self._runs[event.run]
        run.apply(event)
        if isinstance(event, Ended | SamplingChanged):
            self.changed()

    def _with_cause(self, event: Failed) -> Failed:
        """Why a run failed whose process was killed here, as far as that says more than that it was killed."""
        cause = self._killed_for
        shown = cause if cause and cause is not STOPPED_BY_USER and event.code in ENGINE_DEATHS else None
        return Failed(event.run, shown.code, shown.details, event.log) if shown else event

    def _on_exited(self, event: Exited) -> None:
        """The process is gone unasked: start it again, unless nobody wants it or it keeps dying while it loads."""
        was_loading, cause = self.state == EngineState.LOADING, self._killed_for
        code, details = (cause.code, cause.details) if cause else (event.code or "exited", event.details)
        self._process, self._killed_for, self._is_dying, self.silent = None, None, False, 0.0
        # What was asked while the process was dying: its host knew nothing of it.
        self._end_runs(lambda run: Failed(run, code, details, event.log))
        self.recorder.unloaded(self._clock.monotonic(), self.choice.name)
        if self.state not in (EngineState.LOADING, EngineState.READY):
            return
        self._load_crashes += was_loading
        if not self.wanted():
            self._to(EngineState.EMPTY)
        elif code in HOPELESS:
            self._break(Trouble(code, details, event.log))
        elif self._load_crashes >= LOAD_CRASHES:
            times, reason = self._load_crashes, str(details.get("reason", ""))
            self._break(Trouble("set_aside", {"times": times, "reason": reason}, event.log))
        else:
            self.trouble = Trouble(code, details, event.log, recovered=True)
            self._begin()

    # -- parts -----------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        self._life += 1
        life, self._load_run, self._began = self._life, next(self._numbers), self._clock.monotonic()
        self.progress, self.load_seconds = 0.0, 0.0
        self._to(EngineState.LOADING)
        # A process that died while it loaded may have died of what is loaded beside the model.
        options = self.choice.options.alone() if self._load_crashes else self.choice.options
        load = Load(self._load_run, self.choice.path, options)
        self._process = self._start(load, lambda event: self._apply(life, event))

    def _part(self) -> None:
        """Close the process; its runs end as stopped."""
        self._life += 1
        if self._process:
            self.leaving += bool(self._process.pid)
            if self.state == EngineState.LOADING:
                self._process.send(Stop(self._load_run))
            self._process.close()
            self._process = None
        self.loaded, self.silent, self.sha256 = None, 0.0, ""
        self._killed_for, self._is_dying = None, False
        self.state = EngineState.EMPTY  # Before its runs end: whoever sees that must not ask it again.
        self._end_runs(Stopped)
        self.recorder.unloaded(self._clock.monotonic(), self.choice.name)

    def _end_runs(self, ending: Callable[[int], Stopped | Failed]) -> None:
        """Tell every run that is still open how it ended."""
        for id_, run in tuple(self._runs.items()):
            del self._runs[id_]
            run.apply(ending(id_))
        self._questions.end()

    def _break(self, trouble: Trouble) -> None:
        self.trouble = trouble
        self._to(EngineState.BROKEN)

    def _to(self, state: EngineState) -> None:
        self.state = state
        if state != EngineState.READY:
            self.loaded = None
        self.changed()
