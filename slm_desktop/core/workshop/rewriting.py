"""A model that is written once more: with other fields in its header, its parts joined, or split into files."""

from pathlib import PurePath

import msgspec

from slm_desktop.core.engines.commands import FilePart, Rewrite
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.models.gguf import Scalar
from slm_desktop.core.models.names import SUFFIX, stem_of
from slm_desktop.core.workshop.losses import NamedModel
from slm_desktop.core.workshop.writing import WritingJob


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

    def command(self, wanted: RewriteWanted, at: int, half: str) -> Rewrite:
        """What fills the half of one of its files."""
        part = wanted.parts[at] if len(wanted.parts) > 1 else None
        return Rewrite(1, wanted.model.path, half, wanted.fields, wanted.removed, part, wanted.options)
