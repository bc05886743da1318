"""How soon a step of an adapter's slider is heard, and what an adapter costs.

python -m tests.bench.adapters     prints one JSON object
"""

import json
import statistics
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from slm_desktop.core.engines.adapters import ScaleChange
from slm_desktop.core.engines.commands import Load, SetScales
from slm_desktop.core.engines.events import ScalesChanged, Tokens
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.library.starter import starter
from tests.bench.inside import PAIRS, STORY
from tests.engine.adapters import write_lora
from tests.engine.child import Child

STEPS, BETWEEN = 20, 6
"""Steps of the slider, and tokens between two of them."""
TOKENS = 200


def opened(*adapters: str) -> Child:
    """The starter model in the real child."""
    child = Child(Load(1, str(starter()), LoadOptions(threads=1, adapters=adapters)))
    child.ready()
    return child


def steps(child: Child, path: str) -> tuple[float, float]:
    """Milliseconds from a step until the first token with the new scale has come, and those of one token."""
    values = {"max_tokens": 2000.0, "temperature": 0.8}
    run = child.ask(
        STORY, values=values, scales=(ScaleChange(0, {Path(path).stem: 0.0}),), logit_bias={0: -100.0, 2: -100.0}
    )
    child.wait_for_tokens(run, 20)
    waits = []
    for step in range(1, STEPS + 1):
        began = time.perf_counter()
        child.host.send(SetScales(run, {Path(path).stem: step / 50}))
        changed = child.wait(ScalesChanged, lambda event: event.run == run)
        while len(child.tokens(run)) <= changed.position:
            child.wait(Tokens, lambda event: event.run == run)
        waits.append(1000 * (time.perf_counter() - began))
        child.wait_for_tokens(run, BETWEEN)
    times = [
        token.at for event in child.events if isinstance(event, Tokens) and event.run == run for token in event.items
    ]
    one = statistics.median(after - before for before, after in pairwise(times))
    return statistics.median(waits), 1000 * one


def speed(child: Child, number: int) -> float:
    """Tokens per second of an answer."""
    values = {"max_tokens": float(TOKENS), "temperature": 0.8}
    run = child.ask(STORY, seed=number, values=values, conversation=100 + number, logit_bias={0: -100.0, 2: -100.0})
    child.end(run)
    times = [
        token.at for event in child.events if isinstance(event, Tokens) and event.run == run for token in event.items
    ]
    return (len(times) - 1) / (times[-1] - times[0])


def main() -> None:
    """Measure both."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(write_lora(Path(folder) / "lora.gguf", str(starter()), strength=0.01, rank=16))
        adapted, base = opened(path), opened()
        found, token = steps(adapted, path)
        adapted.close()
        adapted = opened(path)
        pairs = [(speed(adapted, number), speed(base, number)) for number in range(PAIRS + 1)][1:]
        adapted.close()
        base.close()
    with_adapter, without = (statistics.median(pair[at] for pair in pairs) for at in (0, 1))
    ratio = statistics.median(a / b for a, b in pairs)
    print(json.dumps({"step": found, "token": token, "ours": with_adapter, "baseline": without, "ratio": ratio}))


if __name__ == "__main__":
    main()
