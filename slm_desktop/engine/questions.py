"""Children that answer one command and go: what can compute here, what a model would need, how fast the computer is.

Each imports what it needs when it is asked: a child is started for one answer, and somebody waits for it.
"""

import os
import threading
from collections.abc import Callable
from typing import BinaryIO

from slm_desktop.core.engines.commands import (
    Benchmark,
    Calibrate,
    CutText,
    Forecast,
    Importance,
    Load,
    Measurement,
    Merge,
    NewFile,
    Perplexity,
    PlanQuantise,
    Probe,
    Quantise,
    Rewrite,
    SelfTest,
)
from slm_desktop.core.engines.events import AnyEvent, Device, Failed, Hello
from slm_desktop.core.models.names import part
from slm_desktop.engine.devices import default_threads, devices, gpus_of
from slm_desktop.engine.heartbeat import Heartbeat
from slm_desktop.engine.native import Native
from slm_desktop.engine.priority import set_low
from slm_desktop.engine.wire import EventWriter, read_command
from slm_desktop.errors import Fault
from slm_desktop.sandbox import confine, limit_memory

Question = SelfTest | Forecast | Measurement | NewFile
"""First commands about a model that are answered once."""
FORECAST_LIMIT = 2 * 2**30
"""Bytes that a forecast may allocate: no header needs more, and a hostile one gets no further."""


def probe(command: Probe, emit: EventWriter) -> int:
    holes = confine([command.runtime])
    try:
        native = Native(command.runtime)
        emit(Hello(command.run, native.build, command.runtime, devices(native), holes))
    except Fault as fault:
        emit(Failed(command.run, fault.code, fault.details))
    return 0


def self_test(command: SelfTest, commands: BinaryIO, emit: EventWriter) -> int:
    """Write some tokens, tell them, and go."""

    def tested(native: Native, gpus: list[Device]) -> AnyEvent:
        from slm_desktop.engine.self_test import self_test

        return self_test(native, command, default_threads(), gpus)

    return _answer_once(command, commands, emit, tested, Fault("memory_model"))


def plan(command: Forecast, commands: BinaryIO, emit: EventWriter) -> int:
    """Plan, tell, and go."""

    def forecasted(native: Native, gpus: list[Device]) -> AnyEvent:
        from slm_desktop.engine.forecast import forecast

        limit_memory(0 if gpus else FORECAST_LIMIT)
        return forecast(native, command, default_threads(), gpus)

    return _answer_once(command, commands, emit, forecasted, Fault("header", {"reason": "gguf_memory"}))


def measure(command: Calibrate, commands: BinaryIO, emit: EventWriter) -> int:
    """Measure, tell, and go."""

    def measured(native: Native, gpus: list[Device]) -> AnyEvent:
        from slm_desktop.engine.calibrate import calibrate

        return calibrate(native, command, default_threads(), gpus)

    return _answer_once(command, commands, emit, measured, Fault("memory_model"))


def bench(command: Benchmark | Perplexity | Importance, commands: BinaryIO, emit: EventWriter) -> int:
    """Measure a model, tell of each step, and go."""

    def measured(native: Native, gpus: list[Device]) -> AnyEvent:
        emit(Hello(command.run, native.build, command.options.runtime, devices(native)))
        Heartbeat(emit)
        if isinstance(command, Benchmark):
            from slm_desktop.engine.benchmark import benchmark

            return benchmark(native, command, default_threads(), gpus, emit)
        if isinstance(command, Importance):
            from slm_desktop.engine.importance import importance

            return importance(native, command, default_threads(), gpus, emit)
        from slm_desktop.engine.perplexity import perplexity

        return perplexity(native, command, default_threads(), gpus, emit)

    return _answer_once(command, commands, emit, measured, Fault("memory_model"), in_background=False)


def cut(command: CutText, commands: BinaryIO, emit: EventWriter) -> int:
    """Cut a text, and go."""

    def chunks(native: Native, _gpus: list[Device]) -> AnyEvent:
        from slm_desktop.engine.perplexity import cut_text

        return cut_text(native, command)

    return _answer_once(command, commands, emit, chunks, Fault("memory_model"))


def requantise(command: Quantise, commands: BinaryIO, emit: EventWriter) -> int:
    """Write a model as another type, tell of each step, and go."""

    def quantised(native: Native, _gpus: list[Device]) -> AnyEvent:
        Heartbeat(emit)
        from slm_desktop.engine.quantise import quantise

        return quantise(native, command, default_threads(), emit)

    return _answer_once(command, commands, emit, quantised, Fault("memory_model"))


def merge_adapters(command: Merge, commands: BinaryIO, emit: EventWriter) -> int:
    """Write a model with adapters in it, tell of each step, and go."""

    def merged(native: Native, _gpus: list[Device]) -> AnyEvent:
        Heartbeat(emit)
        from slm_desktop.engine.merge import merge

        return merge(native, command, default_threads(), emit)

    return _answer_once(command, commands, emit, merged, Fault("memory_model"))


def write_again(command: Rewrite, commands: BinaryIO, emit: EventWriter) -> int:
    """Write a model with another header, tell of each step, and go."""

    def written(native: Native, _gpus: list[Device]) -> AnyEvent:
        Heartbeat(emit)
        from slm_desktop.engine.rewrite import rewrite

        return rewrite(native, command, emit)

    return _answer_once(command, commands, emit, written, Fault("memory_model"))


def plan_types(command: PlanQuantise, commands: BinaryIO, emit: EventWriter) -> int:
    """Say how large the types of a model would be, and go."""

    def planned(native: Native, _gpus: list[Device]) -> AnyEvent:
        from slm_desktop.engine.quantise import plan_quantise

        return plan_quantise(native, command, default_threads())

    return _answer_once(command, commands, emit, planned, Fault("memory_model"))


def _answer_once(
    command: Question,
    commands: BinaryIO,
    emit: EventWriter,
    answer: Callable[[Native, list[Device]], AnyEvent],
    no_memory: Fault,
    *,
    in_background: bool = True,
) -> int:
    """Work for one answer; go at once when nobody wants it any more.

    `no_memory` tells what that means here. What nobody waits for goes `in_background`: it must not slow the answer that
    somebody reads.
    """
    set_low(in_background)
    confine(readable(command), writable=command.target if isinstance(command, WRITERS) else "")
    threading.Thread(target=_leave_at_the_end, args=(commands,), name="commands", daemon=True).start()
    try:
        native = Native(command.options.runtime)
        emit(answer(native, gpus_of(devices(native))))
    except (Fault, MemoryError) as error:
        fault = error if isinstance(error, Fault) else no_memory
        emit(Failed(command.run, fault.code, fault.details))
    return 0


def _leave_at_the_end(commands: BinaryIO) -> None:
    """Any command after the first one, and the end of stdin, end the process."""
    try:
        read_command(commands)
    finally:
        os._exit(0)


def readable(load: Load | Question) -> list[str]:
    """The files of the model, of its draft model, its adapters and its projector, and the runtime folder."""
    options = load.options
    more = load.base if isinstance(load, Perplexity) else load.importance if isinstance(load, Quantise) else ""
    merged = load.adapters if isinstance(load, Merge) else ()
    beside = (options.draft_model, *options.adapters, options.projector, more, *merged)
    return [name for path in (load.path, *beside) for name in _files(path)] + [options.runtime]


def _files(model: str) -> list[str]:
    """A model's file, or its folder when it is one part of several."""
    path = os.path.realpath(model)
    split = part(os.path.basename(path)) is not None
    return [os.path.dirname(path) if split else path, model] if model else []


WRITERS = (Quantise, Merge, Rewrite, Importance)
"""The commands that fill the file `target`."""
ANSWERS: dict[type, Callable[..., int]] = {
    SelfTest: self_test,
    Forecast: plan,
    Calibrate: measure,
    Benchmark: bench,
    CutText: cut,
    Perplexity: bench,
    Importance: bench,
    Quantise: requantise,
    Merge: merge_adapters,
    Rewrite: write_again,
    PlanQuantise: plan_types,
}
"""What answers each first command; it is given the command, the stream of those that follow, and a writer of events."""
