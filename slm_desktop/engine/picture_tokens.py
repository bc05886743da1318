"""Pictures in a list of tokens.

A picture takes many places of a prompt, which no token of the vocabulary stands for. There they are negative numbers:
the same for the same picture at any time, so that a cache can be compared with a prompt as ever. Each says which place
of its picture it is, as a picture is in a cache as a whole or not at all.
"""

import hashlib
from collections.abc import Iterable, Sequence

PLACES = 1 << 16
"""More than one picture has: of a number the lower part is the place, the upper one the picture."""
IDENTITY_BYTES = 5
SHOWN = b"[image]"
"""What a picture is in the text of a prompt that people read."""


def numbers(identity: str, count: int) -> list[int]:
    """The `count` places of the picture that `identity` names."""
    digest = hashlib.sha256(f"{identity}:{count}".encode()).digest()
    base = int.from_bytes(digest[:IDENTITY_BYTES], "big") * PLACES
    return [-(base + place + 1) for place in range(count)]


def place_of(number: int) -> int:
    """Which place of its picture a negative number is."""
    return (-number - 1) % PLACES


def shown(number: int) -> bytes:
    """What stands for a picture in such a text: once, at its first place."""
    return b"" if place_of(number) else SHOWN


def whole(tokens: Sequence[int], length: int) -> int:
    """The greatest number of the first `length` tokens that cuts no picture in two."""
    cuts = 0 <= length < len(tokens) and tokens[length] < 0
    return length - place_of(tokens[length]) if cuts else length


def until_picture(tokens: Sequence[int], most: int) -> int:
    """How many of the first `most` tokens stand before a picture."""
    return next((at for at, token in enumerate(tokens[:most]) if token < 0), min(most, len(tokens)))


def words(tokens: Iterable[int]) -> list[int]:
    """The tokens of the vocabulary alone."""
    return [token for token in tokens if token >= 0]
