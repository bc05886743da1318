"""The two charts of benchmarks; made when there is first something to draw."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from slm_desktop.core.workshop.records import BenchmarkRecord
from slm_desktop.core.workshop.variants import Variant
from slm_desktop.ui.theme import Theme, px
from slm_desktop.ui.widgets.parts import column, label, named

if TYPE_CHECKING:
    from slm_desktop.ui.workshop.plots import DepthChart, FrontChart, PlotBox, VariantChart

HEIGHT = 250


class ChartsPlace(QWidget):
    """Speed over context, and speed against memory."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._charts: tuple[DepthChart, FrontChart] | None = None
        self._frames: list[QFrame] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(16)
        self._shown: Sequence[BenchmarkRecord] = ()
        self._drawn: list[tuple[int, int, bool]] | None = None
        theme.changed.connect(self._draw_again)

    def show_records(self, records: Sequence[BenchmarkRecord]) -> None:
        """Draw some benchmarks, unless they are drawn; a chart that has nothing to show is not there."""
        drawn = [(record.id, len(record.results), record.loaded is None) for record in records]
        if drawn == self._drawn:
            return
        self._drawn, self._shown = drawn, list(records)
        if self._charts is None:
            if not any(record.answer for record in records):
                self.hide()
                return
            self._build()
        assert self._charts is not None
        for frame, chart in zip(self._frames, self._charts, strict=True):
            frame.setVisible(chart.draw(records) > 0)
        self.setVisible(any(not frame.isHidden() for frame in self._frames))

    def _draw_again(self) -> None:
        self._drawn = None
        self.show_records(self._shown)

    def _build(self) -> None:
        from slm_desktop.ui.workshop.plots import DepthChart, FrontChart

        self._charts = DepthChart(self._theme), FrontChart(self._theme)
        titles = (
            self.tr("Answer, tok/s, over tokens of context before it"),
            self.tr("Answer, tok/s, over GB of memory; the dashed line is what nothing else beats"),
        )
        for title, chart in zip(titles, self._charts, strict=True):
            self._frames.append(_framed(title, chart))
            self._row.addWidget(self._frames[-1], 1)


def _framed(title: str, chart: "PlotBox") -> QFrame:
    frame = named(QFrame(), "card")
    chart.widget.setFixedHeight(px(HEIGHT))
    chart.widget.setAccessibleName(title)
    frame.setLayout(column(label(title, 12, tone="2", wrap=True), chart.widget, spacing=6, margins=(14, 12, 14, 12)))
    return frame


class ChartPlace(QWidget):
    """One chart of a model's types; made when there is first something to draw."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self._theme, self._title = theme, title
        self._chart: VariantChart | None = None
        self._shown: list[Variant] = []
        self._place = column()
        self.setLayout(self._place)
        self.hide()
        theme.changed.connect(self._draw)

    def show_variants(self, variants: Sequence[Variant]) -> None:
        """Draw these, unless they are drawn."""
        if list(variants) != self._shown:
            self._shown = list(variants)
            self._draw()

    def _draw(self) -> None:
        if not self._shown:
            self.hide()
            return
        if self._chart is None:
            from slm_desktop.ui.workshop.plots import VariantChart

            self._chart = VariantChart(self._theme)
            self._place.addWidget(_framed(self._title, self._chart))
        self.setVisible(self._chart.draw_variants(self._shown) > 0)
