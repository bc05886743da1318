"""The live graph: tokens per second above, memory below, one time axis, markers for what happened.

pyqtgraph takes longer to import than the whole window takes to open, so the plots are built later; until then
the frame holds their place. Nothing is drawn while the graph is hidden, paused, or nothing new was measured.
"""

import csv
import time
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QMenu, QVBoxLayout

from slm_desktop.core.engines.active_model import ShownEngine
from slm_desktop.core.engines.metrics import Marker, Memory, Speed
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.widgets.menus import open_menu
from slm_desktop.ui.widgets.parts import ElidedLabel, IconButton, label, row
from slm_desktop.ui.words import fixed, gigabytes

REDRAW_SECONDS = 0.4
"""Three pixels of the time axis; drawing both plots takes 16 ms."""
HEIGHT, LOW_HEIGHT, HIGH_WINDOW = 400, 300, 820


class LiveGraph(QFrame):
    """Header with readings and buttons, and the two plots once `build` was called."""

    def __init__(self, theme: Theme, model: ShownEngine, clock: Callable[[], float], *, large: bool = False) -> None:
        """A `large` one fills the room that it is given, and shows the use of the processor too."""
        super().__init__()
        self.setObjectName("graph")
        self._theme, self._clock, self._model, self._large = theme, clock, model, large
        self._timeline, self._hovered = model.timeline, cast("float | None", None)
        self._plots: Any = None
        self._drawn, self._paused, self._missed = 0.0, False, False
        if not large:
            self.setFixedHeight(HEIGHT)
        self.setAccessibleName(self.tr("Graph of speed and memory"))
        self._speed, self._memory, self._cpu = label("", 13, 600), label("", 13, 600), label("", 13, 600)
        self._legend = label("", 11, tone="2", wrap=True)
        self._legend.setTextFormat(Qt.TextFormat.RichText)
        self._pause = IconButton(
            theme, "pause", self.tr("Pause the graph"), self._on_pause, size=14, side=24, checkable=True
        )
        self._save = IconButton(theme, "download", self.tr("Save the graph"), self._on_save, size=14, side=24)
        self._all = IconButton(theme, "latest", self.tr("Follow the latest again"), self._on_follow, size=14, side=24)
        self._upper, self._lower, self._lowest = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        self._lay_out()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._draw)
        self._leave = self._subscribe()
        theme.changed.connect(self._on_theme)
        self._show_readings()

    def _subscribe(self) -> Callable[[], None]:
        """Follow the model's measurements, and that they end with it."""
        ends = (self._timeline.changed.subscribe(self._on_measured), self._model.changed.subscribe(self._on_measured))

        def leave() -> None:
            for end in ends:
                end()

        return leave

    @property
    def model(self) -> ShownEngine:
        """The engine that is shown."""
        return self._model

    def show_model(self, model: ShownEngine) -> None:
        """Show another engine."""
        if model is self._model:
            return
        self._leave()
        self._model, self._timeline = model, model.timeline
        self._leave = self._subscribe()
        self._draw()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 10, 12, 10)
        layout.setSpacing(2)
        unit = label(self.tr("tok/s"), 12, tone="3")
        title = ElidedLabel(12, 500)
        title.setText(self.tr("Tokens per second"))
        head = row(title, self._speed, unit, 4, self._all, self._pause, self._save, spacing=4)
        head.setStretch(0, 1)
        layout.addLayout(head)
        layout.addLayout(self._upper, 1)
        layout.addLayout(
            row(label(self.tr("Memory"), 12, 500), None, self._memory, label("GB", 12, tone="3"), 8, spacing=4)
        )
        layout.addLayout(self._lower, 1)
        layout.addWidget(self._legend)
        if self._large:
            layout.addSpacing(8)
            layout.addLayout(
                row(label(self.tr("Processor"), 12, 500), None, self._cpu, label("%", 12, tone="3"), 8, spacing=4)
            )
            layout.addLayout(self._lowest, 1)

    def fit(self, room: int) -> None:
        """Take a height that leaves something to the sliders above, in a panel `room` pixels high."""
        self.setFixedHeight(HEIGHT if room >= HIGH_WINDOW else LOW_HEIGHT)

    def build(self) -> None:
        """Make the plots; call it when pyqtgraph can be imported quickly."""
        from slm_desktop.ui.widgets.plots import Plots

        if self._plots is None:
            self._plots = Plots(self._theme, self._on_hover, large=self._large)
            self._upper.addWidget(self._plots.speed)
            self._lower.addWidget(self._plots.memory)
            if self._plots.cpu is not None:
                self._lowest.addWidget(self._plots.cpu)
            self._draw()

    # -- drawing ---------------------------------------------------------------------------------------------

    def _on_measured(self) -> None:
        if self._paused or not self.isVisible():
            self._missed = True
            return
        wait = REDRAW_SECONDS - (time.monotonic() - self._drawn)
        if not self._timer.isActive():
            self._timer.start(max(0, round(wait * 1000)))

    def showEvent(self, event: QShowEvent) -> None:
        """What was measured while hidden is drawn now."""
        super().showEvent(event)
        if not self._paused:
            self._draw()

    def _draw(self) -> None:
        self._drawn, self._missed = time.monotonic(), False
        if self._plots is not None and self.isVisible():
            self._plots.draw(self._timeline, self._clock(), self._model.memory_total)
        self._show_readings()

    def _on_theme(self) -> None:
        if self._plots is not None:
            self._plots.restyle()
            self._draw()

    def _show_readings(self) -> None:
        """The values at the moment below the pointer, or those of now: what is not measured now is not shown as if it
        were.
        """
        at = self._hovered
        speeds = reversed(self._timeline.speeds) if at is not None or self._timeline.writing else ()
        speed = next((point for point in speeds if at is None or point.at <= at), None)
        rate = speed.rate if speed else None
        is_measured = at is not None or (self._model.pid and not self._model.silent)
        samples = reversed(self._timeline.memory) if is_measured else ()
        memory = next((point for point in samples if at is None or point.at <= at), None)
        self._speed.setText("–" if rate is None else fixed(rate, 1))
        drafted = speed.drafted if speed else 0.0
        words = self.tr("{speed} of them drafted").format(speed=fixed(drafted, 1)) if drafted else ""
        if self._plots is not None:
            self._plots.say_drafted(words)
        self._memory.setText("–" if memory is None else gigabytes(memory.total))
        self._cpu.setText("–" if memory is None else fixed(memory.cpu, 0))
        self._show_legend(memory)
        description = self.tr("{speed} tokens per second, {memory} GB of memory")
        spoken = description.format(speed=self._speed.text(), memory=self._memory.text())
        self.setAccessibleDescription(f"{spoken}, {words}" if words else spoken)

    def _show_legend(self, memory: Memory | None) -> None:
        self._legend.setVisible(memory is not None)
        if memory is None:
            return
        parts = (
            ("weights", self.tr("Weights"), memory.weights),
            ("kv", self.tr("KV cache"), memory.kv),
            ("rest", self.tr("Rest"), memory.rest),
            *(("seriesB", name, size) for name, size in memory.devices.items()),
        )
        # The only rich text of the app: names of devices come from drivers, so they are escaped.
        square = '<span style="color:{}">■</span>&nbsp;{}&nbsp;<b>{}</b>'
        words = [
            square.format(self._theme.name(token), escape(name).replace(" ", "&nbsp;"), gigabytes(size))
            for token, name, size in parts
        ]
        self._legend.setText(
            " &nbsp; ".join(words)
        )  # A second line is begun between two, where they do not fit in one.
        self._legend.setAccessibleName(", ".join(f"{name} {gigabytes(size)} GB" for _token, name, size in parts))

    def _on_hover(self, at: float | None) -> None:
        self._hovered = at
        self._show_readings()

    # -- buttons ---------------------------------------------------------------------------------------------

    def _on_pause(self) -> None:
        self._paused = self._pause.isChecked()
        self._pause.rename(self.tr("Go on drawing") if self._paused else self.tr("Pause the graph"))
        self._pause.show_icon("play" if self._paused else "pause")
        if not self._paused:
            self._draw()

    def _on_follow(self) -> None:
        if self._plots is not None:
            self._plots.follow()
            self._draw()

    def _on_save(self) -> None:
        menu = QMenu(self)
        menu.addAction(self.tr("Picture (PNG)…"), lambda: self._ask(self.tr("Picture (*.png)"), ".png", self.save_png))
        menu.addAction(self.tr("Figures (CSV)…"), lambda: self._ask(self.tr("Figures (*.csv)"), ".csv", self.save_csv))
        open_menu(menu, self._save.mapToGlobal(self._save.rect().bottomLeft()))

    def _ask(self, kind: str, suffix: str, save: Callable[[Path], None]) -> None:
        name, _filter = QFileDialog.getSaveFileName(self, self.tr("Save the graph"), f"slm-desktop{suffix}", kind)
        if name:
            save(Path(name).with_suffix(suffix))

    def save_png(self, path: Path) -> None:
        """Save the graph as it is drawn."""
        self.grab().save(str(path), "PNG")

    def save_csv(self, path: Path) -> None:
        """Save everything measured: one row a point, seconds since the first of them."""
        points: list[Speed | Memory | Marker] = [
            *self._timeline.speeds,
            *self._timeline.memory,
            *self._timeline.markers,
        ]
        start = min((point.at for point in points), default=0.0)
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(
                [
                    "seconds",
                    "kind",
                    "model_or_name",
                    "tokens_per_second",
                    "weights",
                    "kv",
                    "rest",
                    "cpu_percent",
                    "before",
                    "after",
                    "drafted_per_second",
                ]
            )
            rows.writerows(_csv_row(point, start) for point in sorted(points, key=lambda point: point.at))


def _csv_row(point: Speed | Memory | Marker, start: float) -> list[object]:
    seconds = round(point.at - start, 3)
    if isinstance(point, Memory):
        return [seconds, "memory", "", "", point.weights, point.kv, point.rest, point.cpu, "", "", ""]
    if isinstance(point, Marker):
        return [seconds, point.kind, point.name, "", "", "", "", "", point.before, point.after, ""]
    rates = ["", ""] if point.rate is None else [round(point.rate, 2), round(point.drafted, 2)]
    return [seconds, "speed", point.model, rates[0], "", "", "", "", "", "", rates[1]]
