"""The starter with a projector beside it, which nobody has trained."""

from pathlib import Path

from tests.engine.eyes import write_projector

STARTER_WIDTH = 576


def seeing_starter(folder: Path, model_path: str, kind: str = "idefics3") -> str:
    """The path of the model; the projector lies beside it."""
    model = folder / "Seeing-Q4_1.gguf"
    model.symlink_to(model_path)
    write_projector(folder / "mmproj-F16.gguf", STARTER_WIDTH, kind)
    return str(model)


def projector_of(model: str) -> str:
    """The path of the projector beside such a model."""
    return str(Path(model).with_name("mmproj-F16.gguf"))
