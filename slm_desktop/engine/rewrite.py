"""A model written once more: with other fields in its header, in one file or as one of several.

The tensors are copied byte for byte; the only file that this child may write is the new one.
"""

import io
import os
import time
from collections.abc import Callable, Iterator
from typing import BinaryIO

from slm_desktop.core.engines.commands import FilePart, Rewrite
from slm_desktop.core.engines.events import AnyEvent, Quantised, Quantising
from slm_desktop.core.models import gguf
from slm_desktop.core.models.header_edits import check_edits
from slm_desktop.core.models.precheck import precheck
from slm_desktop.engine.gguf_files import I32, U16, GgufFile, NewHeader, pad, room_for
from slm_desktop.engine.headers import parts_of
from slm_desktop.engine.llama import Model
from slm_desktop.engine.native import Native
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of

NUMBER, COUNT, TENSORS = "split.no", "split.count", "split.tensors.count"
"""Written and read by llama.cpp (llama-arch.cpp): the first file has number 0."""


def rewrite(native: Native, command: Rewrite, emit: Callable[[AnyEvent], None]) -> Quantised:
    """Write the file. Raise Fault."""
    began = time.monotonic()
    paths = parts_of(command.path)
    if command.part and len(paths) > 1:
        raise Fault("merge_split")
    files = [_opened(path) for path in paths]
    check_edits(files[0].header, command.fields, command.removed)
    whole = [(file, tensor) for file in files for tensor in file.header.tensors]
    part = command.part or FilePart(1, 1, 0, len(whole))
    chosen = whole[part.first : part.first + part.tensors]
    planned = sum(tensor.size for _file, tensor in chosen)
    with room_for(command.target, planned), open(command.target, "r+b") as target:
        target.write(_head(native, command, paths, part, [tensor.name for _file, tensor in chosen], len(whole)))
        emit(Quantising(command.run, done=0, total=len(chosen), planned=planned))
        for done in _copied(target, chosen):
            emit(Quantising(command.run, done=done, total=len(chosen), planned=planned))
    if command.part is None:
        _must_load(native, command)
    size, before = os.path.getsize(command.target), sum(map(os.path.getsize, paths))
    return Quantised(command.run, size=size, before=before, fallbacks=0, seconds=time.monotonic() - began)


def _opened(path: str) -> GgufFile:
    try:
        return GgufFile(path)
    except FileNotFoundError as error:
        raise Fault("missing", {"path": os.path.basename(path)}) from error
    except OSError as error:
        raise Fault("unreadable", {"path": os.path.basename(path), "reason": reason_of(error)}) from error


def _must_load(native: Native, command: Rewrite) -> None:
    """See that llama.cpp takes the new file where it took the old one, without reading weights. Raise Fault."""
    after = _why_not(native, command.target)
    if after and not _why_not(native, command.path):
        raise after


def _why_not(native: Native, path: str) -> Fault | None:
    model = Model(native, path)
    try:
        model.load(0, lambda _progress: True, no_alloc=True)
    except Fault as fault:
        return fault
    finally:
        model.close()
    return None


def _head(native: Native, command: Rewrite, paths: list[str], part: FilePart, tensors: list[str], of_all: int) -> bytes:
    """The header of the new file, which llama.cpp must be able to take. Raise Fault."""
    head = NewHeader(native, paths)
    for key in (NUMBER, COUNT, TENSORS, *command.removed):
        head.remove(key)
    for key, value in command.fields.items():
        head.set(key, value)
    if part.number > 1:
        head.clear()  # The first file says it for all.
    if part.count > 1:
        head.set(NUMBER, part.number - 1, U16)
        head.set(COUNT, part.count, U16)
        head.set(TENSORS, of_all, I32)
    for name in tensors:
        head.add_tensor(name)
    encoded = head.encoded()
    precheck(gguf.read(gguf.more_of(io.BytesIO(encoded))))
    return encoded


def _copied(target: BinaryIO, chosen: list[tuple[GgufFile, gguf.Tensor]]) -> Iterator[int]:
    for done, (file, tensor) in enumerate(chosen, 1):
        target.write(file.data(tensor).data)
        pad(target)
        yield done
