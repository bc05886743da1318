"""Prose of an answer as a text document: drawn with formats, never from HTML, and changed only where it differs."""

import time
from math import inf

from PySide6.QtCore import QByteArray, QMimeData, QPoint, QRectF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QCursor,
    QPainter,
    QPaintEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFrameFormat,
    QTextTableFormat,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser

from slm_desktop.core.visible import visible
from slm_desktop.ui.text.blocks import BOLD, ITALIC, MONO, STRIKE, Line, Prose, Span, Table
from slm_desktop.ui.text.citations import cited
from slm_desktop.ui.text.drawn_formula import KIND, OBJECT, DrawnFormula, as_formula, formula_of, items
from slm_desktop.ui.text.formula import Formula, typesetter
from slm_desktop.ui.text.links import offer, real_host
from slm_desktop.ui.theme import MONO as MONO_FAMILY
from slm_desktop.ui.theme import SANS, Theme, font, px
from slm_desktop.ui.widgets.parts import tip

HEADINGS = {"h1": 20, "h2": 17, "h3": 15, "h4": 14, "h5": 14, "h6": 14}
ALIGNS = {"right": Qt.AlignmentFlag.AlignRight, "center": Qt.AlignmentFlag.AlignHCenter}
RULE = "\u2500" * 30
BODY, LINE_HEIGHT, INDENT, GAP = 14, 22, 20, 10
MOST_FORMULAS = 50
"""Formulas of one view that are drawn, as each is measured whenever its text is laid out; others stand there as text.
"""
LINES_A_LOOK = 10
"""Lines that are added between two looks at the clock."""


class Document(QTextBrowser):
    """A text browser that opens nothing by itself, takes the height of its text, and lets the page scroll.

    `source_wanted` carries the number of a passage that is named in it.
    """

    source_wanted = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("prose")
        self.theme = theme
        self._formats: dict[tuple[int, str, int, int, bool], QTextCharFormat] = {}
        self.field = self
        self._drawn_formula: DrawnFormula | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.document().setDocumentMargin(0)
        self.setTabStopDistance(px(INDENT))
        self.setFont(font(BODY))
        self.anchorClicked.connect(self._on_link)
        self.highlighted.connect(self._on_hover)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """No bytes: an answer must not make the app open a file or call a server by drawing a picture.

        They are bytes all the same: given nothing at all, Qt would look for a local file itself.
        """
        return QByteArray(b"")

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The page scrolls, not the paragraph."""
        event.ignore()

    def sizeHint(self) -> QSize:
        """As high as the text."""
        return QSize(200, self.height())

    minimumSizeHint = sizeHint

    # -- formulas --------------------------------------------------------------------------------------------

    def insert(self, cursor: QTextCursor, span: Span, form: QTextCharFormat) -> None:
        """Write a run of text; a formula as one character that is drawn, unless it cannot be set."""
        drawn = as_formula(form, span.formula, display=span.display) if span.formula else form
        if not span.formula or self._is_full or typesetter().is_refused(formula_of(drawn)):
            cursor.insertText(span.text, form)
            return
        if self._drawn_formula is None:
            self._drawn_formula = DrawnFormula(self)
            self.document().documentLayout().registerHandler(KIND, self._drawn_formula)
            typesetter().ready.connect(self._on_formula)
        cursor.insertText(OBJECT, drawn)

    @property
    def _is_full(self) -> bool:
        return self._drawn_formula is not None and self.document().toRawText().count(OBJECT) >= MOST_FORMULAS

    def _on_formula(self, formula: Formula) -> None:
        """A formula was set somewhere: lay the text out anew if it stands in it, as text if it was refused."""
        document = self.document()
        if formula.latex not in items(document):
            return
        if typesetter().is_refused(formula):
            self.draw_again()
        else:
            document.markContentsDirty(0, document.characterCount())

    def createMimeDataFromSelection(self) -> QMimeData:
        """Formulas are copied as LaTeX."""
        if self._drawn_formula is None:
            return super().createMimeDataFromSelection()
        cursor, data = self.textCursor(), QMimeData()
        copied = items(self.document(), cursor.selectionStart(), cursor.selectionEnd(), around="$")
        data.setText("".join(copied).replace("\u2028", "\n"))
        return data

    def draw_again(self) -> None:
        """Write the text anew."""

    def _fit(self) -> None:
        height = max(1, round(self.document().size().height()))
        if height != self.height():
            self.setFixedHeight(height)

    def _on_link(self, url: QUrl) -> None:
        if number := cited(url.toString()):
            self.source_wanted.emit(number)
        else:
            offer(url.toString(), QCursor.pos() + QPoint(0, 8), self)

    def _on_hover(self, url: QUrl) -> None:
        address = url.toString()
        if cited(address):
            self.setToolTip(self.tr("Shows the passage"))
            return
        self.setToolTip(tip(real_host(address) or visible(address[:80])))

    def char_format(self, span: Span, pixels: int = BODY, weight: int = 400) -> QTextCharFormat:
        """The format of a run of text; making one takes longer than using it, so they are kept."""
        key = (span.style, span.link, pixels, weight, self.theme.dark)
        if key not in self._formats:
            self._formats[key] = self._make_format(span, pixels, weight)
        return QTextCharFormat(self._formats[key])

    def _make_format(self, span: Span, pixels: int, weight: int) -> QTextCharFormat:
        form = QTextCharFormat()
        mono = bool(span.style & MONO)
        chosen = font(
            pixels - 1 if mono else pixels, 600 if span.style & BOLD else weight, MONO_FAMILY if mono else SANS
        )
        chosen.setItalic(bool(span.style & ITALIC))
        chosen.setStrikeOut(bool(span.style & STRIKE))
        form.setFont(chosen, QTextCharFormat.FontPropertiesInheritanceBehavior.FontPropertiesAll)
        form.setForeground(self.theme.colour("accentText" if span.link else "text"))
        if mono:
            form.setBackground(self.theme.colour("hover"))
        if span.link:
            form.setAnchor(True)
            form.setAnchorHref(span.link)
            form.setFontUnderline(True)
        return form


class ProseView(Document):
    """Paragraphs, headings and lists."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._lines: tuple[Line, ...] = ()
        theme.changed.connect(self.draw_again)

    def show_block(self, block: Prose, end: float = inf) -> bool:
        """Show these lines; what already stands is left alone, and a line that grew is extended.

        Lines are added up to a moment; False while some are left.
        """
        old, new = self._lines, block.lines
        same = 0
        while same < min(len(old), len(new)) and old[same] == new[same]:
            same += 1
        if same == len(old) == len(new):
            return True
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        if same < len(old) and same < len(new) and len(old) == same + 1 and _extends(old[same], new[same]):
            self._extend(cursor, old[same], new[same])
            same += 1
        else:
            self._cut(cursor, same)
        added = 0
        while same < len(new) and (added % LINES_A_LOOK or not added or time.monotonic() <= end):
            self._append(cursor, same, new[same])
            same, added = same + 1, added + 1
        cursor.endEditBlock()
        self._lines = new[:same]
        return same == len(new)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Beside what is quoted stands a bar, one for each level."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        layout, block = self.document().documentLayout(), self.cursorForPosition(event.rect().topLeft()).block()
        while block.isValid() and block.blockNumber() < len(self._lines):
            area = layout.blockBoundingRect(block)
            if area.top() > event.rect().bottom():
                break
            for level in range(self._lines[block.blockNumber()].quote):
                bar = QRectF(px(INDENT) * level + px(4), area.top(), px(3), area.height())
                painter.fillRect(bar, self.theme.colour("line2"))
            block = block.next()

    def draw_again(self) -> None:
        """Write the lines anew, in the colours of the theme."""
        lines, self._lines = self._lines, ()
        self.clear()
        self.show_block(Prose(lines))

    def _cut(self, cursor: QTextCursor, keep: int) -> None:
        if keep == 0:
            cursor.select(QTextCursor.SelectionType.Document)
            cursor.removeSelectedText()
            return
        last = self.document().findBlockByNumber(keep - 1)
        cursor.setPosition(last.position() + last.length() - 1)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()

    def _append(self, cursor: QTextCursor, index: int, line: Line) -> None:
        cursor.movePosition(QTextCursor.MoveOperation.End)
        form = _block_format(line, first=index == 0)
        if index == 0:
            cursor.setBlockFormat(form)
        else:
            cursor.insertBlock(form)
        if line.kind == "rule":
            pale = self.char_format(Span(RULE))
            pale.setForeground(self.theme.colour("line2"))
            cursor.insertText(RULE, pale)
        if line.marker:
            cursor.insertText(f"{line.marker}\t", self.char_format(Span(line.marker)))
        for span in line.spans:
            self.insert(cursor, span, self._format(line, span))

    def _extend(self, cursor: QTextCursor, old: Line, new: Line) -> None:
        cursor.movePosition(QTextCursor.MoveOperation.End)
        done = len(old.spans) - 1
        if old.spans:
            added = new.spans[done].text[len(old.spans[done].text) :]
            cursor.insertText(added, self._format(new, new.spans[done]))
        for span in new.spans[done + 1 :]:
            self.insert(cursor, span, self._format(new, span))

    def _format(self, line: Line, span: Span) -> QTextCharFormat:
        pixels = HEADINGS.get(line.kind, BODY)
        form = self.char_format(span, pixels, 600 if line.kind in HEADINGS else 400)
        if line.quote and not span.link:
            form.setForeground(self.theme.colour("text2"))
        return form


class TableView(Document):
    """A table; it is drawn whole, since tables are small."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._table = Table(())
        theme.changed.connect(self.draw_again)

    def show_block(self, block: Table, _end: float = inf) -> bool:
        """Show this table, which is small enough to be drawn at once."""
        if block != self._table:
            self._draw(block)
        return True

    def draw_again(self) -> None:
        """Write the table anew, in the colours of the theme."""
        self._draw(self._table)

    def _draw(self, block: Table) -> None:
        self._table = block
        self.clear()
        width = max((len(cells) for cells in block.rows), default=0)
        if not width:
            return
        form = QTextTableFormat()
        form.setBorder(1)
        form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        form.setBorderBrush(self.theme.colour("line2"))
        form.setBorderCollapse(True)
        form.setCellPadding(6)
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        table = cursor.insertTable(len(block.rows), width, form)
        for down, cells in enumerate(block.rows):
            for right, spans in enumerate(cells):
                cell = table.cellAt(down, right).firstCursorPosition()
                if right < len(block.aligns) and block.aligns[right] in ALIGNS:
                    place = QTextBlockFormat()
                    place.setAlignment(ALIGNS[block.aligns[right]])
                    cell.setBlockFormat(place)
                for span in spans:
                    self.insert(cell, span, self.char_format(span, 13, 600 if down == 0 else 400))
        cursor.endEditBlock()


def _extends(old: Line, new: Line) -> bool:
    """Whether `new` is `old` with text added at its end."""
    if (old.kind, old.indent, old.marker, old.quote) != (new.kind, new.indent, new.marker, new.quote):
        return False
    if len(new.spans) < len(old.spans) or old.spans[:-1] != new.spans[: len(old.spans) - 1]:
        return False
    if not old.spans:
        return True
    last, grown = old.spans[-1], new.spans[len(old.spans) - 1]
    alike = (last.style, last.link, last.formula) == (grown.style, grown.link, grown.formula)
    return alike and grown.text.startswith(last.text)


def _block_format(line: Line, *, first: bool) -> QTextBlockFormat:
    form = QTextBlockFormat()
    height = px(LINE_HEIGHT if line.kind not in HEADINGS else HEADINGS[line.kind] + 8)
    form.setLineHeight(height, QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
    form.setTopMargin(0 if first else 16 if line.kind in HEADINGS else 4 if line.kind == "item" else GAP)
    if line.indent or line.quote:
        form.setLeftMargin(px(INDENT) * (line.indent + line.quote))
    if line.marker:
        form.setTextIndent(-px(INDENT))
    return form
