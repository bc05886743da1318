"""What tells here how much energy answers take."""

from collections.abc import Callable

from slm_desktop.core.clock import Clock
from slm_desktop.core.engines.energy import EnergyMeter, Gauge, Joules
from slm_desktop.core.engines.pool import EnginePool


class LateGauge:
    """The gauge of this computer; it is looked for when it is first read, after the first picture."""

    def __init__(self, pool: Callable[[], EnginePool], watts: Callable[[], int], clock: Clock) -> None:
        self._pool, self._watts, self._clock = pool, watts, clock
        self._gauge: Gauge | None = None

    def read(self) -> Joules:
        """Joules since the start, by their source."""
        if self._gauge is None:
            from slm_desktop.energy.gauge import ComputerGauge, Counters

            counters = Counters.of_this_computer(self._clock.monotonic, self._has_gpu)
            pids = lambda: [process.pid for process in self._pool().processes]  # noqa: E731
            self._gauge = ComputerGauge(counters, pids, self._watts)
        return self._gauge.read()

    def _has_gpu(self) -> bool:
        """Whether engines use a graphics card: one that nobody uses is left asleep."""
        hello = self._pool().hello
        return bool(hello and hello.gpus)


def meter(pool: Callable[[], EnginePool], watts: Callable[[], int], clock: Clock) -> EnergyMeter:
    """Shares out what the computer uses among the answers of a pool; `watts` is what the processor uses with all cores
    busy, as somebody stated it (0 for unknown).
    """
    return EnergyMeter(LateGauge(pool, watts, clock), clock, pool)
