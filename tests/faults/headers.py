"""Headers of models with hostile values: which of them are refused, which are loaded, and which end the child.

python -m tests.faults.headers [COUNT] [SEED]     tries so many, in processes of their own, and prints what came of them
"""

import math
import os
import random
import struct
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gguf

from tests.engine import tiny

NUMBERS = (0, 1, 2, 3, 5, 7, 8, 16, 63, 64, 65, 127, 128, 255, 256, 257, 511, 512, 1000, 4096, 65535, 2**20, 2**31 - 1, 2**31,
           2**32 - 1)  # fmt: skip
FLOATS = (0.0, -0.0, 1e-30, 1e-6, 0.5, 1.0, -1.0, 1e4, 1e30, math.inf, -math.inf, math.nan)
SECONDS = 20


@dataclass(frozen=True)
class Place:
    """A number in a header: the key that it belongs to, where it stands, and how it is written."""

    key: str
    offset: int
    form: str


def places(path: Path) -> list[Place]:
    """All numbers of a header: single ones, and those of lists."""
    reader = gguf.GGUFReader(path)
    found = []
    for name, field in reader.fields.items():
        if name.startswith("GGUF."):
            continue
        kinds = [kind for kind in field.types if kind != gguf.GGUFValueType.ARRAY]
        form = {
            gguf.GGUFValueType.UINT32: "I", gguf.GGUFValueType.INT32: "i", gguf.GGUFValueType.FLOAT32: "f",
            gguf.GGUFValueType.BOOL: "B", gguf.GGUFValueType.UINT64: "Q",
        }.get(kinds[-1])  # fmt: skip
        if form is None:
            continue
        begin = reader.data.ctypes.data
        parts = [field.parts[index] for index in field.data]
        for part in parts[:8] if len(parts) > 8 else parts:
            found.append(Place(name, part.ctypes.data - begin, form))
    return found


def mutated(data: bytes, known: list[Place], dice: random.Random) -> tuple[bytes, list[str]]:
    """A header in which one to three numbers are others."""
    changed, names = bytearray(data), []
    for place in dice.sample(known, dice.choice((1, 1, 1, 2, 3))):
        value: Any = dice.choice(FLOATS) if place.form == "f" else dice.choice(NUMBERS)
        if place.form == "i":
            value = value - 2**32 if value >= 2**31 else value
        if place.form == "B":
            value = value % 256
        struct.pack_into("<" + place.form, changed, place.offset, value)
        names.append(f"{place.key}={value}")
    return bytes(changed), names


def try_natively(path: str) -> int:
    """Check as the app does, then load and write some tokens: 0 for a model that works, 1 for one that is refused by us,
    2 for one that llama.cpp refuses. The process may die.
    """
    import llama_cpp.llama_cpp as api

    from slm_desktop.engine.headers import check_header
    from slm_desktop.errors import Fault

    try:
        check_header(path)
    except Fault:
        return 1
    params = api.llama_model_default_params()
    params.n_gpu_layers = 0
    model = api.llama_model_load_from_file(path.encode(), params)
    if not model:
        return 2
    options = api.llama_context_default_params()
    options.n_ctx, options.n_batch, options.n_ubatch, options.n_threads, options.n_threads_batch = 256, 64, 64, 1, 1
    context = api.llama_init_from_model(model, options)
    if not context:
        return 2
    vocab = api.llama_model_get_vocab(model)
    tokens = (api.llama_token * 64)()
    count = api.llama_tokenize(vocab, b"Hello there", 11, tokens, 64, True, True)
    if count <= 0:
        return 2
    for _step in range(3):
        if api.llama_decode(context, api.llama_batch_get_one(tokens, count)):
            return 2
        tokens[0], count = 5, 1
    return 0


def outcome_of(path: str) -> str:
    """What comes of a file in a process of its own."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(writer, 2)
        signal_after(SECONDS)
        code = 3
        try:
            code = try_natively(path)
        finally:
            os._exit(code)
    os.close(writer)
    with os.fdopen(reader, "rb") as errors:
        said = errors.read().decode("utf-8", "replace").strip().splitlines()
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        found = [line for line in said if "GGML_ASSERT" in line or "what():" in line or "Assertion" in line]
        return f"died of {os.WTERMSIG(status)}: {(found or said or ['?'])[-1][-140:]}"
    names = {0: "works", 1: "refused here", 2: "refused by llama.cpp", 3: "error"}
    return names[os.WEXITSTATUS(status)] + (f": {said[-1]}" if os.WEXITSTATUS(status) == 3 and said else "")


def signal_after(seconds: int) -> None:
    import signal

    signal.alarm(seconds)


def trials(count: int, seed: int) -> Iterator[tuple[str, list[str], str]]:
    """Try so many; tell the architecture, what was changed, and what came of it."""
    import llama_cpp.llama_cpp as api

    silent = api.llama_log_callback(lambda *_args: None)
    api.llama_log_set(silent, None)
    os.environ["GGML_NO_BACKTRACE"] = "1"
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        bases = []
        for architecture in tiny.ARCHITECTURES:
            path = tiny.write_model(Path(folder) / f"{architecture}.gguf", architecture)
            bases.append((architecture, path.read_bytes(), places(path)))
        target = Path(folder) / "trial.gguf"
        for _number in range(count):
            architecture, data, known = dice.choice(bases)
            changed, names = mutated(data, known, dice)
            target.write_bytes(changed)
            yield architecture, names, outcome_of(str(target))


def main(count: int, seed: int) -> int:
    """Try, and print; 1 where a process died."""
    totals: Counter[str] = Counter()
    deaths: dict[str, list[str]] = {}
    for architecture, names, outcome in trials(count, seed):
        totals[outcome.split(":")[0]] += 1
        if outcome.startswith(("died", "error")):
            deaths.setdefault(outcome, []).append(f"{architecture} {' '.join(names)}")
    for outcome, found in sorted(deaths.items(), key=lambda item: -len(item[1])):
        print(f"{len(found):5} {outcome}\n        {found[0]}\n        {found[-1]}")
    print(dict(totals))
    return 1 if deaths else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000, int(sys.argv[2]) if len(sys.argv) > 2 else 1))
