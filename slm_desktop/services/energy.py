"""What tells here how much energy answers take."""

from collections.abc import Callable, Iterable

from slm_desktop.core.clock import Clock
from slm_desktop.core.engines.energy import EnergyMeter, Gauge, Joules
from slm_desktop.core.engines.ports import Process


class LateGauge:
    """The gauge of this computer; it is looked for when it is first read, after the first picture."""

    def __init__(self, engines: Callable[[], Iterable[Process]], watts: Callable[[], int], clock: Clock) -> None:
        self._engines, self._watts, self._clock = engines, watts, clock
        self._gauge: Gauge | None = None

    def read(self) -> Joules:
        """Joules since the start, by their source."""
        if self._gauge is None:
            from slm_desktop.energy.gauge import ComputerGauge, Counters

            counters = Counters.of_this_computer(self._clock.monotonic)
            pids = lambda: [process.pid for process in self._engines()]  # noqa: E731
            self._gauge = ComputerGauge(counters, pids, self._watts)
        return self._gauge.read()


def meter(engines: Callable[[], Iterable[Process]], watts: Callable[[], int], clock: Clock) -> EnergyMeter:
    """Shares out what the computer uses among answers; `engines` are their processes, `watts` what the processor uses
    with all cores busy, as somebody stated it (0 for unknown).
    """
    return EnergyMeter(LateGauge(engines, watts, clock), clock)
