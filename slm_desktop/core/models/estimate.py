"""What a model needs before anybody read its header: from its number of weights, its quantisation and its architecture.

Figures from here are near the truth, no more: whoever shows them says "about". The header's own replace them.
"""

import re
from functools import lru_cache

from slm_desktop.core.engines.events import Planned
from slm_desktop.core.models.forecast import Table, stops

BITS = {
    "IQ1": 2.0,
    "Q1": 1.3,
    "TQ1": 1.9,
    "TQ2": 2.3,
    "IQ2": 2.7,
    "Q2": 3.2,
    "IQ3": 3.7,
    "Q3": 3.9,
    "IQ4": 4.5,
    "Q4": 4.9,
    "MXFP4": 4.5,
    "NVFP4": 4.7,
    "Q5": 5.7,
    "Q6": 6.6,
    "Q8": 8.5,
    "BF16": 16.0,
    "F16": 16.0,
    "FP16": 16.0,
    "F32": 32.0,
}
"""Bits a weight, embeddings included, as files of these types come out."""
KINDS = {
    "IQ1_S": 19,
    "IQ1": 29,
    "TQ1": 34,
    "TQ2": 35,
    "IQ2_XXS": 16,
    "IQ2_XS": 17,
    "IQ2": 22,
    "Q2": 10,
    "IQ3_XXS": 18,
    "IQ3": 21,
    "Q3": 11,
    "IQ4_XS": 23,
    "IQ4": 20,
    "Q4_0": 2,
    "Q4_1": 3,
    "Q4": 12,
    "MXFP4": 39,
    "NVFP4": 40,
    "Q5_0": 6,
    "Q5_1": 7,
    "Q5": 13,
    "Q6": 14,
    "Q8": 8,
    "BF16": 30,
    "FP16": 1,
    "F16": 1,
    "F32": 0,
}
"""ggml's number of the type that most weights of such a file have; the first name that a quantisation begins with
counts.
"""
USUAL = "Q4"
CACHE_OF_BILLION = 55_000
"""Bytes of KV cache (f16) a token in a model of a billion weights; others have it by the root of their weights."""
CACHE_SHARES = {
    "gemma3": 0.3,
    "gemma2": 0.6,
    "mamba": 0.0,
    "mamba2": 0.0,
    "rwkv6": 0.0,
    "rwkv7": 0.0,
    "lfm2": 0.2,
    "jamba": 0.15,
    "falcon-h1": 0.5,
    "granitehybrid": 0.2,
    "phi2": 3.0,
    "phi3": 3.0,
    "gpt2": 2.0,
    "stablelm": 2.0,
}
"""What the cache of these architectures is of the usual one: windows and states need less, old ones with all their
heads more.
"""
KV_SHARES = {"f16": 1.0, "q8_0": 0.53, "q4_0": 0.28}
LAYERS = ((4e8, 30), (1.2e9, 20), (9e9, 31), (1e99, 41))
"""Layers of models of up to so many weights, the output's included."""
COMPUTE_OF_BILLION, ENGINE = 60_000_000, 50_000_000
"""Bytes for working buffers in a model of a billion weights, others by their root; and for the engine itself."""
ACTIVE = re.compile(r"(?:^|[-_ ])A(\d+(?:\.\d+)?)B(?:[-_ ]|$)", re.IGNORECASE)
"""How names tell the weights that a token is given to, in billions: 30B-A3B."""


@lru_cache(4096)
def rough_size(parameters: int, quantisation: str) -> int:
    """Bytes of a file, from its number of weights and the name of its type."""
    return int(parameters * _of(BITS, quantisation) / 8)


def kind_of_weights(quantisation: str) -> int:
    """ggml's number of the type that most weights of a file have."""
    return int(_of(KINDS, quantisation))


def active_share(name: str, parameters: int) -> float:
    """The share of all weights that one token is given to: less than all where the name says so."""
    found = ACTIVE.search(name)
    return min(1.0, float(found[1]) * 1e9 / parameters) if found and parameters else 1.0


@lru_cache(1024)
def rough_table(
    parameters: int, quantisation: str, name: str = "", architecture: str = "", context: int = 0, size: int = 0
) -> Table:
    """All about a file in the shape of a real forecast. `size` is the file's own where it is known, in bytes."""
    weights = size or rough_size(parameters, quantisation)
    parameters = parameters or int(weights * 8 / _of(BITS, quantisation))
    layers = next(count for most, count in LAYERS if parameters <= most)
    cache = CACHE_OF_BILLION * (parameters / 1e9) ** 0.5 * CACHE_SHARES.get(architecture, 1.0)
    compute = int(COMPUTE_OF_BILLION * (parameters / 1e9) ** 0.5)
    rows = tuple(
        Planned(stop, kv_type, weights, int(cache * share * stop), compute)
        for stop in stops(context or 32_768)
        for kv_type, share in KV_SHARES.items()
    )
    reads = {kind_of_weights(quantisation): int(weights * active_share(name, parameters))}
    return Table(architecture, parameters, layers, context or 32_768, ENGINE, rows, reads)


def _of(values: dict[str, float] | dict[str, int], quantisation: str) -> float:
    """What holds for the first name that a quantisation begins with; the usual one where it is none of them."""
    plain = quantisation.upper().removeprefix("UD-")
    return next((value for name, value in values.items() if plain.startswith(name)), values[USUAL])
