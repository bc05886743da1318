"""A model file that an engine writes: there as a whole under its name, or not at all."""

from collections.abc import Callable

from slm_desktop.core.engines.commands import Merge, Quantise
from slm_desktop.core.engines.events import AnyEvent, Quantised, Quantising
from slm_desktop.core.engines.pool import EnginePool
from slm_desktop.core.engines.question import Question
from slm_desktop.core.workshop.benchmarks import MOST_SILENT_SECONDS, STOPPED
from slm_desktop.core.workshop.ports import WritesModels
from slm_desktop.errors import Fault

Writes = Quantise | Merge


class FileWriting:
    """Writes the file `target` by the command that is made for the path of its half. `on_step` hears how far that is;
    `on_over` is called once, when the whole file has its name or why it has not.
    """

    def __init__(
        self,
        pool: EnginePool,
        files: WritesModels,
        target: str,
        command: Callable[[str], Writes],
        *,
        on_step: Callable[[Quantising], None],
        on_over: Callable[[Quantised | Fault], None],
    ) -> None:
        self._pool, self._files, self._target, self._command = pool, files, target, command
        self._on_step, self._on_over = on_step, on_over
        self._half = ""
        self._question: Question | None = None
        self._is_cancelled = False

    def begin(self) -> None:
        """Make the half, and have it filled."""
        self._files.begin(self._target, self._on_half)

    def cancel(self) -> None:
        """Nobody wants it any more: a file that is not whole goes."""
        self._is_cancelled = True
        if self._question:
            self._question.cancel()

    def _on_half(self, half: str | Fault) -> None:
        if isinstance(half, Fault):
            self._on_over(half)
            return
        self._half = half
        if self._is_cancelled:
            self._on_written(Fault(STOPPED))
            return
        self._question = self._pool.ask(
            self._command(half), Quantised, MOST_SILENT_SECONDS, self._on_written, on_progress=self._on_progress
        )

    def _on_progress(self, event: AnyEvent) -> None:
        if isinstance(event, Quantising):
            self._on_step(event)

    def _on_written(self, answer: Quantised | Fault) -> None:
        if isinstance(answer, Fault):
            self._files.discard(self._half)
            self._on_over(answer)
            return
        self._files.finish(self._half, self._target, lambda fault: self._on_over(fault or answer))
