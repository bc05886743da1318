"""The starter with a projector for sounds beside it, which nobody has trained."""

from pathlib import Path

from tests.engine.ears import write_projector
from tests.engine.seeing import STARTER_WIDTH


def hearing_starter(folder: Path, model_path: str, kind: str = "ultravox") -> str:
    """The path of the model; the projector lies beside it."""
    model = folder / "Hearing-Q4_1.gguf"
    model.symlink_to(model_path)
    write_projector(folder / "mmproj-F16.gguf", STARTER_WIDTH, kind)
    return str(model)
