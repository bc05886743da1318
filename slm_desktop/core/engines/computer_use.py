"""How much of the computer engines take."""

from enum import StrEnum

import msgspec


class ComputerUse(StrEnum):
    """What the user has chosen; ON_BATTERY is what takes the place of FULLY while the computer runs on its battery."""

    FULLY = "fully"
    BESIDE_WORK = "beside_work"
    BACKGROUND = "background"
    ON_BATTERY = "on_battery"

    def threads(self, most: int) -> int:
        """How many of the `most` threads that an engine could use it may use."""
        match self:
            case ComputerUse.FULLY:
                return most
            case ComputerUse.BACKGROUND:
                return max(1, most // 2)
            case _:
                return max(1, most - max(1, most // 4))

    def now(self, *, on_battery: bool) -> "ComputerUse":
        """What holds of this choice at the moment."""
        return ComputerUse.ON_BATTERY if on_battery and self == ComputerUse.FULLY else self


class ThreadUse(msgspec.Struct, frozen=True):
    """With how many threads (`count`) an engine decodes now.

    Where those are fewer than it was loaded with, it is because other programs use so many cores (`others`), because of
    the `use` that is wanted, or because engines share the computer. With `is_fixed` the number was chosen, whatever the
    use.
    """

    count: int = 0
    others: float = 0.0
    use: ComputerUse = ComputerUse.FULLY
    is_fixed: bool = False

    def reason(self, most: int) -> ComputerUse:
        """The use, if it is why there are fewer than `most`; else FULLY."""
        return self.use if not self.is_fixed and self.count >= self.use.threads(most) else ComputerUse.FULLY
