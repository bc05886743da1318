"""What benchmarks need from the world."""

from collections.abc import Iterable
from typing import Protocol

from slm_desktop.core.compare.card import Machine
from slm_desktop.core.workshop.records import BenchmarkRecord


class BenchmarkStore(Protocol):
    """Where benchmarks are kept. Saving returns at once."""

    def benchmarks(self) -> Iterable[BenchmarkRecord]:
        """All, the newest first."""

    def save_benchmark(self, record: BenchmarkRecord) -> None:
        """Keep one, or keep it as it is now."""

    def remove_benchmark(self, benchmark: int) -> None:
        """Forget one."""


class DescribesMachine(Protocol):
    """Knows this computer."""

    def machine(self) -> Machine:
        """What it is."""
