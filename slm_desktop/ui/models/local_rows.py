"""The table of models on this computer."""

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRect, QSize, QSortFilterProxyModel, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from slm_desktop.core.engines.usage import Typical
from slm_desktop.core.models import names
from slm_desktop.core.models.forecasts import Forecasts, local
from slm_desktop.core.models.local_models import LocalModel, LocalModels
from slm_desktop.core.models.speed import Expected
from slm_desktop.core.models.speeds import Speeds
from slm_desktop.errors import Fault
from slm_desktop.ui.fit import context_words, local_speed_words, speed_of
from slm_desktop.ui.model_origin import COLOURS, owner_name
from slm_desktop.ui.theme import MONO, Theme, font, px
from slm_desktop.ui.widgets.parts import tip
from slm_desktop.ui.words import explain, size, when

if TYPE_CHECKING:
    from PySide6.QtCore import QPersistentModelIndex

    Index = QModelIndex | QPersistentModelIndex

NAME, QUANT, SIZE, SOURCE, CONTEXT, USED, RATE = range(7)
SORT = Qt.ItemDataRole.UserRole + 1
NOWHERE = QModelIndex()
ROW = 40


class LocalRows(QAbstractTableModel):
    """A row for each model; under UserRole the LocalModel, under SORT what to sort by."""

    def __init__(self, theme: Theme, local_models: LocalModels, speeds: Speeds, forecasts: Forecasts) -> None:
        super().__init__()
        self._theme, self._local_models, self._speeds, self._forecasts = theme, local_models, speeds, forecasts
        self._models: tuple[LocalModel, ...] = ()
        self.uses: dict[str, float] = {}
        self._known_speeds: dict[str, Typical | Expected | None] = {}
        self.loaded = ""
        local_models.changed.subscribe(self.reload)

    def reload(self) -> None:
        """Read what was found; rows that stay are left alone, so that the selection stays too."""
        if self._models == self._local_models.models:
            return
        if len(self._models) == len(self._local_models.models):
            self._models = self._local_models.models
            self.changed()
            return
        self.beginResetModel()
        self._models = self._local_models.models
        self.endResetModel()

    def changed(self) -> None:
        """Figures have changed."""
        self._known_speeds.clear()
        if self._models:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._models) - 1, RATE))

    def rowCount(self, parent: "Index" = NOWHERE) -> int:
        """Models."""
        return 0 if parent.isValid() else len(self._models)

    def columnCount(self, parent: "Index" = NOWHERE) -> int:
        """Columns."""
        return RATE + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Names of the columns."""
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return (
            self.tr("Model"),
            self.tr("Quant"),
            self.tr("Size"),
            self.tr("Source"),
            self.tr("Context"),
            self.tr("Last used"),
            self.tr("Speed here"),
        )[section]

    def data(self, index: "Index", role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell shows."""
        model = self._models[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return model
        if role == SORT:
            return self._sort_key(model, index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(model, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.headerData(index.column(), Qt.Orientation.Horizontal)}: {self._words(model, index.column())}"
        if role == Qt.ItemDataRole.ToolTipRole:
            about = speed_of(self._speed(model)) if index.column() == RATE else ""
            return tip("\n".join(filter(None, (about, self.trouble(model), *model.files))))
        if role == Qt.ItemDataRole.FontRole:
            return (
                font(12, family=MONO) if index.column() == QUANT else font(13, 600 if index.column() == NAME else 400)
            )
        if role == Qt.ItemDataRole.ForegroundRole:
            faint = not model.can_chat or index.column() not in (NAME, RATE)
            return self._theme.colour("text3" if not model.can_chat else "text2" if faint else "text")
        if role == Qt.ItemDataRole.DecorationRole and index.column() == SOURCE:
            return dot(self._theme, COLOURS[model.owner])
        return None

    def _damage(self, model: LocalModel) -> Fault | None:
        """What its plan found wrong with a file, as that it was cut off: its beginning alone is sound."""
        return self._forecasts.fault_of_file(local(model).key)

    def trouble(self, model: LocalModel) -> str:
        """Why a model cannot be loaded; '' when it can."""
        if model.missing:
            return explain("part_missing", {"path": model.missing[0]}).cause
        if model.facts.problem:
            return explain(model.facts.problem, model.facts.details).title
        if fault := self._damage(model):
            return explain(fault.code, fault.details).title
        kinds = {names.PROJECTOR: "projector", names.EMBEDDING: "embedding", names.DIFFUSION: "diffusion"}
        if model.facts.kind in kinds:
            return explain(kinds[model.facts.kind], {"architecture": model.facts.architecture}).title
        return "" if model.facts.kind == names.MODEL else self.tr("This file is no model to chat with")

    def _speed(self, model: LocalModel) -> Typical | Expected | None:
        if model.path not in self._known_speeds:
            self._known_speeds[model.path] = self._speeds.of(model)
        return self._known_speeds[model.path]

    def _words(self, model: LocalModel, column: int) -> str:
        at = self.uses.get(model.key, 0.0)
        name = model.name
        if model.path == self.loaded:
            name += "  ●"
        elif not model.can_chat or self._damage(model):
            name += "  ⚠"
        last = self.tr("Now") if model.path == self.loaded else when(at) if at else self.tr("Never")
        return (
            name,
            model.quantisation,
            size(model.size),
            owner_name(model.owner),
            context_words(model.facts.context) if model.facts.context else "",
            last,
            local_speed_words(self._speed(model)),
        )[column]

    def _sort_key(self, model: LocalModel, column: int) -> object:
        at = time.time() if model.path == self.loaded else self.uses.get(model.key, 0.0)
        speed = self._speed(model)
        return (
            model.name.casefold(),
            model.quantisation,
            float(model.size),
            owner_name(model.owner),
            model.facts.context,
            at,
            speed.rate if speed else 0.0,
        )[column]


class LocalProxy(QSortFilterProxyModel):
    """Sorts by the columns, and shows what has all words and belongs to the chosen owner."""

    def __init__(self, rows: LocalRows) -> None:
        super().__init__()
        self.setSourceModel(rows)
        self.setSortRole(SORT)
        self._words: list[str] = []
        self._owner = ""

    def look_for(self, text: str, owner: str) -> None:
        """Show only these."""
        self._words, self._owner = text.casefold().split(), owner
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: "Index") -> bool:
        """Whether a model is shown."""
        model = self.sourceModel().index(row, 0, parent).data(Qt.ItemDataRole.UserRole)
        assert isinstance(model, LocalModel)
        text = (
            f"{model.name} {model.quantisation} {model.facts.architecture} {model.facts.name} {model.path}".casefold()
        )
        return (not self._owner or model.owner == self._owner) and all(word in text for word in self._words)

    def model_at(self, index: "Index") -> LocalModel | None:
        """The model of a row."""
        found = index.data(Qt.ItemDataRole.UserRole) if index.isValid() else None
        return found if isinstance(found, LocalModel) else None


class RowDelegate(QStyledItemDelegate):
    """Rows with one ground through all columns, in the colours of the theme:

    The colour of Fusion's own selection cannot be set.
    """

    def __init__(self, theme: Theme, table: QTreeView) -> None:
        super().__init__(table)
        self._theme, self._table = theme, table

    def sizeHint(self, option: QStyleOptionViewItem, index: "Index") -> QSize:
        """Taller than text alone."""
        return QSize(super().sizeHint(option, index).width(), px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: "Index") -> None:
        """The ground, then the cell without the style's own ground and focus frame."""
        area: QRect = option.rect
        selected = index.row() == self._table.currentIndex().row()
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area.adjusted(0, 1, 0, -1), self._theme.colour("selected" if selected else "hover"))
        plain = QStyleOptionViewItem(option)
        plain.state &= ~(
            QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_MouseOver
        )
        super().paint(painter, plain, index)


def dot(theme: Theme, token: str) -> QPixmap:
    """A small square in the colour of an owner."""
    made = QPixmap(px(9), px(9))
    made.fill(theme.colour(token))
    return made
