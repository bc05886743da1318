"""Where it is chosen which model becomes which types, with what each would take, and how far that is."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox

from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.models.local_models import LocalModel
from slm_desktop.core.models.names import quality
from slm_desktop.core.models.quant_types import NEED_IMPORTANCE, QUANT_TYPES
from slm_desktop.core.visible import visible
from slm_desktop.core.workshop.quantisation import (
    IS_OVER,
    MadeType,
    MakingMatrix,
    Quantisation,
    QuantiseWanted,
    SourceSpeed,
    TypeState,
    target,
)
from slm_desktop.core.workshop.work_queue import WorkQueue
from slm_desktop.ui.theme import font
from slm_desktop.ui.widgets.parts import label
from slm_desktop.ui.words import counted, number, size, translate
from slm_desktop.ui.workshop.boxes import ModelBox, TextBox
from slm_desktop.ui.workshop.figures import memory_words
from slm_desktop.ui.workshop.loss_card import named_model
from slm_desktop.ui.workshop.tick_list import TickList
from slm_desktop.ui.workshop.work_card import WorkCard, fields

TYPES_HEIGHT = 190
ORIGINALS = ("F32", "F16", "BF16")


class QuantiseCard(WorkCard):
    """A model and types; `source_picked` is emitted when another model is chosen."""

    source_picked = Signal()

    def __init__(self, folder: Callable[[], Path]) -> None:
        super().__init__()
        self._folder = folder
        self._shown: object = None
        self._offer: tuple[Mapping[str, int], int, Sequence[str]] = ({}, 0, ())
        self.source = ModelBox(self.tr("Model to quantise"))
        self.types = TickList(self.tr("Types"), TYPES_HEIGHT)
        self.measure = QCheckBox(self.tr("Measure speed and loss of each"))
        self.measure.setFont(font(13))
        self.measure.setChecked(True)
        self.text = TextBox()
        self.matrix = TextBox(self.tr("Importance matrix from a text"), self.tr("None"))
        self._same = label(
            self.tr("The loss is measured over the text of the matrix, and will look smaller than it is."),
            12,
            tone="warn",
            wrap=True,
        )
        self._about = label("", 12, tone="3", wrap=True)
        self._again = label("", 12, tone="warn", wrap=True)
        boxes = fields(
            (
                (self.tr("Model"), self.source),
                (self.tr("Importance matrix"), self.matrix),
                (self.tr("Loss over"), self.text),
            )
        )
        self._lay_out(self.types, boxes, self.measure, self._again, self._same, self._about)
        self.types.chosen.connect(self._show_choice)
        self.measure.toggled.connect(lambda _on: self._show_choice())
        self.source.picked.connect(self.source_picked)
        self.matrix.picked.connect(self._on_matrix)
        self.text.picked.connect(self._show_choice)
        self._show_choice()

    # -- what is chosen --------------------------------------------------------------------------------------

    def show_types(self, planned: Mapping[str, int], beside: int, there: Sequence[str]) -> None:
        """Offer the types of the chosen model: `planned` are bytes of each, `beside` bytes of memory that a load takes
        beyond its weights (0 where that is not known); those whose files are `there` cannot be made again.
        """
        self._offer = (planned, beside, there)
        has_matrix = self.matrix.chosen_text is not None
        state = (self.source.currentData(), dict(planned), beside, tuple(there), has_matrix)
        if state == self._shown:
            return
        before, self._shown = self.types.ticked, state
        lines = [(kind, self._line(kind, planned, beside, kind in there)) for kind in QUANT_TYPES]
        possible = [line for line in lines if has_matrix or line[0] not in NEED_IMPORTANCE]
        known = [line for line in possible if not planned or line[0] in planned]
        self.types.show_lines(known, before, there)

    def _line(self, kind: str, planned: Mapping[str, int], beside: int, is_there: bool) -> str:
        bytes_of_it = planned.get(kind, 0)
        memory = self.tr("{memory} of memory").format(memory=memory_words(bytes_of_it + beside))
        return "  ·  ".join(
            filter(
                None,
                (
                    kind,
                    size(bytes_of_it) if bytes_of_it else "",
                    memory if bytes_of_it and beside else "",
                    self.tr("is here already") if is_there else translate("Quantisation", quality(kind)),
                ),
            )
        )

    def wanted(self, options: LoadOptions) -> QuantiseWanted | None:
        """What is to be made; None without a model."""
        model = self.source.chosen_model
        if model is None:
            return None
        return QuantiseWanted(
            model=named_model(model),
            size=model.size,
            kinds=tuple(self.types.ticked),
            folder=str(self._folder()),
            options=options,
            requantise=not is_original(model),
            text=self.text.choice if self.measure.isChecked() else None,
            matrix_text=self.matrix.chosen_text,
        )

    def targets(self) -> dict[str, str]:
        """The files that types of the chosen model become, by type."""
        model = self.source.chosen_model
        return {kind: target(str(self._folder()), model.path, kind) for kind in QUANT_TYPES} if model else {}

    def _show_choice(self) -> None:
        model, count = self.source.chosen_model, len(self.types.ticked)
        words = counted(self.tr("Make 1 type"), self.tr("Make {count} types"), count)
        self.go.setText(words if count else self.tr("Make types"))
        self.go.setEnabled(count > 0 and model is not None)
        self.text.setEnabled(self.measure.isChecked())
        self._same.setVisible(self.measure.isChecked() and self.matrix.chosen_text == self.text.choice)
        self._about.setText(self.tr("New files go to {folder}.").format(folder=visible(str(self._folder()))))
        is_again = model is not None and not is_original(model)
        self._again.setVisible(is_again)
        if model and is_again:
            words = self.tr(
                "This model is quantised already ({type}). To quantise it again loses more than from the original; "
                "what is lost is measured against this file."
            )
            self._again.setText(words.format(type=visible(model.quantisation) or "?"))

    def _on_matrix(self) -> None:
        """With a matrix there are more types."""
        self.show_types(*self._offer)
        self._show_choice()

    def source_changed(self) -> None:
        """Another model is chosen."""
        self._show_choice()

    # -- what goes on ----------------------------------------------------------------------------------------

    def show_progress(self, quantisation: Quantisation, queue: WorkQueue) -> None:
        """How far a run is; nothing while none goes on."""
        made = quantisation.made
        self.stop.setVisible(quantisation.is_running)
        self.go.setVisible(not quantisation.is_running)
        if not quantisation.is_running:
            self._progress.hide()
            return
        if step := quantisation.matrix_step:
            words = self.tr("The importance matrix is made: {done} of {total}")
            far = words.format(done=number(step.done), total=number(step.total))
            self._progress.show_share(step.done / max(1, step.total), far)
            return
        now = next((one for one in made if one.state in (TypeState.WRITING, TypeState.MEASURING)), None)
        if now is None:
            self._show_before(queue)
            return
        over = sum(one.state in IS_OVER for one in made)
        far = self.tr("{done} of {total} types done").format(done=number(over), total=number(len(made)))
        self._progress.show_share((over + _share(now)) / len(made), now.kind, doing_words(now), far)

    def _show_before(self, queue: WorkQueue) -> None:
        """What goes on before the first type."""
        if isinstance(queue.running, SourceSpeed):
            self._progress.show_share(0.0, self.tr("The speed of the model itself is measured first"))
        elif isinstance(queue.running, MakingMatrix):
            self._progress.show_share(0.0, self.tr("The importance matrix is made"))
        else:
            self._progress.show_waiting()


def _share(made: MadeType) -> float:
    """Writing counts for half of a type."""
    if made.state == TypeState.MEASURING:
        return 0.5
    return 0.5 * made.done / made.total if made.total else 0.0


def doing_words(made: MadeType) -> str:
    """What happens to a type now, or has come of it."""
    if made.state == TypeState.WRITING and made.total:
        return translate("Workshop", "writes tensor {done} of {total}").format(
            done=number(made.done), total=number(made.total)
        )
    words = {
        TypeState.WAITING: translate("Workshop", "waits"),
        TypeState.WRITING: translate("Workshop", "is planned"),
        TypeState.MEASURING: translate("Workshop", "is measured"),
        TypeState.DONE: translate("Workshop", "done"),
        TypeState.FAILED: translate("Workshop", "failed"),
        TypeState.STOPPED: translate("Workshop", "stopped"),
    }
    return words[made.state]


def is_original(model: LocalModel) -> bool:
    """Whether its weights are as they were trained."""
    return model.quantisation.upper() in ORIGINALS
