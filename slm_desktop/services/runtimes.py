"""The runtime that engines are started with: the chosen one, once it has passed its self-test."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from slm_desktop.core.clock import Clock
from slm_desktop.core.engines.commands import FirstCommand, Probe, SelfTest
from slm_desktop.core.engines.pool import EnginePool
from slm_desktop.core.engines.runtime_trial import BUILT_IN, RuntimeTrials
from slm_desktop.core.faults import Faults
from slm_desktop.library.starter import starter
from slm_desktop.settings import Settings, follow
from slm_desktop.store.runtimes import Runtimes

QUIET_SECONDS = 10.0
"""The built-in runtime is tried so long after the start, when the first model is loaded; a chosen one at once."""
REJECTED = "runtime_rejected"


class RuntimeChoice:
    """Tries what is chosen, and puts another one in its place where that is needed."""

    def __init__(self, path: Path, settings: Settings, faults: Faults, clock: Clock) -> None:
        self._settings, self._faults, self._clock = settings, faults, clock
        self.trials = RuntimeTrials(lambda: self._pool, Runtimes(path), lambda: str(starter() or ""))
        self._pool: EnginePool
        self._stop_waiting: Callable[[], None] = lambda: None

    def begin(self, pool: EnginePool) -> None:
        """The first picture is there: try what has not passed yet, and each other one that is chosen."""
        self._pool = pool
        self.trials.changed.subscribe(self._tell)
        follow(self._settings, lambda: self._settings["runtime"], self._on_choice)
        if self._settings["runtime"] == BUILT_IN:
            self._stop_waiting = self._clock.every(QUIET_SECONDS, self._try_once)
        else:
            self._try()

    def of(self, first: FirstCommand) -> FirstCommand:
        """A first command with the runtime that it is to use."""
        if isinstance(first, SelfTest):
            return first
        if isinstance(first, Probe):
            return msgspec.structs.replace(first, runtime=self.trials.to_use(first.runtime))
        options = msgspec.structs.replace(first.options, runtime=self.trials.to_use(first.options.runtime))
        return msgspec.structs.replace(first, options=options)

    def _on_choice(self) -> None:
        self._faults.over(REJECTED)
        self.trials.rejected.pop(self._settings["runtime"], None)  # It may have been put right meanwhile.
        self._try()

    def _try_once(self) -> None:
        if not self._pool.usage.busy:  # An answer is not to be slowed by it.
            self._stop_waiting()
            self._try()

    def _try(self) -> None:
        self.trials.begin(self._settings["runtime"], self._settings.load_options())

    def _tell(self) -> None:
        rejected = self.trials.rejected.get(self._settings["runtime"])
        if rejected:
            self._faults.report(rejected)
        else:
            self._faults.over(REJECTED)
