"""Pictures and sounds in a list of tokens.

They take many places of a prompt, which no token of the vocabulary stands for. There they are negative numbers: the
same for the same picture at any time, so that a cache can be compared with a prompt as ever. Each says which place of
its picture or sound it is, as that is in a cache as a whole or not at all.
"""

import hashlib
from collections.abc import Iterable, Sequence

PLACES = 1 << 16
"""More than one has: of a number the lower part is the place, the upper one which it is; an odd one is a sound."""
IDENTITY_BYTES = 5
SHOWN, SHOWN_SOUND = b"[image]", b"[audio]"
"""What they are in the text of a prompt that people read."""


def numbers(identity: str, count: int, *, is_sound: bool = False) -> list[int]:
    """The `count` places of the picture or sound that `identity` names."""
    digest = hashlib.sha256(f"{identity}:{count}".encode()).digest()
    base = (int.from_bytes(digest[:IDENTITY_BYTES], "big") * 2 + is_sound) * PLACES
    return [-(base + place + 1) for place in range(count)]


def place_of(number: int) -> int:
    """Which place of its picture or sound a negative number is."""
    return (-number - 1) % PLACES


def shown(number: int) -> bytes:
    """What stands for it in such a text: once, at its first place."""
    if place_of(number):
        return b""
    return SHOWN_SOUND if (-number - 1) // PLACES % 2 else SHOWN


def whole(tokens: Sequence[int], length: int) -> int:
    """The greatest number of the first `length` tokens that cuts no picture or sound in two."""
    cuts = 0 <= length < len(tokens) and tokens[length] < 0
    return length - place_of(tokens[length]) if cuts else length


def until_media(tokens: Sequence[int], most: int) -> int:
    """How many of the first `most` tokens stand before a picture or sound."""
    return next((at for at, token in enumerate(tokens[:most]) if token < 0), min(most, len(tokens)))


def words(tokens: Iterable[int]) -> list[int]:
    """The tokens of the vocabulary alone."""
    return [token for token in tokens if token >= 0]
