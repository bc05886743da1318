"""The shelf of suites and trials: those that came with the app, those of the user, and what was run."""

from collections.abc import Sequence

import msgspec

from slm_desktop.core.evaluate.evaluation import Stage, TrialSession
from slm_desktop.core.evaluate.ports import SuiteStore
from slm_desktop.core.evaluate.records import SWEEP, Contestant, Trial
from slm_desktop.core.evaluate.suite import Prompt, Suite, check_suite
from slm_desktop.core.evaluate.sweep import Axis, sweep
from slm_desktop.core.models.local_models import moved
from slm_desktop.core.signal import Notice
from slm_desktop.errors import Fault

BUILT_IN = 0
"""The id of the suite that came with the app."""


class TrialBook:
    """All suites and trials. `changed` is told when a list changes."""

    def __init__(self, store: SuiteStore, stage: Stage, built_in: Suite) -> None:
        self._store, self._stage = store, stage
        self._sessions: dict[int, TrialSession] = {}
        self.changed = Notice()
        self.suites: list[tuple[int, Suite]] = [(BUILT_IN, built_in), *store.suites()]
        self.trials: list[Trial] = list(store.trials())

    # -- suites ----------------------------------------------------------------------------------------------

    def add_suite(self, suite: Suite) -> int:
        """Keep a suite; its id."""
        id_ = self._stage.next_id()
        self._store.save_suite(id_, suite)
        self.suites.append((id_, suite))
        self.changed()
        return id_

    def change_suite(self, id_: int, suite: Suite) -> None:
        """Keep another text of a suite; trials have a copy of theirs."""
        self._store.save_suite(id_, suite)
        self.suites = [(known, suite if known == id_ else one) for known, one in self.suites]
        self.changed()

    def remove_suite(self, id_: int) -> None:
        """Forget a suite; that of the app stays."""
        if id_ != BUILT_IN:
            self.suites = [(known, suite) for known, suite in self.suites if known != id_]
            self._store.remove_suite(id_)
            self.changed()

    # -- trials ----------------------------------------------------------------------------------------------

    def new(self, suite: Suite, contestants: Sequence[Contestant], *, fair: bool) -> TrialSession:
        """A suite over contestants. Raise Fault 'no_columns', or one of `check_suite`."""
        stage = self._stage
        check_suite(suite)
        return self._begin(Trial(stage.next_id(), suite.title, stage.clock.now(), suite, list(contestants), fair=fair))

    def sweep(self, base: Contestant, axes: Sequence[Axis], prompts: Sequence[Prompt], rounds: int, seed: int) -> TrialSession:
        """A grid over the parameters of one contestant. Raise Fault 'sweep_large'."""
        stage = self._stage
        return self._begin(sweep(stage.next_id(), stage.clock.now(), base, axes, prompts, rounds, seed))

    def _begin(self, trial: Trial) -> TrialSession:
        if not trial.contestants:
            raise Fault("no_columns")
        self.trials.insert(0, trial)
        session = self.open(trial)
        self.changed()
        return session

    def open(self, trial: Trial) -> TrialSession:
        """The session of a trial; one that runs goes on doing so."""
        if trial.id not in self._sessions:
            self._sessions[trial.id] = TrialSession(trial, self._stage)
        return self._sessions[trial.id]

    def delete(self, trial: Trial) -> None:
        """Stop and forget a trial with its results."""
        self.open(trial).stop()
        self._sessions.pop(trial.id, None)
        self.trials = [one for one in self.trials if one is not trial]
        self._store.remove_trial(trial.id)
        self.changed()

    def follow(self, old: str, new: str) -> None:
        """The models folder has moved: what is not finished goes on with the files where they are now."""
        for trial in self.trials:
            there = [msgspec.structs.replace(one, path=moved(one.path, old, new)) for one in trial.contestants]
            if there != trial.contestants:
                trial.contestants = there
                self._store.save_trial(trial)

    def of_kind(self, kind: str) -> list[Trial]:
        """The trials of one kind, the newest first."""
        return [trial for trial in self.trials if (trial.kind == SWEEP) == (kind == SWEEP)]

    @property
    def running(self) -> list[TrialSession]:
        """Those that are under way."""
        return [session for session in self._sessions.values() if session.runs]
