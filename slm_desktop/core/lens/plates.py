"""A text as its tokens: what each shows, also where several make up one character."""

from collections.abc import Collection, Sequence

import msgspec

LONGEST_CHARACTER = 4
"""Bytes of UTF-8: what is no text after so many never will be."""


class Plate(msgspec.Struct, frozen=True):
    """What can be shown as one: a token, or those that only together are text.

    `first` is the number of its first token; a plate that `steers` is the name of a token that has no text.
    """

    first: int
    ids: tuple[int, ...]
    data: bytes
    steers: bool = False


def plates(ids: Sequence[int], pieces: Sequence[bytes], steering: Collection[int] = ()) -> list[Plate]:
    """The tokens of a text, in order."""
    found: list[Plate] = []
    at = 0
    while at < len(ids):
        count = 1 if ids[at] in steering else _together(pieces, at)
        data = b"".join(pieces[at : at + count])
        found.append(Plate(at, tuple(ids[at : at + count]), data, ids[at] in steering))
        at += count
    return found


def _together(pieces: Sequence[bytes], at: int) -> int:
    """How many tokens from a place on make text together; 1 where they never do."""
    data = b""
    for count, piece in enumerate(pieces[at : at + LONGEST_CHARACTER], 1):
        data += piece
        if _is_text(data):
            return count
    return 1


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
