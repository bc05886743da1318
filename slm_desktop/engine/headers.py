"""The headers of a model's files, read by our own reader: it names what is wrong, and knows each tensor's type."""

import os

from slm_desktop.core.models import gguf
from slm_desktop.core.models.names import names_of_parts
from slm_desktop.core.models.precheck import precheck
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of


def read(path: str, *, distinct: bool = False) -> gguf.Header:
    """One header. Raise Fault as `gguf.read` does, and OSError."""
    with open(path, "rb") as file:
        return gguf.read(gguf.more_of(file), distinct=distinct)


def parts_of(path: str) -> list[str]:
    """The files of a model, of which this is one: itself alone where it is not split."""
    folder, name = os.path.split(path)
    return [os.path.join(folder, part) for part in names_of_parts(name)]


def check_headers(path: str, *, is_own_build: bool = True) -> None:
    """See that a model can be given to llama.cpp, with all its parts that are there. Raise Fault with what is wrong.

    Of another build than our own nobody knows what it takes for granted: there, only what is no GGUF is refused.
    """
    for file in parts_of(path):
        if os.path.exists(file):  # Of one that is missing llama.cpp's log says more.
            check_header(file, is_own_build=is_own_build)


def check_header(path: str, *, is_own_build: bool = True) -> None:
    """See that a file can be given to llama.cpp. Raise Fault with what is wrong in it."""
    try:
        header = read(path, distinct=is_own_build)  # llama.cpp ends its process over a token that is there twice.
    except OSError as error:
        raise Fault("unreadable", {"path": os.path.basename(path), "reason": reason_of(error)}) from error
    if is_own_build:
        precheck(header)
