"""Files that are wrong in one way each, as llama.cpp's own test of its reader has them; some are whole."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace

U32, F32, STRING = 4, 6, 8
FLOATS, UNKNOWN_TYPE, REMOVED_TYPE = 0, 999, 4
"""ggml's numbers of types of weights."""
ALIGNMENT = 32
ROW = 32
LARGEST = 2**63 - 1


def text(words: str) -> bytes:
    return struct.pack("<Q", len(words.encode())) + words.encode()


def number(key: str, value: int, kind: int = U32) -> bytes:
    return text(key) + struct.pack("<II", kind, value)


@dataclass(frozen=True)
class Tensor:
    name: str
    shape: tuple[int, ...] = (ROW,)
    kind: int = FLOATS
    offset: int = 0
    dimensions: int = -1

    def encoded(self) -> bytes:
        count = self.dimensions if self.dimensions >= 0 else len(self.shape)
        numbers = struct.pack("<I", count) + struct.pack(f"<{len(self.shape)}q", *self.shape)
        return text(self.name) + numbers + struct.pack("<IQ", self.kind, self.offset)


@dataclass(frozen=True)
class File:
    magic: bytes = b"GGUF"
    version: int = 3
    pairs: tuple[bytes, ...] = (text("general.name") + struct.pack("<I", STRING) + text("Made by hand"),)
    tensors: tuple[Tensor, ...] = (Tensor("one"), Tensor("two", offset=4 * ROW))
    alignment: int = ALIGNMENT
    data: bytes = b"\0" * (8 * ROW)
    counts: tuple[int, int] = (-1, -1)
    """Of tensors and pairs, where they are not those that there are."""

    def encoded(self) -> bytes:
        tensors, pairs = (
            told if told >= 0 else len(there)
            for told, there in zip(self.counts, (self.tensors, self.pairs), strict=True)
        )
        head = self.magic + struct.pack("<IQQ", self.version, tensors, pairs)
        head += b"".join(self.pairs) + b"".join(tensor.encoded() for tensor in self.tensors)
        return head + b"\0" * (-len(head) % self.alignment) + self.data


def files() -> Iterator[tuple[str, File, str]]:
    """All of them: what is wrong, the file, and by which code or reason that is told; '' for one that is whole."""
    whole = File()
    one, two = whole.tensors
    pair = whole.pairs[0]
    aligned = number("general.alignment", 64)
    yield "header: magic", replace(whole, magic=b"GGML"), "not_gguf"
    yield "header: version 0", replace(whole, version=0), "gguf_version"
    yield "header: version 1", replace(whole, version=1), "gguf_version"
    yield "header: a version to come", replace(whole, version=4), "gguf_version"
    yield "header: bytes in the other order", replace(whole, version=3 << 24), "gguf_version"
    yield "header: count of tensors", replace(whole, counts=(LARGEST, -1)), "gguf_entries"
    yield "header: count of pairs", replace(whole, counts=(-1, LARGEST)), "gguf_entries"
    yield "header: empty", File(pairs=(), tensors=(), data=b""), ""
    yield "pairs: length of a key", replace(whole, pairs=(struct.pack("<Q", 2**62) + b"key",)), "gguf_text"
    yield "pairs: an empty key", replace(whole, pairs=(number("", 1),)), "gguf_key_empty"
    yield "pairs: type of a value", replace(whole, pairs=(number("key", 1, kind=99),)), "gguf_value_type"
    yield "pairs: a key twice", replace(whole, pairs=(pair, pair)), "gguf_key_twice"
    yield "pairs: an alignment of 13", replace(whole, pairs=(number("general.alignment", 13),)), "gguf_alignment"
    yield "pairs: an alignment of 0", replace(whole, pairs=(number("general.alignment", 0),)), "gguf_alignment"
    fraction = text("general.alignment") + struct.pack("<If", F32, 64.0)
    yield "pairs: type of the alignment", replace(whole, pairs=(fraction,)), "gguf_alignment_type"
    yield "pairs: whole", File(tensors=(), data=b""), ""
    yield "tensors: length of a name", replace(whole, tensors=(Tensor("n" * 64), two)), "gguf_name_length"
    yield "tensors: dimensions", replace(whole, tensors=(replace(one, dimensions=5), two)), "gguf_dimensions"
    yield "tensors: a negative dimension", replace(whole, tensors=(replace(one, shape=(-1,)), two)), "gguf_shape"
    yield "tensors: no weights", replace(whole, tensors=(replace(one, shape=(0,)), replace(two, offset=0))), ""
    large = replace(one, shape=(2**32, 2**32))
    yield "tensors: product of dimensions", replace(whole, tensors=(large, two)), "gguf_shape"
    yield "tensors: bytes", replace(whole, tensors=(replace(one, shape=(LARGEST // 4,)), two)), "gguf_shape"
    yield (
        "tensors: bytes with padding",
        replace(whole, tensors=(replace(one, shape=(LARGEST // 4 - 1,)), two)),
        "gguf_shape",
    )
    yield "tensors: type", replace(whole, tensors=(one, replace(two, kind=UNKNOWN_TYPE))), "gguf_tensor_type"
    yield (
        "tensors: a type that is no more",
        replace(whole, tensors=(one, replace(two, kind=REMOVED_TYPE))),
        "gguf_tensor_type",
    )
    yield "tensors: offset", replace(whole, tensors=(one, replace(two, offset=4 * ROW + 1))), "gguf_offset"
    yield "tensors: a name twice", replace(whole, tensors=(one, replace(two, name="one"))), "gguf_tensor_twice"
    yield (
        "tensors: alignment of 64 told, 32 kept",
        replace(whole, pairs=(aligned,), tensors=(replace(one, shape=(8,)), replace(two, offset=32))),
        "gguf_offset",
    )
    yield "tensors: whole", whole, ""
    yield "tensors: whole, aligned by 64", replace(whole, pairs=(aligned,), alignment=64), ""
    yield "data: not enough", replace(whole, data=whole.data[:-1]), "truncated"
    yield "data: none", replace(whole, data=b""), "truncated"
    yield "data: an alignment of 2^31", replace(whole, pairs=(number("general.alignment", 2**31),)), "gguf_offset"
    yield (
        "data: alignment of 64 told, 32 kept",
        _padded_by_32(replace(whole, pairs=(aligned, number("key", 1)))),
        "truncated",
    )
    yield (
        "data: more memory than there is",
        replace(whole, tensors=(replace(one, shape=(2**40, 2**20)), two)),
        "gguf_shape",
    )
    yield "data: whole", replace(whole, data=bytes(range(256))), ""


def _padded_by_32(file: File) -> File:
    """The same with a name so long that its weights begin where 32 divides and 64 does not."""
    for length in range(64):
        longer = replace(file, pairs=(*file.pairs, number("k" * (length + 1), 1)))
        if (len(longer.encoded()) - len(longer.data)) % 64 == 32:
            return longer
    raise AssertionError("some length of a name fits")
