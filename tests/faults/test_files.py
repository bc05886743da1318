"""Documents, pictures and sounds that were changed at random: each is read or refused by its cause, in its time, and the
child that read it is gone.

`python -m tests.privacy tests/faults/test_files.py` shows that none of them reaches anybody or opens another file.
"""

import random
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psutil
import pytest

from slm_desktop.documents.reader import read_document
from slm_desktop.errors import Fault
from slm_desktop.media.reader import read_media
from tests.documents.files import write_epub, write_pdf, write_word
from tests.engine.eyes import image
from tests.explained import explained
from tests.faults.spoiling import spoilt
from tests.media.test_reader import saved

SOUNDS = Path(__file__).parents[1] / "media"
PAGE = "<h1>The lighthouse</h1><p>The keeper was <b>called</b> Mara.</p><table><tr><td>Wind</td></tr></table>"
ENDED = ("exit", "protocol")
"""What is told of a child that was ended by what it read."""


def documents(folder: Path) -> dict[str, bytes]:
    """One of each kind, by its name."""
    write_pdf(folder / "a.pdf", ["The keeper was called Mara.\nIt blew.", "The second page."])
    write_word(folder / "a.docx")
    write_epub(folder / "a.epub", [PAGE, "<p>And so it went on.</p>"])
    (folder / "a.html").write_text(f"<html><head><title>x</title></head><body>{PAGE * 20}</body></html>")
    (folder / "a.csv").write_text("name;wind\n" + "Mara;11\n" * 200)
    (folder / "a.md").write_text("# A\n\nSome *text* here.\n\n```\ncode\n```\n" * 30)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def media() -> dict[str, bytes]:
    """One of each format, by its name."""
    pictures = {
        f"a.{format}".lower(): saved(image(), format) for format in ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
    }
    return {**pictures, **{path.name: path.read_bytes() for path in sorted(SOUNDS.glob("tone.*"))}}


def told(fault: Fault) -> str:
    """Its code, once it was seen that all of it can be said."""
    explained(fault)
    reason = str(fault.details.get("reason", ""))
    return f"{fault.code} (the child ended)" if reason.startswith(ENDED) else fault.code


def tried(read: Callable[[], object]) -> tuple[str, float]:
    """What came of it, and after how many seconds."""
    began = time.monotonic()
    try:
        read()
        end = "read"
    except Fault as fault:
        end = told(fault)
    assert not psutil.Process().children(), "a child was left behind"
    return end, time.monotonic() - began


@pytest.mark.parametrize("count", [12, pytest.param(500, marks=pytest.mark.faults)])
def test_a_document_is_read_or_its_cause_is_told(
    count: int, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    (tmp_path / "whole").mkdir()
    dice, kinds = random.Random(17), documents(tmp_path / "whole")
    ends, longest = Counter[str](), 0.0
    for number in range(count):
        name = dice.choice(list(kinds))
        path = tmp_path / f"{number}{Path(name).suffix}"
        path.write_bytes(spoilt(kinds[name], dice))
        end, seconds = tried(partial(read_document, str(path)))
        ends[end] += 1
        longest = max(longest, seconds)
        path.unlink()
    record_property(f"{count} changed documents", dict(ends))
    record_property(f"{count} changed documents, the longest in s", round(longest, 2))
    assert all(end == "read" or end.startswith(("document_", "stopped")) for end in ends)


@pytest.mark.parametrize("count", [12, pytest.param(500, marks=pytest.mark.faults)])
def test_a_picture_or_sound_is_read_or_its_cause_is_told(
    count: int, record_property: Callable[[str, object], None]
) -> None:
    dice, kinds, ends, longest = random.Random(19), media(), Counter[str](), 0.0
    for _number in range(count):
        name = dice.choice(list(kinds))
        data = spoilt(kinds[name], dice)
        end, seconds = tried(partial(read_and_check, data, name))
        ends[end] += 1
        longest = max(longest, seconds)
    record_property(f"{count} changed pictures and sounds", dict(ends))
    record_property(f"{count} changed pictures and sounds, the longest in s", round(longest, 2))
    assert set(ends) <= {"read", "media"}


def read_and_check(data: bytes, name: str) -> None:
    """What was read is what this app writes, and nothing of the file that it came from."""
    made = read_media(data, name)
    assert made.format in ("png", "jpeg", "wav")
    assert made.data
