"""The parent's side of taking in a picture or a sound: a child turns it into pixels or samples, and those are written
anew here.

So nothing of what a stranger wrote is ever read outside a confined child, and what cameras and recorders note beside it
(when and where it was taken) is gone.
"""

import contextlib
import io
import os
import signal
import subprocess
import threading
import time
from pathlib import Path, PureWindowsPath
from stat import S_ISREG
from typing import BinaryIO

import msgspec

from slm_desktop.children import own_command, start_child
from slm_desktop.core.engines.media import Media, MediaFormat, data_of, digest_of
from slm_desktop.core.visible import visible, well_formed
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of
from slm_desktop.media.wire import LARGEST_FILE, LONGEST_SIDE, Pixels, Refused, Samples
from slm_desktop.samples import EDGES, MOST_SECONDS, SAMPLE_RATE, as_wave, is_sound

SECONDS = 20.0
ENDING_SECONDS = 1.0
QUALITY = 90
"""Of JPEG, for what was compressed with losses before."""
LONGEST_NAME = 200
SNIFFED = 1024
MOST_TOLD = max(LONGEST_SIDE * LONGEST_SIDE * 3, (MOST_SECONDS * SAMPLE_RATE + EDGES) * 2) + 4096
"""Bytes: the pixels or samples, and a line before them."""
READING = threading.BoundedSemaphore(2)
"""Children at the same time: each may take a gigabyte."""
TOO_LONG = (getattr(signal, "SIGXCPU", 24), getattr(signal, "SIGKILL", 9))
_decode = msgspec.json.Decoder(Pixels | Samples | Refused).decode


def read_file(path: str) -> Media:
    """A picture or a sound from a file. To be called on a thread. Raise Fault 'media_file', 'media_reader'."""
    name = os.path.basename(path)
    try:
        return read_media(_contents(path), name)
    except Fault as fault:
        if fault.code != "media":
            raise
        raise Fault("media_file", {**fault.details, "name": _shown(name)}) from fault


def _shown(name: str) -> str:
    return visible(well_formed(name))[:LONGEST_NAME]


def _contents(path: str) -> bytes:
    try:
        # Opening a pipe would wait for who writes to it.
        with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb") as file:
            facts = os.fstat(file.fileno())
            if not S_ISREG(facts.st_mode):
                raise Fault("media", {"reason": "no_file"})
            _must_be_small(facts.st_size)
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise Fault("media", {"reason": reason_of(error)}) from error


def read_named(name: str, folder: Path) -> Media:
    """A picture or a sound as a file in `folder` names it: a data URL, or the way to a file in that folder or below it.

    To be called on a thread. Raise Fault 'media'; a stranger's file cannot have others read.
    """
    try:
        data = data_of(name)
    except ValueError as error:
        raise Fault("media", {"reason": "media_damaged"}) from error
    if data is not None:
        return read_media(data, is_exact=True)
    if PureWindowsPath(name).drive or name.startswith(("/", "\\")):  # To ask another computer would tell it who asks.
        raise Fault("media", {"reason": "media_elsewhere"})
    try:
        path = Path(folder, name).resolve()
        is_inside = path.is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError) as error:
        raise Fault("media", {"reason": "bad_name"}) from error
    if not is_inside:
        raise Fault("media", {"reason": "media_elsewhere"})
    return read_file(str(path))


def read_media(data: bytes, name: str = "", *, is_exact: bool = False) -> Media:
    """A picture from its bytes: upright, on white, no side longer than LONGEST_SIDE; or a sound as one channel.

    To be called on a thread. What was compressed with losses is so again, in less room, unless each pixel is to stay as
    it is (`is_exact`). Raise Fault 'media', 'media_reader' where there is no child that could read it.
    """
    _must_be_small(len(data))
    if not is_sound(data) and b"<svg" in data[:SNIFFED].lower():
        raise Fault("media", {"reason": "picture_drawing"})
    told, body = _read(data)
    if isinstance(told, Samples):
        made, seconds = as_wave(body), told.count / SAMPLE_RATE
        return Media(digest_of(made), MediaFormat.WAV, data=made, name=_shown(name), seconds=seconds)
    written, format = _written(told, body, is_lossy=told.is_lossy and not is_exact)
    return Media(digest_of(written), format, told.width, told.height, written, name=_shown(name))


def _must_be_small(size: int) -> None:
    if size > LARGEST_FILE:
        raise Fault("media", {"reason": "media_bytes", "most": LARGEST_FILE})


def _read(data: bytes) -> tuple[Pixels | Samples, bytes]:
    """What the child makes of it, which is held to be hostile, too."""
    with READING:
        try:
            child = start_child(own_command("--media"))
        except OSError as error:
            raise Fault("media_reader", {"reason": reason_of(error)}) from error
        out = _told(child, data)
    line, _newline, body = out.partition(b"\n")
    try:
        told = _decode(line)
    except msgspec.MsgspecError as error:
        raise Fault("media", {"reason": _why_ended(child.returncode)}) from error
    if isinstance(told, Refused):
        raise Fault(told.code, told.details)
    if len(body) != _size_of(told):
        raise Fault("media", {"reason": "media_damaged"})
    return told, body


def _size_of(told: Pixels | Samples) -> int:
    """The bytes that have to follow; -1 for what no child of ours says."""
    if isinstance(told, Samples):
        return told.count * 2 if 0 < told.count <= MOST_SECONDS * SAMPLE_RATE + EDGES else -1
    is_possible = 0 < told.width <= LONGEST_SIDE and 0 < told.height <= LONGEST_SIDE
    return told.width * told.height * 3 if is_possible else -1


def _told(child: "subprocess.Popen[bytes]", data: bytes) -> bytes:
    """What the child says of some bytes, no more than it can have to say. Raise Fault 'media' where it takes long."""
    assert child.stdin is not None
    assert child.stdout is not None
    timer = threading.Timer(SECONDS, child.kill)
    writer = threading.Thread(target=_give, args=(child.stdin, data), name="media-out", daemon=True)
    timer.start()
    writer.start()
    began = time.monotonic()
    with child:
        try:
            out = child.stdout.read(MOST_TOLD)
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(ENDING_SECONDS)
        finally:
            child.kill()  # It has said more than it can have to say.
            timer.cancel()
            timer.join()
            writer.join()
    if time.monotonic() - began >= SECONDS:
        raise Fault("media", {"reason": "media_slow"})
    if len(out) == MOST_TOLD:
        raise Fault("media", {"reason": "media_damaged"})
    return out


def _why_ended(code: int) -> str:
    """Why a child has said nothing that can be used: it ran out of memory, took too long, or broke."""
    if code > 0:
        return "media_memory"
    return "media_slow" if -code in TOO_LONG else "media_damaged"


def _give(stream: BinaryIO, data: bytes) -> None:
    with contextlib.suppress(OSError, ValueError), stream:  # It may have ended, or be ended.
        stream.write(data)


def _written(told: Pixels, rows: bytes, *, is_lossy: bool) -> tuple[bytes, MediaFormat]:
    """The pixels as a file of ours."""
    from PIL import Image  # Only who has pictures waits for it.

    made, stream = Image.frombytes("RGB", (told.width, told.height), rows), io.BytesIO()
    if is_lossy:
        made.save(stream, "JPEG", quality=QUALITY)
        return stream.getvalue(), MediaFormat.JPEG
    made.save(stream, "PNG")
    return stream.getvalue(), MediaFormat.PNG
