"""The numbers of LoadOptions, brought to what a model and a computer can do."""

import os

import msgspec

from slm_desktop.core.engines.events import Note
from slm_desktop.core.engines.options import FlashAttention, LoadOptions

DEFAULT_CONTEXT = 8192
CONTEXT_STEP = 256
SMALLEST_CONTEXT = 512
MOST_THREADS = 256
MOST_SLOTS = 16
FLASH: dict[str, int] = {FlashAttention.AUTO: -1, FlashAttention.OFF: 0, FlashAttention.ON: 1}
"""llama.h, llama_flash_attn_type."""
KV_TYPES = {"f16": 1, "q8_0": 8, "q4_0": 2}


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers of LoadOptions, brought to what this model and machine can do."""

    context: int
    threads: int
    batch: int
    slots: int
    kv_type: str
    notes: tuple[Note, ...]
    flash: str = FlashAttention.AUTO


def most_threads() -> int:
    """More threads than this hang rather than help."""
    return min(MOST_THREADS, 4 * (os.cpu_count() or 1))


def clamp(options: LoadOptions, trained: int, default_threads: int, most_slots: int = MOST_SLOTS) -> Limits:
    """Bring every number into its range, with a note for each that was changed."""
    notes = [Note("one_slot")] if options.slots > most_slots == 1 else list[Note]()
    least = min(SMALLEST_CONTEXT, trained)
    context = _clamped("context", options.context or min(trained, DEFAULT_CONTEXT), least, trained, notes)
    kv_type = options.kv_type if options.kv_type in KV_TYPES else "f16"
    if kv_type != options.kv_type:
        notes.append(Note("clamped", {"name": "kv_type", "asked": options.kv_type[:40], "used": kv_type}))
    flash = options.flash if options.flash in FLASH else FlashAttention.AUTO
    if (
        flash == FlashAttention.OFF and kv_type != "f16"
    ):  # Without flash attention llama.cpp cannot read values of a quantised type.
        notes.append(Note("clamped", {"name": "kv_type", "asked": kv_type, "used": "f16"}))
        kv_type = "f16"
    return Limits(
        context=min(padded(context), trained),
        threads=_clamped("threads", options.threads or default_threads, 1, most_threads(), notes),
        batch=_clamped("batch", options.batch, 32, 4096, notes),
        slots=_clamped("slots", options.slots, 1, MOST_SLOTS, notes) if most_slots > 1 else 1,
        kv_type=kv_type,
        notes=tuple(notes),
        flash=flash,
    )


def padded(context: int) -> int:
    """The context that llama.cpp allocates for: it rounds up."""
    return -(-context // CONTEXT_STEP) * CONTEXT_STEP


def _clamped(name: str, asked: int, low: int, high: int, notes: list[Note]) -> int:
    used = max(low, min(asked, max(low, high)))
    if used != asked:
        notes.append(Note("clamped", {"name": name, "asked": asked, "used": used}))
    return used
