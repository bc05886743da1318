"""Marks over an answer that is drawn: its common start in grey, the place where it parts, words that only it has."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from PySide6.QtGui import QColor, QFont, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from slm_desktop.core.chat.thinking import split
from slm_desktop.core.compare.differences import Span
from slm_desktop.ui.text.drawn_formula import items
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.transcript.answer import Answer
from slm_desktop.ui.transcript.provenance import places

Text = QTextEdit | QPlainTextEdit


def shown_text(answer: Answer) -> str:
    """What is shown of an answer, all blocks together."""
    return "".join(text.document().toPlainText() for text in answer.texts)


def shown_items(answer: Answer) -> list[str]:
    """Likewise, its characters, with formulas as LaTeX."""
    return [item for text in answer.texts for item in items(text.document())]


def mark_divergence(theme: Theme, answer: Answer, same: int, token: Span | None, *, strong: bool) -> None:
    """Grey out the first `same` characters of the message, and mark the token after them; the reference's is marked
    weakly.
    """
    source = answer.message.content
    start = len(source) - len(split(source).answer)
    shown = [place + start for place in places(shown_items(answer), source[start:])]
    spans = [((0, bisect_left(shown, same)), _grey(theme))]
    if token:
        spans.append(((bisect_left(shown, token[0]), bisect_left(shown, token[1])), _marked(theme, strong=strong)))
    _select(answer.texts, spans)


def mark_words(theme: Theme, answer: Answer, spans: Iterable[Span]) -> None:
    """Mark words that only this answer has, by their places in what is shown."""
    _select(answer.texts, [(span, _marked(theme, strong=True)) for span in spans])


def clear(answer: Answer) -> None:
    """Take all marks away."""
    _select(answer.texts, [])


def _grey(theme: Theme) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setForeground(theme.colour("text3"))
    return form


def _marked(theme: Theme, *, strong: bool) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setBackground(theme.colour("accentSoft" if strong else "hover"))
    if strong:
        form.setForeground(theme.colour("accentText"))
        form.setFontWeight(QFont.Weight.DemiBold)
    else:
        form.setForeground(QColor(theme.colour("text")))
    return form


def _select(texts: Sequence[Text], spans: Sequence[tuple[Span, QTextCharFormat]]) -> None:
    """Lay formats over texts; places count through all of them. The texts themselves stay as they are."""
    at = 0
    for text in texts:
        length = len(text.document().toPlainText())
        made = []
        for (start, end), form in spans:
            first, last = max(0, start - at), min(length, end - at)
            if first < last:
                made.append(_selection(text, first, last, form))
        text.setExtraSelections(made)
        at += length


def _selection(text: Text, start: int, end: int, form: QTextCharFormat) -> QTextEdit.ExtraSelection:
    cursor = QTextCursor(text.document())
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    made = QTextEdit.ExtraSelection()
    made.cursor, made.format = cursor, form
    return made
