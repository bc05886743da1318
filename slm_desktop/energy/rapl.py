"""The processor's own counters of energy (RAPL), as Linux shows them: only where it lets us read them."""

import contextlib
from pathlib import Path

ROOT = Path("/sys/class/powercap")
MICRO = 1e6


class Zone:
    """One counter: it wraps around at a maximum, and is added up here."""

    def __init__(self, folder: Path) -> None:
        """Raise OSError, ValueError where it cannot be read."""
        self._file = folder / "energy_uj"
        self._range = int((folder / "max_energy_range_uj").read_text())
        self._last = self._read()
        self._counted = 0

    def _read(self) -> int:
        return int(self._file.read_text())

    def joules(self) -> float:
        """Joules since it was first read. What cannot be read now is read another time."""
        with contextlib.suppress(OSError, ValueError):
            now = self._read()
            self._counted += now - self._last if now >= self._last else now - self._last + self._range
            self._last = now
        return self._counted / MICRO


class Rapl:
    """All processors, with their memory where that is counted apart."""

    def __init__(self, root: Path | None = None) -> None:
        self._zones: list[Zone] = []
        for folder in sorted((root or ROOT).glob("*rapl:*")):
            if _is_counted(folder):
                with contextlib.suppress(OSError, ValueError):
                    self._zones.append(Zone(folder))

    def joules(self) -> float | None:
        """Joules since the start; None where there is no counter to read."""
        return sum(zone.joules() for zone in self._zones) if self._zones else None


def _is_counted(folder: Path) -> bool:
    """Cores and the graphics unit are in the package; `psys` has all of them once more."""
    try:
        name = (folder / "name").read_text().strip()
    except OSError:
        return False
    return name.startswith("package") or name == "dram"
