"""The parent's side of taking in a picture: a child turns it into pixels, and those are written anew here.

So nothing of what a stranger wrote is ever read outside a confined child, and what cameras note beside a picture (when
and where it was taken) is gone.
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
from slm_desktop.core.engines.pictures import Picture, PictureFormat, data_of, digest_of
from slm_desktop.core.visible import visible, well_formed
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of
from slm_desktop.pictures.worker import LARGEST_FILE, LONGEST_SIDE, Pixels, Refused

SECONDS = 20.0
ENDING_SECONDS = 1.0
QUALITY = 90
"""Of JPEG, for what was compressed with losses before."""
LONGEST_NAME = 200
SNIFFED = 1024
MOST_TOLD = LONGEST_SIDE * LONGEST_SIDE * 3 + 4096
"""Bytes: the pixels, and a line before them."""
READING = threading.BoundedSemaphore(2)
"""Children at the same time: each may take a gigabyte."""
TOO_LONG = (getattr(signal, "SIGXCPU", 24), getattr(signal, "SIGKILL", 9))
_decode = msgspec.json.Decoder(Pixels | Refused).decode


def read_file(path: str) -> Picture:
    """A picture from a file. To be called on a thread. Raise Fault 'picture_file', 'picture_reader'."""
    name = os.path.basename(path)
    try:
        return read_picture(_contents(path), name)
    except Fault as fault:
        if fault.code != "picture":
            raise
        raise Fault("picture_file", {**fault.details, "name": _shown(name)}) from fault


def _shown(name: str) -> str:
    return visible(well_formed(name))[:LONGEST_NAME]


def _contents(path: str) -> bytes:
    try:
        # Opening a pipe would wait for who writes to it.
        with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb") as file:
            facts = os.fstat(file.fileno())
            if not S_ISREG(facts.st_mode):
                raise Fault("picture", {"reason": "no_file"})
            _must_be_small(facts.st_size)
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise Fault("picture", {"reason": reason_of(error)}) from error


def read_named(name: str, folder: Path) -> Picture:
    """A picture as a file in `folder` names it: a data URL, or the way to a file in that folder or below it.

    To be called on a thread. Raise Fault 'picture'; a stranger's file cannot have others read.
    """
    try:
        data = data_of(name)
    except ValueError as error:
        raise Fault("picture", {"reason": "picture_damaged"}) from error
    if data is not None:
        return read_picture(data, is_exact=True)
    if PureWindowsPath(name).drive or name.startswith(("/", "\\")):  # To ask another computer would tell it who asks.
        raise Fault("picture", {"reason": "picture_elsewhere"})
    try:
        path = Path(folder, name).resolve()
        is_inside = path.is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError) as error:
        raise Fault("picture", {"reason": "bad_name"}) from error
    if not is_inside:
        raise Fault("picture", {"reason": "picture_elsewhere"})
    return read_file(str(path))


def read_picture(data: bytes, name: str = "", *, is_exact: bool = False) -> Picture:
    """A picture from its bytes: upright, on white, no side longer than LONGEST_SIDE. To be called on a thread.

    What was compressed with losses is so again, in less room, unless each pixel is to stay as it is (`is_exact`).
    Raise Fault 'picture', 'picture_reader' where there is no child that could read it.
    """
    _must_be_small(len(data))
    if b"<svg" in data[:SNIFFED].lower():
        raise Fault("picture", {"reason": "picture_drawing"})
    told, rows = _read(data)
    written, format = _written(told, rows, is_lossy=told.is_lossy and not is_exact)
    return Picture(digest_of(written), format, told.width, told.height, written, name=_shown(name))


def _must_be_small(size: int) -> None:
    if size > LARGEST_FILE:
        raise Fault("picture", {"reason": "picture_bytes", "most": LARGEST_FILE})


def _read(data: bytes) -> tuple[Pixels, bytes]:
    """What the child makes of it, which is held to be hostile, too."""
    with READING:
        try:
            child = start_child(own_command("--picture"))
        except OSError as error:
            raise Fault("picture_reader", {"reason": reason_of(error)}) from error
        out = _told(child, data)
    line, _newline, rows = out.partition(b"\n")
    try:
        told = _decode(line)
    except msgspec.MsgspecError as error:
        raise Fault("picture", {"reason": _why_ended(child.returncode)}) from error
    if isinstance(told, Refused):
        raise Fault(told.code, told.details)
    is_sound = 0 < told.width <= LONGEST_SIDE and 0 < told.height <= LONGEST_SIDE
    if not is_sound or len(rows) != told.width * told.height * 3:
        raise Fault("picture", {"reason": "picture_damaged"})
    return told, rows


def _told(child: "subprocess.Popen[bytes]", data: bytes) -> bytes:
    """What the child says of some bytes, no more than it can have to say. Raise Fault 'picture' where it takes long."""
    assert child.stdin is not None
    assert child.stdout is not None
    timer = threading.Timer(SECONDS, child.kill)
    writer = threading.Thread(target=_give, args=(child.stdin, data), name="picture-out", daemon=True)
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
        raise Fault("picture", {"reason": "picture_slow"})
    if len(out) == MOST_TOLD:
        raise Fault("picture", {"reason": "picture_damaged"})
    return out


def _why_ended(code: int) -> str:
    """Why a child has said nothing that can be used: it ran out of memory, took too long, or broke."""
    if code > 0:
        return "picture_memory"
    return "picture_slow" if -code in TOO_LONG else "picture_damaged"


def _give(stream: BinaryIO, data: bytes) -> None:
    with contextlib.suppress(OSError, ValueError), stream:  # It may have ended, or be ended.
        stream.write(data)


def _written(told: Pixels, rows: bytes, *, is_lossy: bool) -> tuple[bytes, PictureFormat]:
    """The pixels as a file of ours."""
    from PIL import Image  # Only who has pictures waits for it.

    made, stream = Image.frombytes("RGB", (told.width, told.height), rows), io.BytesIO()
    if is_lossy:
        made.save(stream, "JPEG", quality=QUALITY)
        return stream.getvalue(), PictureFormat.JPEG
    made.save(stream, "PNG")
    return stream.getvalue(), PictureFormat.PNG
