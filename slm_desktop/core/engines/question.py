"""A child that answers one question and goes."""

from collections.abc import Callable

from slm_desktop.core.clock import Clock
from slm_desktop.core.engines.events import AnyEvent, Event, Exited, Failed
from slm_desktop.core.engines.ports import Process
from slm_desktop.errors import Fault

OnProgress = Callable[[AnyEvent], None]
Start = Callable[[Callable[[AnyEvent], None]], Process]


class Question:
    """Waits for an event of one kind, and tells it, or why there is none, exactly once.

    `on_progress` hears what else it says of its run; each time, it has so many `seconds` again.
    """

    def __init__(
        self,
        kind: type[Event],
        seconds: float,
        on_answer: Callable[..., None],
        clock: Clock,
        on_progress: OnProgress | None = None,
    ) -> None:
        self._kind, self._seconds, self._on_answer, self._clock = kind, seconds, on_answer, clock
        self._on_progress = on_progress
        self._process: Process | None = None
        self._stop_waiting: Callable[[], None] = lambda: None
        self.is_over = False

    def begin(self, start: Start) -> None:
        """Start the child."""
        self._wait()
        process = start(self._apply)
        self._process = process
        if self.is_over:  # It could not be started, and said so at once.
            process.close()

    def cancel(self) -> None:
        """Nobody wants to know it any more: it is answered with Fault 'stopped'."""
        self._end(Fault("stopped"))

    def _wait(self) -> None:
        self._stop_waiting()
        self._stop_waiting = self._clock.every(
            self._seconds, lambda: self._end(Fault("stalled", {"seconds": self._seconds}))
        )

    def _apply(self, event: AnyEvent) -> None:
        if isinstance(event, self._kind):
            self._end(event)
        elif isinstance(event, Failed | Exited):
            self._end(Fault(event.code or "exited", event.details))
        elif event.run and self._on_progress and not self.is_over:
            self._wait()
            self._on_progress(event)

    def _end(self, answer: Event | Fault) -> None:
        if self.is_over:
            return
        self.is_over = True
        self._stop_waiting()
        if self._process:
            self._process.close()
        self._on_answer(answer)
