"""The tree of what could have been as rows: the stretches of the answers, and candidates that nobody took."""

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFrame, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from slm_desktop.core.lens.branches import Stretch, key
from slm_desktop.core.lens.seed_tree import SEEDS, SeedTree, Share
from slm_desktop.core.lens.seen import Bar
from slm_desktop.core.visible import visible
from slm_desktop.ui.lens.words import bounded, share_words, token_words
from slm_desktop.ui.theme import MONO, Theme, font, px
from slm_desktop.ui.widgets.painting import paint_ground, paint_line
from slm_desktop.ui.words import number, translate

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

    Index = QModelIndex | QPersistentModelIndex

ROW, INDENT, GAP = 28, 22, 8
WIDEST, NARROWEST, DOTTED = 12.0, 1.5, 1.0
COUNT_WIDTH, SHARE_WIDTH = 64, 76
LINE_BREAK = "⏎ "
Way = tuple[tuple[int, str], ...]


class Branch(msgspec.Struct, frozen=True):
    """A row: a stretch that answers took, a candidate that none took behind the stretch `before`, or `silent` answers,
    which ended at once.
    """

    words: str
    way: Way = ()
    """The tokens up to its first, by which it is found again when the tree has grown."""
    stretch: Stretch | None = None
    bar: Bar | None = None
    before: Stretch | None = None
    share: Share | None = None
    silent: int = 0

    @property
    def count(self) -> int:
        """How many answers took it."""
        return len(self.stretch.answers) if self.stretch else self.silent

    @property
    def share_words(self) -> str:
        """Its probability, with a sign before it where that is a bound or an estimate."""
        share = self.share
        if share is None:
            return ""
        return bounded(share_words(share.value), is_exact=share.is_exact, is_bound=share.is_bound)

    @property
    def spoken(self) -> str:
        """As a screen reader says it."""
        parts = [self.words]
        if self.count:
            parts.append(translate("Lens", "taken by {count} of {all}").format(count=number(self.count), all=SEEDS))
        else:
            parts.append(translate("Lens", "taken by none"))
        if self.share is not None:
            parts.append(translate("Lens", "probability {raw}").format(raw=self.share_words))
        return ", ".join(parts)


class TreeRows(QStandardItemModel):
    """Under UserRole each item has its Branch."""

    def show(self, tree: SeedTree) -> None:
        """Show a tree as it is now."""
        self.clear()
        self._add(self.invisibleRootItem(), tree, None, tree.stretches())
        if tree.silent:
            words = translate("Lens", "(ended without a word)")
            self.appendRow(_item(Branch(words, silent=tree.silent)))

    def _add(self, parent: QStandardItem, tree: SeedTree, before: Stretch | None, parts: tuple[Stretch, ...]) -> None:
        place = before.end if before else 0
        answers = before.answers if before else range(len(tree.drawn))
        way = tuple(map(key, tree.way_to(before))) if before else ()
        for part in parts:
            branch = Branch(
                _line(tree, part), (*way, key(part.tokens[0])), stretch=part, before=before, share=tree.share(part)
            )
            item = _item(branch)
            parent.appendRow(item)
            self._add(item, tree, part, part.parts)
        if len(parts) > 1 or before is None:  # Elsewhere all went one way, and their line stands for it.
            for bar in tree.untaken(answers, place, parts):
                share = tree.share_of(bar, answers, place)
                words, to_bar = token_words(bar.piece), (*way, (bar.token, ""))
                parent.appendRow(_item(Branch(words, to_bar, bar=bar, before=before, share=share)))


def _line(tree: SeedTree, stretch: Stretch) -> str:
    """The words of a stretch in one line; bytes that are no text by themselves as such."""
    data = tree.data_of(stretch.tokens)
    try:
        return visible(data.decode("utf-8").replace("\n", LINE_BREAK))
    except UnicodeDecodeError:
        return token_words(data)


def _item(branch: Branch) -> QStandardItem:
    made = QStandardItem(branch.words)
    made.setEditable(False)
    made.setData(branch, Qt.ItemDataRole.UserRole)
    made.setData(branch.spoken, Qt.ItemDataRole.AccessibleTextRole)
    return made


class BranchTree(QTreeView):
    """Draws the edges of the tree as wide as they were often taken; those that nobody took are dotted."""

    def __init__(self, theme: Theme, rows: TreeRows) -> None:
        super().__init__()
        self._theme = theme
        self.setModel(rows)
        self.setItemDelegate(BranchDelegate(theme))
        self.setHeaderHidden(True)
        self.header().setStretchLastSection(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setIndentation(px(INDENT))
        self.setItemsExpandable(False)
        self.setUniformRowHeights(True)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        theme.changed.connect(self.viewport().update)

    def drawBranches(self, painter: QPainter, rect: QRect, index: "Index") -> None:
        """The edge to a row, and those that pass it on their way to rows below."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_edge(painter, rect, index)
        passing = index.parent()
        level = self._level(index) - 1
        while passing.isValid():
            self._draw_trunk(painter, rect, level, self._below(passing), rect.bottom() + 1)
            passing, level = passing.parent(), level - 1
        painter.restore()

    def _draw_edge(self, painter: QPainter, rect: QRect, index: "Index") -> None:
        branch, below = index.data(Qt.ItemDataRole.UserRole), self._below(index)
        level, middle = self._level(index), rect.center().y()
        self._draw_trunk(painter, rect, level, below, rect.bottom() + 1)
        x = self._x(rect, level)
        path = QPainterPath()
        path.moveTo(x, rect.top())
        path.cubicTo(x, middle, x, middle, self._x(rect, level) + px(INDENT) / 2 + 2, middle)
        painter.setPen(self._pen(branch.count))
        painter.drawPath(path)

    def _draw_trunk(self, painter: QPainter, rect: QRect, level: int, below: "list[Branch]", bottom: int) -> None:
        """What goes on down beside a row, to its siblings below."""
        if below:
            x = self._x(rect, level)
            painter.setPen(self._pen(sum(branch.count for branch in below)))
            painter.drawLine(int(x), rect.top(), int(x), bottom)

    def _pen(self, count: int) -> QPen:
        if not count:
            return QPen(self._theme.colour("text3"), DOTTED, Qt.PenStyle.DotLine)
        width = NARROWEST + (WIDEST - NARROWEST) * count / SEEDS
        pen = QPen(self._theme.colour("branch"), width)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        return pen

    @staticmethod
    def _below(index: "Index") -> "list[Branch]":
        model, parent = index.model(), index.parent()
        rows = range(index.row() + 1, model.rowCount(parent))
        return [model.index(row, 0, parent).data(Qt.ItemDataRole.UserRole) for row in rows]

    @staticmethod
    def _level(index: "Index") -> int:
        level, parent = 0, index.parent()
        while parent.isValid():
            level, parent = level + 1, parent.parent()
        return level

    @staticmethod
    def _x(rect: QRect, level: int) -> float:
        """Where the trunk of a level stands: `rect` begins at the left edge of the tree."""
        return rect.left() + (level + 0.5) * px(INDENT)


class BranchDelegate(QStyledItemDelegate):
    """Paints a row: its words, how many took it, and how likely it was."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: "Index") -> QSize:
        """All rows are alike."""
        return QSize(px(120), px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: "Index") -> None:
        """One row."""
        branch: Branch = index.data(Qt.ItemDataRole.UserRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(painter, self._theme, option)
        area = QRect(option.rect).adjusted(px(GAP), 0, -px(GAP), 0)
        share = QRect(area.right() - px(SHARE_WIDTH), area.top(), px(SHARE_WIDTH), area.height())
        count = QRect(share.left() - px(COUNT_WIDTH), area.top(), px(COUNT_WIDTH), area.height())
        text = QRect(area.left(), area.top(), count.left() - area.left() - px(GAP), area.height())
        tone = self._theme.colour("text" if branch.count else "text3")
        chosen = font(12, 400, MONO) if branch.bar else font(14, 500 if branch.count > 1 else 400)
        paint_line(painter, text, branch.words, chosen, tone)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font(12))
        painter.setPen(self._theme.colour("text2" if branch.count else "text3"))
        painter.drawText(count, right, f"{number(branch.count)} / {SEEDS}")
        painter.drawText(share, right, branch.share_words)
        painter.restore()
