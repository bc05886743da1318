"""A model as smaller types, one after the other, and what each has lost: an unattended run."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import PurePath

import msgspec

from slm_desktop.core.engines.commands import BenchmarkTest, Importance, PlanQuantise, Quantise
from slm_desktop.core.engines.events import AnyEvent, ImportanceMeasured, Quantised, QuantisePlanned, Quantising
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.engines.question import Question
from slm_desktop.core.models.names import display_name
from slm_desktop.core.models.quant_types import NEED_IMPORTANCE, QUANT_TYPES
from slm_desktop.core.signal import Signal
from slm_desktop.core.workshop.benchmarks import MOST_SILENT_SECONDS, STOPPED, Benchmarks, Measuring, Wanted
from slm_desktop.core.workshop.context import MeasuringContext
from slm_desktop.core.workshop.losses import Losses, LossWanted, NamedModel, Scoring
from slm_desktop.core.workshop.ports import ReadsTexts, WritesModels
from slm_desktop.core.workshop.texts import ScoredText, TextChoice
from slm_desktop.core.workshop.work_queue import AskingWork, Work
from slm_desktop.core.workshop.writing import FilesWriting
from slm_desktop.errors import Fault

SPEED = (BenchmarkTest(prompt=512), BenchmarkTest(answer=128))
REPETITIONS = 3
PLAN_SECONDS = 120.0
"""No header takes longer to be planned for all types."""


class TypeState(StrEnum):
    """How far a type is."""

    WAITING = "waiting"
    WRITING = "writing"
    MEASURING = "measuring"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


IS_OVER = (TypeState.DONE, TypeState.FAILED, TypeState.STOPPED)


class MadeType(msgspec.Struct):
    """A type of a run, and the file that it becomes: tensors `done` of all; `size` in bytes, 0 until the file is
    there. For `fallbacks` of its tensors that type is not possible, and a larger one was taken.
    """

    kind: str
    path: str
    state: TypeState = TypeState.WAITING
    done: int = 0
    total: int = 0
    size: int = 0
    fallbacks: int = 0
    fault: Fault | None = None


class QuantiseWanted(msgspec.Struct, frozen=True):
    """A model that is to be written as some types into a folder; with a `text`, what each has lost is measured over
    it, and how fast each is. With a `matrix_text`, an importance matrix is made from it first.
    """

    model: NamedModel
    size: int
    kinds: tuple[str, ...]
    folder: str
    options: LoadOptions
    requantise: bool = False
    text: TextChoice | None = None
    matrix_text: TextChoice | None = None


class Quantisation:
    """`changed` fires at every step. `source` is the model of the newest run, `made` are its types.

    `on_made` is told of each file that is there, `on_fault` of a type that could not be made.
    """

    def __init__(
        self,
        context: MeasuringContext,
        files: WritesModels,
        texts: ReadsTexts,
        benchmarks: Benchmarks,
        losses: Losses,
    ) -> None:
        self.context, self.files, self.texts = context, files, texts
        self.benchmarks, self.losses = benchmarks, losses
        self._plan: Question | None = None
        self.source: NamedModel | None = None
        self.made: list[MadeType] = []
        self.matrix = ""
        """The file of the importance matrix of the run, '' where it has none."""
        self.matrix_step: Quantising | None = None
        """How far the matrix is while it is being made."""
        self._planned_of = ""
        self.planned: dict[str, int] = {}
        self.on_made: Callable[[str], None] = lambda _path: None
        self.on_fault: Callable[[Fault], None] = lambda _fault: None
        self.changed = Signal()

    @property
    def is_running(self) -> bool:
        """Whether types are being made."""
        return any(one.state not in IS_OVER for one in self.made)

    # -- verbs -----------------------------------------------------------------------------------------------

    def plan(self, path: str, key: str, options: LoadOptions) -> None:
        """Find out how large each type of a model would be; `key` names its file as it is now. Nothing that is measured
        is disturbed by that: it is found out afterwards.
        """
        if key == self._planned_of:
            return
        if self._plan:
            self._plan.cancel()
        self._planned_of, self.planned = "", {}
        if self.context.queue.running:
            return
        self._planned_of = key
        command = PlanQuantise(1, path, tuple(QUANT_TYPES), options)
        self._plan = self.context.pool.ask(
            command, QuantisePlanned, PLAN_SECONDS, lambda answer: self._take_plan(key, answer)
        )

    def start(self, wanted: QuantiseWanted) -> None:
        """Make all types, behind what is waiting already. Raise Fault 'quant_type', 'quant_running',
        'quant_importance'.
        """
        if self.is_running:
            raise Fault("quant_running")
        unknown = [kind for kind in wanted.kinds if kind not in QUANT_TYPES]
        if unknown or not wanted.kinds:
            raise Fault("quant_type", {"type": "".join(unknown[:1])})
        if needy := [kind for kind in wanted.kinds if kind in NEED_IMPORTANCE and not wanted.matrix_text]:
            raise Fault("quant_importance", {"type": needy[0]})
        self.source = wanted.model
        self.made = [MadeType(kind, target(wanted.folder, wanted.model.path, kind)) for kind in wanted.kinds]
        works: list[Work] = [MakingType(self, wanted, made) for made in self.made]
        speed = speed_of(wanted.model, wanted.size, wanted.options)
        if wanted.text and not self._is_known(speed):
            works.insert(0, SourceSpeed(self.benchmarks, speed))
        if wanted.matrix_text:
            works.insert(0, MakingMatrix(self, wanted))
        self.context.queue.add(works)
        self.changed()

    def stop(self) -> None:
        """Make no more; types that are made stay."""
        for one in self.made:
            if one.state == TypeState.WAITING:
                one.state = TypeState.STOPPED
        self.context.queue.drop(MakingMatrix, SourceSpeed, MakingType)
        self.clear()
        self.changed()

    def clear(self) -> None:
        """What is only needed while types are made goes."""
        if self.matrix and not self.is_running:
            self.files.discard(self.matrix)
            self.matrix = ""

    # -- inside ----------------------------------------------------------------------------------------------

    def _is_known(self, wanted: Wanted) -> bool:
        """Whether a model's speed was measured before as it would be now."""
        alike = (one for one in self.benchmarks.of(wanted.path) if one.answer)
        return any(one.options == wanted.options and one.size == wanted.size for one in alike)

    def _take_plan(self, key: str, answer: QuantisePlanned | Fault) -> None:
        """Without an answer, sizes stay unknown: the run itself says what is wrong with the file."""
        if key == self._planned_of and isinstance(answer, QuantisePlanned):
            self.planned = answer.sizes
            self.changed()


class MakingMatrix(AskingWork):
    """The importance matrix of a run, as work."""

    def __init__(self, quantisation: Quantisation, wanted: QuantiseWanted) -> None:
        super().__init__()
        self._quantisation, self._wanted = quantisation, wanted
        self._on_over: Callable[[], None] = lambda: None

    def begin(self, on_over: Callable[[], None]) -> None:
        """Read the text, then let the model read it."""
        self._on_over = on_over
        assert self._wanted.matrix_text is not None
        self._quantisation.texts.read(self._wanted.matrix_text, self._on_text)

    def _on_text(self, text: ScoredText | Fault) -> None:
        run = self._quantisation
        if self._is_cancelled or isinstance(text, Fault):
            self._end(text if isinstance(text, Fault) else Fault(STOPPED))
            return
        try:
            run.matrix = run.files.scratch()
        except Fault as fault:
            self._end(fault)
            return
        command = Importance(1, self._wanted.model.path, text.text, run.matrix, options=self._wanted.options)
        self._question = run.context.pool.ask(
            command, ImportanceMeasured, MOST_SILENT_SECONDS, self._end, on_progress=self._on_progress
        )

    def _on_progress(self, event: AnyEvent) -> None:
        if isinstance(event, Quantising):
            self._quantisation.matrix_step = event
            self._quantisation.changed()

    def _end(self, answer: ImportanceMeasured | Fault) -> None:
        """Without it, nothing of the run can be made as it was wanted."""
        run = self._quantisation
        run.matrix_step = None
        if isinstance(answer, Fault):
            if answer.code != STOPPED:
                run.on_fault(answer)
            run.stop()
        self._on_over()


class SourceSpeed(Measuring):
    """How fast the model itself is, so that its types can be held against it."""


class MakingType(AskingWork):
    """One type of a run, as work: written, checked, and measured."""

    def __init__(self, quantisation: Quantisation, wanted: QuantiseWanted, made: MadeType) -> None:
        super().__init__()
        self._quantisation, self._wanted, self.made = quantisation, wanted, made
        self._measuring: list[Work] = []
        self._on_over: Callable[[], None] = lambda: None

    def begin(self, on_over: Callable[[], None]) -> None:
        """Write the file."""
        self._on_over = on_over
        self._enter(TypeState.WRITING)
        run, wanted, made = self._quantisation, self._wanted, self.made

        def command(_at: int, half: str) -> Quantise:
            return Quantise(1, wanted.model.path, half, made.kind, wanted.requantise, wanted.options, run.matrix)

        self._question = writing = FilesWriting(
            run.context.pool, run.files, (made.path,), command, on_step=self._on_step, on_over=self._on_written
        )
        writing.begin()

    def cancel(self) -> None:
        """A file that is not whole goes; one that is stays."""
        super().cancel()
        if self._measuring:
            self._measuring[0].cancel()

    def _enter(self, state: TypeState) -> None:
        self.made.state = state
        self._quantisation.clear()
        self._quantisation.changed()

    def _fail(self, fault: Fault) -> None:
        is_stopped = fault.code == STOPPED
        self.made.fault = None if is_stopped else fault
        self._enter(TypeState.STOPPED if is_stopped else TypeState.FAILED)
        if not is_stopped:
            self._quantisation.on_fault(fault)
        self._on_over()

    def _on_step(self, step: Quantising) -> None:
        self.made.done, self.made.total = step.done, step.total
        self._quantisation.changed()

    def _on_written(self, answer: Quantised | Fault) -> None:
        if isinstance(answer, Fault):
            self._fail(answer)
            return
        self.made.done, self.made.fallbacks = self.made.total, answer.fallbacks
        self.made.size = size = answer.size
        self._quantisation.on_made(self.made.path)
        wanted = self._wanted
        if wanted.text and not self._is_cancelled:
            model = msgspec.structs.replace(wanted.model, path=self.made.path, quantisation=self.made.kind)
            speed = speed_of(model, size, wanted.options)
            loss = LossWanted(model, size, wanted.options, wanted.text, base=wanted.model)
            self._measuring = [
                Measuring(self._quantisation.benchmarks, speed),
                Scoring(self._quantisation.losses, loss),
            ]
            self._enter(TypeState.MEASURING)
        self._measure()

    def _measure(self) -> None:
        """Measure what is left to be measured, or end."""
        if self._measuring and not self._is_cancelled:
            self._measuring[0].begin(self._on_measured)
        else:
            self._enter(TypeState.DONE)
            self._on_over()

    def _on_measured(self) -> None:
        self._measuring.pop(0)
        self._measure()


def target(folder: str, path: str, kind: str) -> str:
    """The file that a model becomes as another type: its name without the type it has, and the new one."""
    return str(PurePath(folder) / f"{display_name(PurePath(path).name)[0].replace(' ', '-')}-{kind}.gguf")


def speed_of(model: NamedModel, size: int, options: LoadOptions) -> Wanted:
    """The speed of prompts and answers, as it is measured of every type."""
    return Wanted(model.path, model.name, model.quantisation, size, options, SPEED, REPETITIONS)
