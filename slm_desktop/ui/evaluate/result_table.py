"""The table of results: what is not on the screen is not worked out, so that it may have any number of rows."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from slm_desktop.ui.theme import font

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """A text in the middle, and how it is drawn."""

    text: str
    foreground: QColor | None = None
    background: QColor | None = None
    is_total: bool = False


class Grid(msgspec.Struct, frozen=True, kw_only=True):
    """All cells, each made when it is looked at. `tips` say more about the columns."""

    rows: int
    heads: Sequence[str]
    tips: Sequence[str] = ()
    row_name: Callable[[int], str]
    cell: Callable[[int, int], Cell]


NOTHING = Grid(rows=0, heads=(), row_name=lambda _row: "", cell=lambda _row, _column: Cell(text=""))


LOOKS: dict[int, Callable[[Cell], object]] = {
    Qt.ItemDataRole.DisplayRole: lambda cell: cell.text,
    Qt.ItemDataRole.ForegroundRole: lambda cell: cell.foreground,
    Qt.ItemDataRole.BackgroundRole: lambda cell: cell.background,
    Qt.ItemDataRole.FontRole: lambda cell: font(13, 600) if cell.is_total else None,
}


class GridRows(QAbstractTableModel):
    """A grid as Qt reads it."""

    def __init__(self) -> None:
        super().__init__()
        self.grid = NOTHING
        self._cells: dict[tuple[int, int], Cell] = {}
        """Those that were looked at since the grid has come: each is asked for several times."""

    def show(self, grid: Grid) -> None:
        """Show another one, or another state of the same."""
        is_same = (grid.rows, len(grid.heads)) == (self.grid.rows, len(self.grid.heads))
        if not is_same:
            self.beginResetModel()
        self.grid, self._cells = grid, {}
        if not is_same:
            self.endResetModel()
        elif grid.rows and grid.heads:
            self.dataChanged.emit(self.index(0, 0), self.index(grid.rows - 1, len(grid.heads) - 1))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(grid.heads) - 1)
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, grid.rows - 1)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else self.grid.rows

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.grid.heads)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        look = LOOKS.get(role)
        return look(self._cell(index.row(), index.column())) if look else None

    def _cell(self, row: int, column: int) -> Cell:
        if (row, column) not in self._cells:
            self._cells[row, column] = self.grid.cell(row, column)
        return self._cells[row, column]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return self.grid.row_name(section) if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.grid.tips[section] if section < len(self.grid.tips) else None
        return self.grid.heads[section] if role == Qt.ItemDataRole.DisplayRole else None


class ResultTable(QTableView):
    """`on_cell` is called with the row and the column that were chosen."""

    def __init__(self, on_cell: Callable[[int, int], None]) -> None:
        super().__init__()
        self._rows = GridRows()
        self.setModel(self._rows)
        self.setObjectName("scores")
        self.setFont(font(13))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        heads = self.horizontalHeader()
        heads.setHighlightSections(False)
        heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        heads.setTextElideMode(Qt.TextElideMode.ElideNone)  # It would drop all lines but the first.
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.selectionModel().currentChanged.connect(lambda now, _before: on_cell(now.row(), now.column()))

    def show_grid(self, grid: Grid) -> None:
        """Show results; the chosen cell stays where the shape does."""
        self._rows.show(grid)

    @property
    def chosen(self) -> tuple[int, int] | None:
        """The row and the column that are chosen."""
        index = self.currentIndex()
        return (index.row(), index.column()) if index.isValid() else None
