"""Where it is chosen which model is tuned, and within which memory."""

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QSpinBox

from slm_desktop.core.models.local_models import LocalModel
from slm_desktop.core.models.names import shown_name
from slm_desktop.core.workshop.search import Setting, Trial
from slm_desktop.core.workshop.tuning import Tuning
from slm_desktop.ui.theme import font, px
from slm_desktop.ui.widgets.parts import label, unscrolled
from slm_desktop.ui.words import number
from slm_desktop.ui.workshop.boxes import ModelBox
from slm_desktop.ui.workshop.figures import model_words
from slm_desktop.ui.workshop.work_card import WorkCard, fields

MOST_MEGABYTES, STEP_MEGABYTES, LIMIT_WIDTH = 4_000_000, 256, 160


class TuneCard(WorkCard):
    """A model, and the memory that it may take."""

    def __init__(self) -> None:
        super().__init__()
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
        self.go.setText(self.tr("Find the fastest way"))
        about = self.tr(
            "Threads, layers on the graphics card, flash attention, batch, KV cache and draft models are tried one "
            "after the other, as long as that can pay; a shorter context where the usual one takes more memory than "
            "allowed. What is faster is measured once more before it is offered."
        )
        boxes = fields(((self.tr("Model"), self.model), (self.tr("Memory limit"), self.limit)))
        self._lay_out(None, label(about, 12, tone="3", wrap=True), boxes, self.smaller)
        self.model.picked.connect(self._show_choice)
        self._show_choice()

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
    if isinstance(trial.value, int):
        return number(trial.value)
    return model_words(*shown_name(trial.value)) if trial.setting == Setting.DRAFT_MODEL else trial.value
