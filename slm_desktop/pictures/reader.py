"""The parent's side of taking in a picture: a child turns it into pixels, and those are written anew here.

So nothing of what a stranger wrote is ever read outside a confined child, and what cameras note beside a picture (when
and where it was taken) is gone.
"""

import io
import os
import subprocess
from pathlib import Path
from stat import S_ISREG

import msgspec

from slm_desktop.children import own_command, start_child
from slm_desktop.core.engines.pictures import Picture, PictureFormat, data_of, digest_of
from slm_desktop.core.visible import visible, well_formed
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of
from slm_desktop.pictures.worker import LARGEST_FILE, LONGEST_SIDE, Pixels, Refused

SECONDS = 20.0
QUALITY = 90
"""Of JPEG, for what was compressed with losses before."""
LONGEST_NAME = 200
SNIFFED = 1024
_decode = msgspec.json.Decoder(Pixels | Refused).decode


def read_file(path: str) -> Picture:
    """A picture from a file. To be called on a thread. Raise Fault 'picture'."""
    try:
        facts = os.stat(path)
        if not S_ISREG(facts.st_mode):
            raise Fault("picture", {"reason": "no_file"})
        _must_be_small(facts.st_size)
        with open(path, "rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise Fault("picture", {"reason": reason_of(error)}) from error
    return read_picture(data, os.path.basename(path))


def read_named(name: str, folder: Path) -> Picture:
    """A picture as a file in `folder` names it: a data URL, or the way to a file in that folder or below it.

    To be called on a thread. Raise Fault 'picture'; a stranger's file cannot have others read.
    """
    try:
        data = data_of(name)
    except ValueError as error:
        raise Fault("picture", {"reason": "picture_damaged"}) from error
    if data is not None:
        return read_picture(data)
    try:
        path = Path(folder, name).resolve()
        is_inside = path.is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError) as error:
        raise Fault("picture", {"reason": "bad_name"}) from error
    if not is_inside:
        raise Fault("picture", {"reason": "picture_elsewhere"})
    return read_file(str(path))


def read_picture(data: bytes, name: str = "") -> Picture:
    """A picture from its bytes: upright, on white, no side longer than LONGEST_SIDE. To be called on a thread.

    Raise Fault 'picture', 'picture_reader' where there is no child that could read it.
    """
    _must_be_small(len(data))
    if b"<svg" in data[:SNIFFED].lower():
        raise Fault("picture", {"reason": "picture_drawing"})
    told, rows = _read(data)
    written, format = _written(told, rows)
    shown = visible(well_formed(name))[:LONGEST_NAME]
    return Picture(digest_of(written), format, told.width, told.height, written, name=shown)


def _must_be_small(size: int) -> None:
    if size > LARGEST_FILE:
        raise Fault("picture", {"reason": "picture_bytes", "most": LARGEST_FILE})


def _read(data: bytes) -> tuple[Pixels, bytes]:
    """What the child makes of it, which is held to be hostile, too."""
    try:
        child = start_child(own_command("--picture"))
    except OSError as error:
        raise Fault("picture_reader", {"reason": reason_of(error)}) from error
    with child:
        try:
            out, _errors = child.communicate(data, timeout=SECONDS)
        except subprocess.TimeoutExpired as error:
            child.kill()
            raise Fault("picture", {"reason": "picture_slow"}) from error
    line, _newline, rows = out.partition(b"\n")
    try:
        told = _decode(line)
    except msgspec.MsgspecError as error:
        reason = {"reason": "picture_memory"} if child.returncode else {"reason": "picture_damaged"}
        raise Fault("picture", reason) from error
    if isinstance(told, Refused):
        raise Fault(told.code, told.details)
    is_sound = 0 < told.width <= LONGEST_SIDE and 0 < told.height <= LONGEST_SIDE
    if not is_sound or len(rows) != told.width * told.height * 3:
        raise Fault("picture", {"reason": "picture_damaged"})
    return told, rows


def _written(told: Pixels, rows: bytes) -> tuple[bytes, PictureFormat]:
    """The pixels as a file of ours."""
    from PIL import Image  # Only who has pictures waits for it.

    made, stream = Image.frombytes("RGB", (told.width, told.height), rows), io.BytesIO()
    if told.is_lossy:
        made.save(stream, "JPEG", quality=QUALITY)
        return stream.getvalue(), PictureFormat.JPEG
    made.save(stream, "PNG")
    return stream.getvalue(), PictureFormat.PNG
