"""The headers of a model's files, read by our own reader: it names what is wrong, and knows each tensor's type."""

import os

from slm_desktop.core.models import gguf
from slm_desktop.core.models.names import names_of_parts


def read(path: str) -> gguf.Header:
    """One header. Raise Fault as `gguf.read` does, and OSError."""
    with open(path, "rb") as file:
        return gguf.read(gguf.more_of(file))


def parts_of(path: str) -> list[str]:
    """The files of a model, of which this is one."""
    folder, name = os.path.split(path)
    return [os.path.join(folder, part) for part in names_of_parts(name)]
