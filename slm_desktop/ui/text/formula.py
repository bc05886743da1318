"""Formulas as pictures of lines and curves, set by ziamath on a thread of its own and drawn in the colour of the
text.
"""

from collections import OrderedDict
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QByteArray, QObject, QRectF, QThreadPool, Signal
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgRenderer

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LONGEST = 1000
"""Characters of a formula that is set; setting takes up to a millisecond for each."""
MOST_COST = 2500
"""A formula that costs more is not set: the time doubles with each level that is nested in another."""
NESTING = ("mrow", "mtd")
WIDEST, HIGHEST = 3000, 600
KEPT = 500
INK = "#010203"
"""The colour that formulas are set in; it is replaced as they are drawn."""


class Formula(NamedTuple):
    """LaTeX to be set at a size in pixels; `display` gives it the room that a line of its own has."""

    latex: str
    display: bool
    pixels: float


class Picture(NamedTuple):
    """A formula that was set: SVG, its width, and how far it reaches above and below the line, in pixels."""

    svg: str
    left: float
    width: float
    above: float
    below: float

    def draw(self, painter: QPainter, place: QRectF, colour: str) -> None:
        """Draw it, scaled into a place."""
        _renderer(self.svg, colour).render(painter, place)


@lru_cache(KEPT)
def _renderer(svg: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(svg.replace(INK, colour).encode()))


class Typesetter(QObject):
    """Sets formulas one after another on a thread; `ready` tells which one can be drawn, or cannot be set at all."""

    ready = Signal(object)
    _drawn = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._known: OrderedDict[Formula, Picture | None] = OrderedDict()
        self._waiting: set[Formula] = set()
        self._thread = QThreadPool()
        self._thread.setMaxThreadCount(1)
        self._drawn.connect(self._on_drawn)

    def picture(self, formula: Formula) -> Picture | None:
        """The formula as it was set; None while it is not, or cannot be."""
        if formula in self._known:
            self._known.move_to_end(formula)
            return self._known[formula]
        if formula not in self._waiting:
            self._waiting.add(formula)
            self._thread.start(lambda: self._drawn.emit(formula, typeset(formula)))
        return None

    def is_refused(self, formula: Formula) -> bool:
        """Whether it cannot be set."""
        return self._known.get(formula, self) is None

    def _on_drawn(self, formula: Formula, picture: Picture | None) -> None:
        self._waiting.discard(formula)
        self._known[formula] = picture
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        self.ready.emit(formula)


@cache
def typesetter() -> Typesetter:
    """The one that all texts share."""
    return Typesetter()


def typeset(formula: Formula) -> Picture | None:
    """Set a formula; None when it is no LaTeX that can be set, or is too large. For any thread."""
    if len(formula.latex) > LONGEST:
        return None
    try:
        # These take a third of a second to import, and most chats hold no formula.
        from xml.etree.ElementTree import tostring

        from latex2mathml.converter import convert_to_element
        from ziamath.config import config
        from ziamath.zmath import Latex

        config.svg2 = False
        if _cost(convert_to_element(formula.latex)) > MOST_COST:
            return None
        made = Latex(formula.latex, size=formula.pixels, color=INK, inline=not formula.display)
        root = made.svgxml()
    except (Exception, RecursionError):  # noqa: BLE001 - what a model writes need not be LaTeX
        return None
    left, top, width, height = (float(number) for number in root.get("viewBox", "0 0 0 0").split())
    if not (0 < width <= WIDEST and 0 < height <= HIGHEST):
        return None
    root.set("fill", INK)  # Some strokes have no colour of their own.
    return Picture(tostring(root, encoding="unicode"), left, width, -top, top + height)


def _cost(element: "Element") -> int:
    inside = sum(map(_cost, element))
    return 1 + (2 * inside if element.tag in NESTING else inside)
