"""What suites and sweeps need from the world."""

from collections.abc import Callable, Iterable
from typing import Protocol

from slm_desktop.core.evaluate.records import Evaluation
from slm_desktop.core.evaluate.suite import Check, Result, Suite, Why


class EvaluationStore(Protocol):
    """Where evaluations and their results are kept. Saving returns at once."""

    def evaluations(self) -> Iterable[Evaluation]:
        """All, the newest first."""

    def save_evaluation(self, evaluation: Evaluation) -> None:
        """Keep an evaluation."""

    def remove_evaluation(self, evaluation: int) -> None:
        """Forget an evaluation and its results."""

    def results(self, evaluation: int) -> Iterable[Result]:
        """Its results so far."""

    def save_result(self, id_: int, evaluation: int, result: Result) -> None:
        """Keep a result."""


class SuiteStore(EvaluationStore, Protocol):
    """Where suites are kept too."""

    def suites(self) -> Iterable[tuple[int, Suite]]:
        """The suites with their ids."""

    def save_suite(self, id_: int, suite: Suite) -> None:
        """Keep a suite."""

    def remove_suite(self, id_: int) -> None:
        """Forget a suite."""


class Judge(Protocol):
    """Checks answers elsewhere: what is checked, and by what, may come from anybody."""

    def check(self, text: str, checks: tuple[Check, ...], on_checked: Callable[[list[tuple[bool, Why]]], None]) -> None:
        """Check an answer; says for each check whether it passed, and why not."""
