"""Finds the projector (mmproj) beside a model."""

import os
from pathlib import Path

from slm_desktop.core.models.names import MODEL, PROJECTOR, SUFFIX, kind_of
from slm_desktop.core.models.projectors import ProjectorFile, projector_for
from slm_desktop.library.scan import read_facts

ARCHITECTURE = "clip"
"""What the header of a projector calls itself."""
MOST_LOOKED_AT = 500
"""Files of one folder."""


def projector_beside(path: str) -> str:
    """The projector in the folder of a model file that fits it; '' where there is none. Never raises.

    Heads are read only where a name says that there is one: this is asked before each load.
    """
    try:
        with os.scandir(Path(path).parent) as entries:
            names = [entry.name for entry in entries if entry.name.lower().endswith(SUFFIX)][:MOST_LOOKED_AT]
    except (OSError, ValueError):
        return ""
    folder = Path(path).parent
    projectors = [name for name in names if kind_of(name) == PROJECTOR]
    if not projectors or kind_of(Path(path).name) == PROJECTOR:
        return ""
    found = []
    for name in projectors:
        facts = read_facts(str(folder / name))
        if facts.architecture == ARCHITECTURE and not facts.problem:
            found.append(ProjectorFile(str(folder / name), facts.width))
    beside = [name for name in names if kind_of(name) == MODEL]
    return projector_for(path, _width(path), beside, found) if found else ""


def _width(path: str) -> int:
    """The numbers a token of a model, which most files tell before their vocabulary."""
    return read_facts(path).width or read_facts(path, whole=True).width
