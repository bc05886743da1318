"""What the lens costs: open, closed, at a step of a slider, and when a model goes over an answer once more.

python -m tests.bench.lens recover|tree     prints one JSON object; the others are scenarios of tests.bench.inside
"""

import json
import statistics
import sys
import time
from itertools import count

from PySide6.QtWidgets import QApplication

from slm_desktop.core.engines.commands import Change, Generate, Load, Request, Turn
from slm_desktop.core.engines.events import Finished
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.lens.lens import LensState
from slm_desktop.core.lens.seed_tree import FIRST_SEED, MOST_TOKENS, SEEDS
from slm_desktop.engine.candidates import AnswerCandidates
from slm_desktop.gui.window import Window
from slm_desktop.library.starter import starter
from slm_desktop.ui.lens.panel import LensPanel
from tests.bench.inside import PAIRS, STORY, answer, paired, rest, until
from tests.engine.child import Child

TOKENS, STEPS, CALLS = 160, 100, 200_000
RUNS = count(1000)


def cost(window: Window, threads: int) -> dict[str, float]:
    """Tokens per second of an answer with the lens open, and closed."""

    def rate(number: int, *, is_open: bool) -> float:
        window.chat.lens.show(is_open)
        rest(0.3)
        return answer(window, STORY, TOKENS, seed=number + 1)[1]["rate"]

    rate(0, is_open=True)
    return paired(lambda number: rate(number, is_open=True), lambda number: rate(number, is_open=False))


def off(window: Window, threads: int) -> dict[str, float]:
    """What a closed lens adds to a token: a call that does nothing, against the time of a token, in percent."""
    rate = answer(window, STORY, TOKENS)[1]["rate"]
    closed = AnswerCandidates(0, None, ())  # type: ignore[arg-type]  # No model is asked.
    began = time.perf_counter()
    for number in range(CALLS):
        closed.take(None, 0, number, 1)  # type: ignore[arg-type]
    return {"ours": 100 * (time.perf_counter() - began) / CALLS * rate}


def refilter(window: Window, threads: int) -> dict[str, float]:
    """Milliseconds from a step of a slider to bars that are drawn again."""
    window.chat.lens.show(True)
    answer(window, STORY, TOKENS)
    lens = window.services.lens
    until(lambda: lens.state == LensState.READY)
    panel = window.chat.findChild(LensPanel)
    assert panel is not None
    assert panel._list.isVisible(), "what is not seen costs nothing"
    took = []
    for step in range(STEPS):
        lens.go(step % TOKENS)
        QApplication.processEvents()
        began = time.perf_counter()
        lens.try_value("top_p", 0.3 + 0.7 * step / STEPS)
        panel.refresh()
        QApplication.processEvents()  # What has changed is painted.
        took.append(1000 * (time.perf_counter() - began))
    return {"ours": statistics.median(took), "worst": max(took)}


def recover() -> dict[str, float]:
    """Seconds of a pass over an answer of 500 tokens with candidates, and of a prompt pass over the same tokens."""
    child = Child(Load(1, str(starter()), LoadOptions(threads=2)))
    child.ready()
    child.end(child.ask(STORY, values={"max_tokens": 500.0, "temperature": 1.0}, conversation=1))
    run = next(event.run for event in reversed(child.events) if isinstance(event, Finished))
    turns = (Turn("user", STORY), Turn("assistant", child.text(run), tuple(child.tokens(run))))

    def seconds(**more: object) -> float:
        request = Request(turns=turns, changes=(Change(0, {"max_tokens": 1.0}),), seed=1, **more)  # type: ignore[arg-type]
        # Nothing of it is cached, nor of its question.
        child.end(child.ask("Name a colour.", values={"max_tokens": 1.0}, conversation=next(RUNS), cold=True))
        number, began = next(RUNS), time.perf_counter()
        child.host.send(Generate(number, request))
        child.end(number)
        return time.perf_counter() - began

    pairs = [
        (seconds(candidates=64, rescore=True, conversation=7), seconds(cold=True, conversation=8)) for _ in range(PAIRS)
    ]
    child.close()
    return {
        "ours": statistics.median(a for a, _b in pairs),
        "baseline": statistics.median(b for _a, b in pairs),
        "ratio": statistics.median(a / b for a, b in pairs),
    }


def tree() -> dict[str, float]:
    """Seconds of sixteen answers in one batch over the prompt that they share, and of the same one after another."""
    child = Child(Load(1, str(starter()), LoadOptions(threads=2, slots=SEEDS)))
    child.ready()

    def draw(seed: int) -> int:
        values = {"max_tokens": float(MOST_TOKENS), "temperature": 0.8}
        return child.ask(STORY, seed=seed, values=values, conversation=7, candidates=64)

    def seconds(*, is_tree: bool) -> float:
        # Neither finds the prompt in the cache.
        child.end(child.ask("Name a colour.", values={"max_tokens": 1.0}, conversation=next(RUNS), cold=True))
        began = time.perf_counter()
        runs = []
        for seed in range(FIRST_SEED, FIRST_SEED + SEEDS):
            runs.append(draw(seed))
            if not is_tree:
                child.end(runs[-1])
        for run in runs:
            child.end(run)
        return time.perf_counter() - began

    seconds(is_tree=True)
    pairs = [(seconds(is_tree=True), seconds(is_tree=False)) for _ in range(PAIRS)]
    child.close()
    return {
        "ours": statistics.median(a for a, _b in pairs),
        "baseline": statistics.median(b for _a, b in pairs),
        "ratio": statistics.median(a / b for a, b in pairs),
    }


SCENARIOS = {"lens_cost": cost, "lens_off": off, "lens_refilter": refilter}


if __name__ == "__main__":
    print(json.dumps({"recover": recover, "tree": tree}[sys.argv[1]]()))
