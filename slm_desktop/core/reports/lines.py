"""A line for each model of a report: what its benchmark, its score, suites and votes say of it."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

import msgspec

from slm_desktop.core.compare.ratings import Rating, ratings
from slm_desktop.core.compare.records import Vote, model_label
from slm_desktop.core.evaluate.running import EvaluationRun
from slm_desktop.core.evaluate.suite import Rate as Passed
from slm_desktop.core.evaluate.suite import rate_of
from slm_desktop.core.workshop.losses import LossRecord
from slm_desktop.core.workshop.records import BenchmarkRecord

Kept = TypeVar("Kept")


class Line(msgspec.Struct, frozen=True):
    """A model with the type of its weights; what was not measured is None. `passed` counts its answers over all suites
    of the report. The others were held against the one that `is_base`.
    """

    label: str
    benchmark: BenchmarkRecord | None = None
    loss: LossRecord | None = None
    passed: Passed | None = None
    rating: Rating | None = None
    is_base: bool = False

    @property
    def answer(self) -> float:
        """Tokens per second of its answers; 0 where that was not measured."""
        found = self.benchmark.answer if self.benchmark else None
        return found.mean if found else 0.0

    @property
    def memory(self) -> int:
        """Bytes that llama.cpp has allocated at most; 0 where that was not measured."""
        return self.benchmark.memory if self.benchmark else 0

    @property
    def energy(self) -> float:
        """Joules of a thousand tokens of an answer; 0 where they were not measured."""
        return self.benchmark.energy if self.benchmark else 0.0


class Material(msgspec.Struct, frozen=True):
    """What a report is made from; each begins with the newest."""

    benchmarks: Sequence[BenchmarkRecord] = ()
    losses: Sequence[LossRecord] = ()
    suites: Sequence[EvaluationRun] = ()
    votes: Sequence[Vote] = ()


def lines(material: Material) -> list[Line]:
    """All models of a report, in the order of their names."""
    benchmarks = _newest((model_label(one.name, one.quantisation), one) for one in material.benchmarks if one.answer)
    losses = _newest((model_label(one.model.name, one.model.quantisation), one) for one in material.losses)
    passed, voted = pass_rates(material.suites), {one.label: one for one in ratings(material.votes)}
    labels = sorted({*benchmarks, *losses, *passed, *voted}, key=str.casefold)
    bases = {model_label(one.base.name, one.base.quantisation) for one in losses.values() if one.base}
    return [
        Line(
            label,
            benchmarks.get(label),
            losses.get(label),
            passed.get(label),
            voted.get(label),
            is_base=bases == {label},
        )
        for label in labels
    ]


def pass_rates(suites: Sequence[EvaluationRun]) -> dict[str, Passed]:
    """How many answers of each model passed, over all suites. Candidates of one model with other settings count
    together: a report tells of models.
    """
    counted: dict[str, tuple[int, int]] = {}
    for session in suites:
        for candidate, totals in zip(session.evaluation.candidates, session.totals, strict=True):
            before = counted.get(candidate.label, (0, 0))
            counted[candidate.label] = before[0] + totals.passed, before[1] + totals.checked
    return {label: rate_of(passed, count) for label, (passed, count) in counted.items() if count}


def _newest(found: Iterable[tuple[str, Kept]]) -> dict[str, Kept]:
    newest: dict[str, Kept] = {}
    for label, record in found:
        newest.setdefault(label, record)
    return newest
