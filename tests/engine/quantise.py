"""Other quantisations of a model, made by llama.cpp in a process of its own: python -m tests.engine.quantise FROM TO TYPE."""

import ctypes
import subprocess
import sys
from pathlib import Path


def quantise(source: str, target: Path, kind: int) -> Path:
    """Write another quantisation of a model; `kind` is a llama_ftype. Coarser from coarse is fine for tests."""
    subprocess.run(
        [sys.executable, "-m", "tests.engine.quantise", source, str(target), str(kind)], check=True, capture_output=True
    )
    return target


def main(source: str, target: str, kind: str) -> int:
    """Do it; the exit code."""
    import llama_cpp.llama_cpp as api

    parameters = api.llama_model_quantize_default_params()
    parameters.ftype, parameters.allow_requantize, parameters.nthread = int(kind), True, 2
    return int(api.llama_model_quantize(source.encode(), target.encode(), ctypes.byref(parameters)))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
