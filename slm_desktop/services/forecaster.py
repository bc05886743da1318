"""Forecasts as the screens ask for them: a short-lived child plans, with the header of a file that may be far away."""

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

from slm_desktop.core.engines.commands import Forecast
from slm_desktop.core.engines.events import Forecasted
from slm_desktop.core.engines.ports import StartEngine
from slm_desktop.core.models.forecast import Source, Table, table
from slm_desktop.core.models.names import safe_path
from slm_desktop.errors import Fault, as_fault
from slm_desktop.hub.header import RemoteHeaders
from slm_desktop.hub.response import Order
from slm_desktop.jobs import NETWORK, Jobs
from slm_desktop.loop import Bridge
from slm_desktop.services.short_child import asked

FORECAST_SECONDS = 30.0
MOST_HEADERS = 64


class PlanDesk:
    """Lets a short-lived child plan the memory of a file; the header of one on the Hub is fetched first."""

    def __init__(self, headers: RemoteHeaders, folder: Path, jobs: Jobs, bridge: Bridge, start: StartEngine,
                 chosen: Callable[[], dict[str, int | str]]) -> None:  # fmt: skip
        self._headers, self._folder, self._jobs, self._bridge = headers, folder, jobs, bridge
        self._start, self._chosen = start, chosen
        self.ended = threading.Event()

    def plan(self, source: Source, tell: Callable[[Table | Fault], None]) -> None:
        """Forecast for all contexts."""

        def work() -> None:
            if self.ended.is_set():
                return
            try:
                said: Table | Fault = self._planned(source.path or self._laid(source))
            except Exception as error:  # noqa: BLE001 - whoever waits must hear something
                said = as_fault(error)
            self._bridge.post(lambda: tell(said))

        # Files of this computer do not wait for a slow server.
        self._jobs.submit("plan" if source.path else f"{NETWORK}plan", work)

    def _laid(self, source: Source) -> str:
        """The header of a file on the Hub, in a sparse file of our own."""
        folder = self._folder / safe_path(source.key.replace(":", "-").replace("/", "-").replace("@", "-"))
        orders = [Order(source.repo, source.commit, file, folder / safe_path(Path(file.path).name)) for file in source.files]
        if not all(order.target.exists() for order in orders):
            self._headers.fetch(orders, self.ended)
            _thin_out(self._folder)
        return str(orders[0].target)

    def _planned(self, path: str) -> Table:
        chosen = self._chosen()
        command = Forecast(
            1, path, threads=int(chosen["threads"]), gpu_layers=int(chosen["gpu_layers"]), runtime=str(chosen["runtime"])
        )
        return table(asked(self._start, command, Forecasted, FORECAST_SECONDS, self.ended.is_set))


def _thin_out(folder: Path) -> None:
    """Keep the headers that were used last."""
    known = sorted((path for path in folder.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    for path in known[:-MOST_HEADERS]:
        shutil.rmtree(path, ignore_errors=True)
