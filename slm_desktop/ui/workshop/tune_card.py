"""Where it is chosen which model is tuned, and within which memory."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QSpinBox

from slm_desktop.core.models.local_models import LocalModel
from slm_desktop.core.workshop.search import Trial
from slm_desktop.core.workshop.tuning import Tuning
from slm_desktop.ui.theme import font, px
from slm_desktop.ui.widgets.parts import button, column, label, named, row, unscrolled
from slm_desktop.ui.words import number
from slm_desktop.ui.workshop.boxes import ModelBox
from slm_desktop.ui.workshop.work_progress import WorkProgress

MOST_MEGABYTES, STEP_MEGABYTES, LIMIT_WIDTH = 4_000_000, 256, 160


class TuneCard(QFrame):
    """`start_wanted` is emitted to tune the model that is chosen, `stop_wanted` to end that."""

    start_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        named(self, "card")
        self.model = ModelBox(self.tr("Model to tune"))
        self.limit = QSpinBox(maximum=MOST_MEGABYTES, singleStep=STEP_MEGABYTES, suffix=" MB")
        self.limit.setSpecialValueText(self.tr("No limit"))
        self.limit.setFont(font(13))
        self.limit.setFixedWidth(px(LIMIT_WIDTH))
        self.limit.setAccessibleName(self.tr("Memory limit"))
        self.limit.lineEdit().setTextMargins(6, 0, 0, 0)
        unscrolled(self.limit)
        self.smaller = QCheckBox(self.tr("Also try smaller KV caches, which lose a little quality"))
        self.smaller.setFont(font(13))
        self.go = button(self.tr("Find the fastest way"), "primary", self.start_wanted.emit)
        self.stop = button(self.tr("Stop"), "plain", self.stop_wanted.emit)
        self._progress = WorkProgress()
        self._lay_out()
        self.model.picked.connect(self._show_choice)
        self._show_choice()

    def _lay_out(self) -> None:
        about = self.tr(
            "Threads, layers on the graphics card, flash attention, batch and KV cache are tried one after the other, "
            "as long as that can pay. What is faster is measured once more before it is offered."
        )
        fields = QGridLayout()
        fields.setColumnStretch(2, 1)
        fields.setHorizontalSpacing(12)
        fields.setVerticalSpacing(8)
        named_boxes = ((self.tr("Model"), self.model, 2), (self.tr("Memory limit"), self.limit, 1))
        for at, (words, box, wide) in enumerate(named_boxes):
            name = label(words, 13, tone="2")
            name.setBuddy(box)
            fields.addWidget(name, at, 0)
            fields.addWidget(box, at, 1, 1, wide)
        whole = column(label(about, 12, tone="3", wrap=True), spacing=10, margins=(16, 14, 16, 14))
        whole.addLayout(fields)
        whole.addWidget(self.smaller)
        whole.addLayout(row(None, self.stop, self.go, spacing=8))
        whole.addWidget(self._progress)
        self.setLayout(whole)

    def show_models(self, models: Sequence[LocalModel]) -> None:
        """Offer these."""
        self.model.show_models(models)

    @property
    def memory_limit(self) -> int:
        """Bytes, 0 for no limit."""
        return self.limit.value() * 10**6

    def _show_choice(self) -> None:
        self.go.setEnabled(self.model.chosen_model is not None)

    def show_progress(self, tuning: Tuning, doing: str) -> None:
        """What is tried now, as `doing` says; nothing while nothing is."""
        self.stop.setVisible(tuning.is_running)
        self.go.setVisible(not tuning.is_running)
        if not tuning.is_running:
            self._progress.hide()
        elif not tuning.trials:
            self._progress.show_waiting()
        else:
            far = self.tr("trial {count}").format(count=number(len(tuning.trials)))
            self._progress.show_going_on(doing, far)


def value_of(trial: Trial) -> str:
    """The value that is tried."""
    return number(trial.value) if isinstance(trial.value, int) else trial.value
