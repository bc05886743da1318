"""The computer is measured once, and only while nothing else goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from slm_desktop.core.engines.commands import Calibrate, Request
from slm_desktop.core.engines.events import Calibrated, Exited, Throughput
from slm_desktop.core.engines.usage import Usage
from slm_desktop.core.models.speed import Calibration
from slm_desktop.core.models.speeds import Speeds
from slm_desktop.jobs import Jobs
from slm_desktop.loop import Loop
from slm_desktop.services import calibrator
from slm_desktop.services.calibrator import MOST_OTHERS, Calibrator
from slm_desktop.settings import Settings
from slm_desktop.store.models import Models
from tests.fakes import FakeClock, FakeProcesses, choice_of, pool_of

CPU = Throughput({1: 1e10}, 1e-4, 1e9)


COMPUTER = Calibration(CPU, None, 0.0)


class World:
    """A calibrator over a real database and fake children; `measured` speaks for the child that measures now."""

    def __init__(self, path: Path) -> None:
        self.jobs = Jobs(lambda _queue, error: pytest.fail(str(error)))
        self.store, self.processes, self.clock = Models(path, self.jobs), FakeProcesses(), FakeClock()
        self.settings, self.loop, self.usage = Settings(), Loop(), Usage()
        self.speeds = Speeds(self.store, lambda _key: None, lambda: (4096, "f16"))
        self.pool = pool_of(self.processes, self.clock, usage=self.usage)
        self.calibrator = Calibrator(
            self.pool, self.store, self.speeds, jobs=self.jobs, loop=self.loop, settings=self.settings
        )

    def settle(self) -> None:
        """Wait until all that is due now was done."""
        self.jobs.close()
        self.loop.drain()
        self.jobs.close()

    def begin(self) -> None:
        """Look, and let a child measure if that is wanted."""
        self.calibrator.begin()
        self.settle()

    def measured(self, others: float = 0.0) -> None:
        """The child tells what it found, while other programs took a share."""
        child = self.processes.last
        child.emit(Calibrated(child.first.run, CPU, None, others, 1.0))
        child.emit(Exited(0, ""))
        self.settle()

    def close(self) -> None:
        """The end."""
        self.jobs.close()
        self.store.close()
        self.loop.close()


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(calibrator, "QUIET_SECONDS", 0.0)
    monkeypatch.setattr("psutil.cpu_percent", lambda _seconds: 0.0)
    made = World(tmp_path / "models.sqlite3")
    yield made
    made.close()


def test_it_is_measured_once_and_known_at_the_next_start(world: World, tmp_path: Path) -> None:
    world.begin()
    assert isinstance(world.processes.last.first, Calibrate)
    world.measured()
    assert world.speeds.calibration is not None
    assert world.speeds.calibration.cpu == CPU
    again = World(tmp_path / "models.sqlite3")
    again.begin()
    assert again.processes.started == []
    assert again.speeds.calibration == world.speeds.calibration
    again.close()


def test_other_threads_or_another_runtime_are_measured_anew(world: World) -> None:
    world.begin()
    world.measured()
    world.begin()
    world.settings["threads"] = 1
    world.begin()
    asked = [child.first for child in world.processes.started]
    assert [first.options.threads for first in asked if isinstance(first, Calibrate)] == [0, 1]


def test_it_waits_for_answers(world: World) -> None:
    lease = world.pool.lease(choice_of("/m.gguf"))
    world.processes.last.load()
    lease.start(Request(turns=(), changes=(), seed=1), lambda _event: None)
    world.begin()
    assert len(world.processes.started) == 1


def test_an_answer_that_begins_meanwhile_ends_it_and_it_is_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.begin()
    later: list[float] = []
    monkeypatch.setattr(world.calibrator, "_later", lambda _computer, seconds: later.append(seconds))
    world.calibrator.make_way()
    assert world.processes.last.closed
    assert later == [calibrator.AGAIN_SECONDS]
    assert world.speeds.calibration is None


def test_figures_of_a_busy_computer_are_used_and_not_kept(world: World) -> None:
    world.begin()
    world.measured(MOST_OTHERS * 2)
    assert world.speeds.calibration is not None
    assert world.store.calibration(world.calibrator.computer()) is None
    world.calibrator._take(world.calibrator.computer(), COMPUTER)
    world.settle()
    assert world.store.calibration(world.calibrator.computer()) is not None


def test_while_other_programs_are_busy_it_does_not_begin(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("psutil.cpu_percent", lambda _seconds: 90.0)
    world.begin()
    assert world.processes.started == []


def test_a_result_for_other_settings_comes_too_late(world: World) -> None:
    world.begin()
    late = world.processes.last
    world.settings["threads"] = 1
    world.begin()
    late.emit(Calibrated(late.first.run, Throughput({1: 1.0}, 1.0, 1.0), None, 0.0, 1.0))
    assert world.speeds.calibration is None
    world.measured(0.01)  # not as quiet as before, and still what holds for these settings
    assert world.speeds.calibration is not None
    assert world.speeds.calibration.others == 0.01


def test_what_fails_again_and_again_is_given_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    later: list[float] = []
    world.begin()
    monkeypatch.setattr(world.calibrator, "_later", lambda _computer, seconds: later.append(seconds))
    for _ in range(calibrator.MOST_FAILURES):
        world.processes.last.emit(Exited(0, "crashed"))
        world.calibrator._measure(world.calibrator.computer(), "/m.gguf", is_quiet=True)
    assert len(later) == calibrator.MOST_FAILURES - 1
