"""Comparisons inside the running app: answers together against one after another, shared prompts, gaps, the queue's own time."""

import statistics
import tempfile
import time
from functools import partial
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt, QTimer

from slm_desktop.core.compare.records import Column
from slm_desktop.core.compare.session import ComparisonSession
from slm_desktop.core.engines.answer_figures import FIRST_TOKEN, LOAD, TOKENS
from slm_desktop.gui.window import Window
from slm_desktop.library.starter import starter
from slm_desktop.ui.compare.screen import CompareScreen
from tests.bench.inside import STORY, rest, until
from tests.engine.quantise import quantise

PAIRS = 3
MOST_TOKENS = 128.0
LONG = "The keeper wrote into the log that the wind had turned and that the lamp was lit. " * 118
"""About two thousand tokens."""


def screen_with(window: Window, paths: list[str]) -> CompareScreen:
    """The compare screen with a new comparison of these models."""
    screen = window.show_compare()
    columns = [Column(0, 0, path, f"M{at}") for at, path in enumerate(paths)]
    screen._show(window.services.comparison.comparisons.new(columns))
    for at, column in enumerate(screen.session.columns):
        values = {**column.sampling, "max_tokens": MOST_TOKENS, "temperature": 0.7 + at / 10, "stop": "", "seed": 5.0}
        screen.session.set_sampling(column, values)
    rest(0.5)
    return screen


def ask(session: ComparisonSession, text: str) -> float:
    """Ask all columns; seconds until all have answered."""
    began = time.monotonic()
    session.send(text)
    until(lambda: session.running is None, 600)
    assert all(column.run and column.run.tokens for column in session.columns)
    return time.monotonic() - began


def rate(session: ComparisonSession, seconds: float) -> float:
    """Tokens per second of all columns together."""
    return sum(column.figure(TOKENS) for column in session.columns) / seconds


def written(session: ComparisonSession) -> float:
    """Seconds of all answers, one after another: from asking to the last token."""
    return sum(column.figure("total_seconds") for column in session.columns)


def asked(window: Window, paths: list[str], *, fair: bool) -> tuple[ComparisonSession, float]:
    """A fresh comparison that was asked something; histories would make later prompts longer. Its seconds."""
    session = screen_with(window, paths).session
    session.set_fair(fair)
    return session, ask(session, STORY)


def slots_gain(window: Window, _threads: int) -> dict[str, float]:
    """Four settings of one model: tokens per second together, against one after another."""
    paths, pairs = [str(starter())] * 4, []
    for _ in range(PAIRS + 1):
        together = rate(*asked(window, paths, fair=False))
        session, _seconds = asked(window, paths, fair=True)
        pairs.append((together, rate(session, written(session))))
    return _medians(pairs[1:])


def shared_prompt(window: Window, _threads: int) -> dict[str, float]:
    """Seconds until all of four columns have their first token of a long prompt, against one column alone."""
    path, pairs = str(starter()), []
    for number in range(PAIRS + 1):
        found = []
        for count in (4, 1):
            session = screen_with(window, [path] * max(2, count)).session
            for column in session.columns:
                session.set_sampling(column, {**column.sampling, "max_tokens": 4.0})
            session.send(f"{number} {count} {LONG}", [column.record.id for column in session.columns[:count]])
            until(partial(_ended, session), 600)
            found.append(max(column.figure(FIRST_TOKEN) for column in session.columns))
        pairs.append((found[0], found[1]))
    return _medians(pairs[1:])


def _ended(session: ComparisonSession) -> bool:
    return session.running is None


def unload(window: Window) -> None:
    """The next question loads its models anew."""
    for engine in window.services.pool.idle:
        window.services.pool.unload(engine)


def two_models(window: Window, _threads: int) -> dict[str, float]:
    """Two different models: tokens per second together, against one after another; loading is not counted."""
    with tempfile.TemporaryDirectory() as folder:
        other = str(quantise(str(starter()), Path(folder) / "other.gguf", 7))
        paths, pairs = [str(starter()), other], []
        for _ in range(PAIRS + 1):
            session, _seconds = asked(window, paths, fair=False)
            together = rate(session, max(column.figure("total_seconds") for column in session.columns))
            session, _seconds = asked(window, paths, fair=True)
            pairs.append((together, rate(session, written(session))))
        unload(window)
    return _medians(pairs[1:])


def queue_overhead(window: Window, _threads: int) -> dict[str, float]:
    """Six models one after another: wall time beyond loading, prompts and answers, in percent."""
    with tempfile.TemporaryDirectory() as folder:
        first = Path(str(starter())).read_bytes()
        paths = []
        for number in range(6):
            path = Path(folder) / f"m{number}.gguf"
            path.write_bytes(first)
            paths.append(str(path))
        session = screen_with(window, paths).session
        session.set_fair(True)
        found = []
        for _ in range(2):
            wall = ask(session, STORY)
            loads = sum(column.figure(LOAD) for column in session.columns)
            found.append(100 * (wall - loads - written(session)) / wall)
            unload(window)
            rest(1)
    return {"ours": min(found)}


def six_gaps(window: Window, _threads: int) -> dict[str, float]:
    """Gaps of the event loop while six columns stream."""
    session = screen_with(window, [str(starter())] * 6).session
    for column in session.columns:
        session.set_sampling(column, {**column.sampling, "max_tokens": 300.0})
    ask(session, "Say hello.")
    rest(1)
    stamps: list[float] = []
    timer = QTimer(interval=1, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: stamps.append(time.perf_counter()))
    timer.start()
    ask(session, STORY)
    timer.stop()
    found = sorted(1000 * (b - a) for a, b in pairwise(stamps))
    return {"p99": found[int(len(found) * 0.99)], "max": found[-1]}


def _medians(pairs: list[tuple[float, float]]) -> dict[str, float]:
    return {
        "ours": statistics.median(a for a, _b in pairs),
        "baseline": statistics.median(b for _a, b in pairs),
        "ratio": statistics.median(a / b for a, b in pairs),
    }


SCENARIOS = {
    "compare_slots": slots_gain,
    "compare_prompt": shared_prompt,
    "compare_two": two_models,
    "compare_queue": queue_overhead,
    "compare_gaps": six_gaps,
}
