"""How fast an answer was written, moment by moment, from the times of its tokens."""

from collections.abc import Sequence

from slm_desktop.core.events import Token

WINDOW_SECONDS = 0.25
Point = tuple[float, float]
"""Seconds since sending, and tokens per second."""


def speeds(tokens: Sequence[Token], window: float = WINDOW_SECONDS) -> list[Point]:
    """The speed at the end of each stretch of `window` seconds or a little more; the first token opens the first one."""
    points: list[Point] = []
    if len(tokens) < 2:
        return points
    start, seen = tokens[0].at, 0
    for token in tokens[1:]:
        seen += 1
        if token.at - start >= window:
            points.append((token.at, seen / (token.at - start)))
            start, seen = token.at, 0
    if not points and tokens[-1].at > tokens[0].at:
        rate = (len(tokens) - 1) / (tokens[-1].at - tokens[0].at)
        points = [(tokens[0].at, rate), (tokens[-1].at, rate)]
    return points
