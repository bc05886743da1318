"""llama.cpp's own tools, built from the source that the app is pinned to: what our figures are held against, and what
writes models of all architectures.

    python -m tests.bench.llama_tools       builds them in build/llama-tools

It takes some minutes the first time. It needs CMake, Ninja (pip brings both) and a C++ compiler.
"""

import importlib.util
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "llama-tools"
ARCHITECTURES = "test-llama-archs"
TOOLS = ("llama-bench", "llama-perplexity", "llama-quantize", ARCHITECTURES)
OPTIONS = {
    "CMAKE_BUILD_TYPE": "Release",
    "BUILD_SHARED_LIBS": "OFF",
    "GGML_NATIVE": "ON",
    "LLAMA_BUILD_TOOLS": "ON",
    "LLAMA_BUILD_COMMON": "ON",
    "LLAMA_BUILD_SERVER": "OFF",
    "LLAMA_BUILD_APP": "OFF",
    "LLAMA_BUILD_TESTS": "ON",
    "LLAMA_BUILD_EXAMPLES": "OFF",
    "LLAMA_OPENSSL": "OFF",
}


def tools() -> dict[str, Path]:
    """The programs by their names; built unless that was done for this version."""
    runtime = _runtime()
    folder = FOLDER / runtime.version()
    found = {name: folder / name for name in TOOLS}
    if not all(path.exists() for path in found.values()):
        _build(runtime, folder)
    return found


def _build(runtime: ModuleType, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        source = runtime.source(Path(name))
        made = source / "build"
        options = [f"-D{name}={value}" for name, value in OPTIONS.items()]
        subprocess.run(["cmake", "-G", "Ninja", "-S", source, "-B", made, *options], check=True, stdout=sys.stderr)
        subprocess.run(["cmake", "--build", made, "--target", *TOOLS], check=True, stdout=sys.stderr)
        for tool in TOOLS:
            shutil.copy(made / "bin" / tool, folder / tool)


def _runtime() -> ModuleType:
    """The script that builds llama.cpp for the packages: it knows where the source is."""
    spec = importlib.util.spec_from_file_location("runtime", ROOT / "packaging" / "bundle" / "runtime.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    for built in tools().values():
        print(built)
