"""The models that can be chosen: the starter, those in our folder, and those opened from elsewhere."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from slm_desktop.core.names import display_name, part
from slm_desktop.core.visible import visible, well_formed
from slm_desktop.library.starter import starter

MOST_FILES = 2000


@dataclass(frozen=True)
class ModelFile:
    """A model on disk: `size` in bytes, `origin` is starter, folder or opened."""

    path: str
    name: str
    quantisation: str
    size: int
    origin: str


def models(folder: Path, opened: Iterable[str]) -> list[ModelFile]:
    """All models that can be chosen now, the starter first, each file once. Never raises for what is unreadable."""
    first = starter()
    candidates = [(str(first), "starter")] if first else []
    candidates += [(path, "folder") for path in _in_folder(folder)]
    candidates += [(path, "opened") for path in opened]
    found: dict[str, ModelFile] = {}
    for path, origin in candidates:
        model = describe(path, origin)
        if model:
            found.setdefault(os.path.realpath(path), model)
    return list(found.values())


def describe(path: str, origin: str = "opened") -> ModelFile | None:
    """A file's name and size, None when it is not there."""
    try:
        size = os.stat(path).st_size
    except (OSError, ValueError):
        return None
    name, quantisation = display_name(path)
    name = visible(well_formed(name))
    return ModelFile(path, name, quantisation, size, origin)


def _in_folder(folder: Path) -> list[str]:
    """GGUF files below `folder`; of a split model only the first part, which is the one to load."""
    try:
        paths = sorted(str(path) for path in folder.rglob("*.gguf") if path.is_file())
    except OSError:
        return []
    return [path for path in paths if _is_first(path)][:MOST_FILES]


def _is_first(path: str) -> bool:
    of = part(os.path.basename(path))
    return of is None or of.number == 1
