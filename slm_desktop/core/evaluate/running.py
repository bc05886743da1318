"""A suite or a sweep on its way through its candidates: load, ask, check, next.

It goes on where it ended, also later.
"""

from collections import Counter
from collections.abc import Callable, Sequence

import msgspec

from slm_desktop.core.chance import Ids
from slm_desktop.core.chat.thinking import split
from slm_desktop.core.clock import Clock
from slm_desktop.core.documents.ports import NO_DOCUMENTS, SourceFinder
from slm_desktop.core.documents.records import Source
from slm_desktop.core.documents.retrieval import with_sources
from slm_desktop.core.engines.adapters import Adapter, initial_scales
from slm_desktop.core.engines.answer_figures import TOKENS, measured
from slm_desktop.core.engines.commands import Change, Request
from slm_desktop.core.engines.events import AnyEvent, Failed, Finished
from slm_desktop.core.engines.model_ref import ModelChoice, ModelRef
from slm_desktop.core.engines.output_format import initial
from slm_desktop.core.engines.pool import EnginePool
from slm_desktop.core.engines.ports import Preferences
from slm_desktop.core.engines.run import Run
from slm_desktop.core.engines.run_lock import RunLock
from slm_desktop.core.engines.support import must_support
from slm_desktop.core.engines.tools import ToolChoice
from slm_desktop.core.engines.trouble import Trouble
from slm_desktop.core.evaluate.calling import called
from slm_desktop.core.evaluate.ports import EvaluationStore, Judge
from slm_desktop.core.evaluate.records import Candidate, Evaluation
from slm_desktop.core.evaluate.retrieval import Verdict, retrieved
from slm_desktop.core.evaluate.suite import CALLS, RETRIEVES, Result
from slm_desktop.core.evaluate.tasks import Task, TaskQueue, TokensLeft
from slm_desktop.core.evaluate.totals import CandidateTotals
from slm_desktop.core.evaluate.workers import SLOTS, Worker, Workers
from slm_desktop.core.sampling import complete
from slm_desktop.core.signal import Signal
from slm_desktop.core.stepper import Stepper
from slm_desktop.core.tools.ports import NO_TOOLS, Toolbox
from slm_desktop.errors import Fault

Search = tuple[int, tuple[int, ...], int]
"""A prompt, the documents that are searched for it, and the tokens of context that it is for."""
LOOK_SECONDS = 1.0


class EvaluationContext(msgspec.Struct, frozen=True, kw_only=True):
    """What all evaluations share."""

    store: EvaluationStore
    pool: EnginePool
    lock: RunLock
    clock: Clock
    ids: Ids
    preferences: Preferences
    judge: Judge
    sources: SourceFinder = NO_DOCUMENTS
    toolbox: Toolbox = NO_TOOLS


class EvaluationRun:
    """One evaluation that is open. `changed` fires at every result and every change of state."""

    def __init__(self, evaluation: Evaluation, context: EvaluationContext) -> None:
        self.evaluation, self._context = evaluation, context
        self.results: dict[Task, Result] = {}
        self._cells: dict[tuple[int, int], list[Result]] = {}
        self._tokens_left = TokensLeft(evaluation.tasks)
        self.totals = [CandidateTotals() for _candidate in evaluation.candidates]
        for result in context.store.results(evaluation.id):
            self._add(result)
        self.changed = Signal()
        self.is_running = False
        self.trouble: Trouble | None = None
        """Why it has stopped before its end, where nobody has stopped it."""
        self._queue = TaskQueue()
        self._attempts: Counter[Task] = Counter()
        self._checking: set[Task] = set()
        self._sources: dict[Search, tuple[Source, ...] | Fault] = {}
        """What was found for prompts that are about to be asked."""
        self._searching: set[Search] = set()
        self._workers = Workers(context.pool, context.clock)
        self._unsubscribe: list[Callable[[], None]] = []
        self._began, self._fresh_tokens = 0.0, 0
        self._stepper = Stepper(self._step)

    # -- verbs -----------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin, or go on with what is not answered yet. Raise Fault 'comparing' while something else runs."""
        if self.is_running or not self.left:
            return
        context = self._context
        context.lock.take(self)
        self.is_running, self.trouble = True, None
        self._began, self._fresh_tokens = context.clock.monotonic(), 0
        self._queue = TaskQueue(task for task in self._in_order() if task not in self.results)
        self._unsubscribe = [
            context.pool.changed.subscribe(self._stepper.go_on),
            context.clock.every(LOOK_SECONDS, self._look),
        ]
        context.store.save_evaluation(self.evaluation)
        self._stepper.go_on()
        self.changed()

    def stop(self) -> None:
        """Stop; what is answered is kept, what is being written is asked again later."""
        if self.is_running:
            self._end()

    def again(self) -> None:
        """Ask once more what ended with an error."""
        for task in [task for task, result in self.results.items() if result.fault]:
            result = self.results.pop(task)
            self._cells[task[:2]].remove(result)
            self.totals[task[0]].count(result, -1)
            self._tokens_left.wanted_again(task[1], None)
        self._attempts.clear()
        self.start()

    # -- what is known ---------------------------------------------------------------------------------------

    @property
    def has_failures(self) -> bool:
        """Whether an answer has failed with an error, and can be asked again."""
        return any(one.faults for one in self.totals)

    @property
    def left(self) -> int:
        """How many answers are still to get."""
        return self.evaluation.count - len(self.results)

    @property
    def under_way(self) -> list[tuple[Task, int]]:
        """What is being written, with the tokens that it has so far."""
        return [(task, len(run.tokens)) for task, run in self._workers.runs.items()]

    @property
    def workers(self) -> list[Worker]:
        """The engines that are at work."""
        return self._workers.all

    @property
    def progress(self) -> float:
        """How much is done, 0 to 1."""
        return len(self.results) / max(1, self.evaluation.count)

    @property
    def seconds_left(self) -> float:
        """About how long the rest takes, at the pace of this run; 0 while nothing is known."""
        if not (self._fresh_tokens and self.is_running):
            return 0.0
        taken, written = self._context.clock.monotonic() - self._began, self.under_way
        made = self._fresh_tokens + sum(tokens for _task, tokens in written)
        return taken / made * self._tokens_left.left((task[1], tokens) for task, tokens in written)

    def of(self, candidate: int, prompt: int | None = None) -> list[Result]:
        """The results of a candidate, to all prompts or to one, round by round."""
        prompts = range(len(self.evaluation.suite.prompts)) if prompt is None else [prompt]
        return [result for which in prompts for result in self._cells.get((candidate, which), [])]

    def _in_order(self) -> list[Task]:
        """All tasks, engine by engine."""
        choices = [self._choices(candidate) for candidate in self.evaluation.candidates]
        place = [choices.index(one) for one in choices]
        return sorted(self.evaluation.tasks, key=lambda task: (place[task[0]], task))

    # -- steps -----------------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Some time has passed."""
        self._workers.look()
        self._stepper.go_on()

    def _step(self) -> bool:
        """Do one thing; False when there is something to wait for."""
        if not self.is_running:
            return False
        task = self._queue.next
        if task is None:
            if not self._workers.are_busy and not self._checking:
                self._end()
            return False
        choices = self._choices(self.evaluation.candidates[task[0]])
        if self._workers.choices != choices:
            return self._turn_to(choices)
        worker = self._workers.free
        if worker:
            if not self._knows_sources(worker, task):
                return False
            self._ask(worker, self._queue.take())
            return True
        return self._leave_out(task)

    def _choices(self, candidate: Candidate) -> tuple[ModelChoice, ...]:
        """How the model of a candidate is loaded, everywhere where it answers."""
        return tuple(self._choice(candidate, path) for path in candidate.paths)

    def _choice(self, candidate: Candidate, path: str) -> ModelChoice:
        options = candidate.options.over(self._context.preferences.load_options(path))
        return ModelChoice(ModelRef(path, candidate.name), options.without_draft_model().with_slots(SLOTS))

    def _turn_to(self, choices: tuple[ModelChoice, ...]) -> bool:
        """The next engines are wanted: those before have to end their answers, and to make room."""
        if self._workers.are_busy:
            return False
        self._workers.release()
        fair, most = self.evaluation.fair, self.evaluation.most_at_once
        return self._workers.lease(choices, fair=fair, most_at_once=most)

    def _leave_out(self, task: Task) -> bool:
        """Nobody can be asked now. If that stays so, the others get their turn."""
        trouble = self._workers.trouble
        if trouble is None or self._workers.are_busy:
            return False
        if self.evaluation.candidates[task[0]].is_remote:
            self.trouble, candidates = trouble, self.evaluation.candidates
            theirs = {at for at, one in enumerate(candidates) if self._choices(one) == self._workers.choices}
            self._queue.drop(lambda one: one[0] in theirs)
        else:
            self._note(Result(*self._queue.take(), self.evaluation.suite.seeds[task[2]], fault=trouble.code))
        return True

    def _ask(self, worker: Worker, task: Task) -> None:
        prompt = self.evaluation.suite.prompts[task[1]]
        search = self._search_of(worker, task)
        sources = self._sources.pop(search, ())
        self._searching.discard(search)
        if isinstance(sources, Fault):
            self._note(Result(*task, self.evaluation.suite.seeds[task[2]], fault=sources.code))
            return
        try:
            request = self._request(task, with_sources(prompt.prompt, sources), worker.engine.adapters)
            must_support(worker.engine, request)
            worker.ask(task, request, lambda event: self._on_event(worker, task, sources, event))
        except Fault as fault:
            self._note(Result(*task, self.evaluation.suite.seeds[task[2]], fault=fault.code))

    def _search_of(self, worker: Worker, task: Task) -> Search:
        """What is searched for the prompt of a task."""
        loaded = worker.engine.loaded
        options = self.evaluation.candidates[task[0]].answer_options
        return task[1], options.searched, loaded.context if loaded else 0

    def _knows_sources(self, worker: Worker, task: Task) -> bool:
        """Whether it is known what a prompt finds in documents; else that is begun, and the run goes on with it."""
        search = self._search_of(worker, task)
        if not search[1] or search in self._sources:
            return True
        if search not in self._searching:
            self._searching.add(search)
            try:
                prompt = self.evaluation.suite.prompts[task[1]].prompt
                self._context.sources.find(prompt, *search[1:], lambda found: self._on_sources(search, found))
            except Fault as fault:
                self._sources[search] = fault
        return search in self._sources

    def _on_sources(self, search: Search, found: tuple[Source, ...]) -> None:
        self._sources[search] = found
        self._stepper.go_on()

    def _request(self, task: Task, question: str, adapters: Sequence[Adapter]) -> Request:
        candidate, prompt = self.evaluation.candidates[task[0]], self.evaluation.suite.prompts[task[1]]
        values = complete(
            {**candidate.sampling, **({"max_tokens": float(prompt.max_tokens)} if prompt.max_tokens else {})}
        )
        options = candidate.answer_options
        tools = tuple(known.tool for known in self._context.toolbox.chosen(options.called))
        must_call = bool(tools) and options.must_call
        return Request(
            turns=options.turns(prompt.system or candidate.system, question, prompt.media),
            text_completion=options.text_completion,
            suffix=options.following,
            changes=(Change(0, values),),
            seed=self.evaluation.suite.seeds[task[2]],
            conversation=self._context.ids.next(),
            cold=self.evaluation.fair,
            formats=initial(prompt.format or candidate.format),
            scales=initial_scales(adapters, options.scales),
            tools=tools,
            tool_choice=(ToolChoice.REQUIRED if must_call else ToolChoice.AUTO).value,
        )

    def _on_event(self, worker: Worker, task: Task, sources: Sequence[Source], event: AnyEvent) -> None:
        run = worker.runs.get(task)
        if run is None or run.ending is None:
            return
        worker.ended(task)
        match event:
            case Finished():
                worker.on_finished(task)
                self._on_finished(worker, task, run, event.reason, sources)
            case Failed():
                self._on_failed(worker, task, run, event)
            case _:
                self._queue.put_back(task)
        self._stepper.go_on()

    def _on_failed(self, worker: Worker, task: Task, run: Run, event: Failed) -> None:
        self._attempts[task] += 1
        if worker.is_to_ask_again(task, event, self._attempts[task]):
            self._queue.put_back(task)
        else:
            self._note(Result(*task, run.request.seed, run.whole_text, fault=event.code, host=worker.host))

    def _on_finished(self, worker: Worker, task: Task, run: Run, reason: str, sources: Sequence[Source]) -> None:
        run.peak_memory = worker.engine.timeline.peak(run.began)
        result = Result(*task, run.request.seed, run.whole_text, reason=reason, figures=measured(run), host=worker.host)
        checks = self.evaluation.suite.prompts[task[1]].checks
        found = {at: retrieved(check, sources) for at, check in enumerate(checks) if check.kind == RETRIEVES}
        found |= {at: called(check, run.calls) for at, check in enumerate(checks) if check.kind == CALLS}
        others = tuple(check for at, check in enumerate(checks) if at not in found)

        def on_checked(verdicts: list[Verdict]) -> None:
            judged = iter(verdicts)
            self._on_checked(result, [found[at] if at in found else next(judged) for at in range(len(checks))])

        if not checks:
            self._note(result)
            return
        self._checking.add(task)
        if others:
            self._context.judge.check(split(run.whole_text).answer, others, on_checked)
        else:
            on_checked([])

    def _on_checked(self, result: Result, verdicts: list[Verdict]) -> None:
        task = (result.candidate, result.prompt, result.round)
        if task not in self._checking:
            return  # It was stopped meanwhile, and is asked again.
        self._checking.discard(task)
        passed, whys = tuple(ok for ok, _why in verdicts), tuple(why for _ok, why in verdicts)
        self._note(msgspec.structs.replace(result, passed=passed, whys=whys))
        self._stepper.go_on()

    def _add(self, result: Result) -> None:
        task = (result.candidate, result.prompt, result.round)
        before = self.results.get(task)
        if before:
            self._tokens_left.wanted_again(before.prompt, _tokens(before))
            self.totals[before.candidate].count(before, -1)
        self.results[task] = result
        self.totals[result.candidate].count(result)
        self._tokens_left.answered(result.prompt, _tokens(result))
        cell = self._cells.setdefault(task[:2], [])
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
        self._checking.clear()
        self._workers.release()
        self._context.lock.give_back(self)
        self.changed()


def _tokens(result: Result) -> float | None:
    return None if result.fault else result.figure(TOKENS)
