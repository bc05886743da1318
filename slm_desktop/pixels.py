"""The pixels of a picture, from its bytes. Those come from strangers: only confined children call this."""

import io
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from slm_desktop.errors import Fault

if TYPE_CHECKING:  # A start without pictures does not wait for it.
    from PIL import Image

MOST_PIXELS = 40_000_000
"""More than the cameras of phones take by themselves; with three bytes each, 120 MB."""
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
LOSSY = ("JPEG", "MPO", "AVIF")
LOSSLESS_WEBP = b"VP8L"
DEEP = ("I", "F")
"""Modes whose numbers may have any range: what is darkest in a picture becomes black, and what is brightest white."""
WHITE = (255, 255, 255)


def pixels_of(data: bytes) -> tuple[int, int, bytes]:
    """Width, height, and rows of red, green and blue. Raise Fault 'media' where they cannot be had."""
    with _opened(data) as picture:
        upright = _upright(picture)
        return upright.width, upright.height, upright.tobytes()


def scaled(data: bytes, longest: int) -> tuple[int, int, bytes, bool]:
    """The same with no side longer than `longest` pixels, and whether it was compressed with losses."""
    with _opened(data) as picture:
        is_lossy = picture.format in LOSSY or (picture.format == "WEBP" and LOSSLESS_WEBP not in data)
        picture.draft("RGB", (longest, longest))  # Some formats are read at a part of their size.
        upright = _upright(picture)
        upright.thumbnail((longest, longest))
        return upright.width, upright.height, upright.tobytes(), is_lossy


@contextmanager
def _opened(data: bytes) -> "Iterator[Image.Image]":
    from PIL import Image, UnidentifiedImageError

    Image.init()
    Image.MAX_IMAGE_PIXELS = None  # We count them ourselves.
    known = [format for format in FORMATS if format in Image.OPEN]
    try:
        with Image.open(io.BytesIO(data), formats=known) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Fault("media", {"reason": "picture_pixels", "width": picture.width, "height": picture.height})
            yield picture
    except UnidentifiedImageError as error:
        raise Fault("media", {"reason": "media_unknown"}) from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise Fault("media", {"reason": "media_damaged"}) from error


def _of_bytes(picture: "Image.Image") -> "Image.Image":
    """Grey of 16 bits and more, and of fractions, in the 256 steps of the screen."""
    if picture.mode.startswith("I;16"):
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.mode not in DEEP:
        return picture
    low, high = cast("tuple[float, float]", picture.getextrema())
    step = 255 / (high - low) if high > low and math.isfinite(high - low) else 1.0
    return picture.point(lambda value: (value - low) * step).convert("L")


def _upright(picture: "Image.Image") -> "Image.Image":
    """As the camera was held, and on white paper where it is transparent."""
    from PIL import Image, ImageOps

    upright = _of_bytes(ImageOps.exif_transpose(picture))
    if not upright.has_transparency_data:
        return upright.convert("RGB")
    layers = upright.convert("RGBA")
    paper = Image.new("RGB", layers.size, WHITE)
    paper.paste(layers, mask=layers.getchannel("A"))
    return paper
