"""Where it is chosen which models are measured, and how; while it goes on, how far that is."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QSpinBox

from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.models.local_models import LocalModel
from slm_desktop.core.visible import visible
from slm_desktop.core.workshop.benchmarks import USUAL_REPETITIONS, Benchmarks, Wanted, quick, steps, thorough
from slm_desktop.core.workshop.records import MOST_REPETITIONS
from slm_desktop.ui.theme import font, px
from slm_desktop.ui.widgets.choices import Segments
from slm_desktop.ui.widgets.parts import button, column, label, named, row, unscrolled
from slm_desktop.ui.words import counted, number
from slm_desktop.ui.workshop.figures import test_words
from slm_desktop.ui.workshop.tick_list import ModelTicks
from slm_desktop.ui.workshop.work_progress import WorkProgress

QUICK, THOROUGH = 0, 1
SPIN_WIDTH = 72
FEWEST = 3
"""Repetitions: two say next to nothing of how sure a figure is."""


class MeasureCard(QFrame):
    """`start_wanted` is emitted to measure what is chosen, `stop_wanted` to end that."""

    start_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        named(self, "card")
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
        self._go = button("", "primary", self._on_go)
        self._stop = button(self.tr("Stop"), "plain", self.stop_wanted.emit)
        self._progress = WorkProgress()
        self._how.chosen.connect(lambda _at: self._show_choice())
        self._how.choose(QUICK)
        self._lay_out()
        self._show_choice()

    def _lay_out(self) -> None:
        repetitions = label(self.tr("Repetitions"), 13, tone="2")
        repetitions.setBuddy(self._repetitions)
        choice = column(spacing=10)
        choice.addLayout(row(self._how, None, repetitions, self._repetitions, spacing=8))
        choice.addWidget(self._about)
        choice.addStretch(1)
        choice.addLayout(row(None, self._stop, self._go, spacing=8))
        above = row(self._list, spacing=16)
        above.setStretch(0, 1)
        above.addLayout(choice, 1)
        whole = column(spacing=10, margins=(16, 14, 16, 14))
        whole.addLayout(above)
        whole.addWidget(self._progress)
        self.setLayout(whole)

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

    def _on_go(self) -> None:
        self.start_wanted.emit()

    def _show_choice(self) -> None:
        count = len(self._list.ticked)
        go = counted(self.tr("Measure 1 model"), self.tr("Measure {count} models"), count)
        self._go.setText(go if count else self.tr("Measure models"))
        self._go.setEnabled(count > 0)
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
        self._stop.setVisible(benchmarks.is_measuring or bool(benchmarks.left))
        if record is None:
            if benchmarks.left:
                self._progress.show_waiting()
            else:
                self._progress.hide()
            return
        done, total = steps(record, benchmarks.left)
        now = next((one for one in record.results if len(one.seconds) < record.repetitions), None)
        what = f"{visible(record.name)} {visible(record.quantisation)}"
        doing = test_words(now.test) if now else ""
        far = self.tr("{done} of {total}").format(done=number(done), total=number(total))
        self._progress.show_share(done / max(1, total), what, doing, far)
