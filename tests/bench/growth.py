"""How the app's time grows with what it holds: long chats, many messages, long answers.

python -m tests.bench.growth open|search|answer      prints one JSON object
"""

import json
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path

import psutil
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from slm_desktop.core.chat.chat_list import MOST_HITS
from slm_desktop.core.engines.commands import Request
from slm_desktop.core.engines.engine import EngineState
from slm_desktop.core.engines.events import AnyEvent, Prompted, Stopped, Token, Tokens
from slm_desktop.core.engines.run import OnEvent, Run
from slm_desktop.core.records import Chat, Message, MessageState, RunRecord
from slm_desktop.gui import run
from slm_desktop.gui.window import Window
from slm_desktop.jobs import Jobs
from slm_desktop.paths import Paths
from slm_desktop.store.chats import Chats
from tests.bench.inside import rest, until

WORDS = [
    "harbour",
    "lamp",
    "keeper",
    "storm",
    "island",
    "letter",
    "winter",
    "engine",
    "mirror",
    "garden",
    "silver",
    "morning",
    "number",
    "river",
    "market",
    "window",
    "signal",
    "candle",
    "thunder",
    "village",
    "ladder",
    "pepper",
    "copper",
    "saddle",
    "meadow",
    "barrel",
    "anchor",
    "timber",
    "velvet",
    "hollow",
]
SHORT, LONG, COPIES = 50, 5000, 7
FEW, MANY = 1_000, 100_000
TYPED = ("l", "li", "lig", "ligh", "lighthouse", "lighthouse k", "lighthouse keeper", "harb", "storm vel", "nowhere")
TOKENS, BLOCKS, FLUSH = 8000, 20, 18
FLUSH_MILLISECONDS = 45
EARLY, LATE = (250, 750), (7500, 8000)


def sentences(chance: random.Random, words: int) -> str:
    """Some text; about one in a hundred speaks of a lighthouse keeper."""
    text = " ".join(chance.choices(WORDS, k=words))
    return f"{text} lighthouse keeper" if chance.random() < 0.01 else text


def conversation(first: int, count: int, chance: random.Random) -> tuple[Chat, list[Message]]:
    """A chat of so many messages; answers have the records of their runs."""
    messages: list[Message] = []
    for at in range(count):
        id_, answer = first + 1 + at, at % 2 == 1
        record = RunRecord(model="M", tokens=[Token(n, "word ", 0, n / 100) for n in range(100)]) if answer else None
        text = "\n\n".join(sentences(chance, 40) for _ in range(3)) if answer else sentences(chance, 20)
        messages.append(
            Message(
                id_,
                first,
                id_ - 1 if at else None,
                "assistant" if answer else "user",
                text,
                1e9 + at,
                MessageState.COMPLETE,
                record,
            )
        )
    return Chat(first, f"chat {first}", 1e9, 1e9, "M", first + count, touched=first + count), messages


def fill(folder: Path, chats: list[tuple[Chat, list[Message]]]) -> None:
    """Write chats into a data folder."""
    folder.mkdir(parents=True, exist_ok=True)
    jobs = Jobs(lambda _queue, error: print(error, file=sys.stderr))
    store = Chats(folder / "chats.sqlite3", jobs)
    for chat, messages in chats:
        store.save(chat, messages)
    jobs.close(300)
    store.close()


# -- opening ---------------------------------------------------------------------------------------------------


def opening(window: Window) -> dict[str, float]:
    """Seconds from the click to the painted chat, for long chats and short ones in turn."""
    until(lambda: len(window.services.chat_list.chats) >= 2 * COPIES)
    chats = sorted(window.services.chat_list.chats, key=lambda chat: chat.id)

    bar = window.chat.transcript.verticalScrollBar()

    def open_one(chat: Chat) -> float:
        began = time.perf_counter()
        window.chat.show_chat(chat)
        while bar.maximum() < 1000:
            QApplication.processEvents()
        window.window.repaint()
        return time.perf_counter() - began

    pairs = [(open_one(chats[2 * at]), open_one(chats[2 * at + 1])) for at in range(COPIES)][1:]
    return {
        "ours": statistics.median(a for a, _b in pairs),
        "baseline": statistics.median(b for _a, b in pairs),
        "ratio": statistics.median(a / b for a, b in pairs),
    }


# -- searching -------------------------------------------------------------------------------------------------


def searching() -> dict[str, float]:
    """Milliseconds from a letter to the hits, over many messages and over few."""
    chance = random.Random(5)
    with tempfile.TemporaryDirectory() as folder:
        took = {}
        for count in (MANY, FEW):
            chats = [conversation(1 + at * 10_000, 500, chance) for at in range(count // 500)]
            for _chat, messages in chats:
                for message in messages:
                    message.run = None
            fill(Path(folder) / str(count), chats)
            took[count] = _typing(Path(folder) / str(count))
    return {"ours": took[MANY], "baseline": took[FEW], "ratio": took[MANY] / took[FEW]}


def _typing(folder: Path) -> float:
    jobs = Jobs(lambda _queue, error: print(error, file=sys.stderr))
    store, times = Chats(folder / "chats.sqlite3", jobs), list[float]()
    for text in ("warm", *TYPED, *TYPED, *TYPED):
        done = threading.Event()
        began = time.perf_counter()
        store.background.search(text, MOST_HITS, partial(_arrived, done))
        done.wait(60)
        times.append(1000 * (time.perf_counter() - began))
    jobs.close()
    store.close()
    return statistics.mean(times[1:])


def _arrived(done: threading.Event, _hits: object) -> None:
    done.set()


# -- a long answer ---------------------------------------------------------------------------------------------


def answer_tokens() -> list[Token]:
    """Prose with lists, and a block of code every 400 tokens."""
    chance = random.Random(3)
    texts: list[str] = []
    for block in range(BLOCKS):
        texts += ["##", " Part", f" {block}", "\n\n"]
        while len(texts) % 400 < 240:
            texts += [f" {chance.choice(WORDS)}" for _ in range(18)] + [".", "\n\n"]
        texts += ["```", "python", "\n"]
        while len(texts) % 400 < 390:
            texts += ["    ", chance.choice(WORDS), " =", " compute", "(", str(block), ")", "\n"]
        texts += ["```", "\n\n"]
        texts += ["-", " item", "\n"] * ((400 * (block + 1) - len(texts)) // 3)
        texts += [" end"] * (400 * (block + 1) - len(texts))
    return [Token(at, text, 0, at / 400) for at, text in enumerate(texts[:TOKENS])]


def long_answer(window: Window) -> dict[str, float]:
    """Gaps of the event loop, and processor time of the window a token, early and late in an answer."""
    session, tokens = window.services.chat_list.new(), answer_tokens()
    window.chat._show(session)
    received: list[Callable[[AnyEvent], None]] = []

    engine = window.services.model.engine
    assert engine is not None

    def start(request: Request, on_event: OnEvent) -> Run:
        run = Run(id_=9999, request=request, engine=engine, on_event=on_event)
        received.append(run.apply)
        return run

    window.services.model.start = start  # type: ignore[method-assign]
    session.send("Write at length.")
    received[0](Prompted(9999, 10, 0, 0, 0.1, ()))
    process, sent, costs, stamps = psutil.Process(), 0, dict[int, float](), list[float]()
    timer, clock = (
        QTimer(interval=FLUSH_MILLISECONDS, timerType=Qt.TimerType.PreciseTimer),
        QTimer(interval=1, timerType=Qt.TimerType.PreciseTimer),
    )

    def flush() -> None:
        nonlocal sent
        received[0](Tokens(9999, tuple(tokens[sent : sent + FLUSH])))
        before, sent = sent, sent + FLUSH
        for moment in (*EARLY, *LATE):
            if before < moment <= sent:
                costs[moment] = sum(process.cpu_times()[:2])

    timer.timeout.connect(flush)
    timer.start()
    until(lambda: sent >= 100)
    clock.timeout.connect(lambda: stamps.append(time.perf_counter()))
    clock.start()
    until(lambda: LATE[1] in costs, 300)
    clock.stop()
    timer.stop()
    received[0](Stopped(9999))
    gaps = sorted(1000 * (b - a) for a, b in pairwise(stamps))
    early, late = ((costs[end] - costs[start]) / (end - start) for start, end in (EARLY, LATE))
    return {
        "p99": gaps[int(len(gaps) * 0.99)],
        "max": gaps[-1],
        "early": 1e6 * early,
        "late": 1e6 * late,
        "ratio": late / early,
    }


def measure(scenario: Callable[[Window], dict[str, float]], chats: list[tuple[Chat, list[Message]]]) -> None:
    """Open the app over these chats, run the scenario, print the result."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill(folder, chats)

        def play(window: Window) -> None:
            until(lambda: window.services.model.state == EngineState.READY)
            rest(2.5)
            print(json.dumps(scenario(window)), flush=True)
            window.window.close()

        run(Paths.within(folder), None, observe=lambda window: QTimer.singleShot(0, lambda: play(window)))
    os._exit(0)


def main() -> None:
    """Run one scenario."""
    chance = random.Random(1)
    if sys.argv[1] == "search":
        print(json.dumps(searching()))
    elif sys.argv[1] == "answer":
        measure(long_answer, [])
    else:
        sizes = (LONG, SHORT) * COPIES
        measure(opening, [conversation(1 + at * 100_000, size, chance) for at, size in enumerate(sizes)])


if __name__ == "__main__":
    main()
