"""Where the words of a chart stand, so that none lies on another or on what it names. All measures are in one unit."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

Point = tuple[float, float]
GAP, STEPS = 4.0, 6
"""Between a bubble and its words, and how many times their own height words may be moved off."""


class Box(NamedTuple):
    """A rectangle: its left upper corner, width and height; y grows downwards."""

    x: float
    y: float
    width: float
    height: float

    def common(self, other: "Box") -> float:
        """The area that two rectangles share."""
        wide = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        high = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        return max(0.0, wide) * max(0.0, high)

    def inside(self, whole: "Box") -> bool:
        """Whether nothing of it sticks out."""
        return self.common(whole) >= self.width * self.height * 0.999


def beside(bubbles: Sequence[Box], sizes: Sequence[Point], area: Box) -> list[Box]:
    """A place for the words of each bubble: below, above or beside it, free of all bubbles and words, inside `area`.

    `sizes` are width and height of the words. Where there is no such place, the one that covers least.
    """
    placed: list[Box] = []
    for bubble, size in zip(bubbles, sizes, strict=True):
        taken = [*bubbles, *placed]
        candidates = list(_candidates(bubble, *size))
        free = (one for one in candidates if one.inside(area) and not any(one.common(other) for other in taken))
        least = min(candidates, key=lambda one: (not one.inside(area), sum(one.common(other) for other in taken)))
        placed.append(next(free, least))
    return placed


def _candidates(bubble: Box, width: float, height: float) -> Iterator[Box]:
    """Places for words, the best one first."""
    middle, centre = bubble.x + (bubble.width - width) / 2, bubble.y + (bubble.height - height) / 2
    left, right = bubble.x - GAP - width, bubble.x + bubble.width + GAP
    above, below = bubble.y - GAP - height, bubble.y + bubble.height + GAP
    for step in range(STEPS):
        off = step * height
        for x, y in ((middle, below + off), (middle, above - off), (right, centre + off), (left, centre + off)):
            yield Box(x, y, width, height)
        for x, y in product((left, right), (below + off, above - off)):
            yield Box(x, y, width, height)


def spread(places: Sequence[Point], width: float, height: float) -> list[float]:
    """Heights for labels at these places, so that none lies on another: each is `width` wide and `height` high.

    A label keeps its height where it can, and is pushed up over those below it where it cannot.
    """
    heights = [high for _at, high in places]
    for index in sorted(range(len(places)), key=lambda at: places[at][1]):
        below = (heights[one] for one in range(len(places)) if one != index and _is_below(places, one, index, width))
        heights[index] = max([places[index][1], *(high + height for high in below)])
    return heights


def _is_below(places: Sequence[Point], one: int, other: int, width: float) -> bool:
    """Whether one label comes before another on the way up, in the same column of the picture."""
    near = abs(places[one][0] - places[other][0]) < width
    return near and (places[one][1], one) < (places[other][1], other)
