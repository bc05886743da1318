"""What is measured and made of models, and what works for that."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

from slm_desktop.core.compare.card import Machine
from slm_desktop.core.engines.usage import Pace, Setup
from slm_desktop.core.workshop.benchmarks import Benchmarks
from slm_desktop.core.workshop.context import MeasuringContext
from slm_desktop.core.workshop.losses import Losses, LossRecord
from slm_desktop.core.workshop.merging import Merging
from slm_desktop.core.workshop.quantisation import Quantisation
from slm_desktop.core.workshop.records import BenchmarkRecord
from slm_desktop.core.workshop.rewriting import Rewriting
from slm_desktop.core.workshop.texts import ScoredText, TextChoice, TextKind
from slm_desktop.core.workshop.tuning import Tuning
from slm_desktop.core.workshop.work_queue import WorkQueue
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of
from slm_desktop.library.new_file import begin_file, discard_file, finish_file, scratch_file
from slm_desktop.library.sniff import check_whole
from slm_desktop.library.texts import LARGEST_TEXT, read_text, scored
from slm_desktop.services.context import ServiceContext
from slm_desktop.services.machine import this_machine
from slm_desktop.services.models import ModelServices
from slm_desktop.store.chats import Chats
from slm_desktop.store.workshop import RecordTable

FILES = "workshop"
"""The queue of jobs that write and read files for it."""
ENDED_SECONDS = 5.0
MATRIX = ".npz"
Made = TypeVar("Made")


class WorkshopServices:
    """What was measured of a model here teaches the forecasts of speeds, too."""

    def __init__(self, context: ServiceContext, store: Chats, models: ModelServices) -> None:
        self._context, self._models = context, models
        self.queue = WorkQueue()
        measuring = MeasuringContext(
            pool=context.pool, computer=self, clock=context.clock, ids=context.ids, queue=self.queue
        )
        self.benchmarks = Benchmarks(measuring, RecordTable(store, BenchmarkRecord))
        texts = Texts(context, store)
        self.losses = Losses(measuring, RecordTable(store, LossRecord), texts)
        self.quantisation = Quantisation(measuring, ModelFiles(context), texts, self.benchmarks, self.losses)
        self.merging = Merging(measuring, ModelFiles(context))
        self.rewriting = Rewriting(measuring, ModelFiles(context))
        self.tuning = Tuning(measuring, TunedLoads(context))
        self.benchmarks.on_measured = self._learn
        makers = (self.quantisation, self.merging, self.rewriting)
        for maker in makers:
            maker.on_made = lambda _path: models.local_models.refresh()
        self.parts = (self.benchmarks, self.losses, *makers, self.tuning)
        for part in self.parts:
            part.on_fault = context.faults.report
        self.queue.changed.subscribe(self._make_room)
        models.calibrator.is_held = lambda: self.queue.running is not None

    def machine(self) -> Machine:
        """This computer."""
        return this_machine(self._context.pool)

    def _make_room(self) -> None:
        """What is measured of a model, and what of the computer, would disturb each other."""
        if self.queue.running:
            self._models.calibrator.make_way()

    def _learn(self, record: BenchmarkRecord) -> None:
        model, answer = self._models.local_models.of_path(record.path), record.answer
        tested = next((one.test for one in record.results if one.test.answer and not one.test.prompt), None)
        if model is None or answer is None or tested is None or record.loaded is None:
            return
        options = record.options
        setup = Setup(options.context, record.loaded.threads, options.kv_type, record.loaded.offloaded)
        self._models.speeds.add(model.key, Pace(answer.mean, tested.answer, 0, setup))

    def close(self) -> None:
        """The app ends: what was measured is kept, and no half of a file is left."""
        self.queue.drop(object)


class TunedLoads:
    """Keeps what was found for a model beside what was chosen for it."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def keep(self, path: str, options: Mapping[str, int | str]) -> None:
        """Load a model with these options, by their names, from now on."""
        usual = self._context.settings.load_options()
        different = {name: value if value != getattr(usual, name) else None for name, value in options.items()}
        loads = self._context.loads
        loads.keep(path, msgspec.structs.replace(loads.of(path), **different))


class Texts:
    """Reads texts on threads."""

    def __init__(self, context: ServiceContext, store: Chats) -> None:
        self._context, self._store = context, store

    def read(self, choice: TextChoice, on_text: Callable[[ScoredText | Fault], None]) -> None:
        """Read one; it comes on the loop's thread."""
        on_loop = self._context.loop.carry(on_text)
        if choice.kind == TextKind.CHATS:
            self._store.background.words_of_chats(
                LARGEST_TEXT,
                lambda words: on_loop(words if isinstance(words, Fault) else scored(choice.kind, "", words)),
            )
            return
        self._context.jobs.submit(FILES, lambda: on_loop(_result_of(lambda: read_text(choice), choice.path)))


class ModelFiles:
    """Makes model files; what takes long is done on a thread."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def begin(self, target: str, on_half: Callable[[str | Fault], None]) -> None:
        """Make an empty file to be filled, in place of `target` for now."""
        on_loop = self._context.loop.carry(on_half)
        self._context.jobs.submit(FILES, lambda: on_loop(_result_of(lambda: str(begin_file(Path(target))), target)))

    def scratch(self) -> str:
        """An empty file for what is only needed meanwhile. Raise Fault 'file'."""
        return str(scratch_file(MATRIX))

    def finish(self, half: str, target: str, on_over: Callable[[Fault | None], None]) -> None:
        """Check it and give it its name."""

        def finish() -> None:
            try:
                check_whole(half)
                finish_file(Path(half), Path(target))
            finally:
                discard_file(Path(half))

        on_loop = self._context.loop.carry(on_over)
        self._context.jobs.submit(FILES, lambda: on_loop(_result_of(finish, target)))

    def discard(self, half: str) -> None:
        """It will not be filled; the engine that had it open may end a moment later."""
        discard_file(Path(half))
        self._context.jobs.submit(FILES, lambda: discard_file(Path(half)), after=ENDED_SECONDS)

    def remove(self, path: str) -> None:
        """A finished file goes again: at once, as another one may get its name."""
        discard_file(Path(path))


def _result_of(work: Callable[[], Made], path: str) -> Made | Fault:
    """What work with a file came to; whatever is raised, somebody waits for an answer."""
    try:
        return work()
    except Fault as fault:
        return fault
    except OSError as error:
        return Fault("file", {"path": Path(path).name, "reason": reason_of(error)})
    except Exception as error:  # noqa: BLE001 - without an answer all that waits behind it would wait for ever
        return Fault("file", {"path": Path(path).name, "reason": f"{type(error).__name__}: {error}"[:200]})
