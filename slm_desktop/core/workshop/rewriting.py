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
from slm_desktop.core.workshop.writing import FileWriting, WritingJob
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
    """Writes one file after the other; those that are there go when another one fails."""

    def __init__(self, job: Rewriting, wanted: RewriteWanted, on_over: Callable[[Quantised | Fault], None]) -> None:
        super().__init__()
        self._job, self._wanted, self._on_over = job, wanted, on_over
        self._parts: list[FilePart | None] = list(wanted.parts) if len(wanted.parts) > 1 else [None]
        self._made: list[str] = []

    def begin(self) -> None:
        """Write the next one."""
        wanted, job = self._wanted, self._job
        part, target = self._parts[len(self._made)], wanted.targets[len(self._made)]

        def command(half: str) -> Rewrite:
            return Rewrite(1, wanted.model.path, half, wanted.fields, wanted.removed, part, wanted.options)

        self._question = writing = FileWriting(
            job.context.pool, job.files, target, command, on_step=job.on_step, on_over=self._on_file
        )
        writing.begin()

    def _on_file(self, result: Quantised | Fault) -> None:
        if not isinstance(result, Fault):
            self._made.append(self._wanted.targets[len(self._made)])
            if len(self._made) < len(self._parts):
                if not self._is_cancelled:
                    self.begin()
                    return
                result = Fault(STOPPED)
        if isinstance(result, Fault):
            for path in self._made:
                self._job.files.discard(path)
        self._on_over(result)
