"""Finds the fastest way to load a model on this computer, and keeps it where somebody wants that."""

from collections.abc import Callable, Mapping
from math import inf
from typing import Protocol

import msgspec
from msgspec import structs

from slm_desktop.core.engines.commands import Benchmark, BenchmarkTest
from slm_desktop.core.engines.events import AnyEvent, Benchmarked, Repeated
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.signal import Signal
from slm_desktop.core.workshop.benchmarks import MOST_SILENT_SECONDS, STOPPED
from slm_desktop.core.workshop.context import MeasuringContext
from slm_desktop.core.workshop.draft_trial import DraftTrial
from slm_desktop.core.workshop.losses import NamedModel
from slm_desktop.core.workshop.records import TestResult
from slm_desktop.core.workshop.search import ANSWER, Search, Setting, Space, Trial, Value, Verdict, search
from slm_desktop.core.workshop.work_queue import AskingWork
from slm_desktop.errors import Fault

TESTS = (BenchmarkTest(answer=48, depth=256), BenchmarkTest(prompt=256))
REPETITIONS = 4
USABLE = (Verdict.USUAL, Verdict.FASTER)
ENOUGH = 2
"""Repetitions after which a way that is far too slow is given up."""


class KeepsLoads(Protocol):
    """Knows how models are loaded."""

    def keep(self, path: str, options: Mapping[str, Value]) -> None:
        """Load a model with these options, by their names, from now on."""


class TuneWanted(msgspec.Struct, frozen=True):
    """A model that is to be tuned, from how it is loaded now."""

    model: NamedModel
    options: LoadOptions
    space: Space


class Tuning:
    """`changed` fires at every step. `wanted` is the model of the newest search, `trials` all that was tried; `best` is
    the way that is faster than the usual one, None where none is or the search goes on.
    """

    def __init__(self, context: MeasuringContext, loads: KeepsLoads) -> None:
        self.context, self._loads = context, loads
        self.wanted: TuneWanted | None = None
        self.trials: list[Trial] = []
        self.best: Trial | None = None
        self.is_running, self.is_applied, self.is_stopped = False, False, False
        self.on_fault: Callable[[Fault], None] = lambda _fault: None
        self.changed = Signal()

    @property
    def usual(self) -> Trial | None:
        """The usual way as it was measured last."""
        return next((one for one in reversed(self.trials) if one.setting == Setting.USUAL and one.answer), None)

    # -- verbs -----------------------------------------------------------------------------------------------

    def start(self, wanted: TuneWanted) -> None:
        """Search, behind what is waiting already. Raise Fault 'tune_running'."""
        if self.is_running:
            raise Fault("tune_running")
        self.wanted, self.trials, self.best = wanted, [], None
        self.is_running, self.is_applied, self.is_stopped = True, False, False
        self.context.queue.add([Searching(self, wanted)])
        self.changed()

    def stop(self) -> None:
        """Search no more; what was found so far is shown."""
        self.context.queue.drop(Searching)
        if self.is_running and not isinstance(self.context.queue.running, Searching):
            self.over(None, is_stopped=True)

    def apply(self) -> None:
        """Load the model in the way that was found from now on."""
        if self.best and self.wanted:
            before, best = (structs.asdict(options) for options in (self.wanted.options, self.best.options))
            changed = {name: value for name, value in best.items() if value != before[name]}
            self._loads.keep(self.wanted.model.path, changed)
            self.is_applied = True
            self.changed()

    # -- for work --------------------------------------------------------------------------------------------

    def tried(self, trial: Trial) -> None:
        """A trial begins, or more is known of it."""
        if trial not in self.trials:
            self.trials.append(trial)
        self.changed()

    def over(self, best: Trial | None, *, is_stopped: bool = False) -> None:
        """The search has ended."""
        if not self.is_running:
            return
        self.is_running, self.best, self.is_stopped = False, best, is_stopped
        self.changed()


class Searching(AskingWork):
    """The search, as work: one trial after the other."""

    def __init__(self, tuning: Tuning, wanted: TuneWanted) -> None:
        super().__init__()
        self._tuning, self._wanted = tuning, wanted
        self._search: Search = search(wanted.options, wanted.space)
        self._results: list[TestResult] = []
        self._on_over: Callable[[], None] = lambda: None

    def begin(self, on_over: Callable[[], None]) -> None:
        """Measure the usual way first."""
        self._on_over = on_over
        self._next()

    def _next(self) -> None:
        try:
            trial = next(self._search)
        except StopIteration as ended:
            self._end(ended.value)
            return
        self._results = [TestResult(test) for test in TESTS]
        self._tuning.tried(trial)
        if trial.beside:
            self._question = DraftTrial(
                self._tuning.context.pool, self._wanted.model, trial, lambda fault: self._on_drafted(trial, fault)
            )
            return
        command = Benchmark(1, self._wanted.model.path, TESTS, REPETITIONS, trial.options)
        self._question = self._tuning.context.pool.ask(
            command,
            Benchmarked,
            MOST_SILENT_SECONDS,
            lambda answer: self._on_answer(trial, answer),
            on_progress=lambda event: self._on_progress(trial, event),
        )

    def _on_progress(self, trial: Trial, event: AnyEvent) -> None:
        if not isinstance(event, Repeated) or not 0 <= event.test < len(self._results):
            return
        self._results[event.test].add(event)
        trial.answer, trial.prompt = (result.rate for result in self._results)
        trial.is_disturbed = any(result.is_disturbed for result in self._results)
        measured = max(result.memory for result in self._results)
        trial.memory = measured + self._wanted.space.unmeasured(trial.options)
        self._tuning.tried(trial)
        if self._is_hopeless(trial) and self._question:
            trial.given_up = True
            self._question.cancel()

    def _is_hopeless(self, trial: Trial) -> bool:
        """Whether its answer alone already takes longer than the whole request did in the best way so far."""
        if len(self._results[0].seconds) < ENOUGH or trial.answer is None or trial.prompt:
            return False
        if trial.setting in (Setting.USUAL, Setting.TOGETHER):  # Others are held against these.
            return False
        usable = (one for one in self._tuning.trials if one is not trial and one.verdict in USABLE)
        return ANSWER / trial.answer.mean > min((one.seconds for one in usable), default=inf)

    def _on_drafted(self, trial: Trial, fault: Fault | None) -> None:
        if self._is_cancelled:
            self._give_up(trial)
            return
        trial.fault = fault.code if fault else ""
        if trial.beside:
            space = self._wanted.space
            trial.memory = trial.beside.memory + space.drafts.get(trial.options.draft_model, 0)
        self._next()

    def _give_up(self, trial: Trial) -> None:
        self._tuning.trials.remove(trial)
        self._end(None, is_stopped=True)

    def _on_answer(self, trial: Trial, answer: Benchmarked | Fault) -> None:
        if self._is_cancelled:
            self._give_up(trial)
            return
        if isinstance(answer, Benchmarked):
            trial.threads, trial.offloaded = answer.threads, answer.offloaded
        elif not (answer.code == STOPPED and trial.given_up):
            trial.fault = answer.code
            if trial.setting == Setting.USUAL:
                self._tuning.on_fault(answer)
        self._next()

    def _end(self, best: Trial | None, *, is_stopped: bool = False) -> None:
        self._tuning.over(best, is_stopped=is_stopped)
        self._on_over()
