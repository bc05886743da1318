"""Model files that an engine writes: there as a whole under their names, or not at all."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Generic, Protocol, TypeVar

from slm_desktop.core.engines.commands import Merge, Quantise, Rewrite
from slm_desktop.core.engines.events import AnyEvent, Quantised, Quantising
from slm_desktop.core.engines.pool import EnginePool
from slm_desktop.core.signal import Signal
from slm_desktop.core.workshop.benchmarks import MOST_SILENT_SECONDS, STOPPED
from slm_desktop.core.workshop.context import MeasuringContext
from slm_desktop.core.workshop.ports import WritesModels
from slm_desktop.core.workshop.work_queue import AskingWork
from slm_desktop.errors import Fault

Writes = Quantise | Merge | Rewrite


class FilesWriting(AskingWork):
    """Fills the halves of all `targets`, one after the other, each by the `command` for its number and the path of its
    half, and gives them their names then: of what fails or is cancelled before that none stays. `on_step` hears how far
    a file is; `on_over` is called once, when all have their names or why they have not.
    """

    def __init__(
        self,
        pool: EnginePool,
        files: WritesModels,
        targets: Sequence[str],
        command: Callable[[int, str], Writes],
        *,
        on_step: Callable[[Quantising], None],
        on_over: Callable[[Quantised | Fault], None],
    ) -> None:
        super().__init__()
        self._pool, self._files, self._targets, self._command = pool, files, targets, command
        self._on_step, self._on_over = on_step, on_over
        self._halves: list[str] = []
        self._named: list[str] = []

    def begin(self) -> None:
        """Make the next half, and have it filled."""
        self._files.begin(self._targets[len(self._halves)], self._on_half)

    def _on_half(self, half: str | Fault) -> None:
        if isinstance(half, Fault):
            self._give_up(half)
            return
        at = len(self._halves)
        self._halves.append(half)
        if self._is_cancelled:
            self._give_up(Fault(STOPPED))
            return
        self._question = self._pool.ask(
            self._command(at, half), Quantised, MOST_SILENT_SECONDS, self._on_filled, on_progress=self._on_progress
        )

    def _on_progress(self, event: AnyEvent) -> None:
        if isinstance(event, Quantising):
            self._on_step(event)

    def _on_filled(self, answer: Quantised | Fault) -> None:
        if isinstance(answer, Fault):
            self._give_up(answer)
        elif len(self._halves) < len(self._targets):
            self.begin()
        else:
            self._name_next(answer)

    def _name_next(self, answer: Quantised) -> None:
        at = len(self._named)
        if at == len(self._targets):
            self._on_over(answer)
            return

        def named(fault: Fault | None) -> None:
            if fault:
                self._give_up(fault)
                return
            self._named.append(self._targets[at])
            self._name_next(answer)

        self._files.finish(self._halves[at], self._targets[at], named)

    def _give_up(self, fault: Fault) -> None:
        for half in self._halves[len(self._named) :]:
            self._files.discard(half)
        for path in self._named:
            self._files.remove(path)
        self._on_over(fault)


class Wanted(Protocol):
    """What is to be written."""

    @property
    def targets(self) -> tuple[str, ...]:
        """The files that it becomes."""


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

    def command(self, wanted: AnyWanted, at: int, half: str) -> Writes:
        """What fills the half of one of its files, by the number of that."""
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
            self.made = self.wanted.targets[0]
            self.on_made(self.made)
        self.changed()


class WritingWork(AskingWork, Generic[AnyWanted]):
    """The writing of one model, as work."""

    def __init__(self, job: WritingJob[AnyWanted], wanted: AnyWanted) -> None:
        super().__init__()
        self._job, self._wanted = job, wanted

    def begin(self, on_over: Callable[[], None]) -> None:
        """Write it."""

        job, wanted = self._job, self._wanted

        def over(result: Quantised | Fault) -> None:
            job.over(result)
            on_over()

        self._question = writing = FilesWriting(
            job.context.pool,
            job.files,
            wanted.targets,
            partial(job.command, wanted),
            on_step=job.on_step,
            on_over=over,
        )
        writing.begin()
