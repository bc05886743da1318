"""How much of the computer engines may take: as the user has chosen, and less on battery."""

import contextlib
import sys
from pathlib import Path

from slm_desktop import settings as options
from slm_desktop.core.clock import Clock
from slm_desktop.core.engines.computer_use import ComputerUse
from slm_desktop.core.engines.pool import EnginePool
from slm_desktop.energy.power import SUPPLIES, batteries
from slm_desktop.settings import Settings

LOOK_SECONDS = 15.0


class Power:
    """Tells the pool, at once when the choice changes, and soon after a cable is put in or out."""

    def __init__(self, pool: EnginePool, settings: Settings, clock: Clock) -> None:
        self._pool, self._settings, self._clock = pool, settings, clock
        self._apply()
        options.follow(settings, lambda: settings["computer_use"], self._apply)

    def watch(self) -> None:
        """Look at the battery from now on, if there is one."""
        if is_plugged_in() is not None:
            self._clock.every(LOOK_SECONDS, self._apply)

    def _apply(self) -> None:
        chosen = ComputerUse(self._settings["computer_use"])
        self._pool.set_use(chosen.now(on_battery=is_plugged_in() is False))


def is_plugged_in() -> bool | None:
    """Whether the cable is in; None where the computer has no battery, or the system does not say."""
    if sys.platform == "linux" and not _has_own_battery():
        return None
    import psutil  # Here, since most computers need it only once a model was loaded.

    sensors = getattr(psutil, "sensors_battery", None)  # Not every system has it.
    if sensors is None:
        return None
    with contextlib.suppress(OSError, RuntimeError):
        battery = sensors()
        return battery.power_plugged if battery else None
    return None


def _has_own_battery(supplies: Path = SUPPLIES) -> bool:
    """Whether Linux knows of a battery that is not a mouse's or a headset's."""
    return any(True for _battery in batteries(supplies))
