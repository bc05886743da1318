"""Where it is chosen which models are measured, and how; while it goes on, how far that is."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QProgressBar, QSpinBox

from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.models.local_models import LocalModel
from slm_desktop.core.visible import visible
from slm_desktop.core.workshop.benchmarks import USUAL_REPETITIONS, Benchmarks, Wanted, quick, steps, thorough
from slm_desktop.core.workshop.records import MOST_REPETITIONS
from slm_desktop.ui.theme import font, px
from slm_desktop.ui.widgets.choices import Segments
from slm_desktop.ui.widgets.parts import ElidedLabel, button, column, label, named, row, unscrolled
from slm_desktop.ui.words import counted, number, size
from slm_desktop.ui.workshop.figures import test_words

QUICK, THOROUGH = 0, 1
LIST_HEIGHT, SPIN_WIDTH = 132, 72
FEWEST = 3
"""Repetitions: two say next to nothing of how sure a figure is."""


class MeasureCard(QFrame):
    """`start_wanted` is emitted to measure what is chosen, `stop_wanted` to end that."""

    start_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        named(self, "card")
        self._models: list[LocalModel] = []
        self._list = named(QListWidget(), "tickList")
        self._list.setFont(font(13))
        self._list.setFixedHeight(px(LIST_HEIGHT))
        self._list.setAccessibleName(self.tr("Models to measure"))
        self._list.itemChanged.connect(lambda _item: self._show_choice())
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
        self._bar = QProgressBar(textVisible=False, maximum=1000)
        self._words = ElidedLabel(12, tone="2")
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
        whole.addWidget(self._bar)
        whole.addWidget(self._words)
        self.setLayout(whole)

    # -- what is chosen --------------------------------------------------------------------------------------

    def show_models(self, models: Sequence[LocalModel]) -> None:
        """Offer these; what was ticked stays so."""
        if list(models) == self._models:
            return
        before = {model.path for model in self._chosen}
        self._models = list(models)
        self._list.blockSignals(True)
        self._list.clear()
        for model in models:
            words = " ".join(filter(None, (visible(model.name), visible(model.quantisation), "·", size(model.size))))
            item = QListWidgetItem(words, self._list)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            is_on = model.path in before or len(models) == 1
            item.setCheckState(Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)
        self._list.blockSignals(False)
        self._show_choice()

    @property
    def _chosen(self) -> list[LocalModel]:
        ticked = (self._list.item(at).checkState() == Qt.CheckState.Checked for at in range(self._list.count()))
        return [model for model, is_on in zip(self._models, ticked, strict=True) if is_on]

    def wanted(self, usual: LoadOptions) -> list[Wanted]:
        """What is to be measured of the ticked models, each loaded by itself as `usual`."""
        options = msgspec.structs.replace(usual.alone(), adapters=(), slots=1)
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
            for model in self._chosen
        ]

    @property
    def _is_thorough(self) -> bool:
        return self._how.current == THOROUGH

    def _on_go(self) -> None:
        self.start_wanted.emit()

    def _show_choice(self) -> None:
        count = len(self._chosen)
        self._go.setText(counted(self.tr("Measure 1 model"), self.tr("Measure {count} models"), count))
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
        record = benchmarks.running
        done, total = steps(record, benchmarks.left)
        for part in (self._bar, self._words, self._stop):
            part.setVisible(record is not None)
        if record is None:
            return
        self._bar.setValue(done * 1000 // max(1, total))
        now = next((one for one in record.results if len(one.seconds) < record.repetitions), None)
        what = f"{visible(record.name)} {visible(record.quantisation)}"
        doing = test_words(now.test) if now else ""
        far = self.tr("{done} of {total}").format(done=number(done), total=number(total))
        self._words.setText("  ·  ".join(filter(None, (what, doing, far))))
