"""A model that is written once more: with other fields in its header, its parts joined, or split into files."""

from collections.abc import Callable
from pathlib import PurePath

import msgspec

from slm_desktop.core.engines.commands import FilePart, Rewrite
from slm_desktop.core.engines.events import Quantised
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.models.gguf import Scalar
from slm_desktop.core.models.names import SUFFIX, stem_of
from slm_desktop.core.workshop.benchmarks import STOPPED
from slm_desktop.core.workshop.losses import NamedModel
from slm_desktop.core.workshop.work_queue import AskingWork, Cancellable
from slm_desktop.core.workshop.writing import FileFilling, WritingJob
from slm_desktop.errors import Fault


class RewriteWanted(msgspec.Struct, frozen=True):
    """A model, what is to be changed in its header, and the file that it becomes: `stem` without the suffix and what
    tells parts apart. `parts` are those that it is split into; without any it becomes one file.
    """

    model: NamedModel
    fields: dict[str, Scalar]
    removed: tuple[str, ...]
    stem: str
    parts: tuple[FilePart, ...]
    options: LoadOptions

    @property
    def target(self) -> str:
        """The file that it becomes; the first, where it becomes several."""
        return self.targets[0]

    @property
    def targets(self) -> tuple[str, ...]:
        """All files that it becomes."""
        return targets_of(self.stem, len(self.parts))


def targets_of(stem: str, count: int) -> tuple[str, ...]:
    """The files of a model of so many parts, named as llama.cpp finds them."""
    if count <= 1:
        return (stem + SUFFIX,)
    return tuple(f"{stem}-{number:05}-of-{count:05}{SUFFIX}" for number in range(1, count + 1))


def new_stem(folder: str, path: str, words: str) -> str:
    """What the files of a model are called that is made of another one, with `words` at the end where there are any."""
    return str(PurePath(folder) / "-".join(filter(None, (stem_of(PurePath(path).name), words))))


class Rewriting(WritingJob[RewriteWanted]):
    """Writes one model after the other once more."""

    busy = "edit_running"

    def write(self, wanted: RewriteWanted, on_over: Callable[[Quantised | Fault], None]) -> Cancellable:
        """Begin to write the files."""
        writing = _FilesWriting(self, wanted, on_over)
        writing.begin()
        return writing


class _FilesWriting(AskingWork):
    """Fills the halves of all files, one after the other, and gives them their names then; of what fails none stays."""

    def __init__(self, job: Rewriting, wanted: RewriteWanted, on_over: Callable[[Quantised | Fault], None]) -> None:
        super().__init__()
        self._job, self._wanted, self._on_over = job, wanted, on_over
        self._parts: list[FilePart | None] = list(wanted.parts) if len(wanted.parts) > 1 else [None]
        self._halves: list[str] = []
        self._named: list[str] = []

    def begin(self) -> None:
        """Fill the next one."""
        wanted, job = self._wanted, self._job
        part, target = self._parts[len(self._halves)], wanted.targets[len(self._halves)]

        def command(half: str) -> Rewrite:
            return Rewrite(1, wanted.model.path, half, wanted.fields, wanted.removed, part, wanted.options)

        self._question = filling = FileFilling(
            job.context.pool, job.files, target, command, on_step=job.on_step, on_over=self._on_filled
        )
        filling.begin()

    def _on_filled(self, half: str, answer: Quantised | Fault) -> None:
        if isinstance(answer, Fault):
            self._give_up(answer)
            return
        self._halves.append(half)
        if self._is_cancelled:
            self._give_up(Fault(STOPPED))
        elif len(self._halves) < len(self._parts):
            self.begin()
        else:
            self._name_next(answer)

    def _name_next(self, answer: Quantised) -> None:
        at = len(self._named)
        if at == len(self._halves):
            self._on_over(answer)
            return
        target = self._wanted.targets[at]

        def named(fault: Fault | None) -> None:
            if fault:
                self._give_up(fault)
                return
            self._named.append(target)
            self._name_next(answer)

        self._job.files.finish(self._halves[at], target, named)

    def _give_up(self, fault: Fault) -> None:
        for half in self._halves[len(self._named) :]:
            self._job.files.discard(half)
        for path in self._named:
            self._job.files.remove(path)
        self._on_over(fault)
