"""The pixels of a picture, from its bytes. They come from strangers: only confined children call this."""

import io

from slm_desktop.errors import Fault

MOST_PIXELS = 40_000_000
"""More than any camera of a phone takes by itself; with three bytes each, 120 MB."""


def pixels_of(data: bytes) -> tuple[int, int, bytes]:
    """Width, height, and rows of red, green and blue. Raise Fault 'picture' where they cannot be had."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # A start without pictures does not wait for it.

    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Fault("picture", {"reason": "picture_pixels", "width": picture.width, "height": picture.height})
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            return upright.width, upright.height, upright.tobytes()
    except UnidentifiedImageError as error:
        raise Fault("picture", {"reason": "picture_unknown"}) from error
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise Fault("picture", {"reason": "picture_damaged"}) from error
