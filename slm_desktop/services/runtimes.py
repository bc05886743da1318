"""The runtime that engines are started with: the chosen one, once it has passed its self-test."""

from collections.abc import Callable
from pathlib import Path

from slm_desktop.core.clock import Clock
from slm_desktop.core.engines.engine import EngineState
from slm_desktop.core.engines.pool import EnginePool
from slm_desktop.core.engines.self_tests import BUILT_IN, SelfTests
from slm_desktop.core.faults import Faults
from slm_desktop.library.starter import starter
from slm_desktop.settings import Settings, follow
from slm_desktop.store.runtimes import Runtimes

QUIET_SECONDS, LOOK_SECONDS = 10.0, 1.0
"""The built-in runtime is tested so long after the start, a chosen one as soon as nothing is loaded or written."""
REJECTED = "runtime_rejected"


class RuntimeChoice:
    """Tests what is chosen; until it has passed, the settings give another runtime where there is one."""

    def __init__(self, path: Path, settings: Settings, faults: Faults, clock: Clock) -> None:
        self._settings, self._faults, self._clock = settings, faults, clock
        self.tests = SelfTests(lambda: self._pool, Runtimes(path), lambda: str(starter() or ""))
        self._pool: EnginePool
        self._stop_waiting: Callable[[], None] = lambda: None
        settings.runtime_for = self.tests.runtime_for

    def begin(self, pool: EnginePool) -> None:
        """The first picture is there: test what has not passed yet, and whatever is chosen from now on."""
        self._pool = pool
        self.tests.changed.subscribe(self._on_tested)
        follow(self._settings, lambda: self._settings["runtime"], self._on_choice)
        self._wait(QUIET_SECONDS if self._settings["runtime"] == BUILT_IN else LOOK_SECONDS)

    def _on_choice(self) -> None:
        self._faults.over(REJECTED)
        self.tests.forget(self._settings["runtime"])
        self._wait(LOOK_SECONDS)

    def _wait(self, seconds: float) -> None:
        self._stop_waiting()
        self._stop_waiting = self._clock.every(seconds, self._look)

    def _look(self) -> None:
        """It would take room and time from a load, and slow an answer."""
        is_loading = any(engine.state == EngineState.LOADING for engine in self._pool.engines)
        if is_loading or self._pool.usage.busy:
            return
        self._stop_waiting()
        wanted = self._settings["runtime"]
        self.tests.begin(wanted, self._settings.load_options(runtime=wanted))

    def _on_tested(self) -> None:
        rejected = self.tests.rejected.get(self._settings["runtime"])
        if rejected:
            self._faults.report(rejected)
        else:
            self._faults.over(REJECTED)
        self._settings.changed()  # Another runtime is used from now on: a model may be loaded anew.
