"""Forecasts of memory as the screens read them: asked for once, kept, and corrected by what runs really took."""

from collections.abc import Callable, Sequence

from slm_desktop.core.models.forecast import (
    AUTOMATIC_CONTEXT,
    Measured,
    Source,
    Table,
    automatic_context,
    corrected,
    verdict,
)
from slm_desktop.core.models.hub import Offer, Repository
from slm_desktop.core.models.local_models import LocalModel
from slm_desktop.core.models.ports import Forecaster, ForecastStore
from slm_desktop.core.signal import Signal
from slm_desktop.errors import Fault

LASTING = ("truncated", "header", "not_gguf", "gguf_version", "embedding", "encoder", "diffusion", "projector", "empty")
"""Faults that hold for a file on this computer as long as its bytes are the same, whatever llama.cpp learns."""
OF_THE_FILE = (*LASTING, "part_missing", "architecture", "missing")
"""Faults of a forecast that a load would meet too; others, as of a child that took too long, say nothing of the file.
"""


def local(model: LocalModel) -> Source:
    """A model on this computer."""
    return Source(model.key, path=model.path)


def remote(repository: Repository, offer: Offer) -> Source:
    """A model on the Hub. A file is the same wherever it has the same hash."""
    first = offer.files[0]
    key = f"sha256:{first.sha256}" if first.sha256 else f"{repository.found.repo}@{repository.commit}/{first.path}"
    return Source(key, repo=repository.found.repo, commit=repository.commit, files=offer.files)


class Forecasts:
    """`changed` fires when a forecast came. `free` gives the bytes of memory that a model could take now."""

    def __init__(
        self,
        forecaster: Forecaster,
        store: ForecastStore,
        free: Callable[[], int],
        loads: Callable[[], str] = lambda: "",
    ) -> None:
        """`loads` names the settings that a plan depends on: with others, another plan is made."""
        self._forecaster, self._store, self.free, self._loads = forecaster, store, free, loads
        self._tables: dict[str, Table | None] = {}
        self._faults: dict[str, Fault | None] = {}
        self._pending: set[str] = set()
        self._runs: dict[str, list[Measured]] = {}
        self.changed = Signal()

    def want(self, source: Source, *, again: bool = False) -> Table | None:
        """The forecast of a file if it is known, else it is made; `again` also tries what failed before."""
        known, name = self.table(source.key), self._name(source.key)
        if known or name in self._pending or (self.fault(source.key) and not again):
            return known
        self._pending.add(name)
        self._faults[name] = None
        lasting = LASTING if source.path else ()
        self._forecaster.forecast(source, lambda result: self._take(name, result, lasting))
        return None

    def _name(self, key: str) -> str:
        """What a plan is kept under: the file, and the settings that the plan was made for."""
        return key + self._loads()

    def _take(self, name: str, result: Table | Fault, lasting: Sequence[str]) -> None:
        """Keep what came of a plan; of faults those that are `lasting`."""
        self._pending.discard(name)
        if isinstance(result, Table):
            self._tables[name] = result
            self._store.save_forecast(name, result)
        else:
            self._faults[name] = result
            if result.code in lasting:
                self._store.save_fault(name, result)
        self.changed()

    def table(self, key: str) -> Table | None:
        """What is known of a file."""
        name = self._name(key)
        if name not in self._tables:
            self._tables[name] = self._store.forecast(name)
        return self._tables[name]

    def fault(self, key: str) -> Fault | None:
        """Why a forecast could not be made."""
        name = self._name(key)
        if name not in self._faults:
            self._faults[name] = self._store.fault(name)
        return self._faults[name]

    def fault_of_file(self, key: str) -> Fault | None:
        """Why a load of the file would fail too."""
        fault = self.fault(key)
        return fault if fault and fault.code in OF_THE_FILE else None

    def first(self, sources: list[Source]) -> Table | None:
        """The first forecast that is known of several files, as of the quantisations of one model."""
        return next((table for source in sources if (table := self.table(source.key))), None)

    def need(self, key: str, table: Table, context: int, kv_type: str) -> int:
        """Bytes of main memory at most, at a context (0 for the usual one), as measured runs correct them."""
        asked = self.context(table, context, kv_type)
        return corrected(table.needed(asked, kv_type), self.runs(key)) + table.parked(asked, kv_type)

    def context(self, table: Table, asked: int, kv_type: str) -> int:
        """The context that a load will have: what was asked for, or (0) what chooses itself by the memory that is
        free.
        """
        return min(asked or automatic_context(table, self.free(), kv_type) or AUTOMATIC_CONTEXT, table.trained_context)

    def verdict(self, need: int) -> str:
        """Whether so many bytes fit now."""
        return verdict(need, self.free())

    def runs(self, key: str) -> list[Measured]:
        """What a file's runs took; those of all files stand in while it has none of its own."""
        for name in (key, ""):
            if name not in self._runs:
                self._runs[name] = self._store.runs(name)
        return self._runs[key] or self._runs[""]

    def own_runs(self, key: str) -> list[Measured]:
        """What this very file's runs took."""
        self.runs(key)
        return self._runs[key]

    def measured(self, key: str, run: Measured) -> None:
        """A run ended: the next forecasts learn from it."""
        self._store.save_run(key, run)
        self._runs.clear()
        self.changed()
