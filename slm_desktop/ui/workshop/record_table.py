"""The table of benchmarks: a row each, the newest first."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from slm_desktop.core.workshop.records import BenchmarkRecord
from slm_desktop.ui.theme import font, px
from slm_desktop.ui.widgets.parts import tip
from slm_desktop.ui.words import explain, translate, when
from slm_desktop.ui.workshop.figures import (
    disturbance_words,
    first_token_words,
    load_words,
    memory_words,
    rate_words,
    title_of,
)

NARROWEST = 92
"""Pixels of a column."""
ROW, MOST_ROWS = 34, 8
"""Height of a row in pixels, and rows beyond which the table is scrolled."""


class RecordTable(QTableWidget):
    """`chosen` is emitted when other rows are selected."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("scores")
        self.setFont(font(13))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(px(ROW))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(translate("Workshop", "Benchmarks"))
        self._records: list[BenchmarkRecord] = []
        self.itemSelectionChanged.connect(self.chosen)

    def show_records(self, records: Sequence[BenchmarkRecord]) -> None:
        """Show these; rows that were selected stay so."""
        before = {record.id for record in self.selected}
        self.blockSignals(True)
        heads = _heads()
        if self.columnCount() != len(heads):
            self._set_heads(heads)
        self.setRowCount(len(records))
        self._records = list(records)
        for row, record in enumerate(records):
            self._fill(row, record)
        self._select(before)
        shown = max(1, min(len(records), MOST_ROWS))
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + shown * px(ROW) + 4)
        self.blockSignals(False)

    def _set_heads(self, heads: Sequence[str]) -> None:
        self.setColumnCount(len(heads))
        self.setHorizontalHeaderLabels(list(heads))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        first = self.horizontalHeaderItem(0)
        if first:
            first.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(px(NARROWEST))
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def _fill(self, row: int, record: BenchmarkRecord) -> None:
        notes = list(dict.fromkeys(filter(None, map(disturbance_words, record.results))))
        if record.fault:
            notes.insert(0, explain(record.fault, {"name": record.name}).title)
        mark = " *" if notes else ""
        cells = (
            title_of(record) + mark,
            rate_words(record.prompt),
            rate_words(record.answer),
            first_token_words(record),
            memory_words(record),
            load_words(record),
            when(record.created),
        )
        for column, text in enumerate(cells):
            item = self.item(row, column)
            if item is None:
                item = QTableWidgetItem()
                side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(row, column, item)
            item.setText(text)
            item.setToolTip(tip("\n".join([cells[0], *notes])) if column == 0 else "")

    def _select(self, ids: set[int]) -> None:
        wanted = self.selectionModel()
        wanted.clearSelection()
        for row, record in enumerate(self._records):
            if record.id in ids:
                index = self.model().index(row, 0)
                wanted.select(index, QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows)

    @property
    def selected(self) -> list[BenchmarkRecord]:
        """The benchmarks whose rows are selected, from the top."""
        rows = (
            sorted({index.row() for index in self.selectionModel().selectedIndexes()}) if self.selectionModel() else []
        )
        return [self._records[row] for row in rows if row < len(self._records)]


def _heads() -> tuple[str, ...]:
    return (
        translate("Workshop", "Model"),
        translate("Workshop", "Prompt, tok/s"),
        translate("Workshop", "Answer, tok/s"),
        translate("Workshop", "First token"),
        translate("Workshop", "Memory"),
        translate("Workshop", "Load"),
        translate("Workshop", "Measured"),
    )
