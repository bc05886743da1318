"""How fast a model will be on this computer, before it was ever here: the bytes that a token needs, over those read a
second.
"""

from collections.abc import Sequence
from statistics import median

import msgspec

from slm_desktop.core.engines.events import Throughput
from slm_desktop.core.engines.usage import Pace, Setup
from slm_desktop.core.models.forecast import Table

USUAL_PAST = 512
"""Tokens before the one that is written: a question or two. The more there are, the slower it gets."""
UNSURE, SUREST = 0.3, 0.05
"""How far off a forecast may be, as a share of it: for a model that was never measured here, and at best."""
SLOWEST_SHARE, FASTEST_SHARE = 0.3, 3.0
"""A measured answer corrects a forecast by so much at most: what differs more had another cause."""
KV_SPEEDS = {"f16": 1.0, "q8_0": 0.3, "q4_0": 0.16}
"""How fast attention gets through a byte of cache of these types, against one of f16: it must be unpacked first."""
COMFORTABLE, READABLE = 8.0, 3.0
"""Tokens per second: about as fast as one reads at ease, and where waiting begins to hurt."""


class Calibration(msgspec.Struct, frozen=True):
    """How fast this computer is. `others` is the share of its processors that other programs had meanwhile."""

    cpu: Throughput
    gpu: Throughput | None = None
    others: float = 0.0


class Expected(msgspec.Struct, frozen=True):
    """Tokens per second that are to be expected, and the range that they will most likely be in."""

    rate: float
    low: float
    high: float


def weights_seconds(rates: dict[int, float], reads: dict[int, int]) -> float:
    """What it takes to multiply with all weights that one token needs; for a type that was not measured the slowest
    stands in.
    """
    slowest = min(rates.values())
    return sum(size / rates.get(kind, slowest) for kind, size in reads.items())


def _seconds(device: Throughput, table: Table, kv: float) -> float:
    """What one token takes when all of the model lies on a device; `kv` in bytes."""
    return weights_seconds(device.rates, table.reads) + table.layers * device.layer + kv / device.kv


def plain(table: Table, calibration: Calibration, setup: Setup, past: int = USUAL_PAST) -> float:
    """Tokens per second as calibration alone says it; 0 where the forecast does not tell what is read."""
    if not table.reads:
        return 0.0
    row = table.at(past, setup.kv_type)
    kv = row.kv * min(1.0, past / max(1, row.context)) / KV_SPEEDS.get(setup.kv_type, 1.0) if row else 0.0
    share = min(1.0, setup.offloaded / max(1, table.layers)) if calibration.gpu else 0.0
    seconds = (1 - share) * _seconds(calibration.cpu, table, kv)
    if calibration.gpu:
        seconds += share * _seconds(calibration.gpu, table, kv)
    return 1 / seconds


def shares(table: Table, calibration: Calibration, paces: Sequence[Pace]) -> list[float]:
    """What measured answers were of their forecasts, at the setup that was used last."""
    alike = [pace for pace in paces if pace.setup == paces[-1].setup]
    rates = [(pace.rate, plain(table, calibration, pace.setup, pace.prompt + pace.tokens // 2)) for pace in alike]
    return [rate / forecast for rate, forecast in rates if forecast]


def expected(
    table: Table, calibration: Calibration, setup: Setup, own: Sequence[float], others: Sequence[float]
) -> Expected | None:
    """The forecast as measured answers teach it: the model's own, else those of other models.

    None when nothing can be said.
    """
    rate = plain(table, calibration, setup)
    if not rate:
        return None
    taught = own or others
    rate *= max(SLOWEST_SHARE, min(FASTEST_SHARE, median(taught))) if taught else 1.0
    spread = UNSURE if len(own) < 2 else max(SUREST, min(UNSURE, (max(own) - min(own)) / 2 / median(own)))
    return Expected(rate, rate * (1 - spread), rate * (1 + spread))
