"""Candidates as bars: the model's own probability, and what sampling leaves of it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem

from slm_desktop.core.lens.seen import Bar
from slm_desktop.ui.lens.words import bounded, sampler_name, share_words, token_words
from slm_desktop.ui.theme import MONO, Theme, font, px
from slm_desktop.ui.widgets.painting import paint_ground, paint_line
from slm_desktop.ui.words import number, translate

if TYPE_CHECKING:
    from PySide6.QtCore import QPersistentModelIndex

    Index = QModelIndex | QPersistentModelIndex

NOWHERE = QModelIndex()
OF_OTHERS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Backspace)
ROW, GAP, THICK, THIN = 26, 8, 14, 6
RAW_WIDTH, AFTER_WIDTH = 46, 104


class CandidateRows(QAbstractListModel):
    """A row for each candidate, and one for all other tokens; under UserRole the Bar, None for those others."""

    def __init__(self) -> None:
        super().__init__()
        self._bars: list[Bar] = []
        self.pinned: dict[int, float] = {}
        self.others, self.others_raw, self.others_after = 0, 0.0, 0.0
        self.is_exact = self.is_bound = True

    def show(self, bars: list[Bar]) -> None:
        """Show other candidates; rows that stay keep their selection."""
        if len(bars) != len(self._bars):
            self.beginResetModel()
            self._bars = bars
            self.endResetModel()
        else:
            self._bars = bars
            self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))

    @property
    def most(self) -> float:
        """The largest probability that is drawn."""
        shares = [max(bar.raw, bar.after or 0.0) for bar in self._bars]
        return max([*shares, *self.pinned.values()], default=1.0) or 1.0

    @property
    def chosen(self) -> int:
        """The row of the token that came; -1 without one."""
        return next((at for at, bar in enumerate(self._bars) if bar.is_chosen), -1)

    def rowCount(self, parent: "Index" = NOWHERE) -> int:
        """Candidates, and a row for all others."""
        return 0 if parent.isValid() else len(self._bars) + bool(self.others and self._bars)

    def data(self, index: "Index", role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a row says."""
        bar = self._bars[index.row()] if index.row() < len(self._bars) else None
        if role == Qt.ItemDataRole.UserRole:
            return bar
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(bar)
        return None

    def after_words(self, bar: Bar | None) -> str:
        """What sampling leaves of a candidate, in a word."""
        if bar is None:
            return share_words(self.others_after) if self.others_after else translate("Lens", "cut")
        if bar.cut_by and not bar.after:
            return translate("Lens", "cut: {name}").format(name=sampler_name(bar.cut_by))
        if bar.after is None:
            return "–"
        return bounded(share_words(bar.after), is_exact=self.is_exact, is_bound=self.is_bound)

    def _words(self, bar: Bar | None) -> str:
        """A row as a screen reader says it."""
        if bar is None:
            words = translate("Lens", "{count} other tokens, {raw} together")
            return words.format(count=number(self.others), raw=share_words(self.others_raw))
        parts = [token_words(bar.piece), translate("Lens", "probability {raw}").format(raw=share_words(bar.raw))]
        if bar.cut_by and not bar.after:
            parts.append(translate("Lens", "cut by {name}").format(name=sampler_name(bar.cut_by)))
        elif bar.after is not None:
            parts.append(self._spoken_after(bar.after))
        if bar.is_chosen:
            parts.append(translate("Lens", "this one came"))
        return ", ".join(parts)

    def _spoken_after(self, after: float) -> str:
        if self.is_exact:
            words = translate("Lens", "{after} after sampling")
        elif self.is_bound:
            words = translate("Lens", "at least {after} after sampling")
        else:
            words = translate("Lens", "about {after} after sampling")
        return words.format(after=share_words(after))


class CandidateList(QListView):
    """Up and down go through the candidates; letters, digits, left and right do not: `passed` carries such a key."""

    passed = Signal(int)

    def __init__(self, theme: Theme, rows: CandidateRows) -> None:
        super().__init__()
        self.setObjectName("candidates")
        self.setModel(rows)
        self.setItemDelegate(CandidateDelegate(theme))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.changed.connect(self.viewport().update)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What is not the list's own goes to whoever listens: the area around it would scroll."""
        if event.text().isalnum() or event.key() in OF_OTHERS:
            self.passed.emit(event.key())
        else:
            super().keyPressEvent(event)


class CandidateDelegate(QStyledItemDelegate):
    """Paints a row: the token, a thick bar for what the model gave, a thin one for what is left, and both numbers."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: "Index") -> QSize:
        """All rows are alike."""
        return QSize(px(200), px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: "Index") -> None:
        """One row."""
        rows = index.model()
        if not isinstance(rows, CandidateRows):
            return
        bar: Bar | None = index.data(Qt.ItemDataRole.UserRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(painter, self._theme, option)
        area = QRect(option.rect).adjusted(px(GAP), 0, -px(GAP), 0)
        after = QRect(area.right() - px(AFTER_WIDTH), area.top(), px(AFTER_WIDTH), area.height())
        raw = QRect(after.left() - px(RAW_WIDTH), area.top(), px(RAW_WIDTH) - px(4), area.height())
        text = QRect(area.left(), area.top(), (raw.left() - area.left()) * 11 // 20, area.height())
        bars = QRectF(text.right() + 4, area.top(), raw.left() - text.right() - 10, area.height())
        self._paint_bars(painter, bars, bar, rows)
        self._paint_words(painter, (text, raw, after), bar, rows)
        painter.restore()

    def _paint_bars(self, painter: QPainter, area: QRectF, bar: Bar | None, rows: CandidateRows) -> None:
        raw = rows.others_raw if bar is None else bar.raw
        after = rows.others_after if bar is None else bar.after or 0.0
        is_cut = not after and (bar is None or bool(bar.cut_by))
        painter.setPen(Qt.PenStyle.NoPen)
        self._fill(painter, area, raw / rows.most, THICK, self._theme.colour("line2" if is_cut else "rawBar"))
        if after:
            self._fill(painter, area, after / rows.most, THIN, self._theme.colour("accent"))
        pinned = rows.pinned.get(bar.token, 0.0) if bar else 0.0
        if rows.pinned and bar:
            x = area.left() + area.width() * min(1.0, pinned / rows.most)
            painter.fillRect(QRectF(x, area.center().y() - px(9), 2, px(18)), self._theme.colour("seriesB"))

    @staticmethod
    def _fill(painter: QPainter, area: QRectF, share: float, thickness: int, colour: QColor) -> None:
        width = max(2.0, area.width() * min(1.0, share)) if share else 0.0
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(area.left(), area.center().y() - thickness / 2, width, thickness), 2, 2)

    def _paint_words(
        self, painter: QPainter, areas: tuple[QRect, QRect, QRect], bar: Bar | None, rows: CandidateRows
    ) -> None:
        text, raw, after = areas
        is_left = bool(rows.others_after) if bar is None else bool(bar.after)
        tone = self._theme.colour("text" if is_left else "text3")
        if bar is None:
            words = translate("Lens", "{count} others").format(count=number(rows.others))
            paint_line(painter, text, words, font(12), tone)
        else:
            mark = "✓ " if bar.is_chosen else ""
            weight = 600 if bar.is_chosen else 400
            paint_line(painter, text, mark + token_words(bar.piece), font(12, weight, MONO), tone)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font(12))
        painter.setPen(self._theme.colour("text2" if is_left else "text3"))
        painter.drawText(raw, right, share_words(rows.others_raw if bar is None else bar.raw))
        painter.setFont(font(12, 600) if is_left else font(11))
        painter.setPen(tone)
        painter.drawText(after, right, rows.after_words(bar))
