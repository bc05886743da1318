"""What was measured while the computer slept is measured again."""

import time

import pytest

from slm_desktop.core.engines.commands import BenchmarkTest
from slm_desktop.core.engines.events import Repeated
from slm_desktop.engine.benchmark import Bench
from slm_desktop.engine.sleep import SleepWatch


class Clocks:
    """Two clocks, one of which stands still while the computer sleeps."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.wall = self.awake = 1000.0
        monkeypatch.setattr(time, "time", lambda: self.wall)
        monkeypatch.setattr(time, "monotonic", lambda: self.awake)

    def work(self, seconds: float) -> None:
        self.wall += seconds
        self.awake += seconds

    def sleep(self, seconds: float) -> None:
        self.wall += seconds


def test_a_sleep_is_told_from_work(monkeypatch: pytest.MonkeyPatch) -> None:
    clocks, watch = Clocks(monkeypatch), SleepWatch()
    clocks.work(500.0)
    clocks.sleep(0.5)
    assert not watch.has_slept, "the clock was set right"
    clocks.sleep(3600.0)
    assert watch.has_slept


def test_a_repetition_during_a_sleep_is_measured_again(monkeypatch: pytest.MonkeyPatch) -> None:
    clocks, seconds = Clocks(monkeypatch), [3600.0, 1.0]

    class Slept(Bench):
        """Whose first repetition is slept through."""

        def __init__(self) -> None:
            """Without a model."""

        def _repeat(self, context: object, number: int, test: BenchmarkTest, repetition: int) -> Repeated:
            took = seconds.pop(0)
            (clocks.sleep if took > 60 else clocks.work)(took)
            return Repeated(1, number, repetition, took, 0.0, 0, 1, 1)

    found = Slept()._repeat_awake(None, 0, BenchmarkTest(answer=1), 0)  # type: ignore[arg-type]
    assert found.seconds == 1.0
    assert seconds == []
