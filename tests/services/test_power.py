"""Engines take as much of the computer as was chosen, and less on battery."""

from collections import namedtuple
from pathlib import Path

import pytest

from slm_desktop.core.engines.computer_use import ComputerUse
from slm_desktop.services import power
from slm_desktop.services.power import LOOK_SECONDS, Power
from slm_desktop.settings import Settings
from tests.fakes import FakeClock, FakeProcesses, choice_of, pool_of

Battery = namedtuple("Battery", ("percent", "secsleft", "power_plugged"))


class World:
    """An engine, and the cable of a computer; no battery at all without one."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, plugged: bool | None) -> None:
        self.plugged, self.clock, self.settings = plugged, FakeClock(), Settings()
        monkeypatch.setattr("psutil.sensors_battery", self._battery, raising=False)
        monkeypatch.setattr(power, "_has_own_battery", lambda: True)
        pool = pool_of(FakeProcesses(), self.clock)
        self._engine = pool.lease(choice_of("/a.gguf", "A")).engine
        self.power = Power(pool, self.settings, self.clock)
        self.power.watch()

    def _battery(self) -> Battery | None:
        return None if self.plugged is None else Battery(80, 3600, self.plugged)

    @property
    def use(self) -> str:
        """What the engine was told."""
        return self._engine.thread_use.use.value


def test_a_choice_holds_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(monkeypatch, plugged=None)
    assert world.use == ComputerUse.FULLY
    for chosen in (ComputerUse.BACKGROUND, ComputerUse.BESIDE_WORK, ComputerUse.FULLY):
        world.settings["computer_use"] = chosen.value
        assert world.use == chosen


def test_the_battery_is_spared_until_the_cable_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(monkeypatch, plugged=True)
    world.plugged = False
    world.clock.advance(LOOK_SECONDS)
    assert world.use == ComputerUse.ON_BATTERY
    world.settings["computer_use"] = "background"
    assert world.use == ComputerUse.BACKGROUND
    world.settings["computer_use"] = "fully"
    assert world.use == ComputerUse.ON_BATTERY
    world.plugged = True
    world.clock.advance(LOOK_SECONDS)
    assert world.use == ComputerUse.FULLY


def test_a_start_on_battery_spares_it_from_the_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    assert World(monkeypatch, plugged=False).use == ComputerUse.ON_BATTERY


def test_the_battery_of_a_mouse_is_not_the_computers(tmp_path: Path) -> None:
    mouse = tmp_path / "hidpp_battery_0"
    mouse.mkdir()
    (mouse / "type").write_text("Battery\n")
    (mouse / "scope").write_text("Device\n")
    assert not power._has_own_battery(tmp_path)
    own = tmp_path / "BAT0"
    own.mkdir()
    (own / "type").write_text("Battery\n")
    assert power._has_own_battery(tmp_path)
    assert not power._has_own_battery(tmp_path / "gone")
