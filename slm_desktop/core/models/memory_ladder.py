"""What to try next when a model did not fit into the memory: what costs least first."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from slm_desktop.core.engines.options import FlashAttention, KvType, LoadOptions
from slm_desktop.core.models.forecast import Table

SMALLEST_CONTEXT = 512
"""Tokens."""
SHARE_OF_LAYERS = 0.75
"""That stay on the graphics card: what did not fit was mostly but a little too much."""
CODES = ("memory", "memory_model", "memory_answer", "killed")
"""Troubles that memory is behind, or may be."""


class Rung(StrEnum):
    """What is made smaller."""

    LAYERS = "gpu_layers"
    KV_TYPE = "kv_type"
    CONTEXT = "context"


class SmallerLoad(msgspec.Struct, frozen=True):
    """A way to load the model that takes less; `need` are its bytes of main memory, 0 where that is not known."""

    rung: Rung
    value: int | str
    need: int = 0

    @property
    def options(self) -> dict[str, int | str]:
        """The option that is changed, by its name."""
        return {self.rung.value: self.value}


def smaller_loads(
    options: LoadOptions, table: Table | None, *, context: int, layers: int, details: Mapping[str, str | int | float]
) -> list[SmallerLoad]:
    """Fewer layers on the graphics card, a smaller type of the KV cache, a shorter context, as far as there are such.

    `context` in tokens and `layers` on graphics cards are those of the load that failed. What the fault says in its
    `details` is `free` bytes of memory, and a `fitting` context; what would not fit all the same is left out.
    """
    found = []
    if fewer := int(layers * SHARE_OF_LAYERS):
        found.append(SmallerLoad(Rung.LAYERS, fewer))
    if kind := _smaller_type(options):
        found.append(SmallerLoad(Rung.KV_TYPE, kind, _need(table, context, kind)))
    shorter = int(details.get("fitting", 0) or 0) or context // 2
    if SMALLEST_CONTEXT <= shorter < context or (shorter and not context):
        found.append(SmallerLoad(Rung.CONTEXT, shorter, _need(table, shorter, options.kv_type)))
    free = int(details.get("free", 0) or 0)
    return [one for one in found if not free or not one.need or one.need <= free]


def _smaller_type(options: LoadOptions) -> str:
    """The next smaller type of the KV cache; '' where there is none, or llama.cpp would refuse it."""
    kinds = [kind.value for kind in KvType]
    if options.flash == FlashAttention.OFF or options.kv_type not in kinds:
        return ""
    return next(iter(kinds[kinds.index(options.kv_type) + 1 :]), "")


def _need(table: Table | None, context: int, kv_type: str) -> int:
    row = table.at(context, kv_type) if table and context else None
    return row.total + table.overhead if table and row else 0
