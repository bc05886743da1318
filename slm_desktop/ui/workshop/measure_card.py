"""Where it is chosen which models are measured, and how; while it goes on, how far that is."""

from collections.abc import Sequence

from PySide6.QtWidgets import QSpinBox

from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.models.local_models import LocalModel
from slm_desktop.core.workshop.benchmarks import USUAL_REPETITIONS, Benchmarks, Wanted, quick, steps, thorough
from slm_desktop.core.workshop.records import MOST_REPETITIONS
from slm_desktop.ui.theme import font, px
from slm_desktop.ui.widgets.choices import Segments
from slm_desktop.ui.widgets.parts import label, row, unscrolled
from slm_desktop.ui.words import counted, number
from slm_desktop.ui.workshop.figures import test_words, title_of
from slm_desktop.ui.workshop.tick_list import ModelTicks
from slm_desktop.ui.workshop.work_card import WorkCard

QUICK, THOROUGH = 0, 1
SPIN_WIDTH = 72
FEWEST = 3
"""Repetitions: two say next to nothing of how sure a figure is."""


class MeasureCard(WorkCard):
    """Models, how thoroughly, and how often."""

    def __init__(self) -> None:
        super().__init__()
        self._list = ModelTicks(self.tr("Models to measure"))
        self._list.chosen.connect(lambda: self._show_choice())
        self._how = Segments((self.tr("Quick"), self.tr("Thorough")))
        self._repetitions = QSpinBox(minimum=FEWEST, maximum=MOST_REPETITIONS, value=USUAL_REPETITIONS)
        self._repetitions.setFixedWidth(px(SPIN_WIDTH))
        self._repetitions.setFont(font(13))
        self._repetitions.lineEdit().setTextMargins(6, 0, 0, 0)
        self._repetitions.setAccessibleName(self.tr("Repetitions of each test"))
        unscrolled(self._repetitions)
        self._about = label("", 12, tone="3", wrap=True)
        self._how.chosen.connect(lambda _at: self._show_choice())
        self._how.choose(QUICK)
        repetitions = label(self.tr("Repetitions"), 13, tone="2")
        repetitions.setBuddy(self._repetitions)
        how = row(self._how, None, repetitions, self._repetitions, spacing=8)
        self._lay_out(self._list, how, self._about)
        self._show_choice()

    # -- what is chosen --------------------------------------------------------------------------------------

    def show_models(self, models: Sequence[LocalModel]) -> None:
        """Offer these; what was ticked stays so."""
        self._list.show_models(models)

    def wanted(self, options: LoadOptions) -> list[Wanted]:
        """What is to be measured of the ticked models, each loaded with `options`."""
        return [
            Wanted(
                path=model.path,
                name=model.name,
                quantisation=model.quantisation,
                size=model.size,
                options=options,
                tests=thorough(model.facts.context) if self._is_thorough else quick(),
                repetitions=self._repetitions.value(),
            )
            for model in self._list.models
        ]

    @property
    def _is_thorough(self) -> bool:
        return self._how.current == THOROUGH

    def _show_choice(self) -> None:
        count = len(self._list.ticked)
        go = counted(self.tr("Measure 1 model"), self.tr("Measure {count} models"), count)
        self.go.setText(go if count else self.tr("Measure models"))
        self.go.setEnabled(count > 0)
        words = self.tr(
            "Prompts of 512 tokens, answers of 128, and the first token after a prompt, as llama-bench does."
        )
        if self._is_thorough:
            words += " " + self.tr("Then behind up to 8,192 tokens, and in batches from 64 to 1,024. It takes a while.")
        self._about.setText(words)

    # -- what goes on ----------------------------------------------------------------------------------------

    def show_progress(self, benchmarks: Benchmarks) -> None:
        """How far it is; nothing while none is measured."""
        record = benchmarks.running if benchmarks.is_measuring else None
        self.stop.setVisible(benchmarks.is_measuring or bool(benchmarks.left))
        if record is None:
            if benchmarks.left:
                self._progress.show_waiting()
            else:
                self._progress.hide()
            return
        done, total = steps(record, benchmarks.left)
        now = next((one for one in record.results if len(one.seconds) < record.repetitions), None)
        what = title_of(record)
        doing = test_words(now.test) if now else ""
        far = self.tr("{done} of {total}").format(done=number(done), total=number(total))
        self._progress.show_share(done / max(1, total), what, doing, far)
