"""Measurements of a busy computer, of engines that share it, of drafts, and of a chat that is opened again.

python -m tests.bench.busy NAME                   prints one JSON object

Real engine children, driven without a window: what is measured is the engine. Pairs alternate, as everywhere.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from slm_desktop.core.engines.commands import Load, SetSiblings, SetThreads, Stop
from slm_desktop.core.engines.events import Prompted, Token, Tokens
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.engine.threads import QUIET_SECONDS
from slm_desktop.library.starter import starter
from tests.busy import busy_loops
from tests.engine.child import Child
from tests.engine.deeper import deepen
from tests.llama_server import llama_server

PAIRS, WRITTEN, FEW = 5, 200, 60
STORY = "Write a long story about a lighthouse keeper, her dog and a storm that lasts nine days."
CODE = """def area(width, height):
    if width < 0 or height < 0:
        raise ValueError('negative')
    return width * height
"""
COPY = f"Repeat this code:\n{CODE}\nAgain:\n{CODE}\nAgain:\n"
"""The smallest models copy little else without a mistake."""
LONG = "The quick brown fox jumps over the lazy dog again. "
CORES = psutil.cpu_count() or 2


def engine(threads: int = 0, **load: Any) -> Child:
    """A loaded starter model; 0 threads for as many as the engine takes by itself."""
    child = Child(Load(1, str(starter()), LoadOptions(threads=threads), **load))
    child.ready()
    return child


def busy() -> AbstractContextManager[None]:
    """A busy loop for every second core."""
    return busy_loops(max(1, CORES // 2))


def answer(child: Child, text: str, seed: int, tokens: int = WRITTEN, **request: Any) -> list[Token]:
    """The tokens of an answer."""
    run = child.ask(text, seed=seed, values={"max_tokens": float(tokens)}, conversation=seed, **request)
    child.end(run)
    return tokens_of(child, run)


def tokens_of(child: Child, run: int) -> list[Token]:
    """What came of a run."""
    return [token for event in child.events if isinstance(event, Tokens) and event.run == run for token in event.items]


def rate(tokens: list[Token]) -> float:
    """Tokens per second from the first to the last."""
    return (len(tokens) - 1) / (tokens[-1].at - tokens[0].at)


def longest_gap(tokens: list[Token]) -> float:
    """Seconds between two tokens."""
    return max(after.at - before.at for before, after in pairwise(tokens))


def against(ours: Callable[[int], float], *others: Callable[[int], float]) -> dict[str, float]:
    """Medians of rounds in which each goes first in turn: ours, and the best of the others."""
    measures, found = (ours, *others), [list[float]() for _ in range(len(others) + 1)]
    for number in range(1, PAIRS + 1):
        for step in range(len(measures)):
            place = (number + step) % len(measures)
            found[place].append(measures[place](number))
    mine, best = median(found[0]), max(map(median, found[1:]))
    return {"ours": mine, "baseline": best, "ratio": mine / best}


def _adaptive(measure: Callable[[Child, int], float]) -> dict[str, float]:
    """An engine that takes threads by itself against each fixed number of them."""
    adaptive, fixed = engine(), [engine(count) for count in range(1, min(CORES, 4) + 1)]
    adaptive.host.send(SetSiblings(0, tuple(child.host.pid for child in fixed)))  # As the app tells its engines.
    for child in (adaptive, *fixed):
        answer(child, STORY, 99, 32)
    found = against(
        lambda number: measure(adaptive, number),
        *(lambda number, child=child: measure(child, number) for child in fixed),
    )
    for child in (adaptive, *fixed):
        child.close()
    return found


def busy_decode() -> dict[str, float]:
    """Tokens per second beside a busy loop, and the longest gap between two tokens in milliseconds."""
    gaps: list[float] = []

    def measure(child: Child, number: int) -> float:
        tokens = answer(child, STORY, number)
        if child.load.options.threads == 0:
            gaps.append(longest_gap(tokens))
        return rate(tokens)

    with busy():
        found = _adaptive(measure)
        return {**found, "worst": 1000 * median(gaps), "stop": 1000 * median(stop_seconds())}


def beside_llama_server() -> dict[str, float]:
    """Tokens per second beside a busy loop, ours and llama-server's, which takes all cores."""
    child = engine()
    with llama_server(str(starter())) as server, busy():

        def theirs(number: int) -> float:
            messages = [{"role": "user", "content": STORY}]
            answered = server.ask("/v1/chat/completions", messages=messages, max_tokens=FEW, seed=number)
            return float(answered["timings"]["predicted_per_second"])

        found = against(lambda number: rate(answer(child, STORY, number, FEW)), theirs)
    child.close()
    return found


def stop_seconds() -> list[float]:
    """From the wish to stop an answer to its end."""
    child, taken = engine(), []
    for number in range(1, PAIRS + 1):
        run = child.ask(STORY, seed=number, values={"max_tokens": 2000.0}, conversation=number)
        child.wait_for_tokens(run, 10)
        began = time.monotonic()
        child.host.send(Stop(run))
        child.end(run)
        taken.append(time.monotonic() - began)
    child.close()
    return taken


def prompt_rate(child: Child, number: int) -> float:
    """Tokens per second of a prompt of 2,000 tokens."""
    run = child.ask(f"{number} " + LONG * 180, seed=number, values={"max_tokens": 1.0}, conversation=number, cold=True)
    child.end(run)
    prompted = next(event for event in child.events if isinstance(event, Prompted) and event.run == run)
    return prompted.tokens / prompted.seconds


def busy_prompt() -> dict[str, float]:
    """The same for reading a prompt."""
    with busy():
        return _adaptive(prompt_rate)


def quiet_decode() -> dict[str, float]:
    """Adaptive threads while nothing else goes on."""

    def measure(child: Child, number: int) -> float:
        rest()
        return rate(answer(child, STORY, number))

    return _adaptive(measure)


def rest() -> None:
    """Wait until an engine that adapts has seen that the one before it has ended: it is another program to it."""
    time.sleep(QUIET_SECONDS + 2)


def two_engines() -> dict[str, float]:
    """Two engines that answer at the same time with a share of the threads each: what both reach of their own speed."""
    first, second = engine(), engine()
    alone = []
    for child in (first, second):
        rest()
        alone.append(median(rate(answer(child, STORY, number)) for number in range(1, 4)))
    for child in (first, second):
        child.host.send(SetThreads(0, max(1, CORES // 2)))
    shares = []
    for number in range(1, PAIRS + 1):
        runs = [
            child.ask(STORY, seed=number, values={"max_tokens": float(WRITTEN)}, conversation=number)
            for child in (first, second)
        ]
        for child, run in zip((first, second), runs, strict=True):
            child.end(run)
        rates = [rate(tokens_of(child, run)) for child, run in zip((first, second), runs, strict=True)]
        shares.append(sum(together / one for together, one in zip(rates, alone, strict=True)))
    for child in (first, second):
        child.close()
    return {"ours": median(shares), "baseline": 1.0, "ratio": median(shares)}


def _speculation(child: Child, text: str, temperature: float) -> dict[str, float]:
    values = {"temperature": temperature, "max_tokens": float(WRITTEN)}

    def measure(number: int, *, speculate: bool) -> float:
        run = child.ask(text, seed=number, values=values, conversation=number, speculate=speculate)
        child.end(run)
        return rate(tokens_of(child, run))

    for warm_up in (False, True):
        measure(99, speculate=warm_up)
    found = against(lambda number: measure(number, speculate=True), lambda number: measure(number, speculate=False))
    child.close()
    return found


def speculation_copy() -> dict[str, float]:
    """A task that repeats its input, with drafts and without."""
    return _speculation(engine(), COPY, 0.0)


def speculation_prose() -> dict[str, float]:
    """Free prose, in which little repeats itself."""
    return _speculation(engine(), STORY, 0.8)


def draft_model() -> dict[str, float]:
    """A model with five times the starter's layers, four fifths of which change nothing, and the starter to guess.

    It guesses as well as can be; what is left is what this computer gains by checking several tokens at once.
    """
    with tempfile.TemporaryDirectory() as folder:
        large = deepen(str(starter()), Path(folder) / "large.gguf", 5)
        child = Child(Load(1, str(large), LoadOptions(draft_model=str(starter()))))
        child.ready()
        return _speculation(child, STORY, 0.0)


def reopen() -> dict[str, float]:
    """Seconds to the first token of a second turn after a restart, against one without: a chat of 3,000 tokens."""
    text, pairs = LONG * 270, []
    for number in range(1, PAIRS + 1):
        with tempfile.TemporaryDirectory() as folder:
            kept: dict[str, Any] = {"cache": folder, "cache_limit": 10**9}
            child = engine(**kept)
            said = "".join(token.text for token in answer(child, text, number, 8, keep=True))
            without = _second_turn(child, text, said, number)
            child.close()
            child = engine(**kept)
            pairs.append((_second_turn(child, text, said, number), without))
            child.close()
    ratios = [after / before for after, before in pairs]
    return {
        "ours": median(after for after, _before in pairs),
        "baseline": median(before for _after, before in pairs),
        "ratio": median(ratios),
    }


def _second_turn(child: Child, text: str, said: str, number: int) -> float:
    run = child.ask(text, said, "And then?", seed=number, values={"max_tokens": 4.0}, conversation=number, keep=True)
    child.end(run)
    return tokens_of(child, run)[0].at


MEASUREMENTS: dict[str, Callable[[], dict[str, float]]] = {
    "decode": busy_decode,
    "llama_server": beside_llama_server,
    "prompt": busy_prompt,
    "quiet": quiet_decode,
    "two_engines": two_engines,
    "copy": speculation_copy,
    "prose": speculation_prose,
    "draft_model": draft_model,
    "reopen": reopen,
}

if __name__ == "__main__":
    print(json.dumps(MEASUREMENTS[sys.argv[1]]()), flush=True)
