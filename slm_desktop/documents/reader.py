"""The parent's side of reading a document: a child does it, and is ended when it goes on for too long."""

import contextlib
import hashlib
import os
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from stat import S_ISREG

import msgspec

from slm_desktop.children import own_command, start_child
from slm_desktop.core.documents.page import LARGEST_FILE, DocumentKind, Extracted, Page, Passage
from slm_desktop.core.documents.passages import Cutter
from slm_desktop.core.visible import well_formed
from slm_desktop.documents.lines import Ended, Failed, Line, Read
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of

SILENCE_SECONDS, LOOK_SECONDS = 20.0, 0.2
"""A page that takes longer than this is none that somebody has written to be read."""
MOST_CHARACTERS, MOST_PAGES = 50_000_000, 50_000
LONGEST_SECONDS = 600.0
BLOCK = 2**20
LONGEST_LINE = 16 * 2**20
KEEPS_MEMORY = {"MALLOC_TOP_PAD_": str(64 * 2**20)}
"""For glibc: else it gives memory back to the system after each page of a PDF, which costs a third of the time."""
OnPages = Callable[[int], object]
_decode = msgspec.json.Decoder(Line).decode


def read_document(
    path: str, *, on_pages: OnPages = lambda _count: None, wanted: Callable[[], bool] = lambda: True
) -> Extracted:
    """The text of a file; `on_pages` hears how many pages there are so far. To be called on a thread.

    Raise Fault 'document_…', 'stopped' once it is no longer `wanted`.
    """
    name = os.path.basename(path)
    try:
        _must_be_readable(path)
        digest = _sha256(path, wanted)
        pages, passages, kind = _read(path, on_pages, wanted)
    except OSError as error:
        raise Fault("document_broken", {"name": name, "reason": reason_of(error)}) from error
    except Fault as fault:
        raise Fault(fault.code, {**fault.details, "name": name}) from fault
    if not any(page.text.strip() for page in pages):
        raise Fault("document_empty", {"name": name})
    return Extracted(well_formed(name), kind, digest, tuple(pages), tuple(passages))


def _read(path: str, on_pages: OnPages, wanted: Callable[[], bool]) -> tuple[list[Page], list[Passage], DocumentKind]:
    """The pages of a file with their passages, which are cut while the child reads on."""
    pages: list[Page] = []
    passages: list[Passage] = []
    cutter = Cutter()
    length = 0
    with _child(path) as child:
        for line in _lines(child, wanted):
            match line:
                case Read():
                    pages.append(Page(well_formed(line.page.label), well_formed(line.page.text)))
                    passages += cutter.cut(pages[-1])
                    length += len(line.page.text)
                    if length > MOST_CHARACTERS or len(pages) > MOST_PAGES:
                        child.kill()
                        raise Fault("document_large")
                    on_pages(len(pages))
                case Failed():
                    raise Fault(line.code, line.details)
                case Ended():
                    return pages, passages, line.kind
    raise Fault("document_broken", {"reason": f"exit {child.returncode}"})


def _child(path: str) -> "subprocess.Popen[bytes]":
    return start_child([*own_command("--document"), path], stdin=subprocess.DEVNULL, environment=KEEPS_MEMORY)


def _lines(child: "subprocess.Popen[bytes]", wanted: Callable[[], bool]) -> Iterator[Line]:
    """What it tells, until its end. Raise Fault 'document_slow' after a long silence, 'document_broken'."""
    told: queue.Queue[bytes] = queue.Queue(maxsize=64)
    is_over = threading.Event()
    follower = threading.Thread(target=_follow, args=(child, told, is_over), name="document-in", daemon=True)
    follower.start()
    try:
        end = time.monotonic() + LONGEST_SECONDS
        while line := _next(told, wanted, end):
            yield _decode(line)
    except msgspec.MsgspecError as error:
        raise Fault("document_broken", {"reason": "protocol"}) from error
    finally:
        is_over.set()
        child.kill()
        follower.join()


def _next(told: "queue.Queue[bytes]", wanted: Callable[[], bool], end: float) -> bytes:
    """The next line; b'' at the end. No document is read beyond a moment, the `end` on the monotonic clock."""
    silent = 0.0
    while silent < SILENCE_SECONDS and time.monotonic() < end:
        try:
            return told.get(timeout=LOOK_SECONDS)
        except queue.Empty:
            silent += LOOK_SECONDS
        if not wanted():
            raise Fault("stopped")
    raise Fault("document_slow")


def _follow(child: "subprocess.Popen[bytes]", told: "queue.Queue[bytes]", is_over: threading.Event) -> None:
    assert child.stdout is not None
    line = b"-"
    while line and not is_over.is_set():
        line = child.stdout.readline(LONGEST_LINE)
        while not is_over.is_set():
            with contextlib.suppress(queue.Full):
                told.put(line, timeout=LOOK_SECONDS)
                break


def _must_be_readable(path: str) -> None:
    """Raise Fault for what is no file that could be read to its end. Raise OSError."""
    stat = os.stat(path)
    if not S_ISREG(stat.st_mode):
        raise Fault("document_binary")
    if stat.st_size > LARGEST_FILE:
        raise Fault("document_large")


def _sha256(path: str, wanted: Callable[[], bool]) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
            if not wanted():
                raise Fault("stopped")
    return digest.hexdigest()
