"""An answer for a client of the server: from the request to its end, and what is known of it then."""

from collections.abc import Callable
from enum import StrEnum

import msgspec

from slm_desktop.core.engines.commands import Change, Request
from slm_desktop.core.engines.events import AnyEvent, Ended, Failed, Finished, SamplingChanged, Stopped
from slm_desktop.core.engines.pool import Lease
from slm_desktop.core.engines.run import Run
from slm_desktop.core.sampling import Values
from slm_desktop.core.serve.offered import Offered
from slm_desktop.core.signal import Signal
from slm_desktop.errors import Fault

OnEvent = Callable[[AnyEvent], None]


class RunState(StrEnum):
    """How far a run is."""

    WAITING = "waiting"
    """For its model to be loaded."""
    RUNNING = "running"
    COMPLETE = "complete"
    STOPPED = "stopped"
    FAILED = "failed"


class Client(msgspec.Struct, frozen=True):
    """Who asked, and where: the address that was called, and how the program calls itself."""

    endpoint: str
    agent: str = ""


class ServedRun:
    """`created` is in seconds since 1970; `changes` are the sampling values by token position."""

    def __init__(self, *, id_: str, model: Offered, client: Client, created: float, on_event: OnEvent) -> None:
        self.id, self.model, self.client, self.created = id_, model, client, created
        self._on_event = on_event
        self._lease: Lease | None = None
        self.run: Run | None = None
        self._ended_early: Stopped | Failed | None = None
        self.changes: list[Change] = []
        self._wished: Values = {}
        """What was asked for and does not hold yet."""
        self.build, self.sha256 = "", ""
        self.changed = Signal()
        """Fires after each of its events."""
        self.on_cancel: Callable[[], None] = lambda: None
        """How to give up waiting for the model."""

    @property
    def ending(self) -> Ended | None:
        """How it ended; None before."""
        return self.run.ending if self.run else self._ended_early

    @property
    def state(self) -> RunState:
        """How far it is."""
        match self.ending:
            case Finished():
                return RunState.COMPLETE
            case Stopped():
                return RunState.STOPPED
            case Failed():
                return RunState.FAILED
            case _:
                return RunState.RUNNING if self.run else RunState.WAITING

    @property
    def is_cut(self) -> bool:
        """Whether it ended because it may not be longer, or the context is full."""
        return isinstance(self.ending, Finished) and self.ending.reason in ("length", "context")

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state not in (RunState.WAITING, RunState.RUNNING)

    @property
    def values(self) -> Values:
        """The sampling values of its next token."""
        return self.changes[-1].values if self.changes else {}

    # -- verbs -----------------------------------------------------------------------------------------------

    def start(self, lease: Lease, request: Request) -> None:
        """The model is there: begin. Raise Fault 'no_model'."""
        self._lease, self.changes = lease, list(request.changes)
        hello = lease.engine.hello
        self.build, self.sha256 = hello.build if hello else "", lease.engine.sha256
        self.run = lease.start(request, self._take)

    def fail(self, fault: Fault) -> None:
        """It could not even begin."""
        self._end_early(Failed(0, fault.code, fault.details))

    def _end_early(self, ending: Stopped | Failed) -> None:
        self._ended_early = ending
        self._on_event(ending)
        self.changed()

    def stop(self) -> None:
        """End it where it is."""
        if self.run:
            self.run.stop()
        elif not self.is_over:
            self.on_cancel()
            self._end_early(Stopped(0))

    def set_sampling(self, values: Values) -> None:
        """Sample the next token with these of its values changed; several changes before it add up."""
        if self.run:
            self._wished = {**self.values, **self._wished, **values}
            self.run.set_sampling(self._wished)

    def forget_logprobs(self) -> None:
        """They were told, and would fill the memory."""
        if self.run:
            self.run.logprobs.clear()
            self.run.prompt_logprobs.clear()

    def _take(self, event: AnyEvent) -> None:
        if isinstance(event, SamplingChanged):
            self.changes.append(Change(event.position, event.values))
            if event.values == self._wished:
                self._wished = {}
        if isinstance(event, Ended) and self._lease:
            self.sha256 = self.sha256 or self._lease.engine.sha256
            self._lease.release()
        self._on_event(event)
        self.changed()
