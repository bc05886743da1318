"""A suite or a sweep on its way through its candidates: load, ask, check, next.

It goes on where it ended, also later.
"""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import fmean

import msgspec

from slm_desktop.core.chance import Ids
from slm_desktop.core.chat.thinking import split
from slm_desktop.core.clock import Clock
from slm_desktop.core.engines.answer_figures import TOKENS, measured
from slm_desktop.core.engines.commands import Change, Request, Turn
from slm_desktop.core.engines.engine import Engine, EngineState
from slm_desktop.core.engines.events import AnyEvent, Failed, Finished
from slm_desktop.core.engines.model_ref import ModelChoice, ModelRef
from slm_desktop.core.engines.pool import EnginePool, Lease
from slm_desktop.core.engines.ports import Preferences
from slm_desktop.core.engines.run import Run
from slm_desktop.core.engines.run_lock import RunLock
from slm_desktop.core.engines.trouble import ENGINE_DEATHS, Trouble
from slm_desktop.core.evaluate.ports import EvaluationStore, Judge
from slm_desktop.core.evaluate.records import Candidate, Evaluation
from slm_desktop.core.evaluate.suite import Result, Why
from slm_desktop.core.sampling import complete
from slm_desktop.core.signal import Signal
from slm_desktop.core.stepper import Stepper

SLOTS = 4
"""Answers that one model writes side by side where timing need not be fair."""
MORE_SHARE = 0.25
"""An answer that is longer than those like it is expected to become longer by this share of what it has."""
MOST_AT_ONCE = 64
"""Answers that are asked of one engine on another machine at the same time."""
REACH = 2 * MOST_AT_ONCE
"""Tasks that are looked over for the next one: more are never under way at once."""
LOOK_SECONDS = 1.0

Task = tuple[int, int, int]
"""An answer to get: candidate, prompt, round."""


@dataclass(frozen=True, kw_only=True)
class EvaluationContext:
    """What all evaluations share."""

    store: EvaluationStore
    pool: EnginePool
    lock: RunLock
    clock: Clock
    ids: Ids
    preferences: Preferences
    judge: Judge


class EvaluationRun:
    """One evaluation that is open. `changed` fires at every result and every change of state."""

    def __init__(self, evaluation: Evaluation, context: EvaluationContext) -> None:
        self.evaluation, self._context = evaluation, context
        self.results: dict[Task, Result] = {}
        self._cells: dict[tuple[int, int], list[Result]] = {}
        for result in context.store.results(evaluation.id):
            self._add(result)
        self._order = self._in_order()
        self.changed = Signal()
        self.is_running = False
        self._runs: dict[Task, Run] = {}
        self._checking: set[Task] = set()
        self._suspects: set[Task] = set()
        self._lease: Lease | None = None
        self._unsubscribe: list[Callable[[], None]] = []
        self._began, self._fresh_tokens, self._at = 0.0, 0, 0
        self._is_dying = self._is_blamed = False
        self._stepper = Stepper(self._step)

    # -- verbs -----------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin, or go on with what is not answered yet. Raise Fault 'comparing' while something else runs."""
        if self.is_running or not self.left:
            return
        context = self._context
        context.lock.take(self)
        self.is_running, self._began, self._fresh_tokens = True, context.clock.monotonic(), 0
        look = self._stepper.go_on
        self._unsubscribe = [context.pool.changed.subscribe(look), context.clock.every(LOOK_SECONDS, look)]
        context.store.save_evaluation(self.evaluation)
        self._stepper.go_on()
        self.changed()

    def stop(self) -> None:
        """Stop; what is answered is kept, what is being written is asked again later."""
        if self.is_running:
            self._runs.clear()
            self._checking.clear()
            self._at = 0
            self._end()

    def again(self) -> None:
        """Ask once more what ended with an error."""
        for task in [task for task, result in self.results.items() if result.fault]:
            self._cells[task[:2]].remove(self.results.pop(task))
        self._at = 0
        self.start()

    # -- what is known ---------------------------------------------------------------------------------------

    @property
    def left(self) -> list[Task]:
        """What is not answered yet, model by model."""
        return [task for task in self._order if task not in self.results]

    @property
    def under_way(self) -> list[tuple[Task, int]]:
        """What is being written, with the tokens that it has so far."""
        return [(task, len(run.tokens)) for task, run in self._runs.items()]

    @property
    def progress(self) -> float:
        """How much is done, 0 to 1."""
        return len(self.results) / max(1, len(self.evaluation.tasks))

    @property
    def seconds_left(self) -> float:
        """About how long the rest takes, at the pace of this run; 0 while nothing is known."""
        taken, written = self._context.clock.monotonic() - self._began, dict(self.under_way)
        made = self._fresh_tokens + sum(written.values())
        if not (self._fresh_tokens and self.is_running):
            return 0.0
        usual = self._usual_tokens()
        everywhere = fmean(usual.values())
        left = ((usual.get(task[1], everywhere), written.get(task, 0)) for task in self.left)
        return taken / made * sum(max(tokens - so_far, so_far * MORE_SHARE) for tokens, so_far in left)

    def _usual_tokens(self) -> dict[int, float]:
        """How many tokens the answers to each prompt have, as far as it was answered."""
        lengths: dict[int, list[float]] = {}
        for result in self.results.values():
            lengths.setdefault(result.prompt, []).append(result.figure(TOKENS))
        return {prompt: fmean(tokens) for prompt, tokens in lengths.items()}

    def of(self, candidate: int, prompt: int | None = None) -> list[Result]:
        """The results of a candidate, to all prompts or to one, round by round."""
        prompts = range(len(self.evaluation.suite.prompts)) if prompt is None else [prompt]
        return [result for which in prompts for result in self._cells.get((candidate, which), [])]

    def _in_order(self) -> list[Task]:
        choices = [self._choice(candidate) for candidate in self.evaluation.candidates]
        place = [choices.index(choice) for choice in choices]
        return sorted(self.evaluation.tasks, key=lambda task: (place[task[0]], task))

    # -- steps -----------------------------------------------------------------------------------------------

    def _step(self) -> bool:
        """Do one thing; False when there is something to wait for."""
        if not self.is_running:
            return False
        task = self._next()
        if task is None:
            if not self._runs and not self._checking:
                self._end()
            return False
        choice = self._choice(self.evaluation.candidates[task[0]])
        if self._lease and self._lease.engine.choice != choice:
            return not self._runs and self._turn_from(self._lease)
        if self._lease is None:
            return self._lease_engine(choice)
        return self._ask_if_ready(self._lease.engine, task)

    def _next(self) -> Task | None:
        """What is to be asked next."""
        under_way = self._runs.keys() | self._checking
        while self._at < len(self._order) and self._order[self._at] in self.results:
            self._at += 1
        waiting = (task for task in self._order[self._at : self._at + REACH] if task not in self.results)
        return next((task for task in waiting if task not in under_way), None)

    def _choice(self, candidate: Candidate) -> ModelChoice:
        """How the model of a candidate is loaded."""
        options = candidate.options.over(self._context.preferences.load_options(candidate.path))
        model = ModelRef(candidate.path, candidate.name)
        return ModelChoice(model, options.without_draft_model().with_slots(SLOTS))

    def _turn_from(self, lease: Lease) -> bool:
        """All is answered that this engine was to answer."""
        self._lease = None
        lease.release()
        return True

    def _lease_engine(self, choice: ModelChoice) -> bool:
        """Lease the next engine, once its memory is free."""
        pool = self._context.pool
        pool.make_room([choice])
        if not (pool.find(choice) or pool.has_room([choice])):
            return False
        self._is_dying = self._is_blamed = False  # That was another engine.
        self._lease = pool.lease(choice, unattended=True)
        return True

    def _ask_if_ready(self, engine: Engine, task: Task) -> bool:
        if engine.state != EngineState.READY:
            self._is_dying = self._is_blamed = False
        if engine.state == EngineState.LOADING or self._is_dying or engine.is_going:
            return False
        if engine.state != EngineState.READY:
            trouble = engine.trouble or Trouble("no_model")
            self._note(Result(*task, self.evaluation.suite.seeds[task[2]], fault=trouble.code))
            return True
        if len(self._runs) >= (1 if self.evaluation.fair or self._suspects else _room(engine)):
            return False
        self._ask(task)
        return True

    def _ask(self, task: Task) -> None:
        assert self._lease is not None
        self._runs[task] = self._lease.start(self._request(task), lambda event: self._on_event(task, event))

    def _request(self, task: Task) -> Request:
        candidate, prompt = self.evaluation.candidates[task[0]], self.evaluation.suite.prompts[task[1]]
        values = complete(
            {**candidate.sampling, **({"max_tokens": float(prompt.max_tokens)} if prompt.max_tokens else {})}
        )
        system = prompt.system or candidate.system
        return Request(
            turns=(*([Turn("system", system)] if system.strip() else []), Turn("user", prompt.prompt)),
            changes=(Change(0, values),),
            seed=self.evaluation.suite.seeds[task[2]],
            conversation=self._context.ids.next(),
            cold=self.evaluation.fair,
        )

    def _on_event(self, task: Task, event: AnyEvent) -> None:
        run = self._runs.get(task)
        if run is None or run.ending is None:
            return
        del self._runs[task]
        match event:
            case Finished():
                self._on_finished(task, run, event.reason)
            case Failed():
                self._on_failed(task, run, event)
            case _:
                pass
        self._stepper.go_on()

    def _on_failed(self, task: Task, run: Run, event: Failed) -> None:
        """An answer failed.

        When the engine died with several at work, each is asked again alone, to see which one it was.
        """
        if event.code in ENGINE_DEATHS and not self._is_dying:
            self._is_dying, self._is_blamed = True, not self._runs
        if self._is_dying and not self._is_blamed:
            self._suspects.add(task)
        else:
            self._suspects.discard(task)
            self._note(Result(*task, run.request.seed, run.text, fault=event.code))

    def _on_finished(self, task: Task, run: Run, reason: str) -> None:
        self._suspects.discard(task)
        assert self._lease is not None
        run.peak_memory = self._lease.engine.timeline.peak(run.began)
        result = Result(*task, run.request.seed, run.text, reason=reason, figures=measured(run))
        checks = self.evaluation.suite.prompts[task[1]].checks
        if checks:
            self._checking.add(task)
            self._context.judge.check(
                split(run.text).answer, checks, lambda verdicts: self._on_checked(result, verdicts)
            )
        else:
            self._note(result)

    def _on_checked(self, result: Result, verdicts: list[tuple[bool, Why]]) -> None:
        task = (result.candidate, result.prompt, result.round)
        if task not in self._checking:
            return  # It was stopped meanwhile, and is asked again.
        self._checking.discard(task)
        passed, whys = tuple(ok for ok, _why in verdicts), tuple(why for _ok, why in verdicts)
        self._note(msgspec.structs.replace(result, passed=passed, whys=whys))
        self._stepper.go_on()

    def _add(self, result: Result) -> None:
        self.results[result.candidate, result.prompt, result.round] = result
        cell = self._cells.setdefault((result.candidate, result.prompt), [])
        cell[:] = sorted([*(one for one in cell if one.round != result.round), result], key=lambda one: one.round)

    def _note(self, result: Result) -> None:
        self._add(result)
        self._fresh_tokens += int(result.figure(TOKENS))
        self._context.store.save_result(self._context.ids.next(), self.evaluation.id, result)
        self.changed()

    def _end(self) -> None:
        self.is_running = False
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        if self._lease:
            self._turn_from(self._lease)
        self._context.lock.give_back(self)
        self.changed()


def _room(engine: Engine) -> int:
    """Answers that an engine is asked for at the same time: on another machine as many as it says that it writes."""
    loaded = engine.loaded
    return min(loaded.slots, MOST_AT_ONCE) if loaded and loaded.host else SLOTS
