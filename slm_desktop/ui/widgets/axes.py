"""Axes of plots, labelled as numbers are written in the language of the app."""

import math

import pyqtgraph as pg

from slm_desktop.ui.words import fixed


class Axis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """The axis that ours are made from."""


class LocalAxis(Axis):
    """An axis whose labels have the decimal sign of the language."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """As many digits after the sign as the distance of the labels needs."""
        digits = max(0, math.ceil(-math.log10(spacing * scale) - 1e-9)) if spacing > 0 else 0
        return [fixed(value * scale, digits) for value in values]
