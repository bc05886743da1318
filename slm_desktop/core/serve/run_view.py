"""An answer of a server as a window shows it, wherever that server is."""

from collections.abc import Callable
from typing import Any, Protocol

import msgspec

from slm_desktop.core.clock import Clock
from slm_desktop.core.sampling import DICE, Values
from slm_desktop.core.serve.served_run import RunState, ServedRun
from slm_desktop.core.signal import Signal
from slm_desktop.errors import Fault

LOOK_SECONDS = 0.25
"""So often an answer on another machine is looked at."""


class RunView(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of it now. `values` are those of its next token, `changes` how many there were, the first
    included, `changed_at` the token from which they hold; `speed` in tokens per second, 0 where it is not known.
    """

    program: str = ""
    model: str = ""
    state: RunState = RunState.WAITING
    text: str = ""
    tokens: int = 0
    speed: float = 0.0
    seed: float = DICE
    values: Values = msgspec.field(default_factory=dict)
    changes: int = 0
    changed_at: int = 0
    is_cut: bool = False
    """It ended because it may not be longer, not because it is complete."""

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state not in (RunState.WAITING, RunState.RUNNING)


class Watched(Protocol):
    """An answer that can be watched and steered. `changed` fires when `view` has changed."""

    changed: Signal

    @property
    def view(self) -> RunView:
        """What is known of it now."""

    def set_sampling(self, values: Values) -> None:
        """Sample the next token with these of its values changed."""

    def stop(self) -> None:
        """End it where it is."""

    def leave(self) -> None:
        """Nobody looks any more."""


class NearRun:
    """An answer of this app's own server."""

    def __init__(self, run: ServedRun) -> None:
        self._run, self.changed = run, run.changed
        self.set_sampling, self.stop = run.set_sampling, run.stop

    @property
    def view(self) -> RunView:
        """What is known of it now."""
        run, inner = self._run, self._run.run
        return RunView(
            program=run.client.agent or run.client.endpoint,
            model=run.model.choice.name,
            state=run.state,
            text=inner.text if inner else "",
            tokens=len(inner.tokens) if inner else 0,
            speed=inner.speed if inner else 0.0,
            seed=float(inner.request.seed) if inner else DICE,
            values=run.values,
            changes=len(run.changes),
            changed_at=run.changes[-1].position if run.changes else 0,
            is_cut=run.is_cut,
        )

    def leave(self) -> None:
        """It is told of anyway."""


class FarServer(Protocol):
    """A server of the same kind on another machine. Results come on the loop's thread; what fails says nothing."""

    def read(self, id_: str, on_record: Callable[[dict[str, Any] | Fault], None]) -> None:
        """The record of one of its answers."""

    def set_sampling(self, id_: str, values: Values) -> None:
        """Change how an answer goes on."""

    def stop(self, id_: str) -> None:
        """End an answer."""


class FarRun:
    """An answer on another machine: it is looked at now and again, until it is over or nobody looks any more."""

    def __init__(self, id_: str, server: FarServer, clock: Clock, host: str) -> None:
        self._id, self._server, self._host = id_, server, host
        self.changed, self.view = Signal(), RunView(program=host)
        self._is_asking = False
        self._end = clock.every(LOOK_SECONDS, self._look)
        self._look()

    def set_sampling(self, values: Values) -> None:
        """Sample the next token with these of its values changed."""
        self._server.set_sampling(self._id, values)

    def stop(self) -> None:
        """End it where it is."""
        self._server.stop(self._id)

    def leave(self) -> None:
        """Nobody looks any more."""
        self._end()

    def _look(self) -> None:
        if not self._is_asking:
            self._is_asking = True
            self._server.read(self._id, self._take)

    def _take(self, record: dict[str, Any] | Fault) -> None:
        self._is_asking = False
        if isinstance(record, Fault):  # It may come back: what was seen last stays, and nothing new is claimed.
            return
        self.view = view_of(record, self._host)
        if self.view.is_over:
            self._end()
        self.changed()


def view_of(record: dict[str, Any], host: str) -> RunView:
    """A record of another server, which is a stranger: what is of another type than it should be says nothing."""
    sampling = [one for one in _list(record.get("sampling")) if isinstance(one, dict)]
    last = sampling[-1] if sampling else {}
    values = last.get("values")
    replay, timings = record.get("replay"), record.get("timings")
    speed = timings.get("predicted_per_second") if isinstance(timings, dict) else None
    state = record.get("state")
    return RunView(
        program=f"{record.get('agent') or record.get('endpoint')} · {host}"[:120],
        model=str(record.get("model"))[:120],
        state=RunState(state) if state in list(RunState) else RunState.FAILED,
        text=str(record.get("text") or ""),
        tokens=_number(record.get("tokens")),
        speed=float(speed) if isinstance(speed, int | float) else 0.0,
        seed=float(_number(replay.get("seed"))) if isinstance(replay, dict) else DICE,
        values=values if isinstance(values, dict) else {},
        changes=len(sampling),
        changed_at=_number(last.get("from_token")),
        is_cut=record.get("finish_reason") == "length",
    )


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0
