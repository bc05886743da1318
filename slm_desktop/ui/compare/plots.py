"""The plots of comparisons, over pyqtgraph; imported only once one is to be drawn."""

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor

from slm_desktop.core.compare.curve import Point
from slm_desktop.core.compare.labels import Box, beside, spread
from slm_desktop.core.compare.ratings import Rating
from slm_desktop.core.visible import visible
from slm_desktop.ui.compare.column import SERIES
from slm_desktop.ui.theme import Theme, font
from slm_desktop.ui.widgets.axes import restyle, still_plot
from slm_desktop.ui.words import fixed

SYMBOLS = ("o", "s", "t1", "d", "star", "h")
DASHES = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
    Qt.PenStyle.DashDotDotLine,
    Qt.PenStyle.SolidLine,
)
"""Besides the colour, each line has a form and ends in a shape and a letter."""
LETTER = 16
"""Pixels that the letter of a line takes in both directions."""
SETTLE_MILLISECONDS = 60
"""Words are placed anew once the picture has its size: with many models that takes longer than a step of a resize."""
SMALLEST, LARGEST = 22, 56
"""Pixels across a bubble."""
Line = tuple[int, str, list[Point]]
"""The place of a column, its letter, and its speeds."""


class SpeedPlot:
    """Tokens per second of all columns over one axis: seconds since each was asked."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self.widget = still_plot()
        self._items: list[Any] = []
        restyle(self.widget, theme)

    def draw(self, lines: list[Line]) -> None:
        """Draw the lines anew."""
        restyle(self.widget, self._theme)
        for item in self._items:
            self.widget.removeItem(item)
        self._items = []
        drawn = [line for line in lines if line[2]]
        for at, _letter, points in drawn:
            times, rates = np.array(points).T
            colour = self._theme.colour(SERIES[at])
            curve = pg.PlotCurveItem(times, rates, pen=pg.mkPen(colour, width=1.75, style=DASHES[at]), antialias=True)
            end = pg.ScatterPlotItem(
                [times[-1]], [rates[-1]], symbol=SYMBOLS[at], size=9, brush=colour, pen=pg.mkPen(None)
            )
            self._items += [curve, end]
        right = max(1.0, max((points[-1][0] for _at, _letter, points in drawn), default=0.0) * 1.06)
        top = max(10.0, max((rate for _at, _letter, points in drawn for _time, rate in points), default=0.0) * 1.15)
        self._items += self._letters(drawn, right, top)
        for item in self._items:
            self.widget.addItem(item)
        box = self.widget.getViewBox()
        box.setXRange(0, right, padding=0)
        box.setYRange(0, top, padding=0)

    def _letters(self, lines: list[Line], right: float, top: float) -> list[Any]:
        """The letter of each line at its end, none on another."""
        box = self.widget.getViewBox()
        width, height = LETTER * right / max(1.0, box.width()), LETTER * top / max(1.0, box.height())
        heights = spread([points[-1] for _at, _letter, points in lines], width, height)
        letters = []
        for (at, letter, points), high in zip(lines, heights, strict=True):
            words = pg.TextItem(letter, color=self._theme.colour(SERIES[at]), anchor=(-0.4, 0.5))
            words.setFont(font(12, 600))
            words.setPos(points[-1][0], high)
            letters.append(words)
        return letters


class QualityPlot:
    """Models by speed and points; the bubble is the memory, the line through it the uncertainty."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self.widget = still_plot()
        self._items: list[Any] = []
        self._shown: list[Rating] = []
        self._settled = QTimer(self.widget, singleShot=True, interval=SETTLE_MILLISECONDS)
        self._settled.timeout.connect(self._place)
        self.widget.getViewBox().sigResized.connect(self._settled.start)
        restyle(self.widget, theme)

    def draw(self, ratings: list[Rating]) -> None:
        """Draw the models that have been measured."""
        restyle(self.widget, self._theme)
        self._shown = [rating for rating in ratings if rating.speed > 0]
        if self._shown:
            low = min(rating.points - rating.spread for rating in self._shown)
            high = max(rating.points + rating.spread for rating in self._shown)
            box = self.widget.getViewBox()
            box.setXRange(0, max(rating.speed for rating in self._shown) * 1.25, padding=0)
            box.setYRange(low - 40, high + 40, padding=0)
        self._place()

    def _place(self) -> None:
        """Draw bubbles and words: how far they reach over one another depends on the size of the picture."""
        for item in self._items:
            self.widget.removeItem(item)
        self._items = []
        colours = [self._theme.colour(SERIES[at % len(SERIES)]) for at in range(len(self._shown))]
        sides = self._sides()
        for rating, side, colour in zip(self._shown, sides, colours, strict=True):
            self._add(rating, side, colour)
        words = [self._words(rating) for rating in self._shown]
        bubbles = [self._bubble(rating, side) for rating, side in zip(self._shown, sides, strict=True)]
        sizes = [(text.boundingRect().width(), text.boundingRect().height()) for text in words]
        box = self.widget.getViewBox()
        for text, place in zip(words, beside(bubbles, sizes, Box(0, 0, box.width(), box.height())), strict=True):
            text.setPos(box.mapToView(pg.Point(place.x, place.y)))
        for item in (*self._items, *words):
            self.widget.addItem(item)
        self._items += words

    def _sides(self) -> list[float]:
        """How wide the bubbles are, in pixels: their areas are as their memories."""
        most = max((rating.memory for rating in self._shown), default=1) or 1
        return [SMALLEST + (LARGEST - SMALLEST) * (rating.memory / most) ** 0.5 for rating in self._shown]

    def _bubble(self, rating: Rating, side: float) -> Box:
        """The room that a bubble takes in the picture, in pixels."""
        middle = self.widget.getViewBox().mapFromView(pg.Point(rating.speed, rating.points))
        return Box(middle.x() - side / 2, middle.y() - side / 2, side, side)

    def _add(self, rating: Rating, side: float, colour: QColor) -> None:
        soft = QColor(colour)
        soft.setAlpha(60)
        bar = pg.ErrorBarItem(
            x=np.array([rating.speed]),
            y=np.array([rating.points]),
            height=np.array([2 * rating.spread]),
            pen=pg.mkPen(self._theme.colour("line2"), width=1),
        )
        dot = pg.ScatterPlotItem(
            [rating.speed], [rating.points], symbol="o", size=side, brush=soft, pen=pg.mkPen(colour, width=1.5)
        )
        self._items += [bar, dot]

    def _words(self, rating: Rating) -> Any:
        text = f"{visible(rating.label)}\n{fixed(rating.memory / 1e9, 2)} GB"
        words = pg.TextItem(text, color=self._theme.colour("text2"), anchor=(0, 0))
        words.setFont(font(11))
        return words
