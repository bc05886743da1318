"""What the way to a model needs from the world."""

from collections.abc import Callable, Sequence
from typing import Protocol

from slm_desktop.core.engines.usage import Pace
from slm_desktop.core.models.download_events import DownloadEvent
from slm_desktop.core.models.forecast import Measured, Source, Table
from slm_desktop.core.models.hub import Download, Page, Query, Repository
from slm_desktop.errors import Fault


class Fetching(Protocol):
    """A download at work; `number` tells it from others of the same download."""

    number: int

    def stop(self) -> None:
        """Give up soon; what came is kept."""

    def join(self) -> None:
        """Wait until what came is noted."""


class Fetcher(Protocol):
    """Brings models."""

    def target(self, item: Download) -> str:
        """Where the first file of a download goes. Raise Fault for a name that may not be used."""

    def start(self, item: Download, on_event: Callable[[DownloadEvent], None]) -> Fetching:
        """Begin, or go on where an earlier run ended."""

    def discard(self, item: Download, fetching: Fetching | None) -> None:
        """Stop, and throw away what came."""


class DownloadStore(Protocol):
    """Where the queue of downloads is kept. Saving returns at once."""

    def save_download(self, item: Download, place: int) -> None:
        """Keep a download and its place in the queue."""

    def order_downloads(self, ids: Sequence[int]) -> None:
        """Keep the order of the queue."""

    def forget_download(self, id_: int) -> None:
        """It is done, or not wanted any more."""


class HubPort(Protocol):
    """Asks the Hub on a thread; answers come on the window's.

    What was asked before is given up for what is asked now.
    """

    def search(self, query: Query, on_result: Callable[[Page | Fault], None]) -> None:
        """The first page."""

    def more(self, on_result: Callable[[Page | Fault], None]) -> None:
        """The next page of the last search."""

    def repository(self, repo: str, on_result: Callable[[Repository | Fault], None]) -> None:
        """A repository with its files."""

    def card(self, repo: str, commit: str, on_result: Callable[[str | Fault], None]) -> None:
        """A model card."""


class SpeedStore(Protocol):
    """Where it is kept how fast answers were."""

    def paces(self) -> dict[str, list[Pace]]:
        """How fast the last answers of each file were written, oldest first."""

    def save_pace(self, file: str, pace: Pace) -> None:
        """Keep how fast an answer was written."""


class Forecaster(Protocol):
    """Lets llama.cpp plan the memory of a file; the answer comes on the window's thread."""

    def forecast(self, source: Source, on_result: Callable[[Table | Fault], None]) -> None:
        """Forecast for all contexts."""


class ForecastStore(Protocol):
    """Where forecasts and measured runs are kept."""

    def forecast(self, file: str) -> Table | None:
        """What was forecast for a file."""

    def save_forecast(self, file: str, table: Table) -> None:
        """Keep a forecast."""

    def fault(self, file: str) -> Fault | None:
        """Why a file cannot be used, as it was found before."""

    def save_fault(self, file: str, fault: Fault) -> None:
        """Keep why a file cannot be used, until a forecast of it is kept."""

    def runs(self, file: str = "") -> list[Measured]:
        """The last measured runs of a file, or of all."""

    def save_run(self, file: str, run: Measured) -> None:
        """Keep what a run took."""
