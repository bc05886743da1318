"""A server in this process over a scripted child, with rules of a test's choice."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from slm_desktop.cli.headless import WholeMemory
from slm_desktop.core.engines.model_ref import ModelChoice, ModelRef
from slm_desktop.core.engines.pool import EnginePool
from slm_desktop.core.engines.usage import Usage
from slm_desktop.core.serve.offered import OfferedModels
from slm_desktop.core.serve.request_log import RequestLog
from slm_desktop.core.serve.serving import Serving
from slm_desktop.engine.host import Host
from slm_desktop.engine.scripted import command_for
from slm_desktop.errors import Fault
from slm_desktop.loop import Loop, SystemClock
from slm_desktop.media.reader import read_media
from slm_desktop.server.guard import Rules
from slm_desktop.server.local_server import LocalServer, Place

Script = dict[str, list[dict[str, Any]]]
WORDS = " ".join(f"word{number}" for number in range(40))
TALKING: Script = {"generate": [{"answer": WORDS}]}


class Local:
    """The server, and what stands behind it."""

    def __init__(self, script: Script, place: Place, idle_seconds: float) -> None:
        self.loop = Loop()
        self.pool = EnginePool(
            lambda first, on_event: Host(first, self.loop.carry(on_event), command_for(script)),
            SystemClock(self.loop),
            WholeMemory(),
            check=lambda _path: None,
            usage=Usage(),
        )
        self.models = [ModelChoice(ModelRef(f"/models/{name}.gguf")) for name in ("first", "second")]
        clock = SystemClock(self.loop)
        self.serving = Serving(self.pool, clock, OfferedModels(lambda: self.models), lambda: idle_seconds)
        self.log = RequestLog()
        try:
            self.server = LocalServer(self.loop, self.serving, self.log, place, read_media)
        except Fault:
            self.loop.close()
            raise
        self._is_over = False
        self._thread = threading.Thread(target=lambda: self.loop.run_until(lambda: self._is_over))
        self._thread.start()

    @property
    def address(self) -> str:
        return self.server.address.removesuffix("/v1")

    def close(self) -> None:
        self.loop.post(self._end)
        self._thread.join()
        self.pool.join(10)
        self.loop.close()

    def _end(self) -> None:
        self.server.close(self._on_closed)

    def _on_closed(self) -> None:
        self.serving.close()
        self.pool.close()
        self._is_over = True


@contextmanager
def local(script: Script = TALKING, *, host: str = "127.0.0.1", idle: float = 0.0, **rules: Any) -> Iterator[Local]:
    made = Local(script, Place(host=host, rules=Rules(**rules)), idle)
    try:
        yield made
    finally:
        made.close()
