"""LoRA adapters and control vectors with random weights, for any model that is a GGUF file."""

from pathlib import Path

import gguf
import numpy as np

from slm_desktop.engine.headers import read


def write_lora(
    path: Path,
    base: str | Path,
    *,
    name: str = "Test adapter",
    strength: float = 0.02,
    seed: int = 1,
    rank: int = 4,
    architecture: str = "",
    width: int = 0,
    kind: str = "adapter",
) -> Path:
    """Write a LoRA for the query weights of a model, or of one that is `width` wide."""
    header = read(str(base))  # gguf's own reader takes seconds for a vocabulary.
    dice = np.random.default_rng(seed)
    writer = gguf.GGUFWriter(path, architecture or header.architecture)
    writer.add_type(kind)
    writer.add_name(name)
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", float(rank))
    for tensor in header.tensors:
        if tensor.name.endswith("attn_q.weight"):
            into, out = (width or tensor.shape[0]), tensor.shape[1]
            for end, shape in (("lora_a", (rank, into)), ("lora_b", (out, rank))):
                values = dice.normal(0, strength**0.5, shape).astype(np.float32)
                writer.add_tensor(f"{tensor.name}.{end}", values)
    return _write(writer, path)


def write_control_vector(
    path: Path, base: str | Path, *, strength: float = 0.5, width: int = 0, layer: int = 0
) -> Path:
    """Write directions for all layers of a model but the first, or for one `layer` alone."""
    header = read(str(base))
    layers, own = (header.of_architecture(key) for key in ("block_count", "embedding_length"))
    writer = gguf.GGUFWriter(path, "controlvector")
    writer.add_name("Test direction")
    writer.add_string("controlvector.model_hint", header.architecture)
    writer.add_uint32("controlvector.layer_count", layers)
    dice = np.random.default_rng(2)
    for at in [layer] if layer else range(1, layers):
        writer.add_tensor(f"direction.{at}", dice.normal(0, strength, width or own).astype(np.float32))
    return _write(writer, path)


def _write(writer: gguf.GGUFWriter, path: Path) -> Path:
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path
