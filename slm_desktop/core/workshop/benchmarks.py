"""Benchmarks: of one model after the other, with the history of all."""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from slm_desktop.core.compare.card import Machine
from slm_desktop.core.engines.commands import Benchmark, BenchmarkTest
from slm_desktop.core.engines.events import AnyEvent, Benchmarked, Hello, Repeated
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.engines.question import Question
from slm_desktop.core.workshop.context import MeasuringContext
from slm_desktop.core.workshop.energy_of_steps import EnergyOfSteps
from slm_desktop.core.workshop.history import History
from slm_desktop.core.workshop.ports import RecordStore
from slm_desktop.core.workshop.records import MOST_REPETITIONS, BenchmarkRecord, TestResult
from slm_desktop.core.workshop.work_queue import AskingWork
from slm_desktop.errors import Fault

USUAL_PROMPT, USUAL_ANSWER = 512, 128
"""What llama-bench measures unless it is told otherwise."""
FIRST_TOKEN = BenchmarkTest(prompt=USUAL_PROMPT, answer=1)
"""What somebody waits for after a question."""
DEPTHS = (1024, 2048, 4096, 8192)
BATCHES = (64, 128, 256, 1024)
USUAL_REPETITIONS = 5
MOST_SILENT_SECONDS = 600.0
"""A single repetition takes no longer on any computer that somebody would use the model on."""
STOPPED = "stopped"


def quick() -> tuple[BenchmarkTest, ...]:
    """Prompt, answer, and the first token of an answer to a prompt."""
    return (
        BenchmarkTest(prompt=USUAL_PROMPT),
        BenchmarkTest(answer=USUAL_ANSWER),
        FIRST_TOKEN,
    )


def thorough(context: int) -> tuple[BenchmarkTest, ...]:
    """The same, with both behind longer and longer contexts, and prompts in other batches; `context` in tokens is what
    the model was trained with, 0 where that is not known.
    """
    deep = [
        test
        for depth in DEPTHS
        for test in (
            BenchmarkTest(prompt=USUAL_PROMPT, depth=depth),
            BenchmarkTest(answer=USUAL_ANSWER, depth=depth),
        )
        if not context or test.tokens <= context
    ]
    return (*quick(), *deep, *(BenchmarkTest(prompt=USUAL_PROMPT, batch=batch) for batch in BATCHES))


class Wanted(msgspec.Struct, frozen=True):
    """A model that is to be measured: its file, how it is loaded, and what is measured of it; `size` in bytes."""

    path: str
    name: str
    quantisation: str
    size: int
    options: LoadOptions
    tests: tuple[BenchmarkTest, ...]
    repetitions: int = USUAL_REPETITIONS


class Benchmarks:
    """`changed` fires at every step. `running` is the benchmark under way, `left` are the models behind it.

    `on_measured` is told of each that is done, `on_fault` of what ended one early.
    """

    def __init__(self, context: MeasuringContext, store: RecordStore[BenchmarkRecord]) -> None:
        self._context, self._history = context, History(store)
        self.running: BenchmarkRecord | None = None
        self.on_measured: Callable[[BenchmarkRecord], None] = lambda _record: None
        self.on_fault: Callable[[Fault], None] = lambda _fault: None
        self.changed = self._history.changed

    @property
    def records(self) -> list[BenchmarkRecord]:
        """All that are kept and the one under way, the newest first."""
        return self._history.records

    @property
    def left(self) -> list[Wanted]:
        """What is to be measured after what is going on."""
        return [work.wanted for work in self._context.queue.waiting if isinstance(work, Measuring)]

    @property
    def is_measuring(self) -> bool:
        """Whether a model is being measured for its own sake, not as part of other work."""
        return isinstance(self._context.queue.running, Measuring)

    def of(self, path: str) -> list[BenchmarkRecord]:
        """Those of a model file."""
        return [one for one in self.records if one.path == path]

    # -- verbs -----------------------------------------------------------------------------------------------

    def start(self, models: Iterable[Wanted]) -> None:
        """Measure some models, behind those that are waiting already. Raise Fault 'benchmark_tests'."""
        models = list(models)
        for wanted in models:
            if not wanted.tests or not 1 <= wanted.repetitions <= MOST_REPETITIONS:
                raise Fault("benchmark_tests", {"most": MOST_REPETITIONS})
        self._context.queue.add([Measuring(self, wanted) for wanted in models])
        self.changed()

    def stop(self) -> None:
        """Measure no more; what was measured is kept."""
        self._context.queue.drop(Measuring)
        self.changed()

    def remove(self, record: BenchmarkRecord) -> None:
        """Forget one."""
        if record is not self.running:
            self._history.remove(record)

    def put_back(self, records: Iterable[BenchmarkRecord]) -> None:
        """Take back that some were forgotten."""
        self._history.put_back(records)

    def measure(self, wanted: Wanted, on_over: Callable[[], None]) -> Question:
        """Measure a model now."""
        self.running = record = BenchmarkRecord(
            id=self._context.ids.next(),
            created=self._context.clock.now(),
            name=wanted.name,
            path=wanted.path,
            quantisation=wanted.quantisation,
            size=wanted.size,
            options=wanted.options,
            repetitions=wanted.repetitions,
            machine=self._context.computer.machine(),
            results=[TestResult(test) for test in wanted.tests],
        )
        self._history.begin(record)
        energy = EnergyOfSteps(self._context.pool.usage.meter, self._context.clock)

        def over(answer: Benchmarked | Fault) -> None:
            energy.end()
            self._on_over(record, answer)
            on_over()

        return self._context.pool.ask(
            Benchmark(1, wanted.path, wanted.tests, wanted.repetitions, wanted.options),
            Benchmarked,
            MOST_SILENT_SECONDS,
            over,
            on_progress=lambda event: self._on_progress(record, event, energy),
        )

    # -- inside ----------------------------------------------------------------------------------------------

    def _on_progress(self, record: BenchmarkRecord, event: AnyEvent, energy: EnergyOfSteps) -> None:
        if isinstance(event, Hello):
            record.machine = described(record.machine, event)
        elif isinstance(event, Repeated) and 0 <= event.test < len(record.results):
            record.results[event.test].add(event, energy.of_step(event.seconds))
            record.energy_sources, record.resting_watts = energy.sources, energy.resting_watts
            self._history.save(record)

    def _on_over(self, record: BenchmarkRecord, answer: Benchmarked | Fault) -> None:
        self.running = None
        if isinstance(answer, Fault):
            record.fault = answer.code
            if answer.code != STOPPED:
                self.on_fault(answer)
        else:
            record.loaded = answer
        self._keep(record)

    def _keep(self, record: BenchmarkRecord) -> None:
        """What measured nothing and was stopped leaves nothing behind."""
        if record.fault == STOPPED and not record.done:
            self._history.remove(record)
            return
        self._history.save(record)
        if not record.fault:
            self.on_measured(record)


class Measuring(AskingWork):
    """The benchmark of a model, as work; what was measured before it is cancelled is kept."""

    def __init__(self, benchmarks: Benchmarks, wanted: Wanted) -> None:
        super().__init__()
        self._benchmarks, self.wanted = benchmarks, wanted

    def begin(self, on_over: Callable[[], None]) -> None:
        """Measure it."""
        self._question = self._benchmarks.measure(self.wanted, on_over)


def described(machine: Machine, hello: Hello) -> Machine:
    """A computer, with what an engine says of it."""
    processor = hello.cpu.description if hello.cpu else machine.processor
    return msgspec.structs.replace(machine, processor=processor, devices=tuple(one.description for one in hello.gpus))


def steps(running: BenchmarkRecord | None, left: Sequence[Wanted]) -> tuple[int, int]:
    """How many repetitions are done, and how many there are, of all models that are being measured."""
    done, total = (running.done, running.total) if running else (0, 0)
    return done, total + sum(wanted.repetitions * len(wanted.tests) for wanted in left)
