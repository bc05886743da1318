"""A table of figures: words at the left of the first column, numbers at the right of the others."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QItemSelectionModel, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from slm_desktop.ui.theme import font, px
from slm_desktop.ui.widgets.parts import tip

NARROWEST = 84
"""Pixels of a column."""
AIR = 12
ROW, MOST_ROWS = 34, 8
"""Height of a row in pixels, and rows beyond which the table is scrolled."""
Record = TypeVar("Record")


class FiguresTable(QTableWidget, Generic[Record]):
    """`chosen` is emitted when other rows are selected."""

    chosen = Signal()
    words_columns: tuple[int, ...] = (0,)
    """Columns of words, which begin at the left."""
    wide_column = 0
    """The one that takes the room that is left."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName("scores")
        self.setFont(font(13))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(px(ROW))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        self._records: list[Record] = []
        self.itemSelectionChanged.connect(self.chosen)

    # -- what each table says --------------------------------------------------------------------------------

    def heads(self) -> Sequence[str]:
        """The names of its columns."""
        raise NotImplementedError

    def cells(self, record: Record) -> Sequence[str]:
        """The words of a row."""
        raise NotImplementedError

    def notes(self, record: Record) -> Sequence[str]:
        """What else is to be known of a row: it is marked, and its hint says it."""
        raise NotImplementedError

    def key(self, record: Record) -> object:
        """What a row is known by when it is drawn anew."""
        raise NotImplementedError

    def sizeHintForColumn(self, column: int) -> int:
        """Some air between columns."""
        return super().sizeHintForColumn(column) + px(AIR)

    # -- what it shows ---------------------------------------------------------------------------------------

    def show_records(self, records: Sequence[Record]) -> None:
        """Show these; rows that were selected stay so."""
        before = [self.key(record) for record in self.selected]
        with QSignalBlocker(self):
            heads = self.heads()
            if self.columnCount() != len(heads):
                self._set_heads(heads)
            self.setRowCount(len(records))
            self._records = list(records)
            for row, record in enumerate(records):
                self._fill(row, record)
            self._select(before)
            shown = max(1, min(len(records), MOST_ROWS))
            self.setFixedHeight(self.horizontalHeader().sizeHint().height() + shown * px(ROW) + 4)

    @property
    def selected(self) -> list[Record]:
        """What the selected rows stand for, from the top."""
        chosen = self.selectionModel()
        rows = sorted({index.row() for index in chosen.selectedIndexes()}) if chosen else []
        return [self._records[row] for row in rows if row < len(self._records)]

    def _set_heads(self, heads: Sequence[str]) -> None:
        self.setColumnCount(len(heads))
        self.setHorizontalHeaderLabels(list(heads))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for column in self.words_columns:
            if head := self.horizontalHeaderItem(column):
                head.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(px(NARROWEST))
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(self.wide_column, QHeaderView.ResizeMode.Stretch)

    def _fill(self, row: int, record: Record) -> None:
        cells, notes = list(self.cells(record)), self.notes(record)
        hint = tip("\n".join([cells[0], *notes]))
        cells[0] += " *" if notes else ""
        for column, text in enumerate(cells):
            item = self._item(row, column)
            item.setText(text)
            item.setToolTip(hint if column == 0 else "")

    def _item(self, row: int, column: int) -> QTableWidgetItem:
        item = self.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            side = Qt.AlignmentFlag.AlignLeft if column in self.words_columns else Qt.AlignmentFlag.AlignRight
            item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            self.setItem(row, column, item)
        return item

    def _select(self, keys: Sequence[object]) -> None:
        selection = self.selectionModel()
        selection.clearSelection()
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for row, record in enumerate(self._records):
            if self.key(record) in keys:
                selection.select(self.model().index(row, 0), flags)
