"""The two plots of the live graph, over pyqtgraph; imported only once a graph is to be drawn."""

import time
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable
from itertools import islice
from typing import Any, TypeVar

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsItem

from slm_desktop.core.engines.metrics import Marker, Memory, Speed, Timeline
from slm_desktop.ui.engine_summary import count_of_threads
from slm_desktop.ui.sampling_words import is_text, short_title
from slm_desktop.ui.theme import Theme, font
from slm_desktop.ui.widgets.axes import Axis, LocalAxis
from slm_desktop.ui.words import fixed, local, translate

SPAN_SECONDS = 30.0
ROOM_RIGHT = 0.5
SERIES = ("seriesA", "seriesB", "seriesC", "seriesD")
MOST_LABELS = 4
EDGE_SECONDS = 1.0
"""So far beyond the edges points are drawn, too: each of several models has one there, to which its line leads."""
SHORTER = {"max_tokens": "max", "repeat_penalty": "rep."}
AREAS = ("rest", "kv", "weights")
EVENTS, CHANGES = ("load", "send", "first", "threads", "pause", "format"), ("change",)

Point = TypeVar("Point", Speed, Memory)

pg.setConfigOptions(antialias=False)


class ClockAxis(Axis):
    """Labels the time axis with the time of day: a graph that rests while nothing happens stays true."""

    drawn = 0.0

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """14:02:30; none at the edges, where it would be cut."""
        inside = {value for value in values if -SPAN_SECONDS * 0.95 < value <= -4 or spacing < 4}
        return [
            time.strftime("%H:%M:%S", time.localtime(self.drawn + value)) if value in inside else "" for value in values
        ]


class Plots:
    """Speed, memory and (when large) the processor, over the last half minute or what the user zoomed to.

    x is seconds before now.
    """

    def __init__(self, theme: Theme, on_hover: Callable[[float | None], None], *, large: bool = False) -> None:
        self._theme, self._on_hover, self._now, self._large = theme, on_hover, 0.0, large
        self.speed, self.memory, self.cpu = self._plot(), self._plot(), self._plot() if large else None
        self._all = [plot for plot in (self.speed, self.memory, self.cpu) if plot is not None]
        for plot in self._all[1:]:
            plot.setXLink(self.speed)
        for plot in self._all[:-1]:
            plot.getPlotItem().getAxis("bottom").setStyle(showValues=False)
        self._cursors = [pg.InfiniteLine(angle=90, movable=False) for _plot in self._all]
        for plot, cursor in zip(self._all, self._cursors, strict=True):
            cursor.hide()
            plot.addItem(cursor, ignoreBounds=True)
        self._total = pg.InfiniteLine(angle=0, movable=False)
        self._total_words = self._words((1, 0))
        self.memory.addItem(self._total, ignoreBounds=True)
        self.memory.addItem(self._total_words, ignoreBounds=True)
        self._load = pg.PlotCurveItem()
        if self.cpu is not None:
            self.cpu.addItem(self._load)
        self._drafted = pg.PlotCurveItem(connect="finite")
        self.speed.addItem(self._drafted)
        self._drafted_words = self._words((0, 0))
        self.speed.addItem(self._drafted_words, ignoreBounds=True)
        self._speeds: dict[str, Any] = {}
        self._areas = {name: self._area() for name in AREAS}
        self._device = pg.PlotCurveItem()
        self.memory.addItem(self._device)
        self._marks = {kinds: self._mark_pair() for kinds in (EVENTS, CHANGES)}
        self._labels = [self._label() for _ in range(MOST_LABELS)]
        self._event_labels = [self._event_label() for _ in range(MOST_LABELS * 2 if large else 0)]
        self._order: list[str] = []
        for plot in self._all:
            plot.scene().sigMouseMoved.connect(lambda where, plot=plot: self._on_moved(plot, where))
            plot.leaveEvent = self._on_left
        self._timeline, self._computer = Timeline(), 0
        self.restyle()
        self.follow()
        self.speed.getViewBox().sigXRangeChanged.connect(self._draw_curves)

    def _plot(self) -> Any:
        plot = pg.PlotWidget(axisItems={"bottom": ClockAxis("bottom"), "right": LocalAxis("right")})
        item = plot.getPlotItem()
        item.hideButtons()
        item.setMenuEnabled(False)
        item.setMouseEnabled(x=True, y=False)
        item.showAxis("right")
        item.hideAxis("left")
        item.showGrid(x=False, y=True, alpha=0.25)
        item.getAxis("right").setStyle(tickLength=0, tickFont=font(11), maxTickLevel=0)
        item.getAxis("bottom").setStyle(tickLength=0, tickFont=font(11))
        item.getAxis("right").setWidth(30)
        for side in ("right", "bottom"):  # An axis changes seldom, and its text is what costs most to paint.
            item.getAxis(side).setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        item.setContentsMargins(0, 4, 0, 0)
        plot.setFrameShape(plot.Shape.NoFrame)
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return plot

    def _area(self) -> Any:
        item = pg.PlotCurveItem()
        self.memory.addItem(item)
        return item

    def restyle(self) -> None:
        """Use the theme's colours."""
        for plot in self._all:
            plot.setBackground(self._theme.colour("sidebar"))
            for side in ("right", "bottom"):
                axis = plot.getPlotItem().getAxis(side)
                axis.setPen(pg.mkPen(self._theme.colour("line2")) if side == "right" else pg.mkPen(None))
                axis.setTextPen(self._theme.colour("text3"))
        for name, item in self._areas.items():
            item.setPen(pg.mkPen(self._theme.colour(name), width=1.25))
            item.setBrush(_mixed(self._theme.colour(name), self._theme.colour("sidebar"), 0.4))
            item.setFillLevel(0)
        self._device.setPen(pg.mkPen(self._theme.colour("seriesB"), width=1.5, style=Qt.PenStyle.DashLine))
        for name, item in self._speeds.items():
            item.setPen(self._pen(name))
        self._drafted.setPen(pg.mkPen(None))
        self._drafted.setBrush(_mixed(self._theme.colour("seriesD"), self._theme.colour("sidebar"), 0.35))
        self._drafted.setFillLevel(0)
        self._drafted_words.setColor(self._theme.colour("seriesD"))
        for kinds, token, style in ((EVENTS, "text3", Qt.PenStyle.DotLine), (CHANGES, "text", Qt.PenStyle.DashLine)):
            for item in self._marks[kinds]:
                item.setPen(pg.mkPen(self._theme.colour(token), width=1, style=style))
        for text in self._labels:
            text.setColor(self._theme.colour("text"))
        for text in (*self._event_labels, self._total_words):
            text.setColor(self._theme.colour("text3"))
        for cursor in self._cursors:
            cursor.setPen(pg.mkPen(self._theme.colour("text3"), width=1))
        self._total.setPen(pg.mkPen(self._theme.colour("bad"), width=1, style=Qt.PenStyle.DashLine))
        self._load.setPen(pg.mkPen(self._theme.colour("seriesC"), width=1.5))

    def follow(self) -> None:
        """Show the latest half minute."""
        self.speed.getViewBox().setXRange(-SPAN_SECONDS, ROOM_RIGHT, padding=0)

    def draw(self, timeline: Timeline, now: float, total: int = 0) -> None:
        """Draw what was measured; the right edge is now, `total` the bytes that the computer has."""
        self._now, self._timeline, self._computer = now, timeline, total
        self._set_clock(time.time())
        self._draw_curves()
        if self._cursors[0].isVisible():  # The curves have moved on below a pointer that rests.
            self._on_hover(now + self._cursors[0].x())

    def _draw_curves(self, *_range: object) -> None:
        """Draw what lies in the range that is seen: painting ten minutes costs five times as much as half a one."""
        low, high = self.speed.getViewBox().viewRange()[0]
        speeds = self._seen(self._timeline.speeds, low, high)
        memory = self._seen(self._timeline.memory, low, high)
        self._draw_speed(speeds)
        self._draw_memory(memory)
        self._draw_total(self._computer / 1e9 if memory else 0.0)
        if self.cpu is not None:
            self._draw_load(memory)
        self._draw_markers(self._timeline)

    def _seen(self, points: deque[Point], low: float, high: float) -> list[Point]:
        """The points between two moments, in seconds before now, and those beside them that a line leads to."""
        first = bisect_left(points, self._now + low - EDGE_SECONDS, key=lambda point: point.at)
        last = bisect_right(points, self._now + min(high + EDGE_SECONDS, 0), key=lambda point: point.at)
        return list(islice(points, max(first - 1, 0), last))

    def _draw_total(self, total: float) -> None:
        """The line of what the computer has; words at the upper edge while it lies far above."""
        (low, high), (_bottom, top) = self.memory.getViewBox().viewRange()
        self._total.setVisible(bool(total))
        self._total_words.setVisible(bool(total) and self._large)
        self._total.setPos(total)
        words = translate("Graph", "{total} GB in this computer").format(total=fixed(total, 1))
        self._total_words.setText(words if total <= top else f"{words} ↑")
        self._total_words.setPos(high - (high - low) * 0.01, min(total, top))

    def _draw_load(self, samples: list[Memory]) -> None:
        if not samples:
            self._load.setData([], [])
            return
        times = np.repeat(np.array([*(sample.at - self._now for sample in samples), 0.0]), 2)[1:]
        loads = np.repeat(np.array([*(sample.cpu for sample in samples), samples[-1].cpu]), 2)[:-1]
        self._load.setData(times, loads)
        assert self.cpu is not None
        self.cpu.getViewBox().setYRange(0, _rounded_up(max(100.0, float(loads.max()))), padding=0)

    def _set_clock(self, moment: float) -> None:
        """Write the time axis anew, once a second at most: drawing text is what costs most here."""
        if int(moment) != int(ClockAxis.drawn):
            ClockAxis.drawn = moment
            axis = self._all[-1].getPlotItem().getAxis("bottom")
            axis.picture = None
            axis.update()

    def _draw_speed(self, speeds: list[Speed]) -> None:
        points: dict[str, list[tuple[float, float]]] = {}
        for point in speeds:
            points.setdefault(point.model, []).append(
                (point.at - self._now, np.nan if point.rate is None else point.rate)
            )
        for name, pairs in points.items():
            if name not in self._speeds:
                self._order.append(name)
                self._speeds[name] = pg.PlotCurveItem(connect="finite", pen=self._pen(name), antialias=True)
                self.speed.addItem(self._speeds[name])
            times, rates = np.array(pairs).T
            self._speeds[name].setData(times, rates)
        for name in self._speeds.keys() - points.keys():
            self._speeds[name].setData([], [])
        self._draw_drafted(speeds)
        rates_shown = [point.rate for point in speeds if point.rate is not None]
        self.speed.getViewBox().setYRange(0, _rounded_up(max(rates_shown, default=10.0)), padding=0)

    def say_drafted(self, words: str) -> None:
        """Say at the upper left how much of the speed comes of drafts; '' for nothing."""
        (low, _high), (_bottom, top) = self.speed.getViewBox().viewRange()
        self._drafted_words.setText(words)
        self._drafted_words.setPos(low, top)

    def _draw_drafted(self, speeds: list[Speed]) -> None:
        """The area below the curve that drafts have given; nothing while there are none."""
        if not any(point.drafted for point in speeds):
            self._drafted.setData([], [])
            return
        times = np.array([point.at - self._now for point in speeds])
        self._drafted.setData(times, np.array([point.drafted for point in speeds]))

    def _draw_memory(self, samples: list[Memory]) -> None:
        if not samples:
            for item in (*self._areas.values(), self._device):
                item.setData([], [])
            self.memory.getViewBox().setYRange(0, 1, padding=0)
            return
        times, stacks, device = _stacked(samples, self._now)
        for name in AREAS:
            self._areas[name].setData(times, stacks[name])
        self._device.setData(times, device)
        self._device.setVisible(bool(device.any()))
        top = max(float(stacks["rest"].max()), float(device.max()), 0.05)
        self.memory.getViewBox().setYRange(0, _rounded_up(top), padding=0)

    def _draw_markers(self, timeline: Timeline) -> None:
        low, high = self.speed.getViewBox().viewRange()[0]
        shown = [marker for marker in timeline.markers if low <= marker.at - self._now <= high]
        for kinds, (upper, lower) in self._marks.items():
            at = np.repeat([marker.at - self._now for marker in shown if marker.kind in kinds], 2)
            ends = np.tile([0.0, 1.0], len(at) // 2)
            upper.setData(at, ends * self.speed.getViewBox().viewRange()[1][1])
            lower.setData(at, ends * self.memory.getViewBox().viewRange()[1][1])
        changes = [marker for marker in shown if marker.kind in CHANGES][-len(self._labels) :]
        for place, text in enumerate(self._labels):
            text.setVisible(place < len(changes))
            if place < len(changes):
                self._place(text, changes[place], place)
        self._label_events([marker for marker in shown if marker.kind in EVENTS])

    def _label_events(self, events: list[Marker]) -> None:
        """At full size loads, sends and first tokens have their names at the foot of their lines, where they are not
        crowded.
        """
        low, high = self.speed.getViewBox().viewRange()[0]
        room, last, kept = (high - low) * 0.09, high + 1, list[Marker]()
        for marker in reversed(events):
            if last - (marker.at - self._now) >= room:
                kept.append(marker)
                last = marker.at - self._now
        for place, text in enumerate(self._event_labels):
            text.setVisible(place < len(kept))
            if place < len(kept):
                text.setText(marker_words(kept[place]))
                text.setPos(kept[place].at - self._now, 0)

    def _place(self, text: Any, marker: Marker, place: int) -> None:
        """Labels stand left of their line, each a little lower than the one before, so that none hides another."""
        top = self.speed.getViewBox().viewRange()[1][1]
        text.setText(marker_words(marker))
        text.setPos(marker.at - self._now, top * (1 - 0.13 * (place % 3)))

    def _mark_pair(self) -> tuple[Any, Any]:
        """One item a plot for all lines of a kind: an item a line would cost ten times as much to draw."""
        pair = (pg.PlotCurveItem(connect="pairs", antialias=False), pg.PlotCurveItem(connect="pairs", antialias=False))
        for plot, item in zip((self.speed, self.memory), pair, strict=True):
            plot.addItem(item, ignoreBounds=True)
        return pair

    def _label(self) -> Any:
        text = pg.TextItem(anchor=(1, 0))
        text.setFont(font(11, 500))
        self.speed.addItem(text, ignoreBounds=True)
        return text

    def _event_label(self) -> Any:
        text = self._words((1, 1))
        self.speed.addItem(text, ignoreBounds=True)
        return text

    @staticmethod
    def _words(anchor: tuple[int, int]) -> Any:
        text = pg.TextItem(anchor=anchor)
        text.setFont(font(11))
        return text

    def _pen(self, name: str) -> Any:
        return pg.mkPen(self._theme.colour(SERIES[self._order.index(name) % len(SERIES)]), width=1.75)

    def _on_left(self, _event: object) -> None:
        """The pointer is elsewhere: its line and the values at it go."""
        for cursor in self._cursors:
            cursor.hide()
        self._on_hover(None)

    def _on_moved(self, plot: Any, where: Any) -> None:
        box = plot.getViewBox()
        inside = box.sceneBoundingRect().contains(where)
        at = box.mapSceneToView(where).x()
        for cursor in self._cursors:
            cursor.setVisible(inside)
            cursor.setPos(at)
        self._on_hover(self._now + at if inside else None)


def _stacked(samples: list[Memory], now: float) -> tuple[Any, dict[str, Any], Any]:
    """Times, and for each area the height of its upper edge in GB; the last sample reaches to now."""
    rows = [(s.at - now, s.weights / 1e9, s.kv / 1e9, s.rest / 1e9, sum(s.devices.values()) / 1e9) for s in samples]
    rows.append((0.0, *rows[-1][1:]))
    # What was measured holds until the next measurement: memory comes and goes in steps.
    steps = np.repeat(np.array(rows), 2, axis=0)
    times, (weights, kv, rest, device) = steps[1:, 0], steps[:-1, 1:].T
    return times, {"weights": weights, "kv": weights + kv, "rest": weights + kv + rest}, device


def _rounded_up(value: float) -> float:
    """The next of 1, 2, 3, 5, 8 times a power of ten, with a little room above the value."""
    value = max(value * 1.08, 1e-3)
    power = 10 ** np.floor(np.log10(value))
    return float(next(step * power for step in (1, 2, 3, 5, 8, 10) if step * power >= value))


def _mixed(colour: QColor, ground: QColor, share: float) -> QColor:
    """An opaque colour as `colour` at `share` over `ground`: areas are stacked, so they may not shine through."""
    parts = zip(
        (colour.red(), colour.green(), colour.blue()), (ground.red(), ground.green(), ground.blue()), strict=True
    )
    return QColor(*(round(a * share + b * (1 - share)) for a, b in parts))


def marker_words(marker: Marker) -> str:
    """A marker's label: what was changed from what to what, or what happened."""
    if marker.kind == "change":
        name = SHORTER.get(marker.name) or short_title(marker.name)
        return name if is_text(marker.name) else f"{name} {local(marker.before)}→{local(marker.after)}"
    if marker.kind == "threads":
        return count_of_threads(int(marker.after))
    words = {
        "load": translate("Graph", "loaded"),
        "send": translate("Graph", "sent"),
        "first": translate("Graph", "first token"),
        "pause": translate("Graph", "drafts paused"),
        "format": translate("Graph", "structured output"),
    }
    return words.get(marker.kind, marker.kind)
