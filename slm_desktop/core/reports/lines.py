"""A line for each model of a report: what its benchmark, its score, suites and votes say of it."""

from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

import msgspec

from slm_desktop.core.compare.ratings import Rating, ratings
from slm_desktop.core.compare.records import Vote, model_label
from slm_desktop.core.evaluate.running import EvaluationRun
from slm_desktop.core.evaluate.suite import Rate as Passed
from slm_desktop.core.evaluate.suite import rate_of
from slm_desktop.core.workshop.losses import LossRecord, comparable
from slm_desktop.core.workshop.records import BenchmarkRecord

Kept = TypeVar("Kept")


class Line(msgspec.Struct, frozen=True):
    """A model with the type of its weights; what was not measured is None. `passed` counts its answers over the
    suites that all have answered. The others were held against the one that `is_base`.
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
    """What a report is made from; each begins with the newest. It is about some models, None for all of them."""

    benchmarks: Sequence[BenchmarkRecord] = ()
    losses: Sequence[LossRecord] = ()
    suites: Sequence[EvaluationRun] = ()
    votes: Sequence[Vote] = ()
    labels: Collection[str] | None = None


def lines(material: Material) -> list[Line]:
    """All models of a report, in the order of their names."""
    benchmarks = _newest((model_label(one.name, one.quantisation), one) for one in material.benchmarks if one.answer)
    losses = _newest((model_label(one.model.name, one.model.quantisation), one) for one in alike(material.losses))
    passed, voted = pass_rates(material.suites, material.labels), {one.label: one for one in ratings(material.votes)}
    known = {*benchmarks, *losses, *passed, *voted}
    labels = sorted(known if material.labels is None else known & set(material.labels), key=str.casefold)
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


def alike(losses: Sequence[LossRecord]) -> list[LossRecord]:
    """Those over the text, and against the model, of the newest: others cannot be held against them."""
    newest = next((one for one in losses if one.base), None)
    if newest is None:
        return []
    return [one for one in losses if one.base == newest.base and comparable(one, newest)]


def pass_rates(suites: Sequence[EvaluationRun], labels: Collection[str] | None = None) -> dict[str, Passed]:
    """How many answers of each model passed, over the suites that all of them have answered: shares of other suites
    cannot be compared. Candidates of one model with other settings count together: a report tells of models.
    """
    counted: dict[str, dict[bytes, tuple[int, int]]] = {}
    for session in suites:
        suite = msgspec.json.encode(session.evaluation.suite)
        for at, candidate in enumerate(session.evaluation.candidates):
            if not is_finished(session, at) or (labels is not None and candidate.label not in labels):
                continue
            found, totals = counted.setdefault(candidate.label, {}), session.totals[at]
            before = found.get(suite, (0, 0))
            found[suite] = before[0] + totals.passed, before[1] + totals.checked
    common = set.intersection(*map(set, counted.values())) if counted else set()
    sums = {
        label: (sum(found[suite][0] for suite in common), sum(found[suite][1] for suite in common))
        for label, found in counted.items()
    }
    return {label: rate_of(passed, count) for label, (passed, count) in sums.items() if count}


def is_finished(session: EvaluationRun, candidate: int) -> bool:
    """Whether a candidate has answered all that it was asked."""
    suite = session.evaluation.suite
    answered = sum(result.candidate == candidate for result in session.results.values())
    return answered == len(suite.prompts) * suite.rounds


def _newest(found: Iterable[tuple[str, Kept]]) -> dict[str, Kept]:
    newest: dict[str, Kept] = {}
    for label, record in found:
        newest.setdefault(label, record)
    return newest
