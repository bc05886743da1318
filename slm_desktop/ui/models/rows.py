"""The list of models that were found: the built-in catalogue first, then the Hub, painted row by row."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from slm_desktop.core.models.catalogue import NO, Entry
from slm_desktop.core.models.discover import Discover, Row
from slm_desktop.core.models.forecast import FAST
from slm_desktop.core.visible import visible
from slm_desktop.ui.fit import FITS, SLOW, fit_words, speed_words, with_speed
from slm_desktop.ui.models.parts import count_words, parameters_words
from slm_desktop.ui.theme import Theme, font, px
from slm_desktop.ui.widgets.painting import paint_ground, paint_line
from slm_desktop.ui.words import translate

if TYPE_CHECKING:
    from PySide6.QtCore import QPersistentModelIndex

    Index = QModelIndex | QPersistentModelIndex

ROW, HEADING, NARROW = 58, 32, 300
NOWHERE = QModelIndex()
Item = Row | str


class FoundRows(QAbstractListModel):
    """Headings (str) and models. More is asked for as the end of the list comes into view."""

    def __init__(self, discover: Discover) -> None:
        super().__init__()
        self._discover = discover
        self._items: list[Item] = []
        discover.changed.subscribe(self.reload)
        self.reload()

    def reload(self) -> None:
        """Read what was found."""
        items: list[Item] = []
        shown = self._discover.shown()
        suited = self._discover.suited()
        others = [entry for entry in self._discover.entries if entry not in suited]
        if suited:
            items += [self.tr("Good on this computer"), *suited]
        if others:
            items += [self.tr("Built-in catalogue"), *others]
        if shown:
            items += [self.tr("Hugging Face"), *shown]
        if items[: len(self._items)] == self._items:
            if len(items) > len(self._items):
                self.beginInsertRows(NOWHERE, len(self._items), len(items) - 1)
                self._items = items
                self.endInsertRows()
            return
        self.beginResetModel()
        self._items = items
        self.endResetModel()

    def rowCount(self, parent: "Index" = NOWHERE) -> int:
        """Headings and models."""
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: "Index", role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The name; under UserRole the row itself."""
        item = self._items[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return item
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return item if isinstance(item, str) else ", ".join((name_of(item), meta_of(item), self.fit_words(item)))
        return None

    def flags(self, index: "Index") -> Qt.ItemFlag:
        """Headings cannot be selected."""
        return Qt.ItemFlag.NoItemFlags if isinstance(self._items[index.row()], str) else super().flags(index)

    def index_of(self, row: Row | None) -> QModelIndex:
        """Where a model stands."""
        return next((self.index(at) for at, item in enumerate(self._items) if item == row), QModelIndex())

    def first(self) -> QModelIndex:
        """The first model."""
        return next((self.index(at) for at, item in enumerate(self._items) if not isinstance(item, str)), QModelIndex())

    def verdict(self, row: Row) -> str:
        """Whether a model will fit and be quick enough, as far as its size tells."""
        return with_speed(self._discover.fit_of(row), self._discover.expected(row))

    def fit_words(self, row: Row) -> str:
        """The verdict in words, or the speed of what fits; for what cannot be run it says so."""
        if isinstance(row, Entry) and row.runs == NO:
            return self.tr("Cannot run")
        return self.speed_words(row) or fit_words(self.verdict(row))

    def speed_words(self, row: Row) -> str:
        """How fast a model that fits will be; '' for one that does not."""
        return speed_words(self._discover.expected(row)) if self.verdict(row) in (FAST, SLOW) else ""


class FoundDelegate(QStyledItemDelegate):
    """Paints a heading, or a model with its letter, two lines and a verdict."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name, self._meta, self._letter, self._heading = font(13, 600), font(12), font(13, 600), font(12, 500)

    def sizeHint(self, option: QStyleOptionViewItem, index: "Index") -> QSize:
        """Models are higher than headings."""
        heading = isinstance(index.data(Qt.ItemDataRole.UserRole), str)
        return QSize(px(240), px(HEADING if heading else ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: "Index") -> None:
        """Paint one row."""
        item = index.data(Qt.ItemDataRole.UserRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(item, str):
            painter.setFont(self._heading)
            painter.setPen(self._theme.colour("text3"))
            painter.drawText(option.rect.adjusted(8, 6, -8, 0), Qt.AlignmentFlag.AlignVCenter, item)
        else:
            self._paint_model(painter, option, index, item)
        painter.restore()

    def _paint_model(self, painter: QPainter, option: QStyleOptionViewItem, index: "Index", item: Row) -> None:
        area: QRect = option.rect
        paint_ground(painter, self._theme, option)
        side = px(32)
        square = QRect(area.left() + 10, area.center().y() - side // 2, side, side)
        painter.setPen(self._theme.colour("line2"))
        painter.setBrush(self._theme.colour("raised"))
        painter.drawRoundedRect(square, 6, 6)
        painter.setFont(self._letter)
        painter.setPen(self._theme.colour("text2"))
        painter.drawText(square, Qt.AlignmentFlag.AlignCenter, name_of(item)[:1].upper())
        rows = index.model()
        taken = self._paint_fit(painter, area, rows, item) if isinstance(rows, FoundRows) else 0
        words = QRect(square.right() + 12, area.top() + 9, area.width() - side - 36 - taken, area.height() - 18)
        above, below = QRect(words), QRect(words)
        above.setHeight(words.height() // 2)
        below.setTop(words.top() + words.height() // 2)
        paint_line(painter, above, name_of(item), self._name, self._theme.colour("text"))
        is_narrow = area.width() < px(NARROW)
        speed = rows.speed_words(item) if is_narrow and isinstance(rows, FoundRows) else ""
        meta = "  ·  ".join(filter(None, (speed, meta_of(item))))
        paint_line(painter, below, meta, self._meta, self._theme.colour("text3"))

    def _paint_fit(self, painter: QPainter, area: QRect, rows: FoundRows, item: Row) -> int:
        """The verdict at the right; return its width."""
        cannot = isinstance(item, Entry) and item.runs == NO
        tone, icon, _words = FITS["too_big" if cannot else rows.verdict(item)]
        words = (
            rows.fit_words(item) if area.width() >= px(NARROW) else ""
        )  # The icon alone says it where names need the room.
        painter.setFont(self._meta)
        width = QFontMetrics(self._meta).horizontalAdvance(words) + px(34 if words else 28)
        box = QRect(area.right() - width - 8, area.center().y() - px(11), width, px(22))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(f"{tone}Soft" if tone else "hover"))
        painter.drawRoundedRect(QRectF(box), 4, 4)
        painter.drawPixmap(
            box.left() + 7, box.center().y() - px(7) + 1, self._theme.pixmap(icon, tone or "text3", px(14))
        )
        painter.setPen(self._theme.colour(tone or "text3"))
        inner = box.adjusted(px(24), 0, -6, 0)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        return width + 12


def name_of(item: Row) -> str:
    """The name of a model."""
    return visible(item.name)


def meta_of(item: Row) -> str:
    """Whose it is, its size, how often it was fetched."""
    found = item.found if isinstance(item, Entry) else item
    on_request = translate("Found", "on request") if found.gated else ""
    parts = [
        found.author,
        on_request,
        parameters_words(found.parameters),
        f"↓ {count_words(found.downloads)}" if found.downloads else "",
    ]
    return "  ·  ".join(part for part in parts if part)
