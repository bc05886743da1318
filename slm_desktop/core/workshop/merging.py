"""LoRA adapters that are merged into a model: a new file that needs them no more."""

from collections.abc import Callable, Sequence
from pathlib import PurePath

import msgspec

from slm_desktop.core.engines.commands import Merge
from slm_desktop.core.engines.events import Quantised
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.models.names import display_name
from slm_desktop.core.workshop.losses import NamedModel
from slm_desktop.core.workshop.work_queue import Cancellable
from slm_desktop.core.workshop.writing import FileWriting, WritingJob
from slm_desktop.errors import Fault


class MergeWanted(msgspec.Struct, frozen=True):
    """A model, the files of adapters with the scale of each, and the file that both become."""

    model: NamedModel
    adapters: tuple[str, ...]
    scales: tuple[float, ...]
    target: str
    options: LoadOptions


class Merging(WritingJob[MergeWanted]):
    """Merges into one model after the other."""

    busy = "merge_running"

    def write(self, wanted: MergeWanted, on_over: Callable[[Quantised | Fault], None]) -> Cancellable:
        """Begin to write the file."""

        def command(half: str) -> Merge:
            name = merged_name(wanted.model.name, wanted.adapters)
            return Merge(1, wanted.model.path, half, name, wanted.adapters, wanted.scales, wanted.options)

        writing = FileWriting(
            self.context.pool, self.files, wanted.target, command, on_step=self.on_step, on_over=on_over
        )
        writing.begin()
        return writing


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
