"""How fast a model is at one thing at a time, as llama-bench measures it: prompts of random tokens, and tokens one by
one, without sampling.
"""

import glob
import random
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from msgspec.structs import replace

from slm_desktop.core.engines.commands import Benchmark, BenchmarkTest
from slm_desktop.core.engines.events import AnyEvent, Benchmarked, Device, Repeated
from slm_desktop.engine.buffers import reported
from slm_desktop.engine.devices import measured_layers
from slm_desktop.engine.llama import Context, Model
from slm_desktop.engine.native import AbortFlag, Native
from slm_desktop.engine.other_programs import OtherPrograms
from slm_desktop.engine.sleep import SleepWatch
from slm_desktop.errors import Fault

THROTTLING = "/sys/devices/system/cpu/cpu*/thermal_throttle/core_throttle_count"


def benchmark(
    native: Native, command: Benchmark, threads: int, gpus: list[Device], emit: Callable[[AnyEvent], None]
) -> Benchmarked:
    """Run all tests, and tell of each repetition. Raise Fault."""
    began = time.monotonic()
    model = Model(native, command.path)
    model.load(measured_layers(command.options, gpus), lambda _progress: True)
    seconds = time.monotonic() - began
    bench = Bench(model, command, threads, emit)
    for number, test in enumerate(command.tests):
        bench.run(number, test)
    offloaded = model.offloaded()
    return Benchmarked(
        command.run,
        name=model.name,
        architecture=model.architecture,
        quantisation=model.quantisation,
        parameters=model.parameters,
        size=model.size,
        threads=bench.threads,
        offloaded=offloaded,
        device=gpus[0].description if gpus and offloaded else "",
        build=native.build,
        seconds=seconds,
    )


class Bench:
    """The tests of one loaded model."""

    def __init__(self, model: Model, command: Benchmark, threads: int, emit: Callable[[AnyEvent], None]) -> None:
        self._model, self._command, self._emit = model, command, emit
        self.threads = command.options.threads or threads
        self._random = random.Random(1)
        self._process = psutil.Process()
        self._weights = sum(buffer.size for buffer in reported(model.native))

    def run(self, number: int, test: BenchmarkTest) -> None:
        """One test: it warms up, then each repetition is measured. Raise Fault 'benchmark_context'."""
        wanted = test.tokens
        if wanted > self._model.trained_context:
            details = {"wanted": wanted, "trained": self._model.trained_context}
            raise Fault("benchmark_context", details)
        options = replace(
            self._command.options, context=wanted, slots=1, batch=test.batch or self._command.options.batch
        )
        with self._model.native.log.aside():  # The buffers of the contexts before are gone.
            context = Context(self._model, self._model.limits(options, self.threads), AbortFlag())
        try:
            self._warm_up(context, test)
            for repetition in range(self._command.repetitions):
                self._emit(self._repeat_awake(context, number, test, repetition))
        finally:
            context.close()

    def _warm_up(self, context: Context, test: BenchmarkTest) -> None:
        """What is done for the first time takes longer: pages of the file come from the disk, threads begin."""
        if test.prompt:
            self._decode_prompt(context, test.prompt, 0)
            context.keep(0, 0)
        if test.answer:
            self._decode_answer(context, 1, 0)

    def _repeat_awake(self, context: Context, number: int, test: BenchmarkTest, repetition: int) -> Repeated:
        """A repetition during which the computer slept is measured again."""
        while True:
            watch = SleepWatch()
            repeated = self._repeat(context, number, test, repetition)
            if not watch.has_slept:
                return repeated

    def _repeat(self, context: Context, number: int, test: BenchmarkTest, repetition: int) -> Repeated:
        context.keep(0, 0)
        self._decode_prompt(context, test.depth, 0)
        others, throttled = OtherPrograms(), _throttled()
        began = time.perf_counter()
        self._decode_prompt(context, test.prompt, test.depth)
        self._decode_answer(context, test.answer, test.depth + test.prompt)
        seconds = time.perf_counter() - began
        return Repeated(
            self._command.run,
            test=number,
            repetition=repetition,
            seconds=seconds,
            others=sum(others.cores()),
            throttled=_throttled() - throttled,
            memory=self._weights + sum(buffer.size for buffer in context.buffers()),
            resident=int(self._process.memory_info().rss),
        )

    def _decode_prompt(self, context: Context, count: int, past: int) -> None:
        batch = context.limits.batch
        for start in range(0, count, batch):
            length = min(batch, count - start)
            entries = [(self._token(), past + start + at, 0, at == length - 1) for at in range(length)]
            _must_decode(context, entries)

    def _decode_answer(self, context: Context, count: int, past: int) -> None:
        for at in range(count):
            _must_decode(context, [(self._token(), past + at, 0, True)])

    def _token(self) -> int:
        return self._random.randrange(self._model.vocabulary)


def _must_decode(context: Context, entries: list[tuple[int, int, int, bool]]) -> None:
    if status := context.decode(entries):
        raise Fault("decode", {"status": status})


def _throttled() -> int:
    """How often processors were slowed because they were hot, since the start; 0 where the system does not tell."""
    counts = 0
    for path in glob.glob(THROTTLING):
        try:
            counts += int(Path(path).read_text("ascii"))
        except (OSError, ValueError):
            continue
    return counts
