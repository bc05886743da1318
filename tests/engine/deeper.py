"""A larger model that says what a smaller one says: layers are added that change nothing, and cost what layers cost."""

from pathlib import Path

import gguf
import numpy as np

SILENT = ("attn_output.weight", "ffn_down.weight")
"""What a block adds to its input goes through these: with zeros it adds nothing."""


def deepen(source: str, target: Path, times: int) -> Path:
    """Write a llama model with so many times the layers of another one."""
    reader = gguf.GGUFReader(source)
    writer = gguf.GGUFWriter(target, "llama")
    blocks = int(reader.fields["llama.block_count"].contents())
    for name, field in reader.fields.items():
        if not name.startswith("GGUF.") and name not in ("general.architecture", "llama.block_count"):
            kind = field.types[0]
            of = field.types[-1] if kind == gguf.GGUFValueType.ARRAY else None
            writer.add_key_value(name, field.contents(), kind, sub_type=of)
    writer.add_block_count(blocks * times)
    for tensor in reader.tensors:
        writer.add_tensor(tensor.name, tensor.data, raw_dtype=tensor.tensor_type)
        for more in _more(tensor.name, blocks, times):
            data = np.zeros_like(tensor.data) if tensor.name.endswith(SILENT) else tensor.data
            writer.add_tensor(more, data, raw_dtype=tensor.tensor_type)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return target


def _more(name: str, blocks: int, times: int) -> list[str]:
    """The names of a block's tensor in the blocks that are added."""
    kind, _dot, rest = name.partition(".")
    number, _dot, part = rest.partition(".")
    if kind != "blk":
        return []
    return [f"blk.{int(number) + blocks * copy}.{part}" for copy in range(1, times)]
