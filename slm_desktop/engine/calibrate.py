"""How fast this computer writes: the kernels of each type of weights, and what a small model's tokens cost beside them.

Whatever a token takes that is not a multiplication with weights (threads that wait for one another, attention,
sampling) is found as what is left of a real model's time. What attention costs more after a long prompt was measured
once: it reads its cache at a share of the speed of F16 weights.
"""

import time
from itertools import pairwise
from statistics import median

import psutil

from slm_desktop.core.engines.commands import Calibrate, Change, Generate, Request, Turn
from slm_desktop.core.engines.events import AnyEvent, Calibrated, Device, Throughput, Tokens
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.models.speed import weights_seconds
from slm_desktop.core.models.weights import reads
from slm_desktop.engine import headers, matmul
from slm_desktop.engine.answer import Answer
from slm_desktop.engine.llama import Context, Model
from slm_desktop.engine.native import AbortFlag, Native
from slm_desktop.engine.other_programs import OtherPrograms
from slm_desktop.engine.slots import Slots
from slm_desktop.errors import Fault

KERNEL_SECONDS = 2.5
"""After so long no further type is measured, but for the usual ones."""
CONTEXT, PROMPT, WRITTEN = 512, 32, 40
"""Tokens of context, of the prompt, and of the answer."""
CPU_CACHE_SHARE, GPU_CACHE_SHARE = 0.15, 0.5
"""On two cores 0.10 and 0.17 were seen, at 700 and 1,400 tokens with seven and three heads to a row of cache.

A processor is kept by arithmetic there, a graphics card less so; that share is an estimate.
"""
F16 = 1


def calibrate(native: Native, command: Calibrate, threads: int, gpus: list[Device]) -> Calibrated:
    """Measure the processor, and the first graphics card where layers may go there. Raise Fault as a load does."""
    began, other_programs = time.monotonic(), OtherPrograms()
    cpu = _throughput(native, command.path, command.options.threads or threads, matmul.CPU, 0)
    gpu = None
    if gpus and command.options.gpu_layers:
        kind = matmul.GPU if gpus[0].kind == "gpu" else matmul.INTEGRATED_GPU
        gpu = _throughput(native, command.path, command.options.threads or threads, kind, 999)
    others = sum(other_programs.cores()) / (psutil.cpu_count() or 1)
    return Calibrated(command.run, cpu, gpu, others, time.monotonic() - began)


def _throughput(native: Native, path: str, threads: int, kind: int, layers: int) -> Throughput:
    rates = matmul.Device(native, kind, threads).rates(KERNEL_SECONDS)
    if not rates:  # There was no room for the weights that are multiplied with.
        raise Fault("memory_model")
    model = Model(native, path)
    model.load(layers, lambda _progress: True)
    limits = model.limits(LoadOptions(context=CONTEXT, threads=threads, slots=1), threads)
    context = Context(model, limits, AbortFlag())
    token = _token_seconds(context)
    weights = weights_seconds(rates, reads([headers.read(path)]))
    layer = max(0.0, token - weights) / model.layers
    context.close()
    model.close()
    cache = CPU_CACHE_SHARE if kind == matmul.CPU else GPU_CACHE_SHARE
    return Throughput(rates, layer, cache * rates.get(F16, max(rates.values())))


def _token_seconds(context: Context) -> float:
    """What a token of the model takes, as any answer is written; what attention to the short prompt takes is in it."""
    model, moments = context.model, list[float]()

    def on_event(event: AnyEvent) -> None:
        if isinstance(event, Tokens):
            moments.extend(token.at for token in event.items)

    words = model.tokenise("The lighthouse keeper climbed the stairs and looked at the sea for a long time. ")
    prompt = (words * (PROMPT // len(words) + 1))[:PROMPT]
    slots = Slots(context, on_event)
    for seed in range(3):  # An answer may end early.
        command = Generate(
            1, Request(turns=(Turn("user", ""),), changes=(Change(0, {"max_tokens": WRITTEN}),), seed=seed, cold=True)
        )
        slots.start(Answer(command=command, prompt=prompt, dropped=0, model=model, stops=(), started=time.monotonic()))
        while slots.busy:
            slots.step()
        if len(moments) > WRITTEN // 2:
            break
        moments.clear()
    gaps = [after - before for before, after in pairwise(moments)]
    return median(gaps) if gaps else 0.0
