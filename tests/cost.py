"""What work costs, as a multiple of known work that is done beside it: a slow or busy computer slows both."""

import statistics
import time
from collections.abc import Callable


def yardstick() -> float:
    """Seconds of the processor that a fixed piece of work takes at the moment."""
    return statistics.median(_seconds(_known_work) for _ in range(5))


def cost(work: Callable[[], object]) -> float:
    """Of some work in this thread, in yardsticks."""
    before = yardstick()
    seconds = _seconds(work)
    return seconds / max(before, yardstick())


def _seconds(work: Callable[[], object]) -> float:
    began = time.thread_time()
    work()
    return time.thread_time() - began


def _known_work() -> None:
    """Texts are made, split, joined and kept, as a reader of texts does; 10 ms on a computer of 2022."""
    words = [f"{number} word" for number in range(15_000)]
    " ".join(words).split(" ")
    dict.fromkeys(words)
