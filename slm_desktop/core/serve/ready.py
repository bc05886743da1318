"""Wait until a leased engine has its model."""

from collections.abc import Callable

from slm_desktop.core.engines.engine import EngineState
from slm_desktop.core.engines.model_ref import ModelChoice
from slm_desktop.core.engines.pool import EnginePool, Lease
from slm_desktop.errors import Fault


class WaitForModel:
    """One of `on_ready` and `on_fault` is called once, unless it is cancelled before."""

    def __init__(
        self,
        pool: EnginePool,
        choice: ModelChoice,
        *,
        on_ready: Callable[[Lease], None],
        on_fault: Callable[[Fault], None],
    ) -> None:
        self._on_ready, self._on_fault = on_ready, on_fault
        self._lease = pool.lease(choice, unattended=True)
        self._is_over = False
        self._unsubscribe = self._lease.engine.changed.subscribe(self._look)
        self._look()

    def cancel(self) -> None:
        """Nobody waits any more."""
        if not self._is_over:
            self._end()
            self._lease.release()

    def _look(self) -> None:
        engine = self._lease.engine
        if self._is_over or engine.state == EngineState.LOADING:
            return
        self._end()
        if engine.state == EngineState.READY:
            self._on_ready(self._lease)
            return
        trouble = engine.trouble
        self._lease.release()
        self._on_fault(Fault(trouble.code, trouble.details) if trouble else Fault("no_model"))

    def _end(self) -> None:
        self._is_over = True
        self._unsubscribe()
