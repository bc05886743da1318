"""Axes of plots, labelled as numbers are written in the language of the app, and plots that do not move."""

import math
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt

from slm_desktop.ui.theme import Theme, font, px
from slm_desktop.ui.words import fixed


class Axis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """The axis that ours are made from."""


class LocalAxis(Axis):
    """An axis whose labels have the decimal sign of the language."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """As many digits after the sign as the distance of the labels needs."""
        digits = max(0, math.ceil(-math.log10(spacing * scale) - 1e-9)) if spacing > 0 else 0
        return [fixed(value * scale, digits) for value in values]


def still_plot() -> Any:
    """A plot with axes at the left and below, which nobody zooms."""
    plot = pg.PlotWidget(axisItems={side: LocalAxis(side) for side in ("left", "bottom")})
    item = plot.getPlotItem()
    item.hideButtons()
    item.setMenuEnabled(False)
    item.setMouseEnabled(x=False, y=False)
    item.showGrid(x=False, y=True, alpha=0.25)
    for side in ("left", "bottom"):
        item.getAxis(side).setStyle(tickLength=0, tickFont=font(11))
    item.getAxis("left").setWidth(px(44))
    plot.setFrameShape(plot.Shape.NoFrame)
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return plot


def restyle(plot: Any, theme: Theme) -> None:
    """Give such a plot the colours of the theme."""
    plot.setBackground(theme.colour("sidebar"))
    for side in ("left", "bottom"):
        axis = plot.getPlotItem().getAxis(side)
        axis.setPen(pg.mkPen(theme.colour("line2")) if side == "bottom" else pg.mkPen(None))
        axis.setTextPen(theme.colour("text3"))
