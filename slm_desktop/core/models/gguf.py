"""The header of a GGUF file, read forward only and with every count bounded: it may have been made to do harm."""

import hashlib
import math
import struct
from collections import Counter
from collections.abc import Callable, Iterator
from typing import BinaryIO

import msgspec

from slm_desktop.core.visible import visible
from slm_desktop.errors import Fault

MAGIC = b"GGUF"
VERSIONS = (2, 3)
MOST_TENSORS, MOST_PAIRS, MOST_ITEMS = 200_000, 100_000, 4_000_000
LONGEST_KEY, LONGEST_TEXT = 65_535, 4 * 2**20
"""Bytes. The longest real chat templates are some tens of kilobytes; keys are at most 65,535 bytes by the format."""
READ_AT_ONCE = 64 * 1024
LONGEST_HEADER = 128 * 2**20
"""Bytes. A vocabulary of 262,144 tokens with its merges comes to about 16 MB."""
KEPT_ITEMS = 64
LARGEST_NUMBER = 2**53
"""A number of a header beyond this is no count of anything: it would only overflow wherever it is shown or sorted."""
MOST_DIMENSIONS, LARGEST_DIMENSION = 4, 2**40
LONGEST_TENSOR_NAME = 63
"""Bytes (ggml.h, GGML_MAX_NAME)."""
ALIGNMENT, DEFAULT_ALIGNMENT = "general.alignment", 32
VOCABULARY = "tokenizer.ggml.tokens"
POOLINGS = (1, 2, 3, 4)
"""Ways of making one vector of a text (llama.h, llama_pooling_type).

0 is none; what is unspecified is written as -1, which llama.cpp itself saves as 4294967295.
"""
DIFFUSION_ARCHITECTURES = ("dream", "llada", "llada-moe", "rnd1")
"""Those that fill in a whole text at once (llama-arch.cpp, llm_arch_is_diffusion)."""

SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
STRING, ARRAY = 8, 9

BLOCKS = {
    0: (1, 4),
    1: (1, 2),
    2: (32, 18),
    3: (32, 20),
    6: (32, 22),
    7: (32, 24),
    8: (32, 34),
    9: (32, 36),
    10: (256, 84),
    11: (256, 110),
    12: (256, 144),
    13: (256, 176),
    14: (256, 210),
    15: (256, 292),
    16: (256, 66),
    17: (256, 74),
    18: (256, 98),
    19: (256, 50),
    20: (32, 18),
    21: (256, 110),
    22: (256, 82),
    23: (256, 136),
    24: (1, 1),
    25: (1, 2),
    26: (1, 4),
    27: (1, 8),
    28: (1, 8),
    29: (256, 56),
    30: (1, 2),
    34: (256, 54),
    35: (256, 66),
    39: (32, 17),
    40: (64, 36),
    41: (128, 18),
    42: (64, 18),
}
"""Weights in a block and its bytes, by ggml's number of the type (ggml.h and ggml-common.h)."""

Scalar = int | float | bool | str
More = Callable[[int], bytes]
"""Gives the bytes that follow what was read, at least so many of them; fewer only at the end of the file."""


class Items(msgspec.Struct, frozen=True):
    """An array of the header: how many items it has, and the first of them where they are short.

    `digest` is that of all its bytes, of the vocabulary alone.
    """

    count: int
    kept: tuple[Scalar, ...] = ()
    digest: str = ""


class Tensor(msgspec.Struct, frozen=True):
    """One tensor: its number of weights, its bytes, and where they begin after the header; -1 bytes for an unknown
    type.

    `kind` is ggml's number of the type; the first number of its `shape` is that of the weights in a row.
    """

    name: str
    weights: int
    size: int
    offset: int
    kind: int = 0
    shape: tuple[int, ...] = ()


class Header(msgspec.Struct, frozen=True):
    """What the header says. `length` is its bytes, padding included; 0 when reading stopped before the vocabulary."""

    version: int
    metadata: dict[str, Scalar | Items]
    tensor_count: int
    tensors: tuple[Tensor, ...] = ()
    length: int = 0

    def text(self, key: str, default: str = "") -> str:
        """A text of the metadata."""
        value = self.metadata.get(key, default)
        return value if isinstance(value, str) else default

    def number(self, key: str) -> int:
        """A whole number of the metadata, 0 when there is none; of a list its largest (as layers may differ)."""
        value = self.metadata.get(key, 0)
        if isinstance(value, Items):
            return max((int(item) for item in value.kept if isinstance(item, int)), default=0)
        number = int(value) if isinstance(value, int | float) and math.isfinite(value) else 0
        return min(max(number, -LARGEST_NUMBER), LARGEST_NUMBER)

    @property
    def architecture(self) -> str:
        """general.architecture."""
        return self.text("general.architecture")

    def of_architecture(self, key: str) -> int:
        """A number that stands under the name of the architecture."""
        return self.number(f"{self.architecture}.{key}")

    @property
    def makes_vectors(self) -> bool:
        """Whether it turns a text into numbers in place of going on with it."""
        causal = self.metadata.get(f"{self.architecture}.attention.causal") is not False
        return self.of_architecture("pooling_type") in POOLINGS or not (causal or self.is_diffusion)

    @property
    def is_diffusion(self) -> bool:
        """Whether it fills in a whole text at once."""
        return self.architecture in DIFFUSION_ARCHITECTURES

    @property
    def vocabulary(self) -> int:
        """Number of tokens, 0 when the header has no list of them."""
        value = self.metadata.get(VOCABULARY)
        return value.count if isinstance(value, Items) else 0

    @property
    def vocabulary_digest(self) -> str:
        """The same for models whose tokens are the same and are found in the same way; '' without any."""
        value = self.metadata.get(VOCABULARY)
        if not isinstance(value, Items) or not value.digest:
            return ""
        found = (self.text("tokenizer.ggml.model"), self.text("tokenizer.ggml.pre"), value.digest)
        return hashlib.blake2b("|".join(found).encode("utf-8", "replace"), digest_size=16).hexdigest()

    @property
    def parameters(self) -> int:
        """Number of weights in all tensors of this file."""
        return sum(tensor.weights for tensor in self.tensors)

    @property
    def weight_bytes(self) -> int:
        """Bytes of all tensors of this file."""
        return sum(max(0, tensor.size) for tensor in self.tensors)

    @property
    def needed(self) -> int:
        """Bytes that the whole file must have at least."""
        return self.length + max((tensor.offset + max(0, tensor.size) for tensor in self.tensors), default=0)


class _Cursor:
    """The bytes read so far, and where in them reading stands."""

    def __init__(self, more: More) -> None:
        self._more, self._data, self.at = more, bytearray(), 0

    def take(self, count: int) -> bytes:
        """The next bytes. Raise Fault 'truncated' at the end of the file, 'header' beyond what a header may hold."""
        end = self.at + count
        if end > LONGEST_HEADER:
            raise _damaged("gguf_large")
        while len(self._data) < end:
            received = self._more(end - len(self._data))
            if not received:
                raise Fault("truncated")
            self._data += received
        taken = bytes(self._data[self.at : end])
        self.at = end
        return taken

    def number(self, form: str) -> int:
        """The next number, little-endian."""
        return int(struct.unpack("<" + form, self.take(struct.calcsize("<" + form)))[0])

    def text(self, longest: int = LONGEST_TEXT) -> str:
        """The next text; what is not UTF-8 in it is replaced."""
        return self._bytes(longest).decode("utf-8", "replace")

    def _bytes(self, longest: int) -> bytes:
        length = self.number("Q")
        if length > longest:
            raise _damaged("gguf_text", count=length)
        return self.take(length)

    def texts(self, count: int) -> tuple[str, ...]:
        """Skip texts, as fast as Python can: a vocabulary has hundreds of thousands.

        The first short ones are returned.
        """
        kept = tuple(self.text() for _ in range(min(count, KEPT_ITEMS)))
        unpack, at = struct.Struct("<Q").unpack_from, self.at
        for _ in range(count - len(kept)):
            if at + 8 > len(self._data):
                self._fill(at + 8)
            (length,) = unpack(self._data, at)
            if length > LONGEST_TEXT:
                raise _damaged("gguf_text", count=length)
            at += 8 + length
        self._fill(at)
        self.at = at
        return kept

    def must_be_distinct(self, begin: int, count: int) -> None:
        """Raise Fault where a text that was read from there to here stands there twice; empty ones may."""
        read, at, texts = bytes(self._data[begin : self.at]), 0, list[bytes]()
        unpack = struct.Struct("<Q").unpack_from
        for _ in range(count):
            end = at + 8 + unpack(read, at)[0]
            texts.append(read[at + 8 : end])
            at = end
        named = [text for text in texts if text]
        if len(set(named)) < len(named):
            twice = next(text for text, times in Counter(named).items() if times > 1)
            raise _damaged("gguf_token_twice", name=_short(twice.decode("utf-8", "replace")))

    def digest(self, begin: int) -> str:
        """A hash of what was read from there to here."""
        with memoryview(self._data)[begin : self.at] as read:
            return hashlib.blake2b(read, digest_size=16).hexdigest()

    def _fill(self, end: int) -> None:
        if end > len(self._data):
            before = self.at
            self.take(end - self.at)
            self.at = before


def more_of(file: BinaryIO) -> More:
    """Bytes of an open file, many at a time."""
    return lambda least: file.read(max(least, READ_AT_ONCE))


def read(more: More, *, facts_only: bool = False, distinct: bool = False) -> Header:
    """Read a header.

    With `facts_only` stop before the vocabulary, which is most of its bytes: no tensors are read then. With `distinct`
    see that no token of the vocabulary stands in it twice, which takes a while.

    Raise Fault 'not_gguf', 'gguf_version', 'truncated', or 'header' with what is wrong.
    """
    cursor = _Cursor(more)
    if cursor.take(4) != MAGIC:
        raise Fault("not_gguf", {"path": "The file"})
    version = cursor.number("I")
    if version not in VERSIONS:
        raise Fault("gguf_version", {"version": version})
    tensors, pairs = cursor.number("Q"), cursor.number("Q")
    if tensors > MOST_TENSORS or pairs > MOST_PAIRS:
        raise _damaged("gguf_entries", count=max(tensors, pairs))
    metadata: dict[str, Scalar | Items] = {}
    for _ in range(pairs):
        key = cursor.text(LONGEST_KEY)
        if facts_only and key == VOCABULARY:
            return Header(version, metadata, tensors)
        if not key or key in metadata:
            raise _damaged("gguf_key_twice" if key else "gguf_key_empty", key=_short(key))
        metadata[key] = _value(cursor, cursor.number("I"), key, distinct=distinct)
    if facts_only:
        return Header(version, metadata, tensors)
    alignment = _alignment(metadata)
    listed = tuple(_tensors(cursor, tensors, alignment))
    return Header(version, metadata, tensors, listed, _padded(cursor.at, alignment))


def _value(cursor: _Cursor, kind: int, key: str, *, distinct: bool) -> Scalar | Items:
    if kind == STRING:
        return cursor.text()
    if kind == ARRAY:
        return _items(cursor, key, distinct=distinct)
    form = SCALARS.get(kind)
    if form is None:
        raise _damaged("gguf_value_type", key=_short(key), kind=kind)
    value: Scalar = struct.unpack("<" + form, cursor.take(struct.calcsize("<" + form)))[0]
    return value


def _items(cursor: _Cursor, key: str, *, distinct: bool) -> Items:
    kind, count = cursor.number("I"), cursor.number("Q")
    if count > MOST_ITEMS:
        raise _damaged("gguf_list_length", count=count)
    if kind == STRING:
        begin = cursor.at
        texts = cursor.texts(count)
        if distinct and key == VOCABULARY:
            cursor.must_be_distinct(begin, count)
        return Items(count, texts, cursor.digest(begin) if key == VOCABULARY else "")
    form = SCALARS.get(kind)
    if form is None:
        raise _damaged("gguf_list_type", key=_short(key))
    data = cursor.take(count * struct.calcsize("<" + form))
    kept = min(count, KEPT_ITEMS)
    return Items(count, struct.unpack_from(f"<{kept}{form}", data))


def _tensors(cursor: _Cursor, count: int, alignment: int) -> Iterator[Tensor]:
    """The tensors, each of which must begin where the one before it ends; one of an unknown type ends nowhere."""
    names: set[str] = set()
    end: int | None = 0
    for _ in range(count):
        tensor = _tensor(cursor)
        if tensor.name in names:
            raise _damaged("gguf_tensor_twice", name=tensor.name)
        if end is not None and tensor.offset != end:
            raise _damaged("gguf_offset", name=tensor.name)
        names.add(tensor.name)
        end = None if end is None or tensor.size < 0 else end + _padded(tensor.size, alignment)
        yield tensor


def _tensor(cursor: _Cursor) -> Tensor:
    name = cursor.text(LONGEST_KEY)
    if len(name.encode()) > LONGEST_TENSOR_NAME:
        raise _damaged("gguf_name_length", count=len(name.encode()))
    dimensions = cursor.number("I")
    if not 1 <= dimensions <= MOST_DIMENSIONS:
        raise _damaged("gguf_dimensions", name=name, count=dimensions)
    shape = struct.unpack(f"<{dimensions}Q", cursor.take(8 * dimensions))
    if any(size > LARGEST_DIMENSION for size in shape) or math.prod(shape) > LARGEST_DIMENSION:
        raise _damaged("gguf_shape", name=name)
    kind, offset = cursor.number("I"), cursor.number("Q")
    if offset > 2**50:
        raise _damaged("gguf_beyond", name=name)
    weights = math.prod(shape)
    block, size = BLOCKS.get(kind, (1, 0))
    if shape[0] % block:
        raise _damaged("gguf_row", name=name, count=shape[0])
    return Tensor(name, weights, weights // block * size if size else -1, offset, kind, shape)


def _alignment(metadata: dict[str, Scalar | Items]) -> int:
    """Bytes whose multiples the tensors begin at."""
    asked = metadata.get(ALIGNMENT, DEFAULT_ALIGNMENT)
    if not isinstance(asked, int) or isinstance(asked, bool):
        raise _damaged("gguf_alignment_type")
    if asked <= 0 or asked & (asked - 1):
        raise _damaged("gguf_alignment", count=asked)
    return asked


def _padded(length: int, alignment: int) -> int:
    return -(-length // alignment) * alignment


def _short(key: str) -> str:
    return visible(key[:60])


def _damaged(reason: str, **details: str | int) -> Fault:
    return Fault(
        "header", {"reason": reason, **{name: visible(v) if isinstance(v, str) else v for name, v in details.items()}}
    )
