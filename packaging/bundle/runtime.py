"""Build llama.cpp as a runtime folder: the libraries alone, with a backend for every kind of processor and for the GPU.

    python packaging/bundle/runtime.py FOLDER [--gpu none|vulkan|metal|cuda]

The source is that of the llama-cpp-python which the app is pinned to, so that the C API fits. It needs CMake, Ninja and a
C++ compiler, and for Vulkan glslc with headers of 1.3.275 or later (name them with VULKAN_INCLUDE when they lie elsewhere).
"""

import argparse
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMON = {
    "CMAKE_BUILD_TYPE": "Release",
    "BUILD_SHARED_LIBS": "ON",
    "GGML_NATIVE": "OFF",  # for every computer, not for the one that builds
    "GGML_BACKEND_DL": "ON",  # a backend that does not load costs its device and nothing else
    "GGML_CPU_ALL_VARIANTS": "ON",
    "LLAMA_BUILD_COMMON": "OFF",
    "LLAMA_BUILD_APP": "OFF",
    "LLAMA_BUILD_TESTS": "OFF",
    "LLAMA_BUILD_TOOLS": "OFF",
    "LLAMA_BUILD_EXAMPLES": "OFF",
    "LLAMA_BUILD_SERVER": "OFF",
    "LLAMA_BUILD_MTMD": "ON",  # reads pictures and sounds
    "MTMD_VIDEO": "OFF",  # it would start other programs
    "CMAKE_BUILD_WITH_INSTALL_RPATH": "ON",
    "CMAKE_OSX_DEPLOYMENT_TARGET": "14.0",  # what Qt asks for too; without meaning elsewhere
}
GPU = {
    "none": {},
    "vulkan": {"GGML_VULKAN": "ON"},
    "metal": {"GGML_METAL": "ON", "GGML_METAL_EMBED_LIBRARY": "ON"},
    "cuda": {"GGML_CUDA": "ON"},
}
USUAL = {"Darwin": "metal"}
RPATH = {"Linux": "$ORIGIN", "Darwin": "@loader_path"}
LIBRARIES = ("*.so", "*.so.*", "*.dylib", "*.dll")


def main() -> int:
    """Build, unless the folder holds what would be built."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--gpu", choices=GPU, default=USUAL.get(platform.system(), "vulkan"))
    parsed = parser.parse_args()
    stamp = parsed.folder / "BUILD"
    wanted = f"llama-cpp-python {version()}, {parsed.gpu}, {platform.machine()}, {COMMON}\n"
    if stamp.is_file() and stamp.read_text() == wanted:
        return 0
    with tempfile.TemporaryDirectory() as work:
        build(source(Path(work)), parsed.folder, parsed.gpu)
    stamp.write_text(wanted)
    return 0


def version() -> str:
    """The version of llama-cpp-python that the app is pinned to."""
    return pinned().split()[0].partition("==")[2]


def pinned() -> str:
    """The lines of requirements.txt that name it, with its hashes."""
    found = re.search(r"^llama-cpp-python==.*(?:\n +--hash=.*)+", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    if not found:
        sys.exit("requirements.txt does not pin llama-cpp-python")
    return found[0] + "\n"


def source(work: Path) -> Path:
    """Fetch and unpack the source of llama.cpp."""
    (work / "wanted.txt").write_text(pinned())
    subprocess.run(
        [
            # An environment may be without pip; the Python that it was made of has it.
            sys.executable if find_spec("pip") else str(Path(sys.base_prefix) / "bin" / "python3"),
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--no-binary",
            "llama-cpp-python",
            "--require-hashes",
            "-r",
            work / "wanted.txt",
            "--dest",
            work,
        ],
        check=True,
    )
    (archive,) = work.glob("llama_cpp_python-*.tar.gz")
    with tarfile.open(archive) as packed:
        packed.extractall(work, filter="data")
    (folder,) = work.glob("llama_cpp_python-*/vendor/llama.cpp")
    return folder


def build(folder: Path, out: Path, gpu: str) -> None:
    """Compile the libraries, and bring them and their licences into `out`."""
    options = {**COMMON, **GPU[gpu], "CMAKE_INSTALL_RPATH": RPATH.get(platform.system(), "")}
    headers = Path(os.environ.get("VULKAN_INCLUDE", "."))
    if (headers / "vulkan").is_dir():
        options["Vulkan_INCLUDE_DIR"] = str(headers.resolve())
    made = folder / "build"
    subprocess.run(
        ["cmake", "-G", "Ninja", "-S", folder, "-B", made, *(f"-D{name}={value}" for name, value in options.items())],
        check=True,
    )
    subprocess.run(["cmake", "--build", made, "--config", "Release"], check=True)
    shutil.rmtree(out, ignore_errors=True)
    (out / "licences").mkdir(parents=True)
    for pattern in LIBRARIES:
        for library in (made / "bin").glob(pattern):
            if not library.is_symlink():
                shutil.copy(library, out / plain(library.name))
    for licence in (folder / "LICENSE", folder / "AUTHORS", *(folder / "licenses").glob("*")):
        shutil.copy(licence, out / "licences" / licence.name)
    if platform.system() != "Windows":
        slim(out)


def plain(name: str) -> str:
    """The name that the loader asks for: of libllama.so.0.5.0 libllama.so.0, of libllama.0.5.0.dylib libllama.0.dylib."""
    name = re.sub(r"(\.so\.\d+)[.\d]*$", r"\1", name)
    return re.sub(r"\.(\d+)[.\d]*\.dylib$", r".\1.dylib", name)


def slim(out: Path) -> None:
    """Take symbols away that only a debugger reads, and give each library its plain name too."""
    strip = ["strip", "-x"] if platform.system() == "Darwin" else ["strip", "--strip-unneeded"]
    for library in [*out.glob("*.so*"), *out.glob("*.dylib")]:
        subprocess.run([*strip, library], check=True)
    for library in [*out.glob("*.so.*"), *out.glob("*.*.dylib")]:
        (out / re.sub(r"\.so\..*|\.\d+\.dylib$", _suffix, library.name)).symlink_to(library.name)


def _suffix(match: re.Match[str]) -> str:
    return ".dylib" if match[0].endswith(".dylib") else ".so"


if __name__ == "__main__":
    sys.exit(main())
