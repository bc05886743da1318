"""Our benchmarks against llama.cpp's own tools, built from the same source.

python -m tests.bench.workshop agreement|loss|quantising      prints one JSON object
"""

import filecmp
import json
import queue
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

from slm_desktop.core.engines.commands import Benchmark, BenchmarkTest, Perplexity, Quantise
from slm_desktop.core.engines.events import (
    AnyEvent,
    Benchmarked,
    Exited,
    Failed,
    PerplexityMeasured,
    Quantised,
    Repeated,
)
from slm_desktop.engine.host import Host
from slm_desktop.library.starter import starter
from tests.bench.llama_tools import tools

PAIRS, REPETITIONS = 5, 3
PROMPT, ANSWER = 512, 128
SILENT_SECONDS = 300
KIND = "IQ3_S"
"""A type that takes long to make: else the start of a process is most of what is measured."""


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


def loss() -> dict[str, float]:
    """Perplexity of Q2_K of the starter and its KL divergence from Q8_0, ours over llama-perplexity's, with the speed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        text = folder / "text.txt"
        text.write_text(prose(), "utf-8")
        small, large = (quantised(folder, kind) for kind in ("Q2_K", "Q8_0"))
        pairs = [(scored(small, text), scored_by_llama(small, text)) for _pair in range(PAIRS)]
        base = folder / "base.kld"
        scored_by_llama(large, text, "--save-all-logits", base)
        told = ran_llama(small, text, "--kl-divergence-base", base, "--kl-divergence")
        divergence = scored(small, text, base=large)[0].divergence
    assert divergence is not None
    mean = figure(told, r"Mean    KLD:\s*([\d.]+)")
    return {
        "perplexity_ours": pairs[0][0][0].perplexity,
        "perplexity_theirs": pairs[0][1][0],
        "perplexity": pairs[0][0][0].perplexity / pairs[0][1][0],
        "kl_ours": divergence.mean,
        "kl_theirs": mean,
        "kl": divergence.mean / mean,
        "speed": statistics.median(theirs[1] / own[1] for own, theirs in pairs),
    }


def prose() -> str:
    """The texts of the recall measurement, which nobody has trained a model with."""
    texts = yaml.safe_load((Path(__file__).parent / "recall.yaml").read_text("utf-8"))
    return "\n\n".join(paragraph for text in texts for paragraph in text["paragraphs"])


def quantised(folder: Path, kind: str) -> Path:
    """The starter in another type, by llama-quantize."""
    made = folder / f"{kind}.gguf"
    command = [str(tools()["llama-quantize"]), "--allow-requantize", str(starter()), str(made), kind]
    subprocess.run(command, check=True, capture_output=True)
    return made


def scored(model: Path, text: Path, base: Path | None = None) -> tuple[PerplexityMeasured, float]:
    """By our child, and the seconds that its whole run took."""
    began = time.monotonic()
    events: queue.SimpleQueue[AnyEvent] = queue.SimpleQueue()
    host = Host(Perplexity(1, str(model), text.read_text("utf-8"), base=str(base or "")), events.put)
    while not isinstance(event := events.get(timeout=SILENT_SECONDS), PerplexityMeasured):
        assert not isinstance(event, Failed | Exited), event
    host.close()
    host.join(30)
    return event, time.monotonic() - began


def scored_by_llama(model: Path, text: Path, *more: object) -> tuple[float, float]:
    """The perplexity by llama-perplexity, and the seconds that its whole run took."""
    began = time.monotonic()
    told = ran_llama(model, text, *more)
    return figure(told, r"Final estimate: PPL = ([\d.]+)"), time.monotonic() - began


def ran_llama(model: Path, text: Path, *more: object) -> str:
    """What llama-perplexity says."""
    command = [tools()["llama-perplexity"], "-m", model, "-f", text, "-c", 512, *more]
    ended = subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True)
    return ended.stdout + ended.stderr


def figure(told: str, pattern: str) -> float:
    """A number in a text."""
    found = re.search(pattern, told)
    assert found is not None, told[-2000:]
    return float(found[1])


def quantising() -> dict[str, float]:
    """KIND of the starter, ours against llama-quantize: the seconds, and whether the files are the same."""
    pairs, same = [], True
    for _pair in range(PAIRS):
        with tempfile.TemporaryDirectory() as name:
            began = time.monotonic()
            other = quantised(Path(name), KIND)
            between = time.monotonic()
            own = quantised_by_us(Path(name) / "own.gguf", KIND)
            pairs.append((time.monotonic() - between, between - began))
            same &= filecmp.cmp(own, other, shallow=False)
    ours, baseline = (statistics.median(pair[at] for pair in pairs) for at in (0, 1))
    return {
        "ours": ours,
        "baseline": baseline,
        "ratio": statistics.median(a / b for a, b in pairs),
        "same": float(same),
    }


def quantised_by_us(target: Path, kind: str) -> Path:
    """The starter in another type, by our child."""
    target.touch()
    events: queue.SimpleQueue[AnyEvent] = queue.SimpleQueue()
    host = Host(Quantise(1, str(starter()), str(target), kind, requantise=True), events.put)
    while not isinstance(event := events.get(timeout=SILENT_SECONDS), Quantised):
        assert not isinstance(event, Failed | Exited), event
    host.close()
    host.join(30)
    return target


MEASURES = {"agreement": agreement, "loss": loss, "quantising": quantising}


def main() -> None:
    """Measure what is asked for."""
    print(json.dumps(MEASURES[sys.argv[1]]()))


if __name__ == "__main__":
    main()
