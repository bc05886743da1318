"""How true the forecast of speed is, and how soon the picker opens.

python -m tests.bench.speed error|picker      prints one JSON object
"""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import gguf
import numpy as np

from slm_desktop.cli.headless import Headless
from slm_desktop.core.engines.commands import Calibrate, FirstCommand, Forecast, Load
from slm_desktop.core.engines.events import Calibrated, Forecasted, Tokens
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.engines.pool import Answer
from slm_desktop.core.engines.usage import Setup, Typical
from slm_desktop.core.models.figures import Figures
from slm_desktop.core.models.forecast import table
from slm_desktop.core.models.local_models import Facts, LocalModel
from slm_desktop.core.models.speed import Calibration, plain
from slm_desktop.engine.devices import default_threads
from slm_desktop.library.starter import starter
from tests.engine.child import Child
from tests.engine.quantise import quantise
from tests.engine.tiny import CHATML, byte_alphabet

SECONDS, CONTEXT, TOKENS, ANSWERS = 120.0, 4096, 64, 3
KINDS = {"F16": 1, "Q8_0": 7, "Q2_K": 10, "Q4_K_M": 15}
"""llama_ftype."""
MODELS = 200


def write(
    path: Path, architecture: str, width: int, layers: int, heads: int, kv_heads: int, feed: int, vocabulary: int
) -> None:
    """A model of random weights (F16) in the shape of real ones."""
    out = gguf.GGUFWriter(str(path), architecture)
    words = [*byte_alphabet(), "he", "<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    words += [f"word{at}" for at in range(vocabulary - len(words))]
    out.add_name(f"Random {architecture}")
    out.add_tokenizer_model("gpt2")
    out.add_tokenizer_pre("gpt-2")
    out.add_token_list(words)
    out.add_token_types([1] * 257 + [3] * 3 + [1] * (vocabulary - 260))
    out.add_token_merges(["h e"])
    out.add_bos_token_id(258)
    out.add_eos_token_id(259)
    out.add_add_bos_token(False)
    out.add_chat_template(CHATML)
    out.add_context_length(CONTEXT)
    out.add_embedding_length(width)
    out.add_block_count(layers)
    out.add_feed_forward_length(feed)
    out.add_head_count(heads)
    out.add_head_count_kv(kv_heads)
    out.add_layer_norm_rms_eps(1e-5)
    out.add_rope_dimension_count(width // heads)
    for name, shape in _tensors(architecture, width, layers, width // heads * kv_heads, feed, vocabulary):
        out.add_tensor(name, _values(shape))
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()


def _tensors(
    architecture: str, width: int, layers: int, kv: int, feed: int, vocabulary: int
) -> Iterator[tuple[str, tuple[int, ...]]]:
    yield "token_embd.weight", (vocabulary, width)
    yield "output_norm.weight", (width,)
    for at in range(layers):
        block = {
            "attn_norm.weight": (width,),
            "ffn_norm.weight": (width,),
            "attn_q.weight": (width, width),
            "attn_k.weight": (kv, width),
            "attn_v.weight": (kv, width),
            "attn_output.weight": (width, width),
            "ffn_gate.weight": (feed, width),
            "ffn_up.weight": (feed, width),
            "ffn_down.weight": (width, feed),
        }
        if architecture == "qwen2":
            block |= {"attn_q.bias": (width,), "attn_k.bias": (kv,), "attn_v.bias": (kv,)}
        for name, shape in block.items():
            yield f"blk.{at}.{name}", shape


def _values(shape: tuple[int, ...]) -> np.ndarray:
    if len(shape) == 1:
        return np.ones(shape, dtype=np.float32)
    return (np.random.default_rng(1).standard_normal(shape, dtype=np.float32) * 0.02).astype(np.float16)


def rate(path: Path) -> float:
    """Tokens per second as the chat says it: from the first token to the last, the middle of some answers."""
    child = Child(Load(1, str(path), LoadOptions(context=CONTEXT)))
    child.ready()
    rates = []
    for seed in range(ANSWERS):
        run = child.ask("Tell me a long story about a lighthouse keeper.", seed=seed, values={"max_tokens": TOKENS})
        child.end(run)
        at = [
            token.at
            for event in child.events
            if isinstance(event, Tokens) and event.run == run
            for token in event.items
        ]
        if len(at) > TOKENS // 4:
            rates.append((len(at) - 1) / (at[-1] - at[0]))
    child.close()
    return statistics.median(rates)


def asked(command: FirstCommand, kind: type[Answer]) -> Answer:
    """The answer of a child."""
    with Headless() as headless:
        return headless.ask(command, kind, SECONDS)


def error() -> dict[str, float]:
    """How far the forecast is from what was measured, in percent, after calibration on the starter alone."""
    first = starter()
    assert first is not None
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "qwen2-F16.gguf", Path(folder) / "llama-F16.gguf"
        write(small, "qwen2", 896, 24, 14, 2, 4864, 151_936)
        write(large, "llama", 2048, 20, 32, 8, 8192, 64_000)
        paths = [first, small, large]
        paths += [quantise(str(first), Path(folder) / f"starter-{name}.gguf", kind) for name, kind in KINDS.items()]
        paths += [
            quantise(str(one), one.with_name(f"{one.stem}-{name}.gguf"), KINDS[name])
            for one in (small, large)
            for name in ("Q2_K", "Q4_K_M")
        ]
        measured = asked(Calibrate(1, str(first)), Calibrated)
        calibration, setup = Calibration(measured.cpu, measured.gpu), Setup(CONTEXT, default_threads(), "f16")
        for path in paths:
            forecast = table(asked(Forecast(1, str(path), kv_types=("f16",)), Forecasted))
            real, expected = rate(path), plain(forecast, calibration, setup, 30 + TOKENS // 2)
            missed.append(100 * abs(expected / real - 1))
            print(f"{path.name}: {expected:.1f} expected, {real:.1f} measured", file=sys.stderr)
    return {"ours": statistics.median(missed), "worst": max(missed), "seconds": measured.seconds}


def picker() -> dict[str, float]:
    """Milliseconds until the picker is open and drawn with so many models."""
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QApplication, QWidget

    from slm_desktop.ui.picker import Picker
    from slm_desktop.ui.theme import Theme

    application = QApplication([])
    theme, parent = Theme(application, "light"), QWidget()
    parent.show()
    known = Figures(1_300_000_000, "fast", True, Typical(9.5, 9, 10, 3, Setup(CONTEXT, 2, "f16")))
    models = [LocalModel(f"/{at}.gguf", "ours", f"Model {at}", "Q4_K_M", 10**9, 1.0, Facts()) for at in range(MODELS)]
    shown = Picker(parent, theme, lambda _model: known)
    taken = []
    for _ in range(9):
        began = time.perf_counter()
        shown.show_models(models, models[50].path, QPoint(0, 0))
        shown.repaint()
        application.processEvents()
        taken.append(1000 * (time.perf_counter() - began))
        shown.hide()
        application.processEvents()
    return {"ours": statistics.median(taken)}


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    print(json.dumps({"error": error, "picker": picker}[sys.argv[1]]()))
