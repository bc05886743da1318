"""JSON as a tree of its parts, and a table of texts."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QFrame,
    QHeaderView,
    QTableView,
    QTreeWidget,
    QTreeWidgetItem,
)

from slm_desktop.core.formats.answer import Table, cell
from slm_desktop.core.visible import visible
from slm_desktop.ui.theme import font, px
from slm_desktop.ui.words import number, translate

MOST_PARTS = 2000
"""Parts of a tree that are made; what is beyond them is counted."""
LONGEST_CELL, MEASURED_ROWS = 500, 30
ROW, MOST_ROWS, WIDEST = 30, 14, 280
Index = QModelIndex | QPersistentModelIndex


class TreeOfAnswer(QTreeWidget):
    """Fields and their values, unfolded as far as there is room."""

    def __init__(self) -> None:
        super().__init__()
        _plain(self)
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setAccessibleName(translate("Structured", "The answer as a tree"))
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self._left = MOST_PARTS
        self.itemExpanded.connect(lambda _item: self.updateGeometry())
        self.itemCollapsed.connect(lambda _item: self.updateGeometry())

    def show_value(self, value: Any) -> None:
        """Show an object or a list."""
        self.clear()
        self._left = MOST_PARTS
        self._fill(self.invisibleRootItem(), value)
        self.expandAll()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As high as its rows, up to some."""
        return QSize(super().sizeHint().width(), px(ROW) * min(MOST_ROWS, max(1, _seen(self))) + 4)

    def _fill(self, parent: QTreeWidgetItem, value: Any) -> None:
        pairs = value.items() if isinstance(value, dict) else enumerate(value, 1)
        for at, (name, inner) in enumerate(pairs):
            if self._left <= 0:
                rest = number(len(value) - at)
                QTreeWidgetItem(parent, [translate("Structured", "… and {count} more").format(count=rest), ""])
                return
            self._left -= 1
            item = QTreeWidgetItem(parent, [visible(str(name))[:LONGEST_CELL], _shown(inner)])
            item.setSizeHint(1, QSize(px(ROW), px(ROW)))
            item.setToolTip(1, _shown(inner))
            if isinstance(inner, dict | list):
                self._fill(item, inner)


class TableOfAnswer(QTableView):
    """Rows below the names of their columns."""

    def __init__(self) -> None:
        super().__init__()
        _plain(self)
        self._rows = TableRows(self)
        self.setModel(self._rows)
        self.setAccessibleName(translate("Structured", "The answer as a table"))
        self.horizontalHeader().setResizeContentsPrecision(MEASURED_ROWS)
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(px(ROW))
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setFont(font(12, 600))

    def show_table(self, table: Table) -> None:
        """Show a table."""
        self._rows.show_table(table)
        self.resizeColumnsToContents()
        header = self.horizontalHeader()
        for at in range(len(table.columns)):
            header.resizeSection(at, min(px(WIDEST), header.sectionSize(at) + px(16)))
        header.setStretchLastSection(True)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As high as its rows, up to some."""
        rows = min(MOST_ROWS, self._rows.rowCount())
        bar = self.horizontalScrollBar().sizeHint().height() if self.horizontalScrollBar().maximum() else 0
        return QSize(super().sizeHint().width(), px(ROW) * (rows + 1) + bar + 6)


class TableRows(QAbstractTableModel):
    """The rows of a table as Qt reads them."""

    def __init__(self, parent: QTableView) -> None:
        super().__init__(parent)
        self._table = Table((), ())

    def show_table(self, table: Table) -> None:
        """Hold another table."""
        self.beginResetModel()
        self._table = table
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._table.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many columns there are."""
        return 0 if parent.isValid() else len(self._table.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """The text of a cell."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        return visible(self._table.rows[index.row()][index.column()][:LONGEST_CELL])

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        """The name of a column."""
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return visible(self._table.columns[section][:LONGEST_CELL])


def _plain(view: QAbstractItemView) -> None:
    """Part of an answer, which is scrolled with it."""
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setFont(font(13))
    view.viewport().setAutoFillBackground(False)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setSizeAdjustPolicy(QAbstractScrollArea.SizeAdjustPolicy.AdjustIgnored)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setTabKeyNavigation(False)


def _shown(value: Any) -> str:
    """A value beside its name; of a list or object how many parts it has."""
    if isinstance(value, dict | list):
        return f"{{{number(len(value))}}}" if isinstance(value, dict) else f"[{number(len(value))}]"
    return "null" if value is None else visible(cell(value))[:LONGEST_CELL]


def _seen(tree: QTreeWidget) -> int:
    """Rows that are unfolded, as far as they count."""
    count, item = 0, tree.topLevelItem(0)
    while item is not None and count < MOST_ROWS:
        count += 1
        item = tree.itemBelow(item)
    return count
