"""The answers of an SLM Desktop on another machine, asked for on threads."""

from collections.abc import Callable
from typing import Any

from slm_desktop.core.sampling import Values
from slm_desktop.errors import Fault, as_fault
from slm_desktop.jobs import NETWORK, Jobs
from slm_desktop.loop import Loop
from slm_desktop.remote.connection import Connection
from slm_desktop.remote.dialects import DIALECTS, Kind

RUNS = "/v1/runs"
NAMES = DIALECTS[Kind.SLM_DESKTOP].parameters


class FarServer:
    """One server. What it is asked is asked in order, on one thread."""

    def __init__(self, address: str, connect: Callable[[str], Connection], jobs: Jobs, loop: Loop) -> None:
        self._address, self._connect, self._jobs, self._loop = address, connect, jobs, loop
        self._connection: Connection | None = None

    def running(self, on_runs: Callable[[list[dict[str, Any]] | Fault], None]) -> None:
        """The answers that are under way there, without their contents."""

        def found(listed: Any) -> list[dict[str, Any]]:
            rows = listed.get("data") if isinstance(listed, dict) else None
            rows = rows if isinstance(rows, list) else []
            return [row for row in rows if isinstance(row, dict) and row.get("state") in ("waiting", "running")]

        self._do(lambda connection: found(connection.get(RUNS)), on_runs)

    def read(self, id_: str, on_record: Callable[[dict[str, Any] | Fault], None]) -> None:
        """The record of one of its answers."""

        def found(record: Any) -> dict[str, Any]:
            return record if isinstance(record, dict) else {}

        self._do(lambda connection: found(connection.get(f"{RUNS}/{id_}")), on_record)

    def set_sampling(self, id_: str, values: Values) -> None:
        """Change how an answer goes on."""
        told = {NAMES[name]: value for name, value in values.items() if name in NAMES}
        self._do(lambda connection: connection.post(f"{RUNS}/{id_}/sampling", told), lambda _result: None)

    def stop(self, id_: str) -> None:
        """End an answer."""
        self._do(lambda connection: connection.post(f"{RUNS}/{id_}/stop", {}), lambda _result: None)

    def close(self) -> None:
        """Nobody asks it any more."""
        if self._connection:
            self._connection.close()

    def _do(self, ask: Callable[[Connection], Any], on_result: Callable[[Any], None]) -> None:
        def work() -> None:
            try:
                self._connection = self._connection or self._connect(self._address)
                result = ask(self._connection)
            except Exception as error:  # noqa: BLE001 - whoever waits must hear something
                result = as_fault(error, self._address)
            self._loop.post(lambda: on_result(result))

        self._jobs.submit(f"{NETWORK}runs:{self._address}", work)
