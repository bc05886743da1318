"""LoRA adapters that are merged into a model: a new file that needs them no more."""

from collections.abc import Callable, Sequence
from pathlib import PurePath

import msgspec

from slm_desktop.core.engines.commands import Merge
from slm_desktop.core.engines.events import Quantised, Quantising
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.models.names import display_name
from slm_desktop.core.signal import Signal
from slm_desktop.core.workshop.benchmarks import STOPPED
from slm_desktop.core.workshop.context import MeasuringContext
from slm_desktop.core.workshop.losses import NamedModel
from slm_desktop.core.workshop.ports import WritesModels
from slm_desktop.core.workshop.work_queue import AskingWork
from slm_desktop.core.workshop.writing import FileWriting
from slm_desktop.errors import Fault


class MergeWanted(msgspec.Struct, frozen=True):
    """A model, the files of adapters with the scale of each, and the file that both become."""

    model: NamedModel
    adapters: tuple[str, ...]
    scales: tuple[float, ...]
    target: str
    options: LoadOptions


class Merging:
    """`changed` fires at every step. `wanted` is what was begun last, `step` how far it is; `made` is the file that is
    there, '' until then. `on_made` is told of it, `on_fault` of what went wrong.
    """

    def __init__(self, context: MeasuringContext, files: WritesModels) -> None:
        self.context, self.files = context, files
        self.wanted: MergeWanted | None = None
        self.step: Quantising | None = None
        self.made = ""
        self.is_running = False
        self.on_made: Callable[[str], None] = lambda _path: None
        self.on_fault: Callable[[Fault], None] = lambda _fault: None
        self.changed = Signal()

    # -- verbs -----------------------------------------------------------------------------------------------

    def start(self, wanted: MergeWanted) -> None:
        """Write the file, behind what is waiting already. Raise Fault 'merge_running'."""
        if self.is_running:
            raise Fault("merge_running")
        self.wanted, self.step, self.made, self.is_running = wanted, None, "", True
        self.context.queue.add([MergingAdapters(self, wanted)])
        self.changed()

    def stop(self) -> None:
        """Write it no more; nothing of it stays."""
        self.context.queue.drop(MergingAdapters)
        if self.is_running and not isinstance(self.context.queue.running, MergingAdapters):
            self.over(Fault(STOPPED))

    # -- for work --------------------------------------------------------------------------------------------

    def on_step(self, step: Quantising) -> None:
        """It is so far."""
        self.step = step
        self.changed()

    def over(self, result: Quantised | Fault) -> None:
        """It is done, or will not be."""
        self.is_running, self.step = False, None
        if isinstance(result, Fault):
            if result.code != STOPPED:
                self.on_fault(result)
        elif self.wanted:
            self.made = self.wanted.target
            self.on_made(self.made)
        self.changed()


class MergingAdapters(AskingWork):
    """The merging, as work."""

    def __init__(self, merging: Merging, wanted: MergeWanted) -> None:
        super().__init__()
        self._merging, self._wanted = merging, wanted

    def begin(self, on_over: Callable[[], None]) -> None:
        """Write the file."""
        wanted, merging = self._wanted, self._merging

        def over(result: Quantised | Fault) -> None:
            merging.over(result)
            on_over()

        def command(half: str) -> Merge:
            name = merged_name(wanted.model.name, wanted.adapters)
            return Merge(1, wanted.model.path, half, name, wanted.adapters, wanted.scales, wanted.options)

        self._question = writing = FileWriting(
            merging.context.pool, merging.files, wanted.target, command, on_step=merging.on_step, on_over=over
        )
        writing.begin()


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
