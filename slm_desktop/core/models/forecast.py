"""What a model will need, what is free, and what follows from both: a verdict, a context, a correction by what was
measured.
"""

from collections.abc import Sequence
from statistics import median

import msgspec

from slm_desktop.core.engines.events import Forecasted, Planned
from slm_desktop.core.models.hub import RepoFile

SMALLEST_STOP = 512
FAST, TIGHT, TOO_BIG, UNKNOWN = "fast", "tight", "too_big", "unknown"
TIGHT_SHARE = 0.8
"""Above this share of what is free, other programs will feel it."""
MARGIN = 256 * 1024 * 1024
"""Bytes of free memory that are left for the window and the system."""
AUTOMATIC_CONTEXT, LARGEST_AUTOMATIC = 8192, 32_768
AUTOMATIC_SHARE = 0.5
"""A context above the usual one is chosen by itself only while the model takes no more than this share of what is free.
"""
MOST_MEASURED = 20
MOST_PARKED = 128 * 1024 * 1024
"""Bytes that the caches of chats that are not being answered may take outside the context."""
LARGEST_CORRECTION = 0.5
"""A measured run corrects a forecast by half of it at most: what differs more was another load than the one forecast.
"""


def stops(trained: int) -> tuple[int, ...]:
    """The contexts that a forecast is made for: powers of two, up to what the model was trained for."""
    powers = [SMALLEST_STOP << shift for shift in range(trained.bit_length()) if SMALLEST_STOP << shift < trained]
    return (*powers, trained)


class Table(msgspec.Struct, frozen=True):
    """All that was forecast for one file: kept, so that a file that was seen is answered at once. Sizes in bytes.

    `reads` are the bytes of weights that one token needs, by ggml's number of their type. `vocabulary` is the same for
    models that have the same tokens.
    """

    architecture: str
    parameters: int
    layers: int
    trained_context: int
    overhead: int
    rows: tuple[Planned, ...]
    reads: dict[int, int] = {}
    vocabulary: str = ""

    def at(self, context: int, kv_type: str) -> Planned | None:
        """The forecast for a context; between two stops a line is laid. None for a type that was not forecast."""
        rows = sorted((row for row in self.rows if row.kv_type == kv_type), key=lambda row: row.context)
        if not rows:
            return None
        above = next((row for row in rows if row.context >= context), rows[-1])
        below = next((row for row in reversed(rows) if row.context <= context), rows[0])
        return above if above.context <= context or below is above else _between(below, above, context)

    def needed(self, context: int, kv_type: str) -> int:
        """Bytes of main memory after a load, with everything that the child itself takes; 0 when it is not known."""
        row = self.at(context, kv_type)
        return row.total + self.overhead if row else 0

    def parked(self, context: int, kv_type: str) -> int:
        """Bytes that are added to it as chats come and go: no more caches than the context has itself are kept beside
        it.
        """
        row = self.at(context, kv_type)
        return min(row.kv, MOST_PARKED) if row else 0

    def beside(self, context: int, kv_type: str) -> int:
        """Bytes that the child takes beside llama.cpp's own buffers, at most."""
        return self.overhead + self.parked(context, kv_type)

    def fitting(self, room: int, kv_type: str) -> int:
        """The largest stop that fits into `room` bytes; 0 when none does."""
        fits = [row.context for row in self.rows if row.kv_type == kv_type and row.total + self.overhead <= room]
        return max(fits, default=0)


def table(event: Forecasted) -> Table:
    """What the engine forecast, as it is kept."""
    return Table(
        event.architecture,
        event.parameters,
        event.layers,
        event.trained_context,
        event.overhead,
        event.rows,
        event.reads,
        event.vocabulary,
    )


def for_size(known: Table, weights: int, kind: int) -> Table:
    """The forecast for another quantisation of the same model: cache and buffers are the same, weights differ.

    `kind` is ggml's number of the type that most of them have.
    """
    old = max((row.weights + row.gpu for row in known.rows), default=0)
    share = weights / old if old else 1.0
    rows = (msgspec.structs.replace(row, weights=int(row.weights * share)) for row in known.rows)
    reads = {kind: int(sum(known.reads.values()) * share)} if known.reads else {}
    return msgspec.structs.replace(known, rows=tuple(rows), reads=reads)


def _between(below: Planned, above: Planned, context: int) -> Planned:
    share = (context - below.context) / (above.context - below.context)

    def mixed(low: int, high: int) -> int:
        return int(low + (high - low) * share)

    return Planned(
        context,
        below.kv_type,
        above.weights,
        mixed(below.kv, above.kv),
        mixed(below.compute, above.compute),
        mixed(below.gpu, above.gpu),
        above.layers,
    )


def verdict(needed: int, free: int) -> str:
    """fast, tight or too_big for so many bytes of memory; unknown when nothing was forecast."""
    if not needed:
        return UNKNOWN
    room = max(0, free - MARGIN)
    return TOO_BIG if needed > room else TIGHT if needed > TIGHT_SHARE * room else FAST


def automatic_context(known: Table, free: int, kv_type: str) -> int:
    """The context to load with when nobody chose one: the usual one or what fits, more while memory is plenty; 0: none
    fits.
    """
    room = max(0, free - MARGIN)
    usual = min(known.fitting(room, kv_type), max(AUTOMATIC_CONTEXT, SMALLEST_STOP))
    plenty = min(known.fitting(int(room * AUTOMATIC_SHARE), kv_type), LARGEST_AUTOMATIC)
    return max(usual, plenty)


class Measured(msgspec.Struct, frozen=True):
    """One run: bytes that were forecast, and that the child really took, at a context of so many tokens.

    The caches of chats that rest are in neither.
    """

    forecast: int
    taken: int
    context: int = 0


def corrected(needed: int, runs: Sequence[Measured]) -> int:
    """A forecast as measured runs teach it: changed by what the middle one of them missed its own by.

    That is as many bytes, or as large a share, whichever is less: what a program takes beside its model is the same for
    a long and a short context, and a small model learns little from a large one.
    """
    missed = [
        _smaller(run.taken - run.forecast, needed * (run.taken / run.forecast - 1))
        for run in runs[-MOST_MEASURED:]
        if run.forecast
    ]
    if not missed or not needed:
        return needed
    most = LARGEST_CORRECTION * needed
    return int(needed + max(-most, min(most, median(missed))))


def _smaller(one: float, other: float) -> float:
    return min(one, other, key=abs)


def rough_need(size: int) -> int:
    """Bytes of memory that a file of `size` bytes needs with a usual context, before its header is read."""
    return int(size * 1.15 + 250e6)


class Source(msgspec.Struct, frozen=True):
    """A file to forecast for:

    `path` on this computer, or files of a repository at a commit. `key` names it for ever.
    """

    key: str
    path: str = ""
    repo: str = ""
    commit: str = ""
    files: tuple[RepoFile, ...] = ()
