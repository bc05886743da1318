"""Model files that are read and written tensor by tensor, with headers as ggml itself writes them."""

import ctypes
import errno
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from slm_desktop.core.models import gguf
from slm_desktop.engine.headers import read
from slm_desktop.engine.native import Native
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of

SPARE = 16 * 2**20
"""Bytes of the disk that are left free: the header comes on top of what is planned."""
Pointer = ctypes.c_void_p
U16, U32, I32, F32, BOOL, STRING = 2, 4, 5, 6, 7, 8
"""gguf.h, gguf_type."""
NUMBERS: dict[int, tuple[str, Any]] = {
    0: ("u8", ctypes.c_uint8),
    1: ("i8", ctypes.c_int8),
    U16: ("u16", ctypes.c_uint16),
    3: ("i16", ctypes.c_int16),
    U32: ("u32", ctypes.c_uint32),
    I32: ("i32", ctypes.c_int32),
    F32: ("f32", ctypes.c_float),
    BOOL: ("bool", ctypes.c_bool),
    10: ("u64", ctypes.c_uint64),
    11: ("i64", ctypes.c_int64),
    12: ("f64", ctypes.c_double),
}
"""By ggml's number of a type: what its functions call it, and what they take."""


class _GgufParams(ctypes.Structure):
    """gguf.h, gguf_init_params."""

    _fields_ = (("no_alloc", ctypes.c_bool), ("ctx", ctypes.POINTER(Pointer)))


class GgufFile:
    """A file that is read as it lies on the disk."""

    def __init__(self, path: str) -> None:
        """Raise Fault where it is no GGUF, OSError."""
        self.header = read(path)
        self._bytes = np.memmap(path, np.uint8, mode="r")
        self.tensors = {tensor.name: tensor for tensor in self.header.tensors}

    def data(self, tensor: gguf.Tensor) -> NDArray[np.uint8]:
        """The bytes of a tensor. Raise Fault where some are missing, or nobody knows how many there are."""
        begin = self.header.length + tensor.offset
        if tensor.size < 0 or begin + tensor.size > len(self._bytes):
            raise Fault("header", {"reason": "gguf_beyond", "name": tensor.name})
        return self._bytes[begin : begin + tensor.size]


class NewHeader:
    """The header of a new file, made of those of others: it begins with all that the first of them says.

    What ggml holds for it is freed with the process, which ends when its file is written.
    """

    def __init__(self, native: Native, paths: Sequence[str]) -> None:
        """They are to be readable GGUF files. Raise Fault 'unreadable'."""
        self._native = native
        self._tensors: list[Pointer] = []
        """ggml's contexts, each with the tensors of one file."""
        self._opened = [self._open(path) for path in paths]
        self._new = Pointer(native.call("gguf_init_empty", Pointer))
        native.call("gguf_set_kv", None, self._new, self._opened[0])
        self.remove(gguf.ALIGNMENT)  # ggml writes with the usual one.

    def _open(self, path: str) -> Pointer:
        tensors = Pointer()
        init = self._native.function("gguf_init_from_file")
        init.restype, init.argtypes = Pointer, (ctypes.c_char_p, _GgufParams)
        opened = init(os.fsencode(path), _GgufParams(True, ctypes.pointer(tensors)))
        if not opened:
            raise Fault("unreadable", {"path": os.path.basename(path), "reason": "gguf_vocabulary"})
        self._tensors.append(tensors)
        return Pointer(opened)

    def kind_of(self, key: str) -> int | None:
        """ggml's number of the type that a key has; None where it is not there."""
        at = self._native.call("gguf_find_key", ctypes.c_int64, self._new, key.encode())
        return (
            int(self._native.call("gguf_get_kv_type", ctypes.c_int, self._new, ctypes.c_int64(at))) if at >= 0 else None
        )

    def set(self, key: str, value: gguf.Scalar, kind: int | None = None) -> None:
        """Give a key this value: of the type that it has, else of `kind`, else of the usual one for such a value.

        Raise Fault 'edit' where the type cannot hold it.
        """
        had = self.kind_of(key)
        kind = had if had is not None else _usual_kind(value) if kind is None else kind
        if kind == STRING and isinstance(value, str):
            self._native.call("gguf_set_val_str", None, self._new, key.encode(), value.encode("utf-8", "replace"))
            return
        if kind not in NUMBERS or isinstance(value, str):
            raise Fault("edit", {"key": key, "reason": "edit_type"})
        name, number = NUMBERS[kind]
        if not _holds(number, value):
            raise Fault("edit", {"key": key, "reason": "edit_range"})
        self._native.call(f"gguf_set_val_{name}", None, self._new, key.encode(), number(value))

    def remove(self, key: str) -> None:
        """Leave out a key, if it is there."""
        self._native.call("gguf_remove_key", ctypes.c_int64, self._new, key.encode())

    def clear(self) -> None:
        """Leave out all keys."""
        self._new = Pointer(self._native.call("gguf_init_empty", Pointer))

    def add_tensor(self, name: str, kind: int | None = None) -> None:
        """A tensor of one of the files comes next, of another type than there where one is given. Raise Fault."""
        found = (self._native.call("ggml_get_tensor", Pointer, tensors, name.encode()) for tensors in self._tensors)
        tensor = next(filter(None, found), None)
        if tensor is None:  # Its name is not valid text: here it is read as another one.
            raise Fault("header", {"reason": "gguf_tensor_name", "name": name})
        self._native.call("gguf_add_tensor", None, self._new, Pointer(tensor))
        if kind is not None:
            self._native.call("gguf_set_tensor_type", None, self._new, name.encode(), ctypes.c_int(kind))

    def encoded(self) -> bytes:
        """Its bytes, padding included."""
        size = int(self._native.call("gguf_get_meta_size", ctypes.c_size_t, self._new))
        data = ctypes.create_string_buffer(size)
        self._native.call("gguf_get_meta_data", None, self._new, data)
        return data.raw


def _usual_kind(value: gguf.Scalar) -> int:
    if isinstance(value, bool):
        return BOOL
    if isinstance(value, int):
        return U32 if value >= 0 else I32
    return F32 if isinstance(value, float) else STRING


def _holds(number: Any, value: bool | int | float) -> bool:
    """Whether a value is still the same as this type of C."""
    if number is ctypes.c_bool or isinstance(value, bool):
        return number is ctypes.c_bool and isinstance(value, bool)
    if number in (ctypes.c_float, ctypes.c_double):
        return bool(np.isfinite(number(value).value))
    return isinstance(value, int) and number(value).value == value


def pad(file: BinaryIO) -> None:
    """Fill up to where the next tensor begins."""
    file.write(b"\0" * (-file.tell() % gguf.DEFAULT_ALIGNMENT))


@contextmanager
def room_for(target: str, planned: int) -> Iterator[None]:
    """Write so many bytes into a file. Raise Fault 'quant_disk' where there is no room, before and while that is
    written; 'file' for what else goes wrong.
    """
    needed, free = planned + SPARE, shutil.disk_usage(os.path.dirname(target)).free
    if needed > free:
        raise Fault("quant_disk", {"needed": needed, "free": free})
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            free = shutil.disk_usage(os.path.dirname(target)).free + os.path.getsize(target)
            raise Fault("quant_disk", {"needed": needed, "free": free}) from error
        raise Fault("file", {"path": os.path.basename(target), "reason": reason_of(error)}) from error
