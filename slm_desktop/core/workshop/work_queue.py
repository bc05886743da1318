"""One piece of work after the other: what is measured beside something else is measured wrong."""

from collections.abc import Callable, Iterable
from typing import Protocol

from slm_desktop.core.signal import Signal


class Work(Protocol):
    """Something that takes the computer for a while."""

    def begin(self, on_over: Callable[[], None]) -> None:
        """Start; `on_over` is called once, at the end, whatever came of it."""

    def cancel(self) -> None:
        """Nobody wants it any more: it ends soon."""


class Cancellable(Protocol):
    """Something that is waited for."""

    def cancel(self) -> None:
        """Nobody waits for it any more: it is told at once that it was stopped."""


class AskingWork:
    """Work that asks an engine: nobody wants it any more, also before it has asked."""

    def __init__(self) -> None:
        self._question: Cancellable | None = None
        self._is_cancelled = False

    def cancel(self) -> None:
        """It ends soon."""
        self._is_cancelled = True
        if self._question:
            self._question.cancel()


class WorkQueue:
    """`changed` fires when a piece of work begins, and when all are over."""

    def __init__(self) -> None:
        self.running: Work | None = None
        self.waiting: list[Work] = []
        self.changed = Signal()

    def add(self, works: Iterable[Work]) -> None:
        """Do these, behind those that are waiting already."""
        self.waiting += works
        if self.running is None:
            self._next()

    def drop(self, *kinds: type[object]) -> None:
        """Give up all work of some kinds; what was reached is kept."""
        self.waiting = [work for work in self.waiting if not isinstance(work, kinds)]
        if self.running and isinstance(self.running, kinds):
            self.running.cancel()

    def give_up(self, work: Work) -> bool:
        """Give up this one; tell whether it had not begun. Otherwise it ends by itself, soon."""
        if work is self.running:
            work.cancel()
            return False
        self.waiting.remove(work)
        return True

    def _next(self) -> None:
        self.running = self.waiting.pop(0) if self.waiting else None
        if self.running:
            self._begin(self.running)
        self.changed()

    def _begin(self, work: Work) -> None:
        try:
            work.begin(self._next)
        except BaseException:  # It is told as any error is; what waits behind it goes on.
            self._next()
            raise
