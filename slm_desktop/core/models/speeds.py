"""Speeds as the screens read them: what was measured of a model, and what is to be expected of one that was not."""

from collections.abc import Callable
from statistics import median

import msgspec

from slm_desktop.core.engines.usage import MOST_PACES, Pace, Setup, Typical, typical
from slm_desktop.core.models.estimate import rough_table
from slm_desktop.core.models.forecast import Table
from slm_desktop.core.models.local_models import LocalModel
from slm_desktop.core.models.ports import SpeedStore
from slm_desktop.core.models.speed import Calibration, Expected, expected, shares
from slm_desktop.core.signal import Signal


class Speeds:
    """`changed` fires when an answer was measured, or the computer. A file is named by its key, as in forecasts."""

    def __init__(
        self, store: SpeedStore, table: Callable[[str], Table | None], usual: Callable[[], tuple[int, str]]
    ) -> None:
        """`table` is the forecast of a file, `usual` the context and the type of KV cache that models are loaded
        with.
        """
        self._store, self._table, self._usual = store, table, usual
        self._paces: dict[str, list[Pace]] | None = None
        self._shares: dict[str, list[float]] = {}
        self.calibration: Calibration | None = None
        self.changed = Signal()

    def typical(self, key: str) -> Typical | None:
        """What was measured of a file."""
        return typical(self._known().get(key, ()))

    def of(self, model: LocalModel) -> Typical | Expected | None:
        """What was measured of a model on this computer, else what is to be expected."""
        table = self._table(model.key) or _about(model)
        return self.typical(model.key) or self.expected(model.key, table)

    def expected(self, key: str, table: Table | None, context: int = 0, kv_type: str = "") -> Expected | None:
        """What is to be expected of a file; None while the computer was not measured or nothing is known of the
        file.
        """
        usual = self._usual()
        context, kv_type = context or usual[0], kv_type or usual[1]
        row = table.at(context, kv_type) if table else None
        if self.calibration is None or table is None or row is None:
            return None
        setup = Setup(context, 0, kv_type, row.layers)
        return expected(table, self.calibration, setup, self._taught(key), self._others())

    def add(self, key: str, pace: Pace) -> None:
        """An answer was measured."""
        known = self._known().setdefault(key, [])
        known.append(pace)
        del known[:-MOST_PACES]
        self._store.save_pace(key, pace)
        self._shares.clear()
        self.changed()

    def forget(self) -> None:
        """What was measured of the computer holds no longer."""
        if self.calibration is not None:
            self.calibration = None
            self._shares.clear()
            self.changed()

    def calibrated(self, calibration: Calibration) -> None:
        """The computer was measured."""
        self.calibration = calibration
        self._shares.clear()
        self.changed()

    def _known(self) -> dict[str, list[Pace]]:
        if self._paces is None:
            self._paces = self._store.paces()
        return self._paces

    def _taught(self, key: str) -> list[float]:
        """What answers of this file were of their forecasts."""
        if key not in self._shares:
            table, paces = self._table(key), self._known().get(key)
            self._shares[key] = shares(table, self.calibration, paces) if table and paces and self.calibration else []
        return self._shares[key]

    def _others(self) -> list[float]:
        """The middle share of each file that has one."""
        return [median(own) for key in tuple(self._known()) if (own := self._taught(key))]


def _about(model: LocalModel) -> Table | None:
    """What the size of a file and the beginning of its header say, while nobody read all of it."""
    if not model.can_chat:
        return None
    facts = model.facts
    made = rough_table(0, model.quantisation, model.name, facts.architecture, facts.context, model.size)
    return msgspec.structs.replace(made, layers=facts.layers + 1) if facts.layers else made
