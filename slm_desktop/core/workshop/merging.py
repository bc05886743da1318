"""LoRA adapters that are merged into a model: a new file that needs them no more."""

from collections.abc import Sequence
from pathlib import PurePath

import msgspec

from slm_desktop.core.engines.commands import Merge
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.models.names import display_name
from slm_desktop.core.workshop.losses import NamedModel
from slm_desktop.core.workshop.writing import WritingJob


class MergeWanted(msgspec.Struct, frozen=True):
    """A model, the files of adapters with the scale of each, and the file that both become."""

    model: NamedModel
    adapters: tuple[str, ...]
    scales: tuple[float, ...]
    target: str
    options: LoadOptions

    @property
    def targets(self) -> tuple[str, ...]:
        """The file that both become."""
        return (self.target,)


class Merging(WritingJob[MergeWanted]):
    """Merges into one model after the other."""

    busy = "merge_running"

    def command(self, wanted: MergeWanted, at: int, half: str) -> Merge:
        """What fills its half."""
        name = merged_name(wanted.model.name, wanted.adapters)
        return Merge(1, wanted.model.path, half, name, wanted.adapters, wanted.scales, wanted.options)


def merged_name(model: str, adapters: Sequence[str]) -> str:
    """What a model with adapters in it is called."""
    return " + ".join((model, *(display_name(PurePath(path).name)[0] for path in adapters)))


def merge_target(folder: str, path: str, adapters: Sequence[str]) -> str:
    """The file that a model with adapters in it becomes."""
    names = (display_name(PurePath(one).name)[0].replace(" ", "-") for one in (path, *adapters))
    stem = "-with-".join(names).encode()[:LONGEST_STEM].decode("utf-8", "ignore")
    return str(PurePath(folder) / f"{stem}.gguf")


LONGEST_STEM = 180
"""Bytes: file systems take 255, and the half of a file has a longer name."""
