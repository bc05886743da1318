"""LoRA adapters merged into the weights of a model: into one file, the only one that this child may write.

Weights that an adapter changes become F16 where they were quantised, so that nothing of the change is rounded away;
all others are copied as they are. What an adapter adds is computed as llama.cpp does: B times A, by alpha over rank.
"""

import ctypes
import os
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, BinaryIO

import msgspec
import numpy as np
from numpy.typing import NDArray

from slm_desktop.core.engines.adapters import AdapterKind
from slm_desktop.core.engines.commands import Merge
from slm_desktop.core.engines.events import AnyEvent, Quantised, Quantising
from slm_desktop.core.models import gguf
from slm_desktop.core.models.names import part
from slm_desktop.engine.adapters import open_adapters
from slm_desktop.engine.gguf_files import GgufFile, NewHeader, pad, room_for
from slm_desktop.engine.llama import Model
from slm_desktop.engine.native import Native
from slm_desktop.errors import Fault

F32, F16, BF16 = 0, 1, 30
"""ggml's numbers of types."""
MOSTLY_F16 = 1
"""llama.h, llama_ftype."""
AT_ONCE = 64 * 2**20
"""Bytes of a tensor, as 32-bit floats, that are merged at once."""
LORA_A, LORA_B = ".lora_a", ".lora_b"
EMBEDDING = "token_embd.weight"
"""Its A is stored the other way round (llama-adapter.cpp)."""
Floats = NDArray[np.float32]
Pointer = ctypes.c_void_p


class _TypeTraits(ctypes.Structure):
    """The beginning of ggml.h's ggml_type_traits."""

    _fields_ = (
        ("type_name", ctypes.c_char_p),
        ("block", ctypes.c_int64),
        ("block_interleave", ctypes.c_int64),
        ("type_size", ctypes.c_size_t),
        ("is_quantised", ctypes.c_bool),
        ("to_float", ctypes.CFUNCTYPE(None, Pointer, Pointer, ctypes.c_int64)),
    )


class Change(msgspec.Struct, frozen=True):
    """What an adapter adds to a tensor: `up` times `down`, a row for each row of the weights."""

    up: Floats
    down: Floats

    def of(self, rows: slice) -> Floats:
        """What it adds to some rows."""
        return self.up[rows] @ self.down


def merge(native: Native, command: Merge, threads: int, emit: Callable[[AnyEvent], None]) -> Quantised:
    """Write the file. Raise Fault."""
    began = time.monotonic()
    if part(os.path.basename(command.path)):
        raise Fault("merge_split")
    _must_fit(native, command)
    base = GgufFile(command.path)
    changes: dict[str, list[Change]] = {}
    for path, scale in zip(command.adapters, command.scales, strict=True):
        _collect(changes, GgufFile(path), scale, native)
    if any(f"{name.removesuffix('.weight')}.scale" in base.tensors for name in changes):
        raise Fault("merge_scaled")  # What an adapter adds is not scaled with the weights.
    kinds = {tensor.name: _new_kind(tensor, changes) for tensor in base.header.tensors}
    planned = sum(_size(tensor, kinds[tensor.name]) for tensor in base.header.tensors)
    with room_for(command.target, planned):
        emit(Quantising(command.run, done=0, total=len(kinds), planned=planned))
        _write(native, command, base, kinds, changes, emit)
    size, before = os.path.getsize(command.target), os.path.getsize(command.path)
    return Quantised(command.run, size=size, before=before, fallbacks=0, seconds=time.monotonic() - began)


def _must_fit(native: Native, command: Merge) -> None:
    """Let llama.cpp say whether the adapters are made for this model. Raise Fault 'adapter'."""
    model = Model(native, command.path)
    model.load(0, lambda _progress: True)
    try:
        for one in open_adapters(model, command.adapters).described:
            if one.kind != AdapterKind.LORA:
                raise Fault("adapter", {"name": one.name, "reason": "adapter_vector"})
    finally:
        model.close()


def _collect(changes: dict[str, list[Change]], adapter: GgufFile, scale: float, native: Native) -> None:
    """What an adapter adds to which tensors."""
    alpha = adapter.header.metadata.get("adapter.lora.alpha", 0.0)
    for name, tensor in adapter.tensors.items():
        if not name.endswith(LORA_A):
            continue
        target = name.removesuffix(LORA_A)
        first = _floats(native, adapter, tensor)
        second = _floats(native, adapter, adapter.tensors[target + LORA_B])
        rank = second.shape[-1]
        factor = np.float32(scale * float(alpha) / rank if isinstance(alpha, int | float) and alpha else scale)
        changes.setdefault(target, []).extend(_of_pair(target, first, second, factor))


def _of_pair(target: str, first: Floats, second: Floats, factor: np.float32) -> list[Change]:
    """The change of each matrix of a tensor: a mixture of experts has many."""
    if target == EMBEDDING:
        return [Change(first * factor, np.ascontiguousarray(second.T))]
    if first.ndim == 2:
        return [Change(second * factor, first)]
    return [Change(up * factor, down) for up, down in zip(second, first, strict=True)]


def _floats(native: Native, file: GgufFile, tensor: gguf.Tensor) -> Floats:
    """A whole tensor; the last of its dimensions is that of a row."""
    return _decoded(native, file.data(tensor), tensor.kind).reshape(tensor.shape[::-1])


def _decoded(native: Native, data: NDArray[np.uint8], kind: int) -> Floats:
    if kind == F32:
        return data.view(np.float32)
    block, size = gguf.BLOCKS[kind]
    found = np.empty(len(data) // size * block, np.float32)
    traits = native.call("ggml_get_type_traits", ctypes.POINTER(_TypeTraits), ctypes.c_int(kind)).contents
    traits.to_float(data.ctypes.data, found.ctypes.data, found.size)
    return found


def _new_kind(tensor: gguf.Tensor, changes: Mapping[str, object]) -> int:
    return tensor.kind if tensor.name not in changes or tensor.kind in (F32, F16, BF16) else F16


def _size(tensor: gguf.Tensor, kind: int) -> int:
    if kind == tensor.kind:
        return tensor.size
    block, size = gguf.BLOCKS[kind]
    return tensor.weights // block * size


def _write(
    native: Native,
    command: Merge,
    base: GgufFile,
    kinds: Mapping[str, int],
    changes: Mapping[str, Sequence[Change]],
    emit: Callable[[AnyEvent], None],
) -> None:
    with open(command.target, "r+b") as file:
        file.write(_head(native, command, kinds, is_changed=kinds != {t.name: t.kind for t in base.header.tensors}))
        for done, tensor in enumerate(base.header.tensors, 1):
            _write_tensor(native, file, base, tensor, kinds[tensor.name], changes.get(tensor.name, ()))
            pad(file)
            emit(Quantising(command.run, done=done, total=len(kinds), planned=0))


def _head(native: Native, command: Merge, kinds: Mapping[str, int], *, is_changed: bool) -> bytes:
    """The header of the model with the new types, as ggml writes it."""
    head = NewHeader(native, [command.path])
    head.set("general.name", command.name)
    if is_changed:
        head.set("general.file_type", MOSTLY_F16)
    for name, kind in kinds.items():
        head.add_tensor(name, kind)
    return head.encoded()


def _write_tensor(
    native: Native, file: BinaryIO, base: GgufFile, tensor: gguf.Tensor, kind: int, changes: Sequence[Change]
) -> None:
    data = base.data(tensor)
    if not changes:
        file.write(data.data)
        return
    width = tensor.shape[0]
    count = len(changes[0].up)
    matrices = tensor.weights // (width * count)
    of_row, step = len(data) // (matrices * count), max(1, AT_ONCE // (4 * width))
    for matrix in range(matrices):
        own = changes[matrix::matrices]
        for first in range(0, count, step):
            rows = slice(first, min(first + step, count))
            begin, end = ((matrix * count + at) * of_row for at in (rows.start, rows.stop))
            whole = _decoded(native, data[begin:end], tensor.kind).reshape(-1, width).copy()
            for change in own:
                whole += change.of(rows)
            file.write(_encoded(whole, kind))


def _encoded(values: Floats, kind: int) -> Any:
    if kind == F32:
        return values
    if kind == F16:
        return values.astype(np.float16)
    bits = values.view(np.uint32)  # BF16 is the upper half of a 32-bit float, rounded to even.
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype(np.uint16)
