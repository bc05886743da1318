"""A picture of a prompt, as an engine gets it."""

import base64
import hashlib
import re
from collections.abc import Sequence
from enum import StrEnum

import msgspec

MOST_PICTURES = 16
"""Pictures of one message: each takes some hundred tokens."""

DATA_URL = re.compile(r"data:image/[\w.+-]+;base64,", re.IGNORECASE)


class PictureFormat(StrEnum):
    """How the bytes of a picture are written."""

    PNG = "png"
    JPEG = "jpeg"


class Picture(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A picture of `width` times `height` pixels: its `data` as `format` (a PictureFormat) says.

    `digest` is the SHA-256 of the data, by which it is kept, and engines tell that they have read it before; what is
    kept of it elsewhere has no data. It stands in the text of its turn before the character `at`. `name` is that of its
    file, '' where it was pasted.
    """

    digest: str
    format: str
    width: int
    height: int
    data: bytes = b""
    at: int = 0
    name: str = ""

    @property
    def url(self) -> str:
        """It as a data URL, as other servers take it."""
        return f"data:image/{self.format};base64,{base64.b64encode(self.data).decode()}"


def digest_of(data: bytes) -> str:
    """What the bytes of a picture are told by."""
    return hashlib.sha256(data).hexdigest()


def data_of(url: str) -> bytes | None:
    """What a data URL of a picture holds; None for any other address. Raise ValueError where that is no Base64."""
    found = DATA_URL.match(url)
    return base64.b64decode(url[found.end() :], validate=True) if found else None


def divided(text: str, pictures: Sequence[Picture]) -> list[str | Picture]:
    """A text and the pictures in it, in the order in which they are read; no text is empty."""
    pieces: list[str | Picture] = []
    end = 0
    for picture in sorted(pictures, key=lambda picture: picture.at):
        at = min(max(picture.at, end), len(text))
        pieces += [text[end:at], picture]
        end = at
    return [piece for piece in (*pieces, text[end:]) if piece]
