"""The child that reads a document: `python -m slm_desktop --document PATH`. Its pages are JSON lines on stdout.

It can read that one file and the interpreter's, and has a limit of memory.
"""

import contextlib
import os
import time
from typing import BinaryIO

import msgspec

from slm_desktop.core.documents.page import SUFFIXES, DocumentKind
from slm_desktop.documents.lines import Ended, Failed, Line, Read
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of
from slm_desktop.sandbox import confine, limit_memory

FLUSH_SECONDS = 0.2
MEMORY = 1536 * 2**20
"""Bytes that a parser may take beside what the interpreter has already."""


def main(path: str) -> int:
    """Read a document, and tell its pages."""
    lines = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # What a library prints is no page.
    confine((os.path.realpath(path),))
    with contextlib.suppress(ValueError, OSError):
        limit_memory(MEMORY)
    try:
        _tell(path, lines)
    except Fault as fault:
        _say(lines, Failed(fault.code, fault.details))
    except MemoryError:
        _say(lines, Failed("document_large"))
    except OSError as error:
        _say(lines, Failed("document_broken", {"reason": reason_of(error)}))
    except Exception as error:  # noqa: BLE001 - a parser may raise anything on what strangers have made
        _say(lines, Failed("document_broken", {"reason": f"{type(error).__name__}: {error}"[:200]}))
    return 0


def _tell(path: str, lines: BinaryIO) -> None:
    from slm_desktop.documents.extract import pages_of

    told = time.monotonic()
    kind = SUFFIXES.get(os.path.splitext(path)[1].lower(), DocumentKind.TEXT)
    for page in pages_of(path, kind):
        lines.write(_line(Read(page)))
        if time.monotonic() - told >= FLUSH_SECONDS:  # Whoever waits is to see that it goes on.
            lines.flush()
            told = time.monotonic()
    _say(lines, Ended(kind))


def _say(lines: BinaryIO, line: Line) -> None:
    lines.write(_line(line))
    lines.flush()


def _line(line: Line) -> bytes:
    return msgspec.json.encode(line) + b"\n"
