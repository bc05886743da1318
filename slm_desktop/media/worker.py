"""The child that reads a picture or a sound: `python -m slm_desktop --media`. Its bytes come on stdin; a JSON line with
its size goes out, and its pixels or samples, or a line that says why there are none.

What reads them is imported before; then the system gives out no files, sockets or processes any more.
"""

import contextlib
import os
import sys
from typing import BinaryIO

import msgspec

from slm_desktop.errors import Fault
from slm_desktop.media.wire import LARGEST_FILE, LONGEST_SIDE, Pixels, Refused, Samples
from slm_desktop.samples import OGG, decoded, is_sound
from slm_desktop.sandbox import confine, limit_memory, seal

MEMORY = 1024 * 2**20
"""Bytes that reading may take beside what the interpreter has already."""
SECONDS = 15
"""Of the processor."""


def main() -> int:
    """Read a picture or a sound, and give its pixels or samples."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # What a library prints is no picture.
    data = sys.stdin.buffer.read(LARGEST_FILE + 1)
    prepare = _prepare_sound if is_sound(data) else _prepare_picture
    prepare()
    confine(())
    with contextlib.suppress(ValueError, OSError):
        limit_memory(MEMORY)
    is_sealed = seal(SECONDS)
    try:
        _must_be_safe(data, is_sealed=is_sealed)
        _tell(data, out)
    except Fault as fault:
        _say(out, Refused(fault.code, fault.details))
    except MemoryError:
        _say(out, Refused("media", {"reason": "media_memory"}))
    except Exception:  # noqa: BLE001 - a reader may raise anything on what strangers have made
        _say(out, Refused("media", {"reason": "media_damaged"}))
    out.flush()
    os._exit(0)


def _prepare_sound() -> None:
    """Import what reads sounds, while that is still allowed."""
    import miniaudio  # noqa: F401 - used later


def _prepare_picture() -> None:
    """Import what reads pictures, while that is still allowed."""
    import copy  # noqa: F401 - what reads GIF imports it with the first frame

    from PIL import Image, ImageOps  # noqa: F401 - used later

    from slm_desktop import pixels  # noqa: F401 - used later

    Image.init()
    with contextlib.suppress(ImportError):  # What reads AVIF would begin threads.
        from PIL import AvifImagePlugin

        AvifImagePlugin.DEFAULT_MAX_THREADS = 1


def _must_be_safe(data: bytes, *, is_sealed: bool) -> None:
    """miniaudio's decoder of Ogg Vorbis frees what a file makes it free: where nothing holds it, it is not used."""
    if data.startswith(OGG) and not is_sealed:
        raise Fault("media", {"reason": "sound_ogg"})


def _tell(data: bytes, out: BinaryIO) -> None:
    if is_sound(data):
        samples = decoded(data)
        _say(out, Samples(len(samples) // 2))
        out.write(samples)
        return
    from slm_desktop.pixels import scaled

    width, height, rows, is_lossy = scaled(data, LONGEST_SIDE)
    _say(out, Pixels(width, height, is_lossy))
    out.write(rows)


def _say(out: BinaryIO, line: Pixels | Samples | Refused) -> None:
    out.write(msgspec.json.encode(line) + b"\n")
