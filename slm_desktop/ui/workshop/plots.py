"""The charts of benchmarks, over pyqtgraph; imported only once one is to be drawn."""

from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt

from slm_desktop.core.compare.labels import spread
from slm_desktop.core.visible import visible
from slm_desktop.core.workshop.records import BenchmarkRecord, front
from slm_desktop.core.workshop.variants import Variant, best
from slm_desktop.ui.theme import Theme, font
from slm_desktop.ui.widgets.axes import restyle, still_plot
from slm_desktop.ui.workshop.figures import title_of

SERIES = ("seriesA", "seriesB", "seriesC", "seriesD", "seriesE", "seriesF")
MOST_LINES = len(SERIES)
WORDS_WIDTH, WORDS_HEIGHT = 150, 16
"""Pixels that a name takes."""


class PlotBox:
    """A plot whose items are drawn anew each time."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self.widget = still_plot()
        self._items: list[Any] = []
        restyle(self.widget, theme)

    def _begin(self) -> None:
        restyle(self.widget, self._theme)
        for item in self._items:
            self.widget.removeItem(item)
        self._items = []

    def _add(self, item: Any) -> None:
        self._items.append(item)
        self.widget.addItem(item)

    def _label(self, named: Sequence[tuple[str, float, float, str]]) -> None:
        """Write names beside their points (name, x, y, colour), none over another; call it when the range is set."""
        box = self.widget.getViewBox()
        (left, right), (low, high) = box.viewRange()
        width = WORDS_WIDTH * (right - left) / max(1.0, box.width())
        height = WORDS_HEIGHT * (high - low) / max(1.0, box.height())
        heights = spread([(x, y) for _name, x, y, _token in named], width, height)
        for (name, x, _y, token), at in zip(named, heights, strict=True):
            is_right = x > (left + right) / 2
            words = pg.TextItem(name, color=self._theme.colour(token), anchor=(1.05 if is_right else -0.05, 0.5))
            words.setFont(font(11))
            words.setPos(x, at)
            self._add(words)

    def _range(self, x: Sequence[float], y: Sequence[float]) -> None:
        box = self.widget.getViewBox()
        box.setXRange(0, max(x, default=1.0) * 1.08 or 1.0, padding=0)
        box.setYRange(0, max(y, default=1.0) * 1.2 or 1.0, padding=0)

    def _range_around(self, x: Sequence[float], y: Sequence[float]) -> None:
        """Sizes of one family lie near one another; losses are held against nothing lost, with room below for words."""
        low, high = min(x, default=0.0), max(x, default=1.0)
        margin = max(0.12 * (high - low), 0.02 * high)
        top = max(y, default=1.0) or 1.0
        box = self.widget.getViewBox()
        box.setXRange(low - margin, high + margin, padding=0)
        box.setYRange(-0.08 * top, 1.15 * top, padding=0)


class Chart(PlotBox):
    """A plot of benchmarks."""

    def draw(self, records: Sequence[BenchmarkRecord]) -> int:
        """Draw some benchmarks; how many of them have something to show."""
        raise NotImplementedError


class DepthChart(Chart):
    """Tokens per second of answers over the context before them."""

    def draw(self, records: Sequence[BenchmarkRecord]) -> int:
        """Draw the lines of some benchmarks; how many had more than one depth."""
        self._begin()
        lines = [(record, points) for record in records if len(points := points_of(record)) > 1][:MOST_LINES]
        for at, (_record, points) in enumerate(lines):
            depths, rates = zip(*points, strict=True)
            colour = self._theme.colour(SERIES[at])
            self._add(pg.PlotDataItem(depths, rates, pen=pg.mkPen(colour, width=1.75), symbol="o", symbolSize=6,
                                      symbolBrush=colour, symbolPen=pg.mkPen(None), antialias=True))  # fmt: skip
        self._range(
            [depth for _record, points in lines for depth, _rate in points],
            [rate for _record, points in lines for _depth, rate in points],
        )
        names = labels_of([record for record, _points in lines])
        ends = [points[-1] for _record, points in lines]
        self._label([(name, *end, series) for name, end, series in zip(names, ends, SERIES, strict=False)])
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
        self._range([record.memory / 1e9 for record in known], list(map(_rate, known)))
        self._label(
            [
                (name, record.memory / 1e9, _rate(record), "text2")
                for name, record in zip(labels_of(known), known, strict=True)
            ]
        )
        return len(known)


class VariantChart(PlotBox):
    """Types of a model by what they have lost and how large they are; the Pareto front is a line."""

    def draw_variants(self, variants: Sequence[Variant]) -> int:
        """Draw some types; how many have a loss."""
        self._begin()
        known = [(one.size / 1e6, one.divergence, one) for one in variants if one.divergence is not None]
        front_of_all = best(variants)
        if len(front_of_all) > 1:
            line = pg.mkPen(self._theme.colour("accent"), width=1.25, style=Qt.PenStyle.DashLine)
            points = [(one.size / 1e6, one.divergence or 0.0) for one in front_of_all]
            self._add(pg.PlotCurveItem([x for x, _y in points], [y for _x, y in points], pen=line))
        for x, y, one in known:
            token = "accent" if one in front_of_all else "text3"
            self._add(pg.ScatterPlotItem([x], [y], size=10, brush=self._theme.colour(token), pen=pg.mkPen(None)))
        self._range_around([x for x, _y, _one in known], [y for _x, y, _one in known])
        self._label([(visible(one.kind), x, y, "text2") for x, y, one in known])
        return len(known)


def labels_of(records: Sequence[BenchmarkRecord]) -> list[str]:
    """What benchmarks are called in a chart: where all are of one model, by what tells them apart."""
    are_one = len({record.name for record in records}) == 1 and all(record.quantisation for record in records)
    return [visible(record.quantisation) if are_one else title_of(record) for record in records]


def _rate(record: BenchmarkRecord) -> float:
    return record.answer.mean if record.answer else 0.0


def points_of(record: BenchmarkRecord) -> list[tuple[float, float]]:
    """Depth in tokens and speed of answers behind it, the shortest first."""
    found = (one for one in record.results if one.test.answer and not one.test.prompt)
    return sorted((float(one.test.depth), rate.mean) for one in found if (rate := one.rate))
