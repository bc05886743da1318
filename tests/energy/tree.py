"""A tree of RAPL's counters as Linux has it, that can be written to."""

from pathlib import Path

RANGE = 262_143_328_850
"""Microjoules at which a counter begins anew, as of many processors."""


class PowerCap:
    """Two packages, the first with memory and cores, and the whole platform."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._values: dict[str, int] = {}
        for zone, name in (
            ("intel-rapl:0", "package-0"),
            ("intel-rapl:0:0", "core"),
            ("intel-rapl:0:1", "dram"),
            ("intel-rapl:1", "package-1"),
            ("intel-rapl:2", "psys"),
        ):
            folder = root / zone
            folder.mkdir(parents=True)
            (folder / "name").write_text(f"{name}\n")
            (folder / "max_energy_range_uj").write_text(f"{RANGE}\n")
            self.set(zone, 1_000_000)
        (root / "intel-rapl").mkdir()

    def set(self, zone: str, microjoules: int) -> None:
        self._values[zone] = microjoules
        beside = self.root / f"{zone}.next"
        beside.write_text(f"{microjoules}\n")
        # Like the kernel's, the counter is never seen half written.
        beside.replace(self.root / zone / "energy_uj")

    def add(self, zone: str, joules: float) -> None:
        self.set(zone, (self._values[zone] + round(joules * 1e6)) % RANGE)
