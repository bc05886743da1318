"""Engines without a window: a pool, and the loop that a command drains by itself."""

import sys
from collections.abc import Callable
from types import TracebackType

from slm_desktop.core.engines.commands import FirstCommand
from slm_desktop.core.engines.engine import EngineState
from slm_desktop.core.engines.events import Event
from slm_desktop.core.engines.model_ref import ModelChoice
from slm_desktop.core.engines.pool import Answer, EnginePool, Lease
from slm_desktop.core.engines.ports import Process
from slm_desktop.core.engines.question import OnProgress
from slm_desktop.core.engines.usage import Usage
from slm_desktop.engine.host import Host, OnEvent
from slm_desktop.engine.memory import free_memory
from slm_desktop.errors import Fault
from slm_desktop.library.sniff import check
from slm_desktop.loop import Loop, SystemClock
from slm_desktop.services.energy import meter

CLOSE_SECONDS = 60.0


class WholeMemory:
    """A command has the computer's memory for itself."""

    def free(self) -> int:
        """Bytes that are free now."""
        return free_memory()

    def limit(self) -> int:
        """No limit."""
        return 0

    def need(self, choice: ModelChoice) -> int:
        """Not known: one model is loaded, and the engine says what it lacks."""
        return 0


class Headless:
    """To be used as a context: at its end all engines are gone."""

    def __init__(self) -> None:
        self.loop = Loop()
        clock = SystemClock(self.loop)
        usage = Usage(meter(lambda: self.pool, lambda: 0, clock))
        self.pool = EnginePool(self._start, clock, WholeMemory(), check=check, usage=usage)

    def _start(self, first: FirstCommand, on_event: OnEvent) -> Process:
        return Host(first, self.loop.carry(on_event))

    def __enter__(self) -> "Headless":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.pool.close()
        self.pool.join(CLOSE_SECONDS)
        self.loop.close()

    def wait(self, is_over: Callable[[], bool]) -> None:
        """Let things happen until something is over."""
        self.loop.run_until(is_over)

    def load(self, choice: ModelChoice) -> Lease:
        """Load a model. Raise Fault when that cannot be done."""
        lease = self.pool.lease(choice)
        engine = lease.engine
        engine.changed.subscribe(lambda: _report_silence(engine.silent))
        self.wait(lambda: engine.state != EngineState.LOADING or engine.trouble is not None)
        if engine.trouble:
            raise Fault(engine.trouble.code, engine.trouble.details)
        return lease

    def ask(
        self, command: FirstCommand, kind: type[Answer], seconds: float, on_progress: OnProgress | None = None
    ) -> Answer:
        """Let an engine answer one command. Raise Fault."""
        answers: list[Answer | Fault] = []
        self.pool.ask(command, kind, seconds, answers.append, on_progress)
        self.wait(lambda: bool(answers))
        answer = answers[0]
        if isinstance(answer, Fault):
            raise answer
        assert isinstance(answer, Event)
        return answer


def _report_silence(seconds: float) -> None:
    """Only the user can know how long to wait."""
    if seconds:
        print(f"The engine has said nothing for {seconds:.0f} seconds. Ctrl+C ends it.", file=sys.stderr)
