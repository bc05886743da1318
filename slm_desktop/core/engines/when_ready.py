"""Waits for an engine that was leased: it loads its model, has it, or cannot."""

from collections.abc import Callable

from slm_desktop.core.engines.engine import EngineState
from slm_desktop.core.engines.pool import Lease
from slm_desktop.errors import Fault


class WhenReady:
    """Calls `on_ready` once when the engine of a lease has its model, `on_fault` when that will not be."""

    def __init__(self, lease: Lease, on_ready: Callable[[], object], on_fault: Callable[[Fault], object]) -> None:
        self.lease = lease
        self._on_ready, self._on_fault, self._is_over = on_ready, on_fault, False
        self._unsubscribe: Callable[[], None] = lease.engine.changed.subscribe(self.look)

    def look(self) -> None:
        """See what the engine does: at the beginning, and whenever it changes."""
        engine = self.lease.engine
        if self._is_over:
            return
        if engine.state == EngineState.BROKEN:
            trouble = engine.trouble
            self._end()
            self._on_fault(Fault(trouble.code, trouble.details) if trouble else Fault("no_model"))
        elif engine.state == EngineState.READY:
            self._end()
            self._begin()

    def _begin(self) -> None:
        """What is asked of the engine may need what is gone, such as a picture or sound."""
        try:
            self._on_ready()
        except Fault as fault:
            self._on_fault(fault)

    def release(self) -> None:
        """Give the engine back, and wait no longer."""
        self._end()
        self.lease.release()

    def _end(self) -> None:
        self._is_over = True
        self._unsubscribe()
        self._unsubscribe = lambda: None
