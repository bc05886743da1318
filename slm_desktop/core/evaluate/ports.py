"""What suites and sweeps need from the world."""

from collections.abc import Iterable
from typing import Protocol

from slm_desktop.core.evaluate.records import Trial
from slm_desktop.core.evaluate.suite import Result, Suite


class TrialStore(Protocol):
    """Where trials and their results are kept. Saving returns at once."""

    def trials(self) -> Iterable[Trial]:
        """All, the newest first."""

    def save_trial(self, trial: Trial) -> None:
        """Keep a trial."""

    def remove_trial(self, trial: int) -> None:
        """Forget a trial and its results."""

    def results(self, trial: int) -> Iterable[Result]:
        """Its results so far."""

    def save_result(self, id_: int, trial: int, result: Result) -> None:
        """Keep a result."""


class SuiteStore(TrialStore, Protocol):
    """Where suites are kept too."""

    def suites(self) -> Iterable[tuple[int, Suite]]:
        """The suites with their ids."""

    def save_suite(self, id_: int, suite: Suite) -> None:
        """Keep a suite."""

    def remove_suite(self, id_: int) -> None:
        """Forget a suite."""
