"""What Nvidia's graphics cards use, as their driver counts it."""

from typing import Any

MILLI = 1e3


class Nvidia:
    """All cards; cards that count no energy, those before 2017, are not told."""

    def __init__(self) -> None:
        import pynvml  # It takes a moment, and nothing needs it before the first answer.

        self._nvml = pynvml
        self._cards = [card for card in self._found() if self._of(card) is not None]

    def _found(self) -> list[Any]:
        nvml = self._nvml
        try:
            nvml.nvmlInit()
            return [nvml.nvmlDeviceGetHandleByIndex(index) for index in range(nvml.nvmlDeviceGetCount())]
        except nvml.NVMLError:  # There is no such card, or no driver.
            return []

    def _of(self, card: Any) -> float | None:
        try:
            return float(self._nvml.nvmlDeviceGetTotalEnergyConsumption(card)) / MILLI
        except self._nvml.NVMLError:
            return None

    def joules(self) -> float | None:
        """Joules that all cards have counted; None where none does, or one does not answer now."""
        found = [joules for card in self._cards if (joules := self._of(card)) is not None]
        return sum(found) if found and len(found) == len(self._cards) else None
