"""A block of code: language, copy button, highlighting that keeps up with streaming."""

import re
import time
from collections.abc import Iterator
from functools import cache
from itertools import chain, islice
from math import ceil, inf

from pygments.lexer import Lexer
from pygments.token import Comment, Keyword, Name, Number, Operator, String, _TokenType, is_token_subtype
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import (
    QGuiApplication,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QPushButton, QScrollBar, QVBoxLayout

from slm_desktop.ui.text.blocks import Code
from slm_desktop.ui.theme import MONO, Theme, font
from slm_desktop.ui.widgets.parts import label, leave_wheel_to_page, named

COPIED_MILLISECONDS = 1500
STRETCH, LONGEST_COLOURED_LINE = 4000, 200
"""Characters that a lexer gets at once, and of a line that is coloured: some lexers look so far ahead that cost grows
squared.
"""
PIECE, LONGEST_LINE = 3000, 2000
"""Characters that are added at once, and of one line: a longer one is broken, as no screen holds it."""
LONG_LINE = re.compile(rf"[^\n]{{{LONGEST_LINE + 1}}}")
STEP_SECONDS = 0.006
DATA = "json"
COLOURS = (
    (Comment, "comment"),
    (String, "string"),
    (Number, "numberText"),
    (Keyword, "keyword"),
    (Operator.Word, "keyword"),
    (Name.Function, "function"),
    (Name.Class, "function"),
    (Name.Builtin, "function"),
    (Name.Decorator, "keyword"),
    (Name.Tag, "keyword"),
)


Runs = list[tuple[int, int, str]]
"""Of one line: where a coloured run begins, its length, and its token."""


@cache
def lexer_for(language: str) -> Lexer | None:
    """The lexer of a language name as people write it after a fence; None when there is none."""
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, ensurenl=False, stripnl=False) if language else None
    except ClassNotFound:
        return None


class Colours(QSyntaxHighlighter):
    """Colours line by line while code streams, which costs the new line alone; once whole, all of it, in short
    steps.
    """

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self._theme, self._lexer = theme, lexer_for("")
        self._formats: dict[str, QTextCharFormat] = {}
        self._lines: list[Runs] = []
        self._work: Iterator[tuple[int, Runs | None]] = iter(())
        self._whole = False
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._step)

    def use(self, language: str, *, whole: bool) -> None:
        """Colour as this language; code that is `whole` waits for `finish`."""
        self._lexer, self._whole = lexer_for(language.lower()), whole

    def finish(self, text: str) -> None:
        """The code is complete: colours that depend on earlier lines (long strings, comments) come out right."""
        if self._lexer:
            self._lines = []
            self._work = enumerate(_coloured_code(self._lexer, text))
            self._step()

    def draw_again(self) -> None:
        """Use the colours of another theme."""
        self._formats = {}
        known = enumerate(list(self._lines) or [None] * self.document().blockCount())
        self._work = chain(known, self._work) if self._timer.isActive() else known
        self._lines = []
        self._step()

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to be coloured."""
        return not self._timer.isActive()

    def _step(self) -> None:
        end = time.monotonic() + STEP_SECONDS
        for number, runs in self._work:
            if runs is not None:
                self._lines.append(runs)
            self.rehighlightBlock(self.document().findBlockByNumber(number))
            if time.monotonic() > end:
                self._timer.start()
                return

    def highlightBlock(self, text: str) -> None:
        """Colour one line."""
        number = self.currentBlock().blockNumber()
        if number < len(self._lines):
            runs = self._lines[number]
        elif self._lexer is None or self._whole or len(text) > LONGEST_COLOURED_LINE:
            return
        else:
            runs = next(_coloured_lines(self._lexer, text), [])
        for start, length, token in runs:
            self.setFormat(start, length, self._format(token))

    def _format(self, token: str) -> QTextCharFormat:
        if token not in self._formats:
            self._formats[token] = QTextCharFormat()
            self._formats[token].setForeground(self._theme.colour(token))
        return self._formats[token]


def _coloured_code(lexer: Lexer, text: str) -> Iterator[Runs]:
    """The coloured runs of each line of code of any length; what a lexer could choke on stays plain."""
    for stretch in _stretches(text.split("\n")):
        if max(map(len, stretch)) > LONGEST_COLOURED_LINE:
            for line in stretch:
                yield next(_coloured_lines(lexer, line), []) if len(line) <= LONGEST_COLOURED_LINE else []
        else:
            yield from islice(_coloured_lines(lexer, "\n".join(stretch)), len(stretch))


def _stretches(lines: list[str]) -> Iterator[list[str]]:
    """Lines in stretches that a lexer may get at once; where one ends, a text or comment over several lines is lost
    sight of.
    """
    stretch, length = list[str](), 0
    for line in lines:
        if stretch and length + len(line) > STRETCH:
            yield stretch
            stretch, length = [], 0
        stretch.append(line)
        length += len(line) + 1
    yield stretch


def _coloured_lines(lexer: Lexer, text: str) -> Iterator[Runs]:
    """The coloured runs of each line, one line after another."""
    line: Runs = []
    at = 0
    for kind, value in lexer.get_tokens(text):
        token = _colour(kind)
        for index, part in enumerate(value.split("\n")):
            if index:
                yield line
                line, at = [], 0
            if token and part:
                line.append((at, len(part), token))
            at += len(part)
    yield line


@cache
def _colour(kind: _TokenType) -> str:
    return next((token for family, token in COLOURS if is_token_subtype(kind, family)), "")


def warm() -> None:
    """Import what colours code, on a thread: the first block of code would hold the window for it."""
    lexer_for("python")


class CodeView(QFrame):
    """One block of code."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("code")
        self._theme, self._text, self._source, self._closed = theme, "", "", False
        self._language = label("", 12, tone="3")
        self._copy = QPushButton(self.tr("Copy"))
        self._copy.setProperty("kind", "quiet")
        self._copy.setFont(font(12, 500))
        self._copy.setAccessibleName(self.tr("Copy code"))
        self._copy.clicked.connect(self._on_copy)
        self.field = self._editor()
        self._colours = Colours(self.field.document(), theme)
        head = QHBoxLayout()
        head.setContentsMargins(16, 2, 4, 0)
        head.addWidget(self._language)
        head.addStretch(1)
        head.addWidget(self._copy)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 8)
        whole.setSpacing(0)
        whole.addLayout(head)
        whole.addWidget(self.field)
        theme.changed.connect(self._draw_again)
        self._draw_again()

    def _editor(self) -> QPlainTextEdit:
        edit = named(QPlainTextEdit(readOnly=True), "codeText")
        leave_wheel_to_page(edit.viewport())
        edit.setFont(font(13, family=MONO))
        edit.setFrameShape(QFrame.Shape.NoFrame)
        edit.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        edit.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        edit.setUndoRedoEnabled(False)
        edit.document().setDocumentMargin(0)
        edit.setViewportMargins(16, 0, 16, 0)
        edit.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        edit.setAccessibleName(self.tr("Code"))
        edit.horizontalScrollBar().rangeChanged.connect(lambda _low, _high: self._fit())
        return edit

    def show_block(self, block: Code, end: float = inf) -> bool:
        """Show this code; what is new is added at the end, in pieces up to a moment. False while some is left."""
        self._source = block.text.rstrip("\n")
        text = broken(self._source)
        self._language.setText(block.language)
        self._wrap(block.language == DATA)
        self._colours.use(block.language, whole=block.closed and not self._text)
        if not text.startswith(self._text):
            self.field.clear()
            self._text = ""
        while len(self._text) < len(text):
            self._add(text[len(self._text) :][:PIECE])
            if time.monotonic() > end and len(self._text) < len(text):
                self._fit()
                return False
        if block.closed and not self._closed:
            self._colours.finish(text)
        self._closed = block.closed
        self._fit()
        return True

    def _wrap(self, on: bool) -> None:
        """Data is often one long line, which nobody wants to scroll; lines of programs stay whole."""
        mode = QPlainTextEdit.LineWrapMode.WidgetWidth if on else QPlainTextEdit.LineWrapMode.NoWrap
        if mode != self.field.lineWrapMode():
            self.field.setLineWrapMode(mode)

    def _add(self, piece: str) -> None:
        cursor = QTextCursor(self.field.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(piece)
        self._text += piece

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines that wrap do so anew, once the field has its width."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit)

    @property
    def is_coloured(self) -> bool:
        """Whether all of it has its colours."""
        return self._colours.is_done

    def _fit(self) -> None:
        bar: QScrollBar = self.field.horizontalScrollBar()
        document, layout = self.field.document(), self.field.document().documentLayout()
        if self.field.lineWrapMode() == QPlainTextEdit.LineWrapMode.NoWrap:
            # Lines are a fraction of a pixel higher than the font says, and many of them would cost the last one.
            ends = (document.firstBlock(), document.lastBlock())
            height = document.blockCount() * max(layout.blockBoundingRect(block).height() for block in ends)
        else:
            height = sum(layout.blockBoundingRect(block).height() for block in _blocks(document))
        whole = ceil(height) + (12 if bar.maximum() else 2)
        if whole != self.field.height():
            self.field.setFixedHeight(whole)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._source)
        self._copy.setText(self.tr("Copied"))
        QTimer.singleShot(COPIED_MILLISECONDS, self._copy, lambda: self._copy.setText(self.tr("Copy")))

    def _draw_again(self) -> None:
        self._copy.setIcon(self._theme.icon("copy", "text2", 14))
        self._colours.draw_again()


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.firstBlock()
    while block.isValid():
        yield block
        block = block.next()


def broken(text: str) -> str:
    """The text with line ends in lines that are longer than any screen."""
    if not LONG_LINE.search(text):
        return text
    lines = text.split("\n")
    return "\n".join(line[at : at + LONGEST_LINE] for line in lines for at in range(0, max(1, len(line)), LONGEST_LINE))
