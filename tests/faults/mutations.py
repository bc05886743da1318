"""Models that were changed to do harm: other numbers in their headers, or other bytes anywhere."""

import math
import random
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gguf

NUMBERS = (0, 1, 2, 3, 5, 7, 8, 16, 63, 64, 65, 127, 128, 255, 256, 257, 511, 512, 1000, 4096, 65535, 2**20, 2**31 - 1, 2**31,
           2**32 - 1)  # fmt: skip
FLOATS = (0.0, -0.0, 1e-30, 1e-6, 0.5, 1.0, -1.0, 1e4, 1e30, math.inf, -math.inf, math.nan)
FORMS = {
    gguf.GGUFValueType.UINT32: "I",
    gguf.GGUFValueType.INT32: "i",
    gguf.GGUFValueType.FLOAT32: "f",
    gguf.GGUFValueType.BOOL: "B",
    gguf.GGUFValueType.UINT64: "Q",
}
MOST_ITEMS = 8
IN_HEADER = 0.8
"""The share of byte mutations that meet the header, which is where files say what they are."""


@dataclass(frozen=True)
class Place:
    """A number in a header: the key that it belongs to, where it stands, and how it is written."""

    key: str
    offset: int
    form: str


@dataclass(frozen=True)
class Base:
    """A model that works: its bytes, the numbers of its header, and where its weights begin."""

    name: str
    data: bytes
    places: tuple[Place, ...]
    header: int


@dataclass(frozen=True)
class Mutation:
    """A changed model, and what was changed in words."""

    base: str
    data: bytes
    changes: tuple[str, ...]
    keys: tuple[str, ...] = ()
    """The keys whose numbers are others."""


def base_of(path: Path) -> Base:
    """A model, ready to be changed."""
    reader = gguf.GGUFReader(path)
    return Base(path.stem, path.read_bytes(), tuple(_places(reader)), reader.data_offset)


def _places(reader: gguf.GGUFReader) -> list[Place]:
    """All numbers of a header: single ones, and the first of those of lists."""
    found = []
    begin = reader.data.ctypes.data
    for name, field in reader.fields.items():
        kinds = [kind for kind in field.types if kind != gguf.GGUFValueType.ARRAY]
        form = FORMS.get(kinds[-1]) if kinds and not name.startswith("GGUF.") else None
        if form is not None:
            parts = [field.parts[index] for index in field.data]
            found += [Place(name, part.ctypes.data - begin, form) for part in parts[:MOST_ITEMS]]
    return found


def other_values(base: Base, dice: random.Random) -> Mutation:
    """One to three numbers of the header are others."""
    changed, chosen, words = bytearray(base.data), dice.sample(base.places, dice.choice((1, 1, 1, 2, 3))), []
    for place in chosen:
        value: Any = dice.choice(FLOATS) if place.form == "f" else dice.choice(NUMBERS)
        if place.form == "i":
            value = value - 2**32 if value >= 2**31 else value
        if place.form == "B":
            value = value % 256
        struct.pack_into("<" + place.form, changed, place.offset, value)
        words.append(f"{place.key}={value}")
    return Mutation(base.name, bytes(changed), tuple(words), tuple(place.key for place in chosen))


def other_bytes(base: Base, dice: random.Random) -> Mutation:
    """Bytes are flipped, overwritten, left out, put in, moved, or missing at the end; mostly in the header."""
    changed, words = bytearray(base.data), []
    for _time in range(dice.choice((1, 1, 2, 4, 8))):
        end = base.header if dice.random() < IN_HEADER else len(changed)
        at = dice.randrange(max(1, min(end, len(changed))))
        damage = dice.choice(DAMAGES)
        damage(changed, at, dice)
        words.append(f"{damage.__name__.strip('_')} at {at}")
    return Mutation(base.name, bytes(changed), tuple(words))


def _flip(data: bytearray, at: int, dice: random.Random) -> None:
    if at < len(data):
        data[at] ^= 1 << dice.randrange(8)


def _overwrite(data: bytearray, at: int, dice: random.Random) -> None:
    length = min(dice.choice((1, 2, 4, 8, 32)), len(data) - at)
    data[at : at + length] = dice.choice((b"\0" * length, b"\xff" * length, dice.randbytes(length)))


def _overwrite_number(data: bytearray, at: int, dice: random.Random) -> None:
    number = dice.choice((0, 1, 2**16, 2**31, 2**32 - 1, 2**40, 2**60, 2**63, 2**64 - 1)).to_bytes(8, "little")
    data[at : at + 8] = number[: len(data) - at]


def _leave_out(data: bytearray, at: int, dice: random.Random) -> None:
    del data[at : at + dice.choice((1, 2, 4, 8, 64))]


def _put_in(data: bytearray, at: int, dice: random.Random) -> None:
    data[at:at] = dice.randbytes(dice.choice((1, 2, 4, 8, 64)))


def _move(data: bytearray, at: int, dice: random.Random) -> None:
    length, begin = dice.choice((4, 8, 64)), dice.randrange(max(1, len(data)))
    data[at : at + length] = data[begin : begin + length]


def _cut(data: bytearray, at: int, _dice: random.Random) -> None:
    del data[at:]


DAMAGES: tuple[Callable[[bytearray, int, random.Random], None], ...] = (
    _flip,
    _flip,
    _overwrite,
    _overwrite_number,
    _leave_out,
    _put_in,
    _move,
    _cut,
)
