"""The charts of benchmarks, over pyqtgraph; imported only once one is to be drawn."""

from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt

from slm_desktop.core.workshop.records import BenchmarkRecord, front
from slm_desktop.ui.theme import Theme, font
from slm_desktop.ui.widgets.axes import restyle, still_plot
from slm_desktop.ui.workshop.figures import title_of

SERIES = ("seriesA", "seriesB", "seriesC", "seriesD", "seriesE", "seriesF")
MOST_LINES = len(SERIES)


class Chart:
    """A plot whose items are drawn anew each time."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self.widget = still_plot()
        self._items: list[Any] = []
        restyle(self.widget, theme)

    def draw(self, records: Sequence[BenchmarkRecord]) -> int:
        """Draw some benchmarks; how many of them have something to show."""
        raise NotImplementedError

    def _begin(self) -> None:
        restyle(self.widget, self._theme)
        for item in self._items:
            self.widget.removeItem(item)
        self._items = []

    def _add(self, item: Any) -> None:
        self._items.append(item)
        self.widget.addItem(item)

    def _words(self, text: str, x: float, y: float, token: str, anchor: tuple[float, float]) -> None:
        words = pg.TextItem(text, color=self._theme.colour(token), anchor=anchor)
        words.setFont(font(11))
        words.setPos(x, y)
        self._add(words)

    def _range(self, x: Sequence[float], y: Sequence[float]) -> None:
        box = self.widget.getViewBox()
        box.setXRange(0, max(x, default=1.0) * 1.08 or 1.0, padding=0)
        box.setYRange(0, max(y, default=1.0) * 1.2 or 1.0, padding=0)


class DepthChart(Chart):
    """Tokens per second of answers over the context before them."""

    def draw(self, records: Sequence[BenchmarkRecord]) -> int:
        """Draw the lines of some benchmarks; how many had more than one depth."""
        self._begin()
        lines = [(record, points) for record in records if len(points := points_of(record)) > 1][:MOST_LINES]
        for at, (record, points) in enumerate(lines):
            depths, rates = zip(*points, strict=True)
            colour = self._theme.colour(SERIES[at])
            self._add(pg.PlotDataItem(depths, rates, pen=pg.mkPen(colour, width=1.75), symbol="o", symbolSize=6,
                                      symbolBrush=colour, symbolPen=pg.mkPen(None), antialias=True))  # fmt: skip
            self._words(title_of(record), depths[-1], rates[-1], SERIES[at], (1, 1))
        self._range(
            [depth for _record, points in lines for depth, _rate in points],
            [rate for _record, points in lines for _depth, rate in points],
        )
        return len(lines)


class FrontChart(Chart):
    """Benchmarks by speed of answers and memory; the Pareto front is a line."""

    def draw(self, records: Sequence[BenchmarkRecord]) -> int:
        """Draw some benchmarks; how many have both figures."""
        self._begin()
        known = [record for record in records if record.answer and record.memory]
        best = sorted(front(known), key=lambda record: record.memory)
        if len(best) > 1:
            line = pg.mkPen(self._theme.colour("accent"), width=1.25, style=Qt.PenStyle.DashLine)
            self._add(pg.PlotCurveItem([one.memory / 1e9 for one in best], [_rate(one) for one in best], pen=line))
        for record in known:
            token = "accent" if record in best else "text3"
            x, y = record.memory / 1e9, _rate(record)
            self._add(pg.ScatterPlotItem([x], [y], size=10, brush=self._theme.colour(token), pen=pg.mkPen(None)))
            is_right = x > 0.5 * max(one.memory for one in known) / 1e9
            self._words(title_of(record), x, y, "text2", (1.0 if is_right else 0.0, 1))
        self._range([record.memory / 1e9 for record in known], list(map(_rate, known)))
        return len(known)


def _rate(record: BenchmarkRecord) -> float:
    return record.answer.mean if record.answer else 0.0


def points_of(record: BenchmarkRecord) -> list[tuple[float, float]]:
    """Depth in tokens and speed of answers behind it, the shortest first."""
    found = (one for one in record.results if one.test.answer and not one.test.prompt)
    return sorted((float(one.test.depth), rate.mean) for one in found if (rate := one.rate))
