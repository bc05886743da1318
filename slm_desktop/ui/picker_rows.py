"""The rows of the picker: models at hand with what they need and how fast they are, painted, so that hundreds open at
once.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, QSize, QSortFilterProxyModel, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from slm_desktop.core.models.figures import Figures
from slm_desktop.core.models.forecast import UNKNOWN
from slm_desktop.core.models.local_models import REMOTE, STARTER, LocalModel
from slm_desktop.core.visible import visible
from slm_desktop.ui.fit import ELSEWHERE, FITS, fit_words, local_speed_words
from slm_desktop.ui.model_origin import owner_name
from slm_desktop.ui.theme import MONO, Theme, font, px
from slm_desktop.ui.widgets.painting import paint_ground, paint_line
from slm_desktop.ui.widgets.parts import tip
from slm_desktop.ui.words import explain, size, translate

if TYPE_CHECKING:
    from PySide6.QtCore import QPersistentModelIndex

    Index = QModelIndex | QPersistentModelIndex

ROW, GEAR = 46, 30
NOWHERE = QModelIndex()
About = Callable[[LocalModel], "Figures | None"]
"""Tells the figures of a model; None while nothing is known."""


class PickerRows(QAbstractListModel):
    """A row for each model; under UserRole the LocalModel."""

    def __init__(self, about: About) -> None:
        super().__init__()
        self._about = about
        self._models: tuple[LocalModel, ...] = ()
        self._figures: dict[str, Figures | None] = {}
        self.current = ""

    def show_models(self, models: Sequence[LocalModel], current: str) -> None:
        """Show these; `current` is the path of the one in use."""
        self.beginResetModel()
        self._models, self.current = tuple(models), current
        self._figures.clear()
        self.endResetModel()

    def refresh(self) -> None:
        """Figures have changed."""
        self._figures.clear()
        if self._models:
            self.dataChanged.emit(self.index(0), self.index(len(self._models) - 1))

    def rowCount(self, parent: "Index" = NOWHERE) -> int:
        """Models."""
        return 0 if parent.isValid() else len(self._models)

    def data(self, index: "Index", role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The model, or its words."""
        model = self._models[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return model
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{model.name} {model.quantisation}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join((f"{model.name} {model.quantisation}", self.below(model), self.fit(model)[1]))
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip("\n".join((visible(model.path), self.fit(model)[1])))
        return None

    def figures(self, model: LocalModel) -> Figures | None:
        """What is known of a model; asked for once, when its row is first painted."""
        if model.owner == REMOTE:
            return None
        if model.path not in self._figures:
            self._figures[model.path] = self._about(model)
        return self._figures[model.path]

    def fit(self, model: LocalModel) -> tuple[str, str]:
        """The verdict and its words; for a file that cannot be loaded, why."""
        if model.owner == REMOTE:
            return ELSEWHERE, fit_words(ELSEWHERE)
        known = self.figures(model)
        if known and known.problem:
            return "too_big", explain(known.problem, {}).title
        verdict = known.verdict if known else UNKNOWN
        return verdict, fit_words(verdict)

    def below(self, model: LocalModel) -> str:
        """The second line: bytes on disk and in memory, speed, and whose file it is."""
        if model.owner == REMOTE:
            return model.facts.name
        known = self.figures(model)
        whose = translate("Picker", "comes with the app, tiny") if model.owner == STARTER else owner_name(model.owner)
        memory = translate("Picker", "{size} of memory").format(size=size(known.need)) if known else ""
        about = "" if known is None or known.exact else "≈ "
        speed = local_speed_words(known.speed) if known else ""
        return "  ·  ".join(filter(None, (size(model.size), about + memory if memory else "", speed, whose)))


class PickerFilter(QSortFilterProxyModel):
    """Shows the models that have all words."""

    def __init__(self, rows: PickerRows) -> None:
        super().__init__()
        self.setSourceModel(rows)
        self._words: list[str] = []

    def look_for(self, text: str) -> None:
        """Show only these."""
        self._words = text.casefold().split()
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: "Index") -> bool:
        """Whether a model is shown."""
        model = self.sourceModel().index(row, 0, parent).data(Qt.ItemDataRole.UserRole)
        assert isinstance(model, LocalModel)
        text = f"{model.name} {model.quantisation} {model.facts.architecture} {model.path}".casefold()
        return all(word in text for word in self._words)


class PickerDelegate(QStyledItemDelegate):
    """Paints a model in two lines, whether it fits, and the gear that leads to its options."""

    def __init__(self, theme: Theme, rows: PickerRows, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._rows = theme, rows
        self._name, self._chosen, self._meta, self._mono = font(13, 500), font(13, 600), font(12), font(11, family=MONO)

    def sizeHint(self, option: QStyleOptionViewItem, index: "Index") -> QSize:
        """Two lines."""
        return QSize(px(200), px(ROW))

    @staticmethod
    def gear(area: QRect) -> QRect:
        """Where the gear of a row stands."""
        side = px(GEAR)
        return QRect(area.right() - side, area.center().y() - side // 2, side, side)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: "Index") -> None:
        """Paint one row."""
        model: LocalModel = index.data(Qt.ItemDataRole.UserRole)
        area: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(painter, self._theme, option)
        gear = self.gear(area)
        if model.owner != REMOTE:
            painter.drawPixmap(
                gear.center() - QRect(0, 0, px(16), px(16)).center(), self._theme.pixmap("settings", "text2", px(16))
            )
        self._paint_fit(painter, QRect(gear.left() - px(24), area.center().y() - px(8), px(16), px(16)), model)
        words = QRect(area.left() + 10, area.top() + px(5), area.width() - px(GEAR + 44), area.height() - px(10))
        above, below = QRect(words), QRect(words)
        above.setHeight(words.height() // 2)
        below.setTop(words.top() + words.height() // 2)
        chosen = self._chosen if model.path == self._rows.current else self._name
        quantisation = visible(model.quantisation)
        room = QFontMetrics(self._mono).horizontalAdvance(quantisation) + px(8) if quantisation else 0
        painter.setFont(chosen)
        name = painter.fontMetrics().elidedText(
            visible(model.name), Qt.TextElideMode.ElideRight, max(0, above.width() - room)
        )
        paint_line(painter, above, name, chosen, self._theme.colour("text"))
        taken = QFontMetrics(chosen).horizontalAdvance(name) + px(8)
        paint_line(painter, above.adjusted(taken, 0, 0, 0), quantisation, self._mono, self._theme.colour("text2"))
        paint_line(painter, below, self._rows.below(model), self._meta, self._theme.colour("text3"))
        painter.restore()

    def _paint_fit(self, painter: QPainter, at: QRect, model: LocalModel) -> None:
        tone, icon, _words = FITS[self._rows.fit(model)[0]]
        painter.drawPixmap(at.topLeft(), self._theme.pixmap(icon, tone or "text3", px(16)))
