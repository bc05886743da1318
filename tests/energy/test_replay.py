"""Counters whose joules are known are replayed: what answers get of them is right to a hundredth."""

from pathlib import Path

import pytest

from slm_desktop.core.engines.energy import EnergyMeter
from slm_desktop.energy.gauge import ComputerGauge, Counters
from slm_desktop.energy.power import Integrated
from slm_desktop.energy.rapl import Rapl
from tests.energy.tree import RANGE, PowerCap
from tests.fakes import FakeClock

STEP = 0.25
"""Seconds: so often the processor writes its counters here."""
REST, PACKAGES, MEMORY = 6.0, (23.5, 11.25), 2.75
"""Watts."""


class Quiet:
    """Engines that do nothing else."""

    is_working, starts = False, 0


class Replay:
    """A computer whose counters grow as its clock passes."""

    def __init__(self, root: Path) -> None:
        self.tree, self.clock = PowerCap(root), FakeClock()
        self.tree.set("intel-rapl:0", RANGE - 50_000_000)
        nothing = Integrated(lambda: None, self.clock.monotonic)
        counters = Counters(Rapl(self.tree.root), nothing, nothing, nothing)
        self.meter = EnergyMeter(ComputerGauge(counters, lambda: [], lambda: 0.0), self.clock, Quiet)

    def pass_by(self, seconds: float, *, is_busy: bool) -> None:
        first, second, memory = (*PACKAGES, MEMORY) if is_busy else (REST / 2, REST / 3, REST / 6)
        for _step in range(round(seconds / STEP)):
            for zone, watts in (("intel-rapl:0", first), ("intel-rapl:1", second), ("intel-rapl:0:1", memory)):
                self.tree.add(zone, watts * STEP)
            self.clock.advance(STEP)


def test_two_answers_have_the_joules_that_they_took(tmp_path: Path) -> None:
    replay = Replay(tmp_path)
    replay.meter.watch()
    replay.pass_by(90, is_busy=False)
    beyond_rest = sum(PACKAGES) + MEMORY - REST
    first = replay.meter.begin()
    replay.pass_by(7.75, is_busy=True)
    second = replay.meter.begin()
    replay.pass_by(4.5, is_busy=True)
    replay.meter.end(first)
    replay.pass_by(2.25, is_busy=True)
    replay.meter.end(second)
    assert first.joules == pytest.approx(beyond_rest * (7.75 + 4.5 / 2), rel=0.01)
    assert second.joules == pytest.approx(beyond_rest * (4.5 / 2 + 2.25), rel=0.01)
    assert first.joules + second.joules == pytest.approx(beyond_rest * 14.5, rel=0.001)
    assert first.resting + second.resting == pytest.approx(REST * 14.5, rel=0.01)
