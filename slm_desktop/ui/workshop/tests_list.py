"""Every test of one benchmark, with what was measured, and how the model was loaded."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from slm_desktop.core.engines.energy import Price
from slm_desktop.core.visible import visible
from slm_desktop.core.workshop.records import BenchmarkRecord
from slm_desktop.ui.widgets.parts import column, empty, label
from slm_desktop.ui.words import counted, gigabytes, number, translate
from slm_desktop.ui.workshop.figures import (
    disturbance_words,
    energy_of_tokens_words,
    energy_source_words,
    result_words,
    test_words,
    title_of,
)


class TestsList(QWidget):
    """Shows what `show_record` was given last."""

    __test__ = False

    def __init__(self, price: Callable[[], Price]) -> None:
        super().__init__()
        self._price = price
        self._title = label("", 13, 600, wrap=True)
        self._about = label("", 12, tone="3", wrap=True)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(4, 1)
        whole = column(self._title, self._about, spacing=6)
        whole.addLayout(self._grid)
        self.setLayout(whole)
        self._shown: object = None

    def show_record(self, record: BenchmarkRecord) -> None:
        """Show one; the same one again stays as it is."""
        price = self._price()
        state = (record.id, record.done, record.loaded is not None, price)
        if self._shown == state:
            return
        self._shown = state
        self._title.setText(title_of(record))
        self._about.setText(about(record))
        empty(self._grid)
        measured = [result for result in record.results if result.rate]
        for at, result in enumerate(measured):
            memory = f"{gigabytes(result.memory)} GB"
            energy = energy_of_tokens_words(result.energy, price, is_estimate=record.is_energy_estimate)
            cells = (test_words(result.test), result_words(result), memory, energy, disturbance_words(result))
            for place, (text, tone) in enumerate(zip(cells, ("", "", "2", "2", "warn"), strict=True)):
                self._grid.addWidget(_cell(text, tone, is_number=place in (1, 2, 3)), at, place)


def _cell(text: str, tone: str, *, is_number: bool) -> QLabel:
    made = label(text, 13, tone=tone)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if is_number:
        made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made


def about(record: BenchmarkRecord) -> str:
    """How it was measured."""
    loaded, options, machine = record.loaded, record.options, record.machine
    threads = loaded.threads if loaded else options.threads
    parts = [
        translate(
            "Workshop", "Each {count} times after a warm-up; the true mean lies within ±, 95 times in 100"
        ).format(count=number(record.repetitions)),
        counted(translate("Workshop", "1 thread"), translate("Workshop", "{count} threads"), threads)
        if threads
        else "",
        translate("Workshop", "{count} layers on {device}").format(
            count=loaded.offloaded, device=visible(loaded.device)
        )
        if loaded and loaded.offloaded
        else "",
        translate("Workshop", "KV cache {kind}").format(kind=options.kv_type.upper()),
        energy_source_words(record),
        visible(machine.processor),
        f"llama.cpp {visible(loaded.build)}" if loaded else "",
    ]
    return "  ·  ".join(filter(None, parts))
