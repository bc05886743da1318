"""What all results of a candidate come to, counted as they come: there may be many."""

import msgspec

from slm_desktop.core.engines.answer_figures import ENERGY, ENERGY_ESTIMATED, MEMORY, SPEED
from slm_desktop.core.evaluate.suite import Rate, Result, rate_of


class CandidateTotals(msgspec.Struct):
    """`checked` are the answers that say something about passing, `faults` those that failed with an error.

    `peak_memory` is in bytes, 0 where it was not measured.
    """

    passed: int = 0
    checked: int = 0
    faults: int = 0
    peak_memory: float = 0.0
    _speeds: float = 0.0
    _measured: int = 0
    _energies: float = 0.0
    _with_energy: int = 0
    is_estimate: bool = False

    def count(self, result: Result, sign: int = 1) -> None:
        """Count a result in, or out again (-1)."""
        self.passed += sign * (result.counts and result.ok)
        self.checked += sign * result.counts
        self.faults += sign * bool(result.fault)
        self.peak_memory = max(self.peak_memory, result.figure(MEMORY))
        if (speed := result.figure(SPEED)) > 0:
            self._speeds += sign * speed
            self._measured += sign
        if (joules := result.figure(ENERGY)) > 0:
            self._energies += sign * joules
            self._with_energy += sign
            self.is_estimate = self.is_estimate or result.figure(ENERGY_ESTIMATED) > 0

    @property
    def rate(self) -> Rate:
        """The share that passed."""
        return rate_of(self.passed, self.checked)

    @property
    def speed(self) -> float:
        """The mean of the answers' tokens per second; 0 where none was measured."""
        return self._speeds / self._measured if self._measured else 0.0

    @property
    def energy(self) -> float:
        """The mean joules of an answer; 0 where none was measured. Some of them may be estimates (`is_estimate`)."""
        return self._energies / self._with_energy if self._with_energy else 0.0
