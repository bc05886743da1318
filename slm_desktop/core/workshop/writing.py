"""Model files that an engine writes: there as a whole under their names, or not at all."""

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from slm_desktop.core.engines.commands import Merge, Quantise, Rewrite
from slm_desktop.core.engines.events import AnyEvent, Quantised, Quantising
from slm_desktop.core.engines.pool import EnginePool
from slm_desktop.core.engines.question import Question
from slm_desktop.core.signal import Signal
from slm_desktop.core.workshop.benchmarks import MOST_SILENT_SECONDS, STOPPED
from slm_desktop.core.workshop.context import MeasuringContext
from slm_desktop.core.workshop.ports import WritesModels
from slm_desktop.core.workshop.work_queue import AskingWork, Cancellable
from slm_desktop.errors import Fault

Writes = Quantise | Merge | Rewrite


class FileFilling:
    """Fills a half of the file `target` by the command that is made for its path. `on_step` hears how far that is;
    `on_over` is called once, with the half and what was told of it, or with why there is none: then nothing is left.
    """

    def __init__(
        self,
        pool: EnginePool,
        files: WritesModels,
        target: str,
        command: Callable[[str], Writes],
        *,
        on_step: Callable[[Quantising], None],
        on_over: Callable[[str, Quantised | Fault], None],
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
            self._on_over("", half)
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
        self._on_over(self._half, answer)


class FileWriting(FileFilling):
    """Gives the file its name, too; `on_over` is called once, when it has that, or with why it has not."""

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
        def name(half: str, answer: Quantised | Fault) -> None:
            if isinstance(answer, Fault):
                on_over(answer)
            else:
                files.finish(half, target, lambda fault: on_over(fault or answer))

        super().__init__(pool, files, target, command, on_step=on_step, on_over=name)


class Wanted(Protocol):
    """What is to be written."""

    @property
    def target(self) -> str:
        """The file that it becomes; the first, where it becomes several."""


AnyWanted = TypeVar("AnyWanted", bound=Wanted)


class WritingJob(Generic[AnyWanted]):
    """Writes one model after the other. `changed` fires at every step. `wanted` is what was begun last, `step` how far
    it is; `made` is the file that is there, '' until then. `on_made` is told of it, `on_fault` of what went wrong.
    """

    busy = ""
    """The code of the error that says that it goes on already."""

    def __init__(self, context: MeasuringContext, files: WritesModels) -> None:
        self.context, self.files = context, files
        self.wanted: AnyWanted | None = None
        self.step: Quantising | None = None
        self.made = ""
        self.is_running = False
        self._work: WritingWork[AnyWanted] | None = None
        self.on_made: Callable[[str], None] = lambda _path: None
        self.on_fault: Callable[[Fault], None] = lambda _fault: None
        self.changed = Signal()

    def start(self, wanted: AnyWanted) -> None:
        """Write it, behind what is waiting already. Raise Fault."""
        if self.is_running:
            raise Fault(self.busy)
        self.wanted, self.step, self.made, self.is_running = wanted, None, "", True
        self._work = WritingWork(self, wanted)
        self.context.queue.add([self._work])
        self.changed()

    def stop(self) -> None:
        """Write it no more; nothing of it stays."""
        if self._work and self.context.queue.give_up(self._work):
            self.over(Fault(STOPPED))

    # -- for work --------------------------------------------------------------------------------------------

    def write(self, wanted: AnyWanted, on_over: Callable[[Quantised | Fault], None]) -> Cancellable:
        """Begin to write it; `on_over` is called once, with how that went."""
        raise NotImplementedError

    def on_step(self, step: Quantising) -> None:
        """It is so far."""
        self.step = step
        self.changed()

    def over(self, result: Quantised | Fault) -> None:
        """It is done, or will not be."""
        self._work, self.is_running, self.step = None, False, None
        if isinstance(result, Fault):
            if result.code != STOPPED:
                self.on_fault(result)
        elif self.wanted:
            self.made = self.wanted.target
            self.on_made(self.made)
        self.changed()


class WritingWork(AskingWork, Generic[AnyWanted]):
    """The writing of one model, as work."""

    def __init__(self, job: WritingJob[AnyWanted], wanted: AnyWanted) -> None:
        super().__init__()
        self._job, self._wanted = job, wanted

    def begin(self, on_over: Callable[[], None]) -> None:
        """Write it."""

        def over(result: Quantised | Fault) -> None:
            self._job.over(result)
            on_over()

        self._question = self._job.write(self._wanted, over)
