"""Forecasts as the screens ask for them: an engine plans, with the header of a file that may be far away."""

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

from slm_desktop.core.engines.commands import Forecast
from slm_desktop.core.engines.events import Forecasted
from slm_desktop.core.engines.pool import EnginePool
from slm_desktop.core.models.forecast import Source, Table, table
from slm_desktop.core.models.names import safe_path
from slm_desktop.errors import Fault, as_fault
from slm_desktop.hub.header import RemoteHeaders
from slm_desktop.hub.response import Order
from slm_desktop.jobs import NETWORK, Jobs
from slm_desktop.loop import Loop
from slm_desktop.settings import Settings

FORECAST_SECONDS = 30.0
MOST_HEADERS = 64
OnForecast = Callable[[Table | Fault], None]


class Forecaster:
    """Lets an engine plan the memory of a file; the header of one on the Hub is fetched first.

    One plan is made at a time.
    """

    def __init__(
        self, headers: RemoteHeaders, folder: Path, *, jobs: Jobs, loop: Loop, pool: EnginePool, settings: Settings
    ) -> None:
        self._headers, self._folder, self._jobs, self._loop = headers, folder, jobs, loop
        self._pool, self._settings = pool, settings
        self._waiting: list[tuple[str, OnForecast]] = []
        self._is_planning = False
        self.ended = threading.Event()

    def forecast(self, source: Source, on_forecast: OnForecast) -> None:
        """Forecast for all contexts."""
        if source.path:  # Files of this computer do not wait for a slow server.
            self._forecast(source.path, on_forecast)
        else:
            self._jobs.submit(f"{NETWORK}plan", lambda: self._fetch(source, on_forecast))

    # -- headers, on a thread --------------------------------------------------------------------------------

    def _fetch(self, source: Source, on_forecast: OnForecast) -> None:
        if self.ended.is_set():
            return
        try:
            path = self._laid(source)
        except Exception as error:  # noqa: BLE001 - whoever waits must hear something
            fault = as_fault(error)
            self._loop.post(lambda: on_forecast(fault))
        else:
            self._loop.post(lambda: self._forecast(path, on_forecast))

    def _laid(self, source: Source) -> str:
        """The header of a file on the Hub, in a sparse file of our own."""
        folder = self._folder / safe_path(source.key.replace(":", "-").replace("/", "-").replace("@", "-"))
        orders = [
            Order(source.repo, source.commit, file, folder / safe_path(Path(file.path).name)) for file in source.files
        ]
        if not all(order.target.exists() for order in orders):
            self._headers.fetch(orders, self.ended)
            _thin_out(self._folder)
        return str(orders[0].target)

    # -- plans -----------------------------------------------------------------------------------------------

    def _forecast(self, path: str, on_forecast: OnForecast) -> None:
        self._waiting.append((path, on_forecast))
        self._forecast_next()

    def _forecast_next(self) -> None:
        if self._is_planning or not self._waiting or self.ended.is_set():
            return
        path, on_forecast = self._waiting.pop(0)
        self._is_planning = True
        command = Forecast(1, path, self._settings.load_options())
        self._pool.ask(command, Forecasted, FORECAST_SECONDS, lambda answer: self._on_answer(answer, on_forecast))

    def _on_answer(self, answer: Forecasted | Fault, on_forecast: OnForecast) -> None:
        self._is_planning = False
        on_forecast(answer if isinstance(answer, Fault) else table(answer))
        self._forecast_next()


def _thin_out(folder: Path) -> None:
    """Keep the headers that were used last."""
    known = sorted((path for path in folder.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    for path in known[:-MOST_HEADERS]:
        shutil.rmtree(path, ignore_errors=True)
