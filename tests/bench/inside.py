"""Measurements from inside the running app: the real window, the real child, events as the window gets them.

python -m tests.bench.inside NAME [options as JSON]      prints one JSON object
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import psutil
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.engines.engine import EngineState
from slm_desktop.gui import run
from slm_desktop.gui.window import Window
from slm_desktop.library.starter import starter
from slm_desktop.paths import Paths
from slm_desktop.services import calibrator

STORY = "Write a long story about a lighthouse keeper, her dog and a storm that lasts nine days."
CODE = "Write a Python class for a stack with five methods, explain each in a list, then show a table of their costs."
CHAT = "<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n<|im_start|>user\n{}<|im_end|>\n<|im_start|>assistant\n"
PAIRS = 5


def until(done: Callable[[], bool], seconds: float = 120.0) -> None:
    """Run the event loop until something is so; it is looked at fifty times a second, which costs next to nothing."""
    loop, end = QEventLoop(), time.monotonic() + seconds
    timer = QTimer(interval=20)
    timer.timeout.connect(lambda: loop.quit() if done() or time.monotonic() > end else None)
    timer.start()
    loop.exec()
    timer.stop()
    assert done(), "waited too long"


def rest(seconds: float) -> None:
    """Let the app alone for a while."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


class Bare:
    """The bare loop, in a process of its own."""

    def __init__(self, threads: int) -> None:
        command = [sys.executable, "-m", "tests.bench.bare", "loop", str(starter()), str(threads)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._read()

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def run(self, **job: Any) -> dict[str, float]:
        """Do a job."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        return dict(json.loads(self._read()))

    def close(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)


def answer(
    window: Window, text: str, tokens: int, seed: int = 1, session: ChatSession | None = None
) -> tuple[ChatSession, dict[str, float]]:
    """Send a message in a new chat (or a given one) and wait; rates are taken from the events as they reach the window."""
    session = session or window.services.chat_list.new()
    window.chat._show(session)
    session.set_sampling({**session.sampling, "max_tokens": float(tokens), "seed": float(seed)})
    times: list[tuple[float, int]] = []
    leave = session.streamed.subscribe(
        lambda: times.append((time.perf_counter(), len(session.answering.record.tokens) if session.answering else 0))
    )
    began = time.perf_counter()
    session.send(text)
    until(lambda: session.answering is None)
    leave()
    seen = [(at, count) for at, count in times if count]
    rate = (seen[-1][1] - seen[0][1]) / (seen[-1][0] - seen[0][0]) if len(seen) > 1 else 0.0
    record = session.messages[-1].run
    assert record is not None
    return session, {"rate": rate, "first": seen[0][0] - began if seen else 0.0, "count": float(len(record.tokens))}


def paired(ours: Callable[[int], float], baseline: Callable[[int], float]) -> dict[str, float]:
    """Medians of alternating pairs, and the median of their ratios."""
    pairs = [(ours(number), baseline(number)) for number in range(PAIRS)]
    ratios = [a / b for a, b in pairs]
    return {
        "ours": statistics.median(a for a, _b in pairs),
        "baseline": statistics.median(b for _a, b in pairs),
        "ratio": statistics.median(ratios),
    }


def decode(window: Window, threads: int) -> dict[str, float]:
    """Tokens per second of a 256-token answer at the window, against the bare loop."""
    bare = Bare(threads)
    answer(window, STORY, 64)
    bare.run(prompt=CHAT.format(STORY), tokens=64)
    found = paired(
        lambda number: answer(window, STORY, 256, seed=number + 1)[1]["rate"],
        lambda number: bare.run(prompt=CHAT.format(STORY), tokens=256, seed=number + 1)["rate"],
    )
    bare.close()
    return found


def prompt(window: Window, threads: int) -> dict[str, float]:
    """Tokens per second of a 2,000-token prompt."""
    bare = Bare(threads)

    def text(number: int) -> str:
        return f"{number} " + "the quick brown fox jumps over the lazy dog again " * 200

    def ours(number: int) -> float:
        session, times = answer(window, text(number), 1, session=window.services.chat_list.new())
        record = session.messages[-1].run
        assert record is not None
        return (record.prompt_tokens - record.cached) / times["first"]

    def baseline(number: int) -> float:
        done = bare.run(prompt=CHAT.format(text(number + 100)), tokens=0)
        return done["prompt_tokens"] / done["prompt_seconds"]

    ours(50)
    found = paired(ours, baseline)
    bare.close()
    return found


def second_turn(window: Window, threads: int) -> dict[str, float]:
    """Time to the first token of turn 2 over 3,000 tokens, against decoding the new tokens alone."""
    bare = Bare(threads)
    long = "the quick brown fox jumps over the lazy dog again " * 290

    def ours(number: int) -> float:
        session, _times = answer(window, f"{number} {long}", 60)
        return answer(window, "And then what happened?", 1, session=session)[1]["first"]

    def baseline(number: int) -> float:
        bare.run(prompt=CHAT.format(f"{number} {long}"), tokens=60)
        new = "<|im_end|>\n<|im_start|>user\nAnd then what happened?<|im_end|>\n<|im_start|>assistant\n"
        return bare.run(prompt=new, tokens=0, keep=True)["prompt_seconds"]

    found = paired(ours, baseline)
    bare.close()
    return found


def slots(window: Window, threads: int) -> dict[str, float]:
    """Tokens per second of four answers together over one prompt, against one alone."""
    chat_list = window.services.chat_list

    def together(number: int) -> float:
        sessions = [chat_list.new() for _ in range(4)]
        for at, session in enumerate(sessions):
            session.set_sampling({**session.sampling, "max_tokens": 128.0, "seed": float(10 * number + at)})
            session.send(STORY)
        until(lambda: all(session.answering and session.answering.record.tokens for session in sessions))
        began, before = time.perf_counter(), count(sessions)
        until(lambda: any(session.answering is None for session in sessions))
        return (count(sessions) - before) / (time.perf_counter() - began)

    def count(sessions: list[ChatSession]) -> int:
        return sum(len(session.messages[-1].run.tokens) for session in sessions if session.messages[-1].run)

    def settle(rate: float) -> float:
        until(lambda: not window.services.model.busy)
        return rate

    return paired(
        lambda number: settle(together(number)), lambda number: answer(window, STORY, 128, seed=number)[1]["rate"]
    )


def idle(window: Window, threads: int) -> dict[str, float]:
    """Processor use of window and child over 30 seconds with nothing to do."""
    answer(window, STORY, 32)
    rest(3)
    processes = [psutil.Process(), *psutil.Process().children()]

    def used() -> float:
        return sum(sum(process.cpu_times()[:2]) for process in processes)

    before, began = used(), time.monotonic()
    rest(30)
    return {"ours": 100 * (used() - before) / (time.monotonic() - began)}


def gaps(window: Window, threads: int) -> dict[str, float]:
    """Gaps between turns of the event loop while two answers stream side by side in two transcripts."""
    from slm_desktop.ui.transcript.view import Transcript

    first, second = window.services.chat_list.new(), window.services.chat_list.new()
    window.chat._show(first)
    beside = Transcript(window.theme, window.chat.transcript._verbs)
    beside.show_session(second)
    holder = QWidget()
    QHBoxLayout(holder).addWidget(beside)
    holder.resize(700, 700)
    holder.show()
    rest(2)
    for session, text in ((first, CODE), (second, STORY)):
        session.set_sampling({**session.sampling, "max_tokens": 700.0, "seed": 4.0})
        session.send(text)
    return gaps_until(lambda: first.answering is None and second.answering is None)


def gaps_until(done: Callable[[], bool]) -> dict[str, float]:
    """Milliseconds between turns of the event loop until something is done."""
    stamps: list[float] = []
    timer = QTimer(interval=1, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: stamps.append(time.perf_counter()))
    timer.start()
    until(done)
    timer.stop()
    found = sorted(1000 * (b - a) for a, b in pairwise(stamps))
    return {"p99": found[int(len(found) * 0.99)], "max": found[-1]}


def calibration(window: Window, threads: int) -> dict[str, float]:
    """Gaps between turns of the event loop while a child measures the computer."""
    models = window.services.models
    until(lambda: models.local_models.known)
    calibrator.MOST_OTHERS = 1.0  # The timer of this measurement is one of the others.
    computer = models.calibrator._asked_for = models.calibrator.computer()
    window.services.jobs.submit("calibrate", lambda: models.calibrator._look(computer))
    return gaps_until(lambda: models.speeds.calibration is not None)


def memory(window: Window, threads: int) -> dict[str, float]:
    """Memory of the window with a chat open, and of the child beyond its buffers."""
    answer(window, CODE, 300)
    rest(2)
    loaded, sample = window.services.model.loaded, window.services.model.timeline.memory[-1]
    assert loaded is not None
    working = sum(buffer.size for buffer in loaded.buffers if buffer.kind in ("compute", "output"))
    child = psutil.Process().children()[0].memory_info().rss
    return {
        "gui": psutil.Process().memory_info().rss / 1e6,
        "child": (child - sample.weights - sample.kv - working) / 1e6,
    }


SCENARIOS = {
    "decode": decode,
    "prompt": prompt,
    "second_turn": second_turn,
    "slots": slots,
    "idle": idle,
    "gaps": gaps,
    "calibration": calibration,
    "memory": memory,
}


def measure(name: str, threads: int) -> None:
    """Open the app in a fresh data folder, wait until it is complete, run the scenario, print the result."""
    with tempfile.TemporaryDirectory() as folder:
        paths = Paths.within(Path(folder))
        paths.settings.write_text(json.dumps({"threads": threads}))

        # Measuring the computer in between would be in all figures.
        calibrator.QUIET_SECONDS = 1e9

        def observe(window: Window) -> None:
            QTimer.singleShot(0, lambda: play(window))

        def play(window: Window) -> None:
            from tests.bench import compare, documents, lens

            scenario = {**SCENARIOS, **compare.SCENARIOS, **documents.SCENARIOS, **lens.SCENARIOS}[name]
            until(lambda: window.services.model.state == EngineState.READY)
            rest(2.5)
            print(json.dumps(scenario(window, threads)), flush=True)
            window.window.close()

        run(paths, None, observe=observe)
    os._exit(0)


if __name__ == "__main__":
    measure(sys.argv[1], int(sys.argv[2]))
