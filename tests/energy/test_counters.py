"""What the computer says of its energy is added up as it is, also where a counter begins anew or cannot be read."""

import os
from pathlib import Path
from types import SimpleNamespace

import pynvml
import pytest

from slm_desktop.core.engines.energy import EnergySource
from slm_desktop.energy.gauge import ComputerGauge, Counters, Late
from slm_desktop.energy.nvidia import Nvidia
from slm_desktop.energy.power import Integrated, amd_watts, battery_watts
from slm_desktop.energy.rapl import Rapl
from tests.energy.tree import RANGE, PowerCap
from tests.fakes import FakeClock


@pytest.fixture
def tree(tmp_path: Path) -> PowerCap:
    return PowerCap(tmp_path / "powercap")


def test_packages_and_memory_count_and_what_is_in_them_does_not(tree: PowerCap) -> None:
    rapl = Rapl(tree.root)
    assert rapl.joules() == 0
    for zone, joules in (("intel-rapl:0", 10.0), ("intel-rapl:1", 5.0), ("intel-rapl:0:1", 1.5)):
        tree.add(zone, joules)
    for zone in ("intel-rapl:0:0", "intel-rapl:2"):
        tree.add(zone, 1000.0)
    assert rapl.joules() == pytest.approx(16.5)


def test_a_counter_that_begins_anew_loses_nothing(tree: PowerCap) -> None:
    tree.set("intel-rapl:0", RANGE - 3_000_000)
    rapl = Rapl(tree.root)
    for _second in range(10):
        tree.add("intel-rapl:0", 1.0)
        rapl.joules()
    assert rapl.joules() == pytest.approx(10.0)


@pytest.mark.skipif(os.getuid() == 0, reason="root may read everything")
def test_counters_that_only_root_may_read_are_none(tree: PowerCap) -> None:
    for zone in tree.root.iterdir():
        if (zone / "energy_uj").exists():
            (zone / "energy_uj").chmod(0)
    assert Rapl(tree.root).joules() is None


@pytest.mark.parametrize("text", ["", "many\n"])
def test_a_counter_without_a_number_is_none_and_one_that_loses_it_is_read_again(tree: PowerCap, text: str) -> None:
    rapl = Rapl(tree.root)
    for zone in ("intel-rapl:0", "intel-rapl:1", "intel-rapl:0:1"):
        (tree.root / zone / "energy_uj").write_text(text)
    assert Rapl(tree.root).joules() is None
    assert rapl.joules() == 0
    tree.set("intel-rapl:0", 3_000_000)
    assert rapl.joules() == pytest.approx(2.0)


def test_without_counters_there_is_nothing_to_read(tmp_path: Path) -> None:
    assert Rapl(tmp_path / "nowhere").joules() is None
    assert amd_watts(tmp_path) is None
    assert battery_watts(tmp_path) is None


def test_power_becomes_energy_over_time() -> None:
    clock, watts = FakeClock(), [10.0]
    card = Integrated(lambda: watts[0] or None, clock.monotonic)
    clock.advance(2)
    assert card.joules() == pytest.approx(20)
    watts[0] = 30.0
    clock.advance(1)
    assert card.joules() == pytest.approx(40), "the mean of what was told before and now"
    watts[0] = 0.0
    clock.advance(5)
    assert card.joules() is None
    watts[0] = 10.0
    clock.advance(1)
    assert card.joules() == pytest.approx(40), "nothing is made up of a time that was not measured"


def write(folder: Path, **files: str) -> None:
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text + "\n")


def test_cards_of_amd_are_told_from_other_sensors(tmp_path: Path) -> None:
    write(tmp_path / "hwmon0", name="nvme", power1_average="99000000")
    write(tmp_path / "hwmon1", name="amdgpu", power1_average="15500000")
    write(tmp_path / "hwmon2", name="amdgpu", power1_input="4000000")
    assert amd_watts(tmp_path) == pytest.approx(19.5)


@pytest.mark.parametrize(
    ("files", "watts"),
    [
        ({"type": "Battery", "status": "Discharging", "power_now": "8500000"}, 8.5),
        ({"type": "Battery", "status": "Discharging", "current_now": "700000", "voltage_now": "12000000"}, 8.4),
        ({"type": "Battery", "status": "Discharging", "current_now": "-700000", "voltage_now": "12000000"}, 8.4),
        ({"type": "Battery", "status": "Charging", "power_now": "8500000"}, None),
        ({"type": "Battery", "status": "Discharging"}, None),
        ({"type": "Battery", "status": "Discharging", "scope": "Device", "power_now": "1000000"}, None),
        ({"type": "Mains", "online": "1"}, None),
    ],
)
def test_a_battery_tells_what_is_drawn_from_it(tmp_path: Path, files: dict[str, str], watts: float | None) -> None:
    write(tmp_path / "BAT0", **files)
    assert battery_watts(tmp_path) == (pytest.approx(watts) if watts else None)


def test_cards_of_nvidia_are_added_up_and_old_ones_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = {0: 5000, 1: None, 2: 7000}

    def total(card: int) -> int:
        if counted[card] is None:
            raise pynvml.NVMLError(pynvml.NVML_ERROR_NOT_SUPPORTED)
        return counted[card] or 0

    monkeypatch.setattr(pynvml, "nvmlInit", lambda: None)
    monkeypatch.setattr(pynvml, "nvmlDeviceGetCount", lambda: 3)
    monkeypatch.setattr(pynvml, "nvmlDeviceGetHandleByIndex", lambda index: index)
    monkeypatch.setattr(pynvml, "nvmlDeviceGetTotalEnergyConsumption", total)
    cards = Nvidia()
    assert cards.joules() == pytest.approx(12.0)
    counted[2] = None
    assert cards.joules() is None, "a sum without one of them would jump"


def test_a_computer_without_such_a_card_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> None:
        raise pynvml.NVMLError(pynvml.NVML_ERROR_LIBRARY_NOT_FOUND)

    monkeypatch.setattr(pynvml, "nvmlInit", none)
    assert Nvidia().joules() is None


def test_a_card_that_nobody_uses_is_not_asked() -> None:
    needed, made = [False], list[Fixed]()

    def make() -> Fixed:
        made.append(Fixed(5.0))
        return made[-1]

    card = Late(make, lambda: needed[0])
    assert (card.joules(), made) == (None, [])
    needed[0] = True
    assert (card.joules(), card.joules(), len(made)) == (5.0, 5.0, 1)


class Fixed:
    """A counter that says what it is told to."""

    def __init__(self, value: float | None = None) -> None:
        self.value = value

    def joules(self) -> float | None:
        return self.value


def gauge(watts: float = 0.0, **counters: float) -> ComputerGauge:
    found = {name: Fixed(counters.get(name)) for name in ("processor", "nvidia", "amd", "battery")}
    return ComputerGauge(Counters(**found), lambda: [os.getpid()], lambda: watts)


def test_the_processor_and_the_card_count_together() -> None:
    found = gauge(processor=5.0, nvidia=7.0, battery=99.0, watts=40.0).read()
    assert found == {EnergySource.PROCESSOR: 5.0, EnergySource.NVIDIA: 7.0}


def test_a_battery_counts_alone_and_only_where_the_processor_says_nothing() -> None:
    assert gauge(nvidia=7.0, battery=99.0, watts=40.0).read() == {EnergySource.BATTERY: 99.0}


def test_nothing_is_estimated_unless_somebody_states_the_watts() -> None:
    assert gauge().read() == {}


def test_an_estimate_follows_the_processor_time_of_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    spent = [10.0]

    class Engine:
        def __init__(self, _pid: int) -> None:
            pass

        def cpu_times(self) -> SimpleNamespace:
            return SimpleNamespace(user=spent[0], system=0.0)

    monkeypatch.setattr("slm_desktop.energy.gauge.psutil.Process", Engine)
    monkeypatch.setattr("slm_desktop.energy.gauge.psutil.cpu_count", lambda: 4)
    found = gauge(watts=60.0)
    before = found.read()[EnergySource.ESTIMATE]
    spent[0] = 14.0
    assert found.read()[EnergySource.ESTIMATE] - before == pytest.approx(60.0), "four core seconds are one of all cores"
