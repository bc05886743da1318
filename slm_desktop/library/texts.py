"""The texts that models are scored with, from files."""

import hashlib
from pathlib import Path

from slm_desktop.core.visible import well_formed
from slm_desktop.core.workshop.texts import SHIPPED, ScoredText, TextChoice, TextKind, TextUsed
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of
from slm_desktop.paths import resources

LARGEST_TEXT = 16 * 2**20
"""Bytes: more would take days."""


def read_text(choice: TextChoice) -> ScoredText:
    """A text that comes with the app, or a file. Raise Fault."""
    path = Path(choice.path) if choice.kind == TextKind.FILE else resources() / "texts" / f"{choice.kind}.txt"
    try:
        with path.open("rb") as opened:
            data = opened.read(LARGEST_TEXT + 1)
    except OSError as error:
        raise Fault("file", {"path": str(path), "reason": reason_of(error)}) from error
    except ValueError as error:  # A path with a character that none can have.
        raise Fault("file", {"path": str(path), "reason": "bad_name"}) from error
    if len(data) > LARGEST_TEXT:
        raise Fault("file_large", {"path": str(path), "size": len(data), "most": LARGEST_TEXT})
    return scored(choice.kind, "" if choice.kind in SHIPPED else path.name, data.decode("utf-8", "replace"))


def scored(kind: TextKind, name: str, text: str) -> ScoredText:
    """A text, known by its SHA-256."""
    text = well_formed(text)
    return ScoredText(text, TextUsed(kind, well_formed(name), hashlib.sha256(text.encode()).hexdigest()))
