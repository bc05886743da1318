"""All that tells how much energy this computer uses, as one gauge."""

from collections.abc import Callable, Iterable
from typing import Protocol

import msgspec
import psutil

from slm_desktop.core.engines.energy import EnergySource, Joules
from slm_desktop.energy.nvidia import Nvidia
from slm_desktop.energy.power import Integrated, amd_watts, battery_watts
from slm_desktop.energy.rapl import Rapl


class Counter(Protocol):
    """Counts joules of a part of the computer."""

    def joules(self) -> float | None:
        """Joules since some moment; None where that cannot be read."""


class Late:
    """A counter that is made once it is needed, and is none before."""

    def __init__(self, make: Callable[[], Counter], is_needed: Callable[[], bool]) -> None:
        self._make, self._is_needed = make, is_needed
        self._counter: Counter | None = None

    def joules(self) -> float | None:
        """Joules since some moment; None where that cannot be read."""
        if self._counter is None and self._is_needed():
            self._counter = self._make()
        return self._counter.joules() if self._counter else None


class Counters(msgspec.Struct, frozen=True):
    """What this computer has; a battery tells of all of it, so it counts only where the processor does not."""

    processor: Counter
    nvidia: Counter
    amd: Counter
    battery: Counter

    @classmethod
    def of_this_computer(cls, monotonic: Callable[[], float], has_gpu: Callable[[], bool]) -> "Counters":
        """Those that can be read here; cards are asked once engines use one."""
        amd = Late(lambda: Integrated(amd_watts, monotonic), has_gpu)
        return cls(Rapl(), Late(Nvidia, has_gpu), amd, Integrated(battery_watts, monotonic))


class ComputerGauge:
    """Counters where there are any; where the processor has none, an estimate from the processor time of engines."""

    def __init__(self, counters: Counters, engines: Callable[[], Iterable[int]], watts: Callable[[], float]) -> None:
        """`engines` are the numbers of their processes, `watts` what the processor uses with all cores busy, as
        somebody stated it (0 for unknown).
        """
        self._counters, self._engines, self._watts = counters, engines, watts
        self._seconds: dict[int, float] = {}
        """Processor time of each engine when it was last looked at."""
        self._estimated = 0.0

    def read(self) -> Joules:
        """Joules since the start, by their source."""
        counters = self._counters
        found = {
            EnergySource.PROCESSOR: counters.processor.joules(),
            EnergySource.NVIDIA: counters.nvidia.joules(),
            EnergySource.AMD: counters.amd.joules(),
        }
        if found[EnergySource.PROCESSOR] is None:
            battery = counters.battery.joules()
            if battery is not None:  # It has the graphics card in it.
                return {EnergySource.BATTERY: battery}
            found[EnergySource.ESTIMATE] = self._estimate()
        return {source: joules for source, joules in found.items() if joules is not None}

    def _estimate(self) -> float | None:
        """The share of all cores that engines kept busy, times the stated power."""
        watts = self._watts()
        if not watts:
            return None
        seconds = dict(_processor_time(self._engines()))
        spent = sum(now - self._seconds.get(pid, 0.0) for pid, now in seconds.items())
        self._seconds = seconds
        self._estimated += spent / (psutil.cpu_count() or 1) * watts
        return self._estimated


def _processor_time(pids: Iterable[int]) -> Iterable[tuple[int, float]]:
    for pid in pids:
        try:
            times = psutil.Process(pid).cpu_times()
        except psutil.Error:
            continue
        yield pid, times.user + times.system
