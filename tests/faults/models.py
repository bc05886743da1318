"""Thousands of damaged models are given to the engine: which answer, which are refused and why, which end it.

python -m tests.faults.models values|bytes [COUNT] [SEED] [FOLDER]

FOLDER holds models to damage; without it there are some of eight architectures. Exits with 1 where a process died or
hung. Two processes work at once.
"""

import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path

from tests.engine import tiny
from tests.faults.mutations import Base, Mutation, base_of, other_bytes, other_values
from tests.faults.trial import ANSWERS, DIED, HANGS, REFUSED, Outcome, outcome_of

WORKERS, AT_ONCE = 2, 250
MEMORY = Path("/dev/shm")
KINDS = {"values": other_values, "bytes": other_bytes}
NOT_THE_FILE = ("memory", "memory_model", "memory_answer", "crashed", "protocol")
"""Errors that do not say what is wrong with the file."""


@dataclass(frozen=True)
class Tried:
    """A damaged model, and what came of it."""

    base: str
    changes: tuple[str, ...]
    keys: tuple[str, ...]
    outcome: Outcome

    @property
    def is_wrong(self) -> bool:
        """Whether it was refused for something that was not changed, or for what is not in the file."""
        outcome = self.outcome
        if outcome.kind != REFUSED:
            return False
        named = f"{outcome.details.get('key', '')} {outcome.details.get('others', '')}"
        is_another = bool(self.keys) and "key" in outcome.details and not any(key in named for key in self.keys)
        return outcome.code in NOT_THE_FILE or is_another


def bases(folder: Path | None = None) -> list[Base]:
    """Models that work."""
    with tempfile.TemporaryDirectory() as made:
        paths = sorted(folder.glob("*.gguf")) if folder else []
        for architecture in () if folder else tiny.ARCHITECTURES:
            paths.append(tiny.write_model(Path(made) / f"{architecture}.gguf", architecture))
        return [base_of(path) for path in paths]


def _mutations(kind: str, models: Sequence[Base], count: int, seed: int) -> Iterator[Mutation]:
    dice = random.Random(seed)
    for _number in range(count):
        yield KINDS[kind](dice.choice(models), dice)


def _try_some(kind: str, folder: str, count: int, seed: int) -> list[Tried]:
    """A part of all trials, in a process that has loaded llama.cpp once."""
    models = bases(Path(folder) if folder else None)
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as place:
        path = Path(place) / "trial.gguf"
        found = []
        for mutation in _mutations(kind, models, count, seed):
            path.write_bytes(mutation.data)
            found.append(Tried(mutation.base, mutation.changes, mutation.keys, outcome_of(str(path))))
        return found


def trials(kind: str, count: int, seed: int, folder: str = "") -> Iterator[Tried]:
    """All of them; the same for the same seed."""
    shares = [min(AT_ONCE, count - begin) for begin in range(0, count, AT_ONCE)]
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        parts = [pool.submit(_try_some, kind, folder, share, seed * 10_000 + at) for at, share in enumerate(shares)]
        for part in parts:
            yield from part.result()


def summary(tried: Iterable[Tried]) -> dict[str, object]:
    """Figures, and an example of each kind of death and of each wrong cause."""
    kinds: Counter[str] = Counter()
    examples: dict[str, list[Tried]] = {}
    wrong, slowest = 0, 0.0
    for one in tried:
        kinds[one.outcome.kind] += 1
        wrong += one.is_wrong
        slowest = max(slowest, one.outcome.seconds)
        if one.outcome.kind in (DIED, HANGS) or one.is_wrong:
            examples.setdefault(one.outcome.words, []).append(one)
    worst = sorted(examples.items(), key=lambda item: -len(item[1]))
    return {
        **{kind: kinds[kind] for kind in (ANSWERS, REFUSED, DIED, HANGS)},
        "wrong causes": wrong,
        "slowest seconds": round(slowest, 2),
        "examples": {f"{len(found)} times {words}": asdict(found[0]) for words, found in worst},
    }


def main(kind: str, count: str = "1000", seed: str = "1", folder: str = "") -> int:
    """Try, and print."""
    found = summary(trials(kind, int(count), int(seed), folder))
    print(json.dumps(found, indent=1, default=str))
    return 1 if found[DIED] or found[HANGS] else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
