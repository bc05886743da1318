"""A block of code: language, copy button, highlighting that keeps up with streaming."""

from functools import cache
from math import ceil

from pygments.lexer import Lexer
from pygments.token import Comment, Keyword, Name, Number, Operator, String, _TokenType, is_token_subtype
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QSyntaxHighlighter, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QPushButton, QScrollBar, QVBoxLayout

from slm_desktop.ui.text.markdown import Code
from slm_desktop.ui.theme import MONO, Theme, font
from slm_desktop.ui.widgets.parts import label, named

LONGEST_COLOURED = 100_000
COPIED_MILLISECONDS = 1500
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
    """Colours line by line while code streams, which costs the new line alone; once whole, the whole text at once."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self._theme, self._lexer = theme, lexer_for("")
        self._lines: list[list[tuple[int, int, str]]] = []

    def use(self, language: str) -> None:
        """Colour as this language."""
        self._lexer = lexer_for(language.lower())

    def finish(self, text: str) -> None:
        """The code is complete: colours that depend on earlier lines (long strings, comments) come out right."""
        if self._lexer and len(text) <= LONGEST_COLOURED:
            self._lines = _coloured_lines(self._lexer, text)
            self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        """Colour one line."""
        if self._lexer is None or len(text) > 2000:
            return
        number = self.currentBlock().blockNumber()
        known = number < len(self._lines)
        runs = self._lines[number] if known else _coloured_lines(self._lexer, text)[0]
        for start, length, token in runs:
            form = QTextCharFormat()
            form.setForeground(self._theme.colour(token))
            self.setFormat(start, length, form)


def _coloured_lines(lexer: Lexer, text: str) -> list[list[tuple[int, int, str]]]:
    lines: list[list[tuple[int, int, str]]] = [[]]
    at = 0
    for kind, value in lexer.get_tokens(text):
        token = _colour(kind)
        for index, part in enumerate(value.split("\n")):
            if index:
                lines.append([])
                at = 0
            if token and part:
                lines[-1].append((at, len(part), token))
            at += len(part)
    return lines


@cache
def _colour(kind: _TokenType) -> str:
    return next((token for family, token in COLOURS if is_token_subtype(kind, family)), "")


class CodeView(QFrame):
    """One block of code."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("code")
        self._theme, self._text, self._closed = theme, "", False
        self._language = label("", 12, tone="3")
        self._copy = QPushButton(self.tr("Copy"))
        self._copy.setProperty("kind", "quiet")
        self._copy.setFont(font(12, 500))
        self._copy.setAccessibleName(self.tr("Copy code"))
        self._copy.clicked.connect(self._on_copy)
        self._edit = self._editor()
        self._colours = Colours(self._edit.document(), theme)
        head = QHBoxLayout()
        head.setContentsMargins(16, 2, 4, 0)
        head.addWidget(self._language)
        head.addStretch(1)
        head.addWidget(self._copy)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 8)
        whole.setSpacing(0)
        whole.addLayout(head)
        whole.addWidget(self._edit)
        theme.changed.connect(self._draw_again)
        self._draw_again()

    def _editor(self) -> QPlainTextEdit:
        edit = named(QPlainTextEdit(readOnly=True), "codeText")
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
        edit.wheelEvent = self._pass_wheel  # type: ignore[method-assign]
        edit.horizontalScrollBar().rangeChanged.connect(lambda _low, _high: self._fit())
        return edit

    def show_block(self, block: Code) -> None:
        """Show this code; what is new is added at the end."""
        text = block.text.rstrip("\n")
        self._language.setText(block.language)
        self._colours.use(block.language)
        if text.startswith(self._text):
            cursor = QTextCursor(self._edit.document())
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(text[len(self._text) :])
        else:
            self._edit.setPlainText(text)
        self._text = text
        if block.closed and not self._closed:
            self._colours.finish(text)
        self._closed = block.closed
        self._fit()

    def _fit(self) -> None:
        bar: QScrollBar = self._edit.horizontalScrollBar()
        document, layout = self._edit.document(), self._edit.document().documentLayout()
        # Lines are a fraction of a pixel higher than the font says, and many of them would cost the last one.
        line = max(layout.blockBoundingRect(block).height() for block in (document.firstBlock(), document.lastBlock()))
        height = ceil(document.blockCount() * line) + (12 if bar.maximum() else 2)
        if height != self._edit.height():
            self._edit.setFixedHeight(height)

    def _pass_wheel(self, event: object) -> None:
        event.ignore()  # type: ignore[attr-defined]

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self._copy.setText(self.tr("Copied"))
        QTimer.singleShot(COPIED_MILLISECONDS, self._copy, lambda: self._copy.setText(self.tr("Copy")))

    def _draw_again(self) -> None:
        self._copy.setIcon(self._theme.icon("copy", "text2", 14))
        self._colours.rehighlight()
