"""Drive an engine child in a test: send commands, wait for events."""

import contextlib
import queue
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from slm_desktop.core.engines.candidates import CandidateRecord
from slm_desktop.core.engines.commands import Change, Generate, Load, Request, Turn
from slm_desktop.core.engines.events import (
    AnyEvent,
    Candidates,
    Drafted,
    Exited,
    Failed,
    Finished,
    Loaded,
    Prompted,
    Sample,
    Stopped,
    ThreadsSet,
    Tokens,
)
from slm_desktop.core.engines.ports import StartProcess
from slm_desktop.engine.host import Host
from tests.patience import Patience

Kind = TypeVar("Kind", bound=AnyEvent)
TURN_SECONDS = 0.2


class Child:
    """A host with its events in a list."""

    def __init__(self, load: Load, command: list[str] | None = None, start: StartProcess | None = None) -> None:
        """`start` begins something else than a child process."""
        self.events: list[AnyEvent] = []
        self._ends: dict[int, Finished | Stopped | Failed] = {}
        self._queue: queue.SimpleQueue[AnyEvent] = queue.SimpleQueue()
        self.host: Any = start(load, self._queue.put) if start else Host(load, self._queue.put, command)
        self.load = load
        self._next = 100
        self._patience = Patience()

    def wait(self, kind: type[Kind], accept: Callable[[Kind], bool] = lambda _event: True) -> Kind:
        """The next event of a kind; fails when the child ends before or takes too long."""
        while True:
            event = self._next_event()
            if isinstance(event, kind) and accept(event):
                return event
            assert not isinstance(event, Exited), f"the child ended: {event}"

    def wait_for_tokens(self, run: int, count: int) -> None:
        """Wait until an answer has more than so many tokens beyond those that it has now."""
        most = len(self.tokens(run)) + count
        self.wait(Tokens, lambda event: event.run == run and len(self.tokens(run)) > most)

    def ready(self) -> Loaded:
        """Wait until the model is loaded."""
        return self.wait(Loaded)

    def ask(
        self,
        *texts: str,
        seed: int = 1,
        values: Mapping[str, float | str] | None = None,
        changes: list[Change] | None = None,
        **more: Any,
    ) -> int:
        """Send a conversation of user and assistant texts in turn, with `more` fields of the request; return the run."""
        self._next += 1
        turns = tuple(Turn("assistant" if number % 2 else "user", text) for number, text in enumerate(texts))
        given = tuple(changes or [Change(0, dict(values or {}))])
        request = Request(turns=turns, changes=given, seed=seed, **{"conversation": 1, **more})
        self.host.send(Generate(self._next, request))
        return self._next

    def end(self, run: int) -> Finished | Stopped | Failed:
        """Wait for the end of a run."""
        end = self.ended(run)
        return end or self.wait_any(run)

    def ended(self, run: int) -> Finished | Stopped | Failed | None:
        """The end of a run that was heard already."""
        return self._ends.get(run)

    def wait_any(self, run: int) -> Finished | Stopped | Failed:
        """Wait until a run ends in whatever way."""
        while not (found := self.ended(run)):
            self._next_event()
        return found

    def _next_event(self) -> AnyEvent:
        """The next event; fails when the child does nothing any more."""
        while True:
            with contextlib.suppress(queue.Empty):
                event = self._queue.get(timeout=TURN_SECONDS)
                if not isinstance(event, Sample):  # A heart beats on whatever else has stopped.
                    self._patience = Patience()
                self.events.append(event)
                if isinstance(event, Finished | Stopped | Failed):
                    self._ends.setdefault(event.run, event)
                return event
            self._patience.check()

    def tokens(self, run: int) -> list[int]:
        """Ids of the tokens of a run so far."""
        return [
            token.id for event in self.events if isinstance(event, Tokens) and event.run == run for token in event.items
        ]

    def text(self, run: int) -> str:
        """Text of a run so far."""
        return "".join(
            token.text
            for event in self.events
            if isinstance(event, Tokens) and event.run == run
            for token in event.items
        )

    def candidates(self, run: int) -> CandidateRecord:
        """The candidates of a run so far."""
        record = CandidateRecord()
        for event in self.events:
            if isinstance(event, Candidates) and event.run == run:
                record.take(event)
        return record

    def record(self, run: int) -> dict[str, Any]:
        """What a replay of a run is asked with, beside its sampling: batches, threads and drafts."""
        events = [event for event in self.events if getattr(event, "run", None) == run]
        return {
            "batches": next(event.batches for event in events if isinstance(event, Prompted)),
            "threads": tuple((event.position, event.threads) for event in events if isinstance(event, ThreadsSet)),
            "drafts": tuple(draft for event in events if isinstance(event, Drafted) for draft in event.items),
        }

    def answer(
        self, *texts: str, seed: int = 1, values: Mapping[str, float | str] | None = None
    ) -> tuple[str, Finished | Stopped | Failed]:
        """Ask and wait: the text and the end."""
        run = self.ask(*texts, seed=seed, values=values)
        end = self.end(run)
        return self.text(run), end

    def close(self) -> None:
        """End the child."""
        self.host.close()
        assert self.host.join(20), "the child is still there"
