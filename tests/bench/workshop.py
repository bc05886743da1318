"""Our benchmarks against llama.cpp's own tools, built from the same source.

python -m tests.bench.workshop agreement      prints one JSON object
"""

import json
import queue
import statistics
import subprocess
import sys
from pathlib import Path

from slm_desktop.core.engines.commands import Benchmark, BenchmarkTest
from slm_desktop.core.engines.events import AnyEvent, Benchmarked, Exited, Failed, Repeated
from slm_desktop.engine.host import Host
from slm_desktop.library.starter import starter
from tests.bench.llama_tools import tools

PAIRS, REPETITIONS = 5, 3
PROMPT, ANSWER = 512, 128
SILENT_SECONDS = 300


def theirs(tool: Path, model: str) -> tuple[float, float]:
    """Tokens per second of a prompt and of an answer by llama-bench."""
    command = [str(tool), "-m", model, "-p", str(PROMPT), "-n", str(ANSWER), "-r", str(REPETITIONS), "-o", "json"]
    rows = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    prompt, answer = (float(row["avg_ts"]) for row in rows)
    return prompt, answer


def ours(model: str) -> tuple[float, float]:
    """The same by our child."""
    events: queue.SimpleQueue[AnyEvent] = queue.SimpleQueue()
    tests = (BenchmarkTest(prompt=PROMPT), BenchmarkTest(answer=ANSWER))
    host = Host(Benchmark(1, model, tests, REPETITIONS), events.put)
    rates: tuple[list[float], list[float]] = ([], [])
    while not isinstance(event := events.get(timeout=SILENT_SECONDS), Benchmarked):
        assert not isinstance(event, Failed | Exited), event
        if isinstance(event, Repeated):
            rates[event.test].append((PROMPT, ANSWER)[event.test] / event.seconds)
    host.close()
    host.join(30)
    return statistics.mean(rates[0]), statistics.mean(rates[1])


def agreement() -> dict[str, float]:
    """Ours over theirs, in pairs of which each side is first in turns: the medians of prompt and answer."""
    tool, model = tools()["llama-bench"], str(starter())
    pairs = []
    for at in range(PAIRS):
        if at % 2:
            other, own = theirs(tool, model), ours(model)
        else:
            own, other = ours(model), theirs(tool, model)
        pairs.append((own, other))
    found: dict[str, float] = {}
    for at, name in enumerate(("prompt", "answer")):
        found[f"{name}_ours"] = statistics.median(own[at] for own, _other in pairs)
        found[f"{name}_theirs"] = statistics.median(other[at] for _own, other in pairs)
        found[name] = statistics.median(own[at] / other[at] for own, other in pairs)
    return found


MEASURES = {"agreement": agreement}


def main() -> None:
    """Measure what is asked for."""
    print(json.dumps(MEASURES[sys.argv[1]]()))


if __name__ == "__main__":
    main()
