"""Folders with another build of llama.cpp: copies of the built-in one."""

import importlib.util
import shutil
from pathlib import Path


def runtime_folder(folder: Path, *left_out: str) -> Path:
    """One in `folder`, without the libraries whose names match a pattern of `left_out`."""
    spec = importlib.util.find_spec("llama_cpp")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    made = folder / "runtime"
    built_in = Path(next(iter(spec.submodule_search_locations))) / "lib"
    shutil.copytree(built_in, made, ignore=shutil.ignore_patterns(*left_out))
    return made
