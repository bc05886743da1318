"""What the search for the fastest way to load a model is worth: quiet, and beside busy loops.

python -m tests.bench.tuning      prints one JSON object
"""

import json
import os
import statistics
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext

from slm_desktop.cli.headless import Headless
from slm_desktop.core.chance import Ids
from slm_desktop.core.compare.card import Machine
from slm_desktop.core.engines.commands import Benchmark
from slm_desktop.core.engines.events import AnyEvent, Benchmarked, Repeated
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.workshop.context import MeasuringContext
from slm_desktop.core.workshop.losses import NamedModel
from slm_desktop.core.workshop.search import ANSWER, PROMPT, Space
from slm_desktop.core.workshop.tuning import REPETITIONS, TESTS, TuneWanted, Tuning
from slm_desktop.core.workshop.work_queue import WorkQueue
from slm_desktop.library.starter import starter
from slm_desktop.loop import SystemClock
from slm_desktop.services.context import SystemChance
from tests.bench.busy import busy

PAIRS, SILENT_SECONDS = 5, 300.0


class Computer:
    """Its name is not needed here."""

    def machine(self) -> Machine:
        return Machine()


class NoLoads:
    """Nothing is kept."""

    def keep(self, path: str, options: Mapping[str, int | str]) -> None:
        """Nothing."""


def best_way(headless: Headless, usual: LoadOptions) -> LoadOptions | None:
    """What the search finds for the starter."""
    clock = SystemClock(headless.loop)
    context = MeasuringContext(
        pool=headless.pool, computer=Computer(), clock=clock, ids=Ids(clock, SystemChance()), queue=WorkQueue()
    )
    tuning = Tuning(context, NoLoads())
    model = NamedModel(str(starter()), "starter", "")
    tuning.start(TuneWanted(model, usual, Space(cores=os.cpu_count() or 1)))
    headless.wait(lambda: not tuning.is_running)
    return tuning.best.options if tuning.best else None


def seconds(headless: Headless, options: LoadOptions) -> float:
    """How long the usual request takes."""
    rates: tuple[list[float], list[float]] = ([], [])

    def take(event: AnyEvent) -> None:
        if isinstance(event, Repeated):
            test = TESTS[event.test]
            rates[event.test].append((test.prompt + test.answer) / event.seconds)

    headless.ask(Benchmark(1, str(starter()), TESTS, REPETITIONS, options), Benchmarked, SILENT_SECONDS, take)
    answer, prompt = map(statistics.mean, rates)
    return PROMPT / prompt + ANSWER / answer


def gain(beside: AbstractContextManager[None]) -> dict[str, float]:
    """How much faster the way is that is found; where none is, the usual one stays, which is 1."""
    usual = LoadOptions(slots=1)
    with beside, Headless() as headless:
        best = best_way(headless, usual)
        if best is None:
            took = seconds(headless, usual)
            return {"ours": took, "baseline": took, "ratio": 1.0}
        pairs = [(seconds(headless, best), seconds(headless, usual)) for _pair in range(PAIRS)]
    ours, baseline = (statistics.median(pair[at] for pair in pairs) for at in (0, 1))
    return {"ours": ours, "baseline": baseline, "ratio": statistics.median(b / a for a, b in pairs)}


if __name__ == "__main__":
    print(json.dumps({"quiet": gain(nullcontext()), "busy": gain(busy())}))
