"""What a draft model is worth: the same answers are written with and without it, in turn."""

from collections.abc import Callable
from itertools import product

from slm_desktop.core.engines.commands import Change, Request, Turn
from slm_desktop.core.engines.events import AnyEvent, Ended, Failed, Finished
from slm_desktop.core.engines.model_ref import ModelChoice, ModelRef
from slm_desktop.core.engines.pool import EnginePool
from slm_desktop.core.engines.when_ready import WhenReady
from slm_desktop.core.workshop.losses import NamedModel
from slm_desktop.core.workshop.records import Rate, rate_of
from slm_desktop.core.workshop.search import Trial
from slm_desktop.errors import Fault

QUESTIONS = (
    "Write a short story about a lighthouse keeper and a storm.",
    "Write this list again, sorted by name: Nora, 41, Bergen; Ada, 36, Lund; Otto, 58, Graz; Ines, 27, Porto.",
)
"""One whose answer is hard to guess, and one that repeats what was said."""
REPETITIONS, TOKENS = 2, 96


class DraftTrial:
    """`on_over` is called once, when the rates of the trial are known or why they are not."""

    def __init__(
        self, pool: EnginePool, model: NamedModel, trial: Trial, on_over: Callable[[Fault | None], None]
    ) -> None:
        self._trial, self._on_over = trial, on_over
        self._left = list(product(range(REPETITIONS), QUESTIONS, (False, True)))
        self._seconds: dict[bool, list[float]] = {False: [], True: []}
        self._is_over = False
        choice = ModelChoice(ModelRef(model.path, model.name), trial.options)
        self._ready = WhenReady(pool.lease(choice, unattended=True), self._begin, self._end)
        self._ready.look()

    def cancel(self) -> None:
        """Nobody wants to know it any more."""
        self._end(Fault("stopped"))

    def _begin(self) -> None:
        loaded = self._ready.lease.engine.loaded
        if loaded is None or not loaded.draft_model:
            raise Fault("draft_unused")
        self._next()

    def _next(self) -> None:
        """Have the next answer written, or say what came of all of them."""
        if not self._left:
            self._rate()
            self._end(None)
            return
        _repetition, question, drafts = self._left.pop(0)
        request = Request(
            turns=(Turn("user", question),),
            changes=(Change(0, {"temperature": 0.0, "max_tokens": float(TOKENS)}),),
            seed=1,
            cold=True,
            speculate=drafts,
        )
        try:
            self._ready.lease.start(request, lambda event: self._on_event(event, drafts=drafts))
        except Fault as fault:  # It went a moment ago.
            self._end(fault)

    def _on_event(self, event: AnyEvent, *, drafts: bool) -> None:
        if self._is_over or not isinstance(event, Ended):
            return
        if isinstance(event, Finished):
            self._take(event, drafts=drafts)
        else:
            self._end(Fault(event.code, event.details) if isinstance(event, Failed) else Fault("no_model"))

    def _take(self, event: Finished, *, drafts: bool) -> None:
        if event.tokens and event.seconds > 0:
            self._seconds[drafts].append(event.seconds / event.tokens)
            self._next()
        else:
            self._end(Fault("no_model"))  # It wrote nothing, which says nothing.

    def _rate(self) -> None:
        """What takes less time for each token is that much faster."""
        beside = self._trial.beside
        assert beside is not None
        gains = [plain / drafted for plain, drafted in zip(self._seconds[False], self._seconds[True], strict=True)]
        gain = rate_of(gains)
        self._trial.prompt, self._trial.threads = beside.prompt, beside.threads
        self._trial.offloaded = beside.offloaded
        if beside.answer:
            mean = beside.answer.mean
            self._trial.answer = Rate(gain.mean * mean, gain.deviation * mean, gain.margin * mean)

    def _end(self, fault: Fault | None) -> None:
        if self._is_over:
            return
        self._is_over = True
        self._ready.release()
        self._on_over(fault)
