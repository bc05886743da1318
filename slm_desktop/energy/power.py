"""Joules from what tells watts only: power times the time since it was told last."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

HWMON, SUPPLIES = Path("/sys/class/hwmon"), Path("/sys/class/power_supply")
MICRO = 1e6


class Integrated:
    """A power that is read now and then, added up over time. `watts` gives None where it cannot be read."""

    def __init__(self, watts: Callable[[], float | None], monotonic: Callable[[], float]) -> None:
        self._watts, self._monotonic = watts, monotonic
        self._last, self._at, self._counted = watts(), monotonic(), 0.0

    def joules(self) -> float | None:
        """Joules since the start; None where there is no power to read now."""
        watts, now = self._watts(), self._monotonic()
        if watts is not None and self._last is not None:
            self._counted += (watts + self._last) / 2 * (now - self._at)
        self._last, self._at = watts, now
        return None if watts is None else self._counted


def amd_watts(root: Path = HWMON) -> float | None:
    """What AMD's graphics cards use now, as their driver says."""
    found = [watts for folder in root.glob("hwmon*") if (watts := _amd_card(folder)) is not None]
    return sum(found) if found else None


def _amd_card(folder: Path) -> float | None:
    with contextlib.suppress(OSError, ValueError):
        if (folder / "name").read_text().strip() == "amdgpu":
            power = next(_numbers(folder, "power1_average", "power1_input"), None)
            return None if power is None else power / MICRO
    return None


def battery_watts(root: Path = SUPPLIES) -> float | None:
    """What a computer draws from its battery; None while it does not."""
    for folder in batteries(root):
        with contextlib.suppress(OSError, ValueError):
            if (folder / "status").read_text().strip() == "Discharging":
                return _battery(folder)
    return None


def batteries(root: Path = SUPPLIES) -> Iterator[Path]:
    """The computer's own batteries, as Linux shows them: not a mouse's or a headset's."""
    for folder in root.glob("*"):
        with contextlib.suppress(OSError):
            scope = folder / "scope"
            is_device = scope.exists() and scope.read_text().strip() == "Device"
            if (folder / "type").read_text().strip() == "Battery" and not is_device:
                yield folder


def _battery(folder: Path) -> float | None:
    power = next(_numbers(folder, "power_now"), None)
    if power is not None:
        return power / MICRO
    current, voltage = next(_numbers(folder, "current_now"), None), next(_numbers(folder, "voltage_now"), None)
    return None if current is None or voltage is None else abs(current) / MICRO * voltage / MICRO


def _numbers(folder: Path, *names: str) -> Iterator[float]:
    for name in names:
        with contextlib.suppress(OSError, ValueError):
            yield float((folder / name).read_text())
