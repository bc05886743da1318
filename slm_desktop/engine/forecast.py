"""Memory of a model before it is used: llama.cpp's own allocation plan, made without allocating."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import product

import msgspec
import psutil
from msgspec.structs import replace

from slm_desktop.core.engines.commands import Forecast
from slm_desktop.core.engines.events import Buffer, Device, Forecasted, Planned
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.models.forecast import AUTOMATIC_CONTEXT, AUTOMATIC_SHARE, LARGEST_AUTOMATIC, MARGIN, stops
from slm_desktop.core.models.weights import reads
from slm_desktop.engine import headers
from slm_desktop.engine.diagnosis import quoted
from slm_desktop.engine.limits import CONTEXT_STEP, SMALLEST_CONTEXT, Limits
from slm_desktop.engine.llama import FEWEST_OUTPUTS, Context, Model
from slm_desktop.engine.memory import free_memory
from slm_desktop.engine.native import AbortFlag, Native
from slm_desktop.errors import Fault

GPU_MARGIN = 128 * 1024 * 1024
"""Bytes left free on each GPU, for what the driver and the screen need."""
SUSPICIOUS_SHARE = 0.5
CACHE_SIZE = r"^llama_(?:kv_cache|memory_recurrent)\S*: size =\s*([\d.]+) MiB"
MOST_PLANNED = 2**20
KV_BYTES = {"f16": 2.0, "q8_0": 34 / 32, "q4_0": 18 / 32}


class MemoryForecast(msgspec.Struct, frozen=True):
    """Bytes in main memory: `fixed` for weights and working buffers, `per_token` for each token of context."""

    fixed: float
    per_token: float

    def needed(self, context: int) -> int:
        """Bytes at `context` tokens."""
        return int(self.fixed + self.per_token * context)

    def fitting(self, room: int) -> int:
        """The largest context that fits into `room` bytes, a multiple of 256; 0 when none does."""
        tokens = (room - self.fixed) / max(self.per_token, 1e-9)
        context = int(min(tokens, 2**31)) // CONTEXT_STEP * CONTEXT_STEP
        return context if context >= SMALLEST_CONTEXT else 0


def check(model: Model, limits: Limits, memory_limit: int, gpu_layers: int, *, beside: int = 0) -> None:
    """Raise Fault 'memory' with what is needed, free and possible, before anything large is allocated.

    `beside` are the bytes of another model, mapped but perhaps not read yet, which count as free until then.
    A guess that is too high rather than too low decides quickly that there is plenty; only otherwise is
    llama.cpp asked.
    """
    room = usable(memory_limit) - beside
    if _guess(model, limits) < SUSPICIOUS_SHARE * room:
        return
    forecast = measure(model.native, model.path, limits, gpu_layers)
    if forecast.needed(limits.context) > room:
        raise shortage(forecast, limits.context, memory_limit)


def shortage(forecast: MemoryForecast, context: int, memory_limit: int) -> Fault:
    """The error that says what is needed, what is free, and which context would fit."""
    room = usable(memory_limit)
    fitting = min(forecast.fitting(room), context - CONTEXT_STEP)
    if fitting < SMALLEST_CONTEXT:
        return Fault("memory_model", {"needed": forecast.needed(SMALLEST_CONTEXT), "free": room})
    return Fault("memory", {"needed": forecast.needed(context), "context": context, "free": room, "fitting": fitting})


def usable(memory_limit: int) -> int:
    """Bytes that a model may take now: what is free less a margin, and no more than the limit if there is one."""
    free = max(0, free_memory() - MARGIN)
    return min(free, memory_limit) if memory_limit else free


def fitting_layers(native: Native, path: str, options: LoadOptions, threads: int, gpus: Sequence[Device]) -> int:
    """The most layers whose weights, cache and buffers fit into what the GPUs have free now; llama.cpp plans each
    try.
    """
    free = sum(device.free for device in gpus) - len(gpus) * GPU_MARGIN
    probe = Model(native, path)
    probe.load(0, lambda _progress: True, no_alloc=True)
    limits, layers = probe.limits(options, threads), probe.layers
    probe.close()

    def fits(count: int) -> bool:
        return sum(b.size for b in simulate(native, path, limits, count) if not _is_main(b)) <= free

    # Searched for the first count that does not fit.
    return layers if fits(layers) else bisect_left(range(1, layers), True, key=lambda count: not fits(count))


def measure(native: Native, path: str, limits: Limits, gpu_layers: int) -> MemoryForecast:
    """Plan the allocations for a small context and the wanted one, and lay a line through them."""
    low = 1024
    high = max(2 * low, min(limits.context, MOST_PLANNED))
    first, second = (
        _main_memory(simulate(native, path, replace(limits, context=size), gpu_layers)) for size in (low, high)
    )
    per_token = max(0.0, (second - first) / (high - low))
    return MemoryForecast(max(0.0, first - per_token * low), per_token)


def simulate(native: Native, path: str, limits: Limits, gpu_layers: int) -> tuple[Buffer, ...]:
    """llama.cpp's buffers for these limits, planned with no_alloc: nothing is allocated."""
    with native.log.aside():
        model = Model(native, path)
        try:
            model.load(gpu_layers, lambda _progress: True, no_alloc=True)
            return planned(model, limits, gpu_layers)
        finally:
            model.close()


def planned(model: Model, limits: Limits, gpu_layers: int) -> tuple[Buffer, ...]:
    """The buffers of a model that was loaded with no_alloc.

    Compute and output buffers are listed by device. Weights and cache are given in total, as nothing is placed;
    they are divided between main memory and the first GPU by the number of layers.
    """
    log = model.native.log
    log.lines.clear()
    context = Context(model, limits, AbortFlag())
    working = [buffer for buffer in context.buffers() if buffer.kind in ("compute", "output")]
    context.close()
    share = min(1.0, gpu_layers / model.layers)
    kv = sum(float(size) for (size,) in log.search(CACHE_SIZE)) * 1024 * 1024
    gpu = next((buffer.device for buffer in working if not _is_main(buffer)), "CPU")
    placed = [
        (kind, device, size)
        for kind, total in (("weights", model.size), ("kv", kv))
        for device, size in ((gpu, total * share), ("CPU", total * (1 - share)))
    ]
    return (*working, *(Buffer(device, kind, int(size)) for kind, device, size in placed if size))


def forecast(native: Native, command: Forecast, threads: int, gpus: Sequence[Device]) -> Forecasted:
    """Plan every context and type of cache that `command` asks for. The model is read once; each plan takes some ms.

    Raise Fault as a load does. The file may be a sparse one that holds its header alone.
    """
    options = command.options
    model = Model(native, command.path)
    asked = 0 if not gpus else command.options.gpu_layers
    try:
        model.load(999 if asked < 0 else asked, lambda _progress: True, no_alloc=True)
        overhead = psutil.Process().memory_full_info().uss
        wanted = product(command.contexts or stops(model.trained_context), command.kv_types)
        tried = (
            _row(model, msgspec.structs.replace(options, context=context, kv_type=kv_type), threads, gpus, asked)
            for context, kv_type in wanted
        )
        rows = [row for row in tried if row is not None]
        if not rows:
            raise quoted(native.log.tail(), native.build)
        return Forecasted(
            command.run,
            model.name,
            model.architecture,
            model.parameters,
            model.layers,
            model.trained_context,
            overhead,
            tuple(rows),
            *_weights_and_vocabulary(command.path),
        )
    finally:
        model.close()


def _weights_and_vocabulary(path: str) -> tuple[dict[int, int], str]:
    """The weights that a token needs, and the digest of the vocabulary; nothing where our own reader does not take
    what llama.cpp took.
    """
    try:
        read = [headers.read(part) for part in headers.parts_of(path)]
    except (Fault, OSError):
        return {}, ""
    return reads(read), read[0].vocabulary_digest


def _row(model: Model, options: LoadOptions, threads: int, gpus: Sequence[Device], asked: int) -> Planned | None:
    """One row; None for a type of cache that this model cannot have."""
    limits = model.limits(options, threads)
    layers = model.layers if asked < 0 else min(asked, model.layers)
    try:
        buffers = planned(model, limits, layers)
    except Fault:
        return None
    sizes = {
        kind: sum(b.size for b in buffers if b.kind in kinds)
        for kind, kinds in (("weights", ("weights",)), ("kv", ("kv",)), ("compute", ("compute", "output")))
    }
    if not gpus or not layers:
        return Planned(limits.context, limits.kv_type, sizes["weights"], sizes["kv"], sizes["compute"])
    working = sum(b.size for b in buffers if not _is_main(b) and b.kind in ("compute", "output"))
    free = sum(device.free for device in gpus) - len(gpus) * GPU_MARGIN
    placed = sizes["weights"] + sizes["kv"]
    if asked < 0:
        layers = max(0, min(model.layers, int((free - working) / max(1, placed) * model.layers)))
    share = layers / model.layers
    main = 1 - share
    return Planned(
        limits.context,
        limits.kv_type,
        int(sizes["weights"] * main),
        int(sizes["kv"] * main),
        sizes["compute"] - working,
        int(placed * share) + working,
        layers,
    )


def automatic_context(model: Model, options: LoadOptions, memory_limit: int, gpu_layers: int) -> int:
    """The context when nobody chose one: the usual one, more where memory is plenty, less where it does not fit.

    A guess that is too high rather than too low decides while there is plenty; only otherwise is llama.cpp asked.
    """
    room = usable(memory_limit)
    known = stops(model.trained_context)
    usual = min(AUTOMATIC_CONTEXT, known[-1])
    for context in sorted((stop for stop in known if usual <= stop <= LARGEST_AUTOMATIC), reverse=True):
        if _guess(model, model.limits(_with(options, context), 1)) < AUTOMATIC_SHARE * room:
            return context
    forecast = measure(model.native, model.path, model.limits(_with(options, usual), 1), gpu_layers)
    return min(usual, forecast.fitting(room)) or usual


def _with(options: LoadOptions, context: int) -> LoadOptions:
    return msgspec.structs.replace(options, context=context)


def _main_memory(buffers: tuple[Buffer, ...]) -> int:
    return sum(buffer.size for buffer in buffers if _is_main(buffer))


def _is_main(buffer: Buffer) -> bool:
    return buffer.device.startswith("CPU") or buffer.device.endswith("_Host")


def _guess(model: Model, limits: Limits) -> float:
    """Bytes needed at most: every layer attends to everything with all its heads, and scores are not fused."""
    api, handle = model.native.api, model.handle
    heads = max(1, int(api.llama_model_n_head(handle)))
    width = int(api.llama_model_n_embd(handle)) // heads * max(1, int(api.llama_model_n_head_kv(handle)))
    cache = 2 * width * int(api.llama_model_n_layer(handle)) * KV_BYTES[limits.kv_type]
    scores = 4 * heads * limits.batch
    return model.size + limits.context * (cache + scores) + 4 * max(limits.slots, FEWEST_OUTPUTS) * model.vocabulary
