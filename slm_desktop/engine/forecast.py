"""Memory of a model before it is used: llama.cpp's own allocation plan, made without allocating."""

from dataclasses import dataclass, replace

from slm_desktop.core.events import Buffer
from slm_desktop.engine.devices import free_memory
from slm_desktop.engine.llama import CONTEXT_STEP, KV_TYPES, SMALLEST_CONTEXT, Context, Limits, Model
from slm_desktop.engine.native import AbortFlag, Native
from slm_desktop.errors import Fault

MARGIN = 256 * 1024 * 1024
"""Bytes left for the window and the system."""
SUSPICIOUS_SHARE = 0.5
KV_BYTES = {"f16": 2.0, "q8_0": 34 / 32, "q4_0": 18 / 32}


@dataclass(frozen=True)
class Plan:
    """Bytes in main memory: `fixed` for weights and working buffers, `per_token` for each token of context."""

    fixed: float
    per_token: float

    def needed(self, context: int) -> int:
        """Bytes at `context` tokens."""
        return int(self.fixed + self.per_token * context)

    def fitting(self, free: int) -> int:
        """The largest context that fits into `free` bytes, a multiple of 256; 0 when none does."""
        room = (free - MARGIN - self.fixed) / max(self.per_token, 1e-9)
        context = int(min(room, 2**31)) // CONTEXT_STEP * CONTEXT_STEP
        return context if context >= SMALLEST_CONTEXT else 0


def check(model: Model, limits: Limits, memory_limit: int, gpu_layers: int) -> None:
    """Raise Fault 'memory' with what is needed, free and possible, before anything large is allocated.

    A formula that overestimates decides quickly that there is plenty; only otherwise is llama.cpp asked.
    """
    free = min(free_memory(), memory_limit or free_memory())
    guess = model.size + limits.context * _per_token_at_most(model, limits.kv_type)
    if guess < free * SUSPICIOUS_SHARE:
        return
    plan = measure(model.native, model.path, limits, gpu_layers)
    if plan.needed(limits.context) + MARGIN <= free:
        return
    fitting = min(plan.fitting(free), limits.context - CONTEXT_STEP)
    code = "memory" if fitting >= SMALLEST_CONTEXT else "memory_model"
    needed = plan.needed(limits.context if fitting else SMALLEST_CONTEXT)
    raise Fault(code, {"needed": needed, "context": limits.context, "free": free, "fitting": fitting})


def measure(native: Native, path: str, limits: Limits, gpu_layers: int) -> Plan:
    """Plan the allocations for two contexts and lay a line through them."""
    low, high = 1024, 2048
    first, second = (_main_memory(simulate(native, path, replace(limits, context=size), gpu_layers)) for size in (low, high))
    per_token = max(0.0, (second - first) / (high - low))
    return Plan(max(0.0, first - per_token * low), per_token)


def simulate(native: Native, path: str, limits: Limits, gpu_layers: int) -> tuple[Buffer, ...]:
    """llama.cpp's buffers for these limits, simulated with no_alloc: exact, and nothing is allocated."""
    before = list(native.log.lines)
    native.log.lines.clear()
    model = Model(native, path)
    try:
        model.load(gpu_layers, lambda _progress: True, no_alloc=True)
        context = Context(model, limits, AbortFlag())
        buffers = context.buffers()
        context.close()
        weights = Buffer("CPU", "weights", model.size) if not any(b.kind == "weights" and b.size for b in buffers) else None
        return (*buffers, weights) if weights else buffers
    finally:
        model.close()
        native.log.lines.clear()
        native.log.lines.extend(before)


def _main_memory(buffers: tuple[Buffer, ...]) -> int:
    return sum(buffer.size for buffer in buffers if buffer.device.startswith("CPU") or buffer.device.endswith("_Host"))


def _per_token_at_most(model: Model, kv_type: str) -> float:
    """Bytes of key-value cache a token, as if every layer attended to everything with all heads it has."""
    api, handle = model.native.api, model.handle
    heads = max(1, int(api.llama_model_n_head(handle)))
    width = int(api.llama_model_n_embd(handle)) // heads * max(1, int(api.llama_model_n_head_kv(handle)))
    assert kv_type in KV_TYPES
    return 2 * width * int(api.llama_model_n_layer(handle)) * KV_BYTES[kv_type]
