"""The computer is measured once, and only while nothing else goes on."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from slm_desktop.core.engines.commands import Calibrate, FirstCommand
from slm_desktop.core.engines.events import AnyEvent, Calibrated, Exited, Throughput
from slm_desktop.core.models.speeds import Speeds
from slm_desktop.jobs import Jobs
from slm_desktop.services import calibrator
from slm_desktop.services.calibrator import MOST_OTHERS, Calibrator
from slm_desktop.store.models import Models
from tests.fakes import FakeEngine

CPU = Throughput({1: 1e10}, 1e-4, 1e9)


class Child:
    """Measures at once, with other programs taking a share."""

    def __init__(self) -> None:
        self.others, self.started, self.done = 0.0, list[FirstCommand](), threading.Event()

    def __call__(self, first: FirstCommand, tell: Callable[[AnyEvent], None]) -> FakeEngine:
        self.started.append(first)
        tell(Calibrated(first.run, CPU, None, self.others, 1.0))
        tell(Exited(0, ""))
        self.done.set()
        return FakeEngine(first, tell)


class World:
    """A calibrator over a real database."""

    def __init__(self, path: Path) -> None:
        self.jobs = Jobs(lambda _queue, error: pytest.fail(str(error)))
        self.store, self.child, self.busy = Models(path, self.jobs), Child(), False
        self.chosen: dict[str, int | str] = {"threads": 0, "gpu_layers": -1, "runtime": ""}
        self.speeds = Speeds(self.store, lambda _key: None, lambda: (4096, "f16"))
        self.calibrator = Calibrator(
            self.child, self.store, self.speeds, self.jobs, lambda work: work(), lambda: self.chosen, lambda: self.busy
        )

    def settle(self) -> None:
        """Wait until all that is due now was done."""
        self.child.done.wait(10)
        self.jobs.close()
        self.jobs.close()  # What the first of them found running may have begun more.


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(calibrator, "QUIET_SECONDS", 0.01)
    monkeypatch.setattr("psutil.cpu_percent", lambda _seconds: 0.0)
    made = World(tmp_path / "models.sqlite3")
    yield made
    made.jobs.close()
    made.store.close()


def test_it_is_measured_once_and_known_at_the_next_start(world: World, tmp_path: Path) -> None:
    world.calibrator.begin()
    world.settle()
    assert isinstance(world.child.started[0], Calibrate)
    assert world.speeds.calibration is not None
    assert world.speeds.calibration.cpu == CPU
    again = World(tmp_path / "models.sqlite3")
    again.calibrator.begin()
    again.jobs.close()
    assert again.child.started == []
    assert again.speeds.calibration == world.speeds.calibration
    again.store.close()


def test_other_threads_or_another_runtime_are_measured_anew(world: World) -> None:
    world.calibrator.begin()
    world.settle()
    world.calibrator.begin()
    world.chosen["threads"] = 1
    world.child.done.clear()
    world.calibrator.begin()
    world.settle()
    assert [first.threads for first in world.child.started if isinstance(first, Calibrate)] == [0, 1]


def test_it_waits_for_answers(world: World) -> None:
    world.busy = True
    world.calibrator._measure(world.calibrator.computer())
    world.calibrator._asked = world.calibrator.computer()
    world.calibrator._measure(world.calibrator.computer())
    assert world.child.started == []


def test_figures_of_a_busy_computer_are_used_and_not_kept(world: World) -> None:
    world.child.others = MOST_OTHERS * 2
    world.calibrator.begin()
    world.settle()
    assert world.speeds.calibration is not None
    assert world.store.calibration(world.calibrator.computer()) is None
    world.calibrator._take(world.calibrator.computer(), Calibrated(1, CPU, None, 0.0, 1.0))
    world.jobs.close()
    assert world.store.calibration(world.calibrator.computer()) is not None


def test_while_other_programs_are_busy_it_does_not_begin(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("psutil.cpu_percent", lambda _seconds: 90.0)
    world.calibrator._asked = world.calibrator.computer()
    world.calibrator._measure(world.calibrator.computer())
    assert world.child.started == []


def test_a_result_for_other_settings_comes_too_late(world: World) -> None:
    world.calibrator.begin()
    world.settle()
    known = world.speeds.calibration
    world.calibrator._take("another computer", Calibrated(1, Throughput({1: 1.0}, 1.0, 1.0), None, 0.0, 1.0))
    assert world.speeds.calibration == known
    world.chosen["threads"] = 1
    world.child.done.clear()
    world.child.others = 0.01  # not as quiet as before, and still what holds for these settings
    world.calibrator.begin()
    assert world.speeds.calibration is None
    world.settle()
    assert world.speeds.calibration is not None
    assert world.speeds.calibration.others == 0.01


def test_what_fails_again_and_again_is_given_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    later: list[float] = []

    def broken(first: FirstCommand, tell: Callable[[AnyEvent], None]) -> FakeEngine:
        world.child.started.append(first)
        tell(Exited(0, "crashed"))
        return FakeEngine(first, tell)

    monkeypatch.setattr(world.calibrator, "_start", broken)
    monkeypatch.setattr(world.calibrator, "_later", lambda _computer, seconds: later.append(seconds))
    world.calibrator._asked = world.calibrator.computer()
    for _ in range(calibrator.MOST_FAILURES):
        world.calibrator._measure(world.calibrator.computer())
    assert len(later) == calibrator.MOST_FAILURES - 1
