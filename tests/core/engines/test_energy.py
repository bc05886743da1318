"""Answers get what the computer used while they were written, less what it uses at rest, and share what is at once."""

import pytest

from slm_desktop.core.engines.energy import EnergyMeter, EnergySource, Joules
from tests.fakes import FakeClock

WATTS = 40.0


class Computer:
    """One that uses so many watts."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock, self._at, self._joules = clock, clock.time, 0.0
        self.watts, self.source = 10.0, EnergySource.PROCESSOR
        self.is_silent, self.reads = False, 0

    def turn(self, watts: float) -> None:
        self.read()
        self.watts = watts

    def read(self) -> Joules:
        self.reads += 1
        self._joules += self.watts * (self._clock.time - self._at)
        self._at = self._clock.time
        return {} if self.is_silent else {self.source: self._joules}


class Engines:
    """Engines that work, or do not."""

    def __init__(self) -> None:
        self.is_working, self.starts = False, 1


class Bench:
    """A meter, its computer and its clock."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.computer, self.engines = Computer(self.clock), Engines()
        self.meter = EnergyMeter(self.computer, self.clock, lambda: self.engines)

    def rest(self) -> None:
        self.meter.watch()
        self.clock.advance(60)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_an_answer_has_what_was_used_beyond_rest(bench: Bench) -> None:
    bench.rest()
    assert bench.meter.rest == pytest.approx(10)
    share = bench.meter.begin()
    bench.computer.turn(50)
    bench.clock.advance(3)
    bench.meter.end(share)
    assert share.joules == pytest.approx(3 * WATTS)
    assert share.resting == pytest.approx(30)
    assert share.sources == {EnergySource.PROCESSOR}
    assert not share.is_estimate
    bench.clock.advance(3)
    bench.meter.sample()
    assert share.joules == pytest.approx(3 * WATTS), "it is over"


def test_it_grows_while_it_is_written(bench: Bench) -> None:
    bench.rest()
    share = bench.meter.begin()
    bench.computer.turn(50)
    bench.clock.advance(2)
    assert share.joules == pytest.approx(2 * WATTS)


def test_answers_at_once_share_what_is_used_at_once(bench: Bench) -> None:
    bench.rest()
    first = bench.meter.begin()
    bench.computer.turn(50)
    bench.clock.advance(1)
    second = bench.meter.begin()
    bench.clock.advance(2)
    bench.meter.end(first)
    bench.clock.advance(1)
    bench.meter.end(second)
    assert first.joules == pytest.approx(WATTS * (1 + 2 / 2))
    assert second.joules == pytest.approx(WATTS * (2 / 2 + 1))


def test_where_rest_is_not_known_nothing_is_subtracted(bench: Bench) -> None:
    share = bench.meter.begin()
    bench.computer.turn(50)
    bench.clock.advance(2)
    bench.meter.end(share)
    assert share.joules == pytest.approx(100)
    assert share.resting == 0


def test_the_least_that_was_seen_is_rest(bench: Bench) -> None:
    bench.computer.turn(80)
    bench.rest()
    bench.computer.turn(12)
    bench.clock.advance(60)
    bench.computer.turn(90)
    bench.clock.advance(60)
    assert bench.meter.rest == pytest.approx(12)


def test_work_that_is_not_measured_is_not_taken_for_rest(bench: Bench) -> None:
    bench.rest()
    bench.computer.turn(65)
    bench.engines.is_working = True
    bench.clock.advance(3600)
    assert bench.meter.rest == pytest.approx(10)
    bench.engines.is_working = False
    bench.engines.starts += 1  # Another one comes and goes between two readings.
    bench.clock.advance(35)
    assert bench.meter.rest == pytest.approx(10)
    share = bench.meter.begin()
    bench.clock.advance(2)
    bench.meter.end(share)
    assert share.joules == pytest.approx(2 * 55)


def test_a_computer_that_grows_quieter_gives_no_negative_figure(bench: Bench) -> None:
    bench.rest()
    share = bench.meter.begin()
    bench.computer.turn(4)
    bench.clock.advance(2)
    bench.meter.end(share)
    assert share.joules == 0


def test_what_says_nothing_is_asked_now_and_then(bench: Bench) -> None:
    bench.computer.is_silent = True
    bench.meter.watch()
    share = bench.meter.begin()
    bench.clock.advance(5)
    bench.meter.end(share)
    assert (share.joules, share.sources) == (0, set())
    reads = bench.computer.reads
    bench.clock.advance(600)
    assert bench.computer.reads == reads + 20, "now and then: a battery may begin to tell"


def test_another_source_begins_anew(bench: Bench) -> None:
    bench.rest()
    share = bench.meter.begin()
    bench.clock.advance(2)
    bench.computer.source = EnergySource.BATTERY
    bench.clock.advance(2)
    bench.meter.end(share)
    assert bench.meter.rest == 0, "what a processor uses at rest says nothing of the whole computer"
    assert share.sources == {EnergySource.PROCESSOR, EnergySource.BATTERY}


def test_an_estimate_says_so(bench: Bench) -> None:
    bench.computer.source = EnergySource.ESTIMATE
    share = bench.meter.begin()
    bench.clock.advance(2)
    bench.meter.end(share)
    assert share.is_estimate
