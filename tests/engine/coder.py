"""A model with the tokens that gaps are filled with; what it writes is random, and depends on all that it reads."""

from pathlib import Path

from tests.engine import tiny

GAP = ("<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>")


def write_coder(folder: Path) -> str:
    """Its path."""
    return str(tiny.write_model(folder / "Coder-F32.gguf", controls=(*tiny.CONTROLS, *GAP)))
