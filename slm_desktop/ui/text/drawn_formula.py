"""A formula within a text document: one character that is drawn as the typesetter set it, and copied as LaTeX."""

from collections.abc import Iterator

from PySide6.QtCore import QRect, QRectF, QSizeF
from PySide6.QtGui import (
    QFontMetricsF,
    QPainter,
    QPyTextObject,
    QTextBlock,
    QTextCharFormat,
    QTextDocument,
    QTextFormat,
)

from slm_desktop.ui.text.formula import Formula, Picture, typesetter
from slm_desktop.ui.text.latex import readable

OBJECT = "\ufffc"
KIND = QTextFormat.ObjectTypes.UserObject.value + 1
LATEX, DISPLAY = QTextFormat.Property.UserProperty.value + 1, QTextFormat.Property.UserProperty.value + 2
LARGER = 1.12
"""The letters of the mathematical font look smaller than those of the text."""


def as_formula(form: QTextCharFormat, latex: str, *, display: bool) -> QTextCharFormat:
    """The format of a character that stands for a formula."""
    made = QTextCharFormat(form)
    made.setObjectType(KIND)
    made.setProperty(LATEX, latex)
    made.setProperty(DISPLAY, display)
    made.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
    return made


def formula_of(form: QTextFormat) -> Formula:
    """The formula that a format stands for."""
    pixels = form.toCharFormat().font().pixelSize() * LARGER
    return Formula(str(form.property(LATEX)), bool(form.property(DISPLAY)), pixels)


class DrawnFormula(QPyTextObject):
    """Measures and draws formulas. Until one is set, its place holds it as text."""

    def intrinsicSize(self, document: QTextDocument, position: int, form: QTextFormat) -> QSizeF:
        """The room that it takes in its line. A formula that is wider than the text is drawn smaller."""
        picture = typesetter().picture(formula_of(form))
        metrics = QFontMetricsF(form.toCharFormat().font())
        if picture is None:
            return metrics.size(0, readable(str(form.property(LATEX))))
        scale = _scale(picture, document, position)
        above, below = _balanced(picture, scale, metrics)
        return QSizeF(picture.width * scale, above + below)

    def drawObject(
        self, painter: QPainter, rect: QRectF | QRect, document: QTextDocument, position: int, form: QTextFormat
    ) -> None:
        """Draw it in the colour of its words."""
        colour, picture = form.toCharFormat().foreground().color(), typesetter().picture(formula_of(form))
        if picture is None:
            painter.setPen(colour)
            painter.setFont(form.toCharFormat().font())
            painter.drawText(QRectF(rect), 0, readable(str(form.property(LATEX))))
            return
        scale = _scale(picture, document, position)
        above, _below = _balanced(picture, scale, QFontMetricsF(form.toCharFormat().font()))
        top = rect.top() + above - picture.above * scale
        place = QRectF(rect.left(), top, picture.width * scale, (picture.above + picture.below) * scale)
        picture.draw(painter, place, colour.name())


def _scale(picture: Picture, document: QTextDocument, position: int) -> float:
    room = document.textWidth() - document.findBlock(position).blockFormat().leftMargin()
    return min(1.0, room / picture.width) if room > 0 else 1.0


def _balanced(picture: Picture, scale: float, metrics: QFontMetricsF) -> tuple[float, float]:
    """How far the place reaches above and below the line.

    Qt sets the middle of such a place half the height of an x above the line: the shorter side gets some air, so that
    the line of the formula comes to lie on that of the text.
    """
    lift = metrics.xHeight() / 2
    above = max(picture.above * scale, picture.below * scale + lift)
    return above, above - lift


def items(document: QTextDocument, start: int = 0, end: int = -1, around: str = "") -> list[str]:
    """The characters of a document between two places; the end of a paragraph is a line end.

    A formula is one item, its LaTeX with `around` before and after it.
    """
    found: list[str] = []
    block = document.findBlock(start)
    while block.isValid() and (end < 0 or block.position() < end):
        for at, text, latex in _fragments(block):
            first, last = max(0, start - at), len(text) if end < 0 else min(len(text), end - at)
            found += [f"{around}{latex}{around}"] * max(0, last - first) if latex else list(text[first:last])
        block = block.next()
        if block.isValid() and (end < 0 or block.position() <= end):
            found.append("\n")
    return found


def _fragments(block: QTextBlock) -> Iterator[tuple[int, str, str]]:
    """Where each stretch of one format begins, its text, and its LaTeX where it is a formula."""
    at = block.begin()
    while not at.atEnd():
        fragment = at.fragment()
        form = fragment.charFormat()
        yield fragment.position(), fragment.text(), str(form.property(LATEX)) if form.objectType() == KIND else ""
        at += 1
