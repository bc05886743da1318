"""How much energy each step of a benchmark takes."""

from slm_desktop.core.clock import Clock
from slm_desktop.core.engines.energy import EnergySource, MeasuresEnergy


class EnergyOfSteps:
    """Steps follow one another, and their end is told."""

    def __init__(self, meter: MeasuresEnergy, clock: Clock) -> None:
        self._meter, self._clock = meter, clock
        self._share = meter.begin()
        self._at, self._counted, self._seconds = clock.monotonic(), 0.0, 0.0

    def of_step(self, seconds: float) -> float | None:
        """Joules of a step that took so long and ends now; None where they are not measured.

        What was between the steps, as the warm-up, was as busy as they are: it has its share by time.
        """
        self._meter.sample()
        now, joules = self._clock.monotonic(), self._share.joules
        span, used = now - self._at, joules - self._counted
        self._seconds += span
        self._at, self._counted = now, joules
        return used * min(1.0, seconds / span) if self.sources and span > 0 else None

    def end(self) -> None:
        """No more steps come."""
        self._meter.end(self._share)

    @property
    def sources(self) -> tuple[EnergySource, ...]:
        """Where the figures come from."""
        return tuple(sorted(self._share.sources))

    @property
    def resting_watts(self) -> float:
        """What the computer uses at rest, which is not in the figures; 0 where that is not known."""
        return self._share.resting / self._seconds if self._seconds else 0.0
