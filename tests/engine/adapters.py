"""LoRA adapters and control vectors with random weights, for any model that is a GGUF file."""

from pathlib import Path

import gguf
import numpy as np


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
    reader = gguf.GGUFReader(base)
    dice = np.random.default_rng(seed)
    writer = gguf.GGUFWriter(path, architecture or _text(reader, "general.architecture"))
    writer.add_type(kind)
    writer.add_name(name)
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", float(rank))
    for tensor in reader.tensors:
        if tensor.name.endswith("attn_q.weight"):
            into, out = (width or int(tensor.shape[0])), int(tensor.shape[1])
            for end, shape in (("lora_a", (rank, into)), ("lora_b", (out, rank))):
                values = dice.normal(0, strength**0.5, shape).astype(np.float32)
                writer.add_tensor(f"{tensor.name}.{end}", values)
    return _write(writer, path)


def write_control_vector(
    path: Path, base: str | Path, *, strength: float = 0.5, width: int = 0, layer: int = 0
) -> Path:
    """Write directions for all layers of a model but the first, or for one `layer` alone."""
    reader = gguf.GGUFReader(base)
    architecture = _text(reader, "general.architecture")
    layers, own = (_number(reader, f"{architecture}.{key}") for key in ("block_count", "embedding_length"))
    writer = gguf.GGUFWriter(path, "controlvector")
    writer.add_name("Test direction")
    writer.add_string("controlvector.model_hint", architecture)
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


def _text(reader: gguf.GGUFReader, key: str) -> str:
    return str(reader.fields[key].contents())


def _number(reader: gguf.GGUFReader, key: str) -> int:
    return int(reader.fields[key].contents())
