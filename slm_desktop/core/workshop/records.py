"""A benchmark of one model, as it is kept, and what its figures mean."""

import math
from collections.abc import Sequence
from statistics import fmean, stdev

import msgspec

from slm_desktop.core.compare.card import Machine
from slm_desktop.core.engines.commands import BenchmarkTest
from slm_desktop.core.engines.energy import EnergySource
from slm_desktop.core.engines.events import Benchmarked, Repeated
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.workshop.pareto import pareto

STUDENT = (12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.20, 2.18, 2.16, 2.14, 2.13, 2.12, 2.11, 2.10)
"""Student's t for 95 % on both sides, by degrees of freedom from one on."""
FEWEST_REPETITIONS, MOST_REPETITIONS = 2, len(STUDENT) + 1
BUSY_CORES = 0.15
"""Cores that others may use on average; with more, a figure says less about the model."""


class Rate(msgspec.Struct, frozen=True):
    """Tokens per second, or seconds: the mean of all repetitions, their standard deviation, and how far the true mean
    may lie from it at 95 % (both 0 where there is one repetition).
    """

    mean: float
    deviation: float
    margin: float


def rate_of(values: Sequence[float]) -> Rate:
    """What some measured values come to; there is one at least."""
    if len(values) < FEWEST_REPETITIONS:
        return Rate(values[0], 0.0, 0.0)
    deviation = stdev(values)
    student = STUDENT[min(len(values), MOST_REPETITIONS) - 2]
    return Rate(fmean(values), deviation, student * deviation / math.sqrt(len(values)))


class TestResult(msgspec.Struct):
    """The repetitions of a test: the `seconds` of each, the cores that `others` used meanwhile, how often processors
    were `throttled`, `joules` beyond those at rest; memory in bytes, as in Repeated.
    """

    __test__ = False

    test: BenchmarkTest
    seconds: list[float] = []
    others: list[float] = []
    throttled: int = 0
    memory: int = 0
    resident: int = 0
    joules: list[float] = []

    def add(self, repeated: Repeated, joules: float | None = None) -> None:
        """It was measured once more, with so many joules, None where those are not measured."""
        self.seconds.append(repeated.seconds)
        if joules is not None:
            self.joules.append(joules)
        self.others.append(repeated.others)
        self.throttled += repeated.throttled
        self.memory = max(self.memory, repeated.memory)
        self.resident = max(self.resident, repeated.resident)

    @property
    def rate(self) -> Rate | None:
        """Tokens of its prompt and its answer per second; None before the first repetition."""
        tokens = self.test.prompt + self.test.answer
        rates = [tokens / seconds for seconds in self.seconds if seconds > 0]
        return rate_of(rates) if rates else None

    @property
    def energy(self) -> float:
        """Joules of a thousand tokens of its prompt and its answer; 0 where they were not measured."""
        tokens = self.test.prompt + self.test.answer
        return 1000 * fmean(self.joules) / tokens if self.joules and tokens else 0.0

    @property
    def is_disturbed(self) -> bool:
        """Whether other programs were busy meanwhile, or the processors too hot."""
        return self.throttled > 0 or (bool(self.others) and fmean(self.others) > BUSY_CORES)


class BenchmarkRecord(msgspec.Struct):
    """A benchmark of a model; `path` is its file, `created` in seconds since 1970, `loaded` what was told of the model
    at the end, None where that did not come. `fault` is the code of what ended it early. `energy_sources` say where its
    joules come from, `resting_watts` what was subtracted.
    """

    id: int
    created: float
    name: str
    path: str
    quantisation: str
    size: int
    options: LoadOptions
    repetitions: int
    machine: Machine
    results: list[TestResult]
    loaded: Benchmarked | None = None
    fault: str = ""
    energy_sources: tuple[EnergySource, ...] = ()
    resting_watts: float = 0.0

    @property
    def done(self) -> int:
        """Repetitions so far."""
        return sum(len(result.seconds) for result in self.results)

    @property
    def total(self) -> int:
        """Repetitions when all are done."""
        return self.repetitions * len(self.results)

    @property
    def memory(self) -> int:
        """Bytes that llama.cpp has allocated at most."""
        return max((result.memory for result in self.results), default=0)

    def result(self, test: BenchmarkTest) -> TestResult | None:
        """That of a test, if it was measured at all."""
        return next((one for one in self.results if one.test == test and one.seconds), None)

    @property
    def is_disturbed(self) -> bool:
        """Whether other programs were busy while something of it was measured, or the processors too hot."""
        return any(result.is_disturbed for result in self.results)

    @property
    def answer(self) -> Rate | None:
        """Its speed of answers at an empty cache; None where that was not measured."""
        return next((one.rate for one in self._answers if one.rate), None)

    @property
    def energy(self) -> float:
        """Joules of a thousand tokens of an answer at an empty cache; 0 where they were not measured."""
        return next((one.energy for one in self._answers if one.energy), 0.0)

    @property
    def is_energy_estimate(self) -> bool:
        """Whether its joules are worked out from processor time."""
        return EnergySource.ESTIMATE in self.energy_sources

    @property
    def _answers(self) -> list[TestResult]:
        return [one for one in self.results if one.test.answer and not one.test.prompt and not one.test.depth]

    @property
    def prompt(self) -> Rate | None:
        """Its speed of prompts at an empty cache, of the first such test."""
        found = (one for one in self.results if one.test.prompt and not one.test.answer and not one.test.depth)
        return next((one.rate for one in found if one.rate), None)


def newest(records: Sequence[BenchmarkRecord]) -> list[BenchmarkRecord]:
    """The newest of each model file that was loaded in the same way; `records` begin with the newest."""
    found: dict[tuple[str, LoadOptions], BenchmarkRecord] = {}
    for record in records:
        found.setdefault((record.path, record.options), record)
    return list(found.values())


def name_of(test: BenchmarkTest) -> str:
    """A test as llama-bench names it: pp512, tg128 @ d1024, pp512+tg1."""
    parts = [f"pp{test.prompt}"] if test.prompt else []
    parts += [f"tg{test.answer}"] if test.answer else []
    name = "+".join(parts) + (f" @ d{test.depth}" if test.depth else "")
    return f"{name}, batch {test.batch}" if test.batch else name


def front(records: Sequence[BenchmarkRecord]) -> list[BenchmarkRecord]:
    """The Pareto front: those of which no other one is both faster and smaller, by speed of answers and memory."""
    return pareto([(-one.answer.mean, one.memory, one) for one in records if one.answer and one.memory])
