"""Media of a prompt, as an engine gets them: pictures and sounds."""

import base64
import hashlib
import re
from collections.abc import Sequence
from enum import StrEnum

import msgspec

from slm_desktop.core.engines.events import Feature

MOST_MEDIA = 16
"""Pictures and sounds of one message: each takes some hundred tokens, a long sound some thousand."""
MEDIA_KEY = "pictures"
"""What media are called in files and in the database, which are older than sounds are here."""

DATA_URL = re.compile(r"data:(?:image|audio)/[\w.+-]+;base64,", re.IGNORECASE)


class MediaFormat(StrEnum):
    """How the bytes of a picture or a sound are written."""

    PNG = "png"
    JPEG = "jpeg"
    WAV = "wav"
    """One channel of 16 bits, 16,000 samples a second."""


class Media(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A picture of `width` times `height` pixels, or a sound of some `seconds`: its `data` as `format` (a MediaFormat)
    says.

    `digest` is the SHA-256 of the data, by which it is kept, and engines tell that they have read it before; what is
    kept of it elsewhere has no data. It stands in the text of its turn before the character `at`. `name` is that of its
    file, '' where it was pasted.
    """

    digest: str
    format: str
    width: int = 0
    height: int = 0
    data: bytes = b""
    at: int = 0
    name: str = ""
    seconds: float = 0.0

    @property
    def is_sound(self) -> bool:
        """Whether it is to be heard; else it is to be seen."""
        return self.format == MediaFormat.WAV

    @property
    def feature(self) -> Feature:
        """What an engine must be able to do to take it."""
        return Feature.AUDIO if self.is_sound else Feature.PICTURES

    @property
    def base64(self) -> str:
        """Its data as other servers take it."""
        return base64.b64encode(self.data).decode()

    @property
    def url(self) -> str:
        """It as a data URL."""
        return f"data:{'audio' if self.is_sound else 'image'}/{self.format};base64,{self.base64}"


def digest_of(data: bytes) -> str:
    """What the bytes of a picture or a sound are told by."""
    return hashlib.sha256(data).hexdigest()


def data_of(url: str) -> bytes | None:
    """What a data URL of a picture or a sound holds; None for any other address. Raise ValueError where that is no
    Base64.
    """
    found = DATA_URL.match(url)
    return base64.b64decode(url[found.end() :], validate=True) if found else None


def divided(text: str, media: Sequence[Media]) -> list[str | Media]:
    """A text and the media in it, in the order in which they are read; no text is empty."""
    pieces: list[str | Media] = []
    end = 0
    for item in sorted(media, key=lambda item: item.at):
        at = min(max(item.at, end), len(text))
        pieces += [text[end:at], item]
        end = at
    return [piece for piece in (*pieces, text[end:]) if piece]
