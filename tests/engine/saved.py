"""A model as llama.cpp itself saves it, written in a process of its own: python -m tests.engine.saved FROM TO."""

import subprocess
import sys
from pathlib import Path


def save(source: Path, target: Path) -> Path:
    """Load a model and let llama.cpp save it again."""
    subprocess.run(
        [sys.executable, "-m", "tests.engine.saved", str(source), str(target)], check=True, capture_output=True
    )
    return target


def main(source: str, target: str) -> int:
    """Do it; the exit code."""
    import llama_cpp.llama_cpp as api

    model = api.llama_model_load_from_file(source.encode(), api.llama_model_default_params())
    api.llama_model_save_to_file(model, target.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
