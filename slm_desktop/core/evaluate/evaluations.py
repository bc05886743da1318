"""The list of suites and evaluations: those that came with the app, those of the user, and what was run."""

from collections.abc import Sequence

import msgspec

from slm_desktop.core.evaluate.ports import SuiteStore
from slm_desktop.core.evaluate.records import SWEEP, Candidate, Evaluation
from slm_desktop.core.evaluate.running import EvaluationContext, EvaluationRun
from slm_desktop.core.evaluate.suite import Prompt, Suite, check_suite
from slm_desktop.core.evaluate.sweep import Axis, sweep
from slm_desktop.core.models.local_models import rebased
from slm_desktop.core.signal import Signal
from slm_desktop.errors import Fault

BUILT_IN = 0
"""The id of the suite that came with the app."""


class Evaluations:
    """All suites and evaluations. `changed` fires when a list changes."""

    def __init__(self, store: SuiteStore, context: EvaluationContext, built_in: Suite) -> None:
        self._store, self._context = store, context
        self._sessions: dict[int, EvaluationRun] = {}
        self.changed = Signal()
        self.suites: list[tuple[int, Suite]] = [(BUILT_IN, built_in), *store.suites()]
        self.evaluations: list[Evaluation] = list(store.evaluations())

    # -- suites ----------------------------------------------------------------------------------------------

    def add_suite(self, suite: Suite) -> int:
        """Keep a suite; its id."""
        id_ = self._context.ids.next()
        self._store.save_suite(id_, suite)
        self.suites.append((id_, suite))
        self.changed()
        return id_

    def change_suite(self, id_: int, suite: Suite) -> None:
        """Keep another text of a suite; evaluations have a copy of theirs."""
        self._store.save_suite(id_, suite)
        self.suites = [(known, suite if known == id_ else one) for known, one in self.suites]
        self.changed()

    def remove_suite(self, id_: int) -> None:
        """Forget a suite; that of the app stays."""
        if id_ != BUILT_IN:
            self.suites = [(known, suite) for known, suite in self.suites if known != id_]
            self._store.remove_suite(id_)
            self.changed()

    # -- evaluations ----------------------------------------------------------------------------------------------

    def new(self, suite: Suite, candidates: Sequence[Candidate], *, fair: bool, most_at_once: int = 0) -> EvaluationRun:
        """A suite over candidates. Raise Fault 'no_columns', or one of `check_suite`."""
        context = self._context
        check_suite(suite)
        made = Evaluation(
            context.ids.next(),
            suite.title,
            context.clock.now(),
            suite,
            list(candidates),
            fair=fair,
            most_at_once=most_at_once,
        )
        return self._begin(made)

    def sweep(
        self, base: Candidate, axes: Sequence[Axis], prompts: Sequence[Prompt], rounds: int, seed: int
    ) -> EvaluationRun:
        """A grid over the parameters of one candidate. Raise Fault 'sweep_large'."""
        context = self._context
        return self._begin(sweep(context.ids.next(), context.clock.now(), base, axes, prompts, rounds, seed))

    def _begin(self, evaluation: Evaluation) -> EvaluationRun:
        if not evaluation.candidates:
            raise Fault("no_columns")
        self.evaluations.insert(0, evaluation)
        session = self.open(evaluation)
        self.changed()
        return session

    def open(self, evaluation: Evaluation) -> EvaluationRun:
        """The session of an evaluation; one that runs goes on doing so."""
        if evaluation.id not in self._sessions:
            self._sessions[evaluation.id] = EvaluationRun(evaluation, self._context)
        return self._sessions[evaluation.id]

    def delete(self, evaluation: Evaluation) -> None:
        """Stop and forget an evaluation with its results."""
        self.open(evaluation).stop()
        self._sessions.pop(evaluation.id, None)
        self.evaluations = [one for one in self.evaluations if one is not evaluation]
        self._store.remove_evaluation(evaluation.id)
        self.changed()

    def follow(self, old: str, new: str) -> None:
        """The models folder has moved: what is not finished goes on with the files where they are now."""
        for evaluation in self.evaluations:
            there = [msgspec.structs.replace(one, path=rebased(one.path, old, new)) for one in evaluation.candidates]
            if there != evaluation.candidates:
                evaluation.candidates = there
                self._store.save_evaluation(evaluation)

    def of_kind(self, kind: str) -> list[Evaluation]:
        """The evaluations of one kind, the newest first."""
        return [evaluation for evaluation in self.evaluations if (evaluation.kind == SWEEP) == (kind == SWEEP)]

    @property
    def running(self) -> list[EvaluationRun]:
        """Those that are under way."""
        return [session for session in self._sessions.values() if session.is_running]
