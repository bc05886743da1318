"""Charts of a report as SVG, which browsers show and Qt can draw."""

import math
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from slm_desktop.core.compare.labels import Box, beside

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 720, 320, 56, 44, 16, 24
DOT, LETTER, LINE = 5, 6.6, 14
"""Pixels: the radius of a point, the usual width of a letter, the height of words."""
INK, ACCENT, DIM = "#7d828c", "#4453d6", "#9a9fa9"
TICKS = 5


class Point(NamedTuple):
    """A model in a chart; the best ones stand out."""

    label: str
    x: float
    y: float
    is_best: bool = False


def scatter(points: Sequence[Point], x_title: str, y_title: str) -> str:
    """Points by two figures, both from zero on; '' without any."""
    if not points:
        return ""
    step_x, step_y = _step(max(one.x for one in points)), _step(max(one.y for one in points))
    most_x, most_y = TICKS * step_x, TICKS * step_y
    places = [(_x(one.x, most_x), _y(one.y, most_y)) for one in points]
    parts = [*_axes(most_x, most_y), *_titles(x_title, y_title)]
    for one, (x, y) in zip(points, places, strict=True):
        colour = ACCENT if one.is_best else DIM
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{DOT}" fill="{colour}"/>')
    bubbles = [Box(x - DOT, y - DOT, 2 * DOT, 2 * DOT) for x, y in places]
    sizes = [(LETTER * len(one.label), float(LINE)) for one in points]
    area = Box(LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM)
    for one, box in zip(points, beside(bubbles, sizes, area), strict=True):
        parts.append(_text(one.label, box.x, box.y + LINE - 3, "start"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img">{"".join(parts)}</svg>'
    )


def _step(most: float) -> float:
    """The distance of ticks, a number that people count in, so that all of them reach beyond the largest value."""
    least = 1.05 * most / TICKS or 1.0
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * step for step in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if power * step >= least)


def _x(value: float, most: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * value / most


def _y(value: float, most: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / most


def _axes(most_x: float, most_y: float) -> list[str]:
    parts = []
    for tick in range(TICKS + 1):
        x, y = most_x * tick / TICKS, most_y * tick / TICKS
        at = _y(y, most_y)
        parts.append(
            f'<line x1="{LEFT}" y1="{at:.1f}" x2="{WIDTH - RIGHT}" y2="{at:.1f}" stroke="{DIM}" stroke-opacity="0.3"/>'
        )
        parts.append(_text(_number(y), LEFT - 8, at + 4, "end"))
        parts.append(_text(_number(x), _x(x, most_x), HEIGHT - BOTTOM + 18, "middle"))
    return parts


def _titles(x_title: str, y_title: str) -> list[str]:
    return [
        _text(x_title, (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, "middle"),
        f'<g transform="translate(12 {(HEIGHT - BOTTOM + TOP) / 2}) rotate(-90)">{_text(y_title, 0, 0, "middle")}</g>',
    ]


def _text(words: str, x: float, y: float, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-family="Inter, sans-serif" font-size="11" '
        f'fill="{INK}">{escape(words)}</text>'
    )


def _number(value: float) -> str:
    return f"{value:.4g}"
