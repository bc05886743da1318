"""What the child that reads pictures and sounds says, and what it takes at most."""

import msgspec

LARGEST_FILE = 64 * 2**20
"""Bytes; no camera's picture comes near, nor does a talk that is compressed."""
LONGEST_SIDE = 2048
"""Pixels: models scale what is larger down to less."""


class Pixels(msgspec.Struct, frozen=True, tag=True):
    """Rows of red, green and blue follow."""

    width: int
    height: int
    is_lossy: bool


class Samples(msgspec.Struct, frozen=True, tag=True):
    """Samples of two bytes follow."""

    count: int


class Refused(msgspec.Struct, frozen=True, tag=True):
    """There are none, by a code of errors/."""

    code: str
    details: dict[str, str | int | float]
