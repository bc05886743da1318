"""How fast an answer was written, moment by moment, from the times of its tokens."""

from collections.abc import Sequence

from slm_desktop.core.engines.events import Token

WINDOW_SECONDS = 0.25
Point = tuple[float, float]
"""Seconds since sending, and tokens per second."""


def speeds(tokens: Sequence[Token], window: float = WINDOW_SECONDS) -> list[Point]:
    """The speed over stretches of `window` seconds or a little more; what comes after the last one belongs to it.

    The first token opens the first stretch, and all of them together hold every token after it.
    """
    stretches: list[tuple[float, float, int]] = []
    start, seen = tokens[0].at if tokens else 0.0, 0
    for token in tokens[1:]:
        seen += 1
        if token.at - start >= window:
            stretches.append((start, token.at, seen))
            start, seen = token.at, 0
    if seen and tokens[-1].at > start:
        begin, _end, before = stretches.pop() if stretches else (start, start, 0)
        stretches.append((begin, tokens[-1].at, before + seen))
    rates = [(end, count / (end - begin)) for begin, end, count in stretches]
    return [(stretches[0][0], rates[0][1]), *rates] if rates else []
