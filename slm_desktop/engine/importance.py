"""An importance matrix: how strongly each column of a model's weights is used over a text, as llama-imatrix does it.

The sum of the squares of what is multiplied with a column, divided by how often: types of few bits keep those columns
better that matter.
"""

import ctypes
import os
import time
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from slm_desktop.core.engines.commands import Importance
from slm_desktop.core.engines.events import AnyEvent, Device, ImportanceMeasured, Quantising
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.engine.native import Native
from slm_desktop.engine.perplexity import BATCH, FEWEST_CHUNKS, Scorer
from slm_desktop.errors import Fault

DIMENSIONS, OP_PARAMETERS, SOURCES, NAME = 4, 16, 10, 64
"""ggml.h: GGML_MAX_DIMS, GGML_MAX_OP_PARAMS in numbers, GGML_MAX_SRC, GGML_MAX_NAME."""
F32, MOST_OPS, FEWEST_ROWS = 0, 256, 16
"""ggml_type of activations; a bound for numbers of operations; smaller batches say little, as llama-imatrix has it."""
Values = NDArray[np.float32]


class Tensor(ctypes.Structure):
    """ggml.h: ggml_tensor, as far as it is read."""


Tensor._fields_ = [
    ("type", ctypes.c_int),
    ("buffer", ctypes.c_void_p),
    ("ne", ctypes.c_int64 * DIMENSIONS),
    ("nb", ctypes.c_size_t * DIMENSIONS),
    ("op", ctypes.c_int),
    ("op_params", ctypes.c_int32 * OP_PARAMETERS),
    ("flags", ctypes.c_int32),
    ("src", ctypes.POINTER(Tensor) * SOURCES),
    ("view_src", ctypes.c_void_p),
    ("view_offs", ctypes.c_size_t),
    ("data", ctypes.c_void_p),
    ("name", ctypes.c_char * NAME),
]


def importance(
    native: Native, command: Importance, threads: int, gpus: list[Device], emit: Callable[[AnyEvent], None]
) -> ImportanceMeasured:
    """Measure it, tell of each chunk, and write it into the file. Raise Fault."""
    began = time.monotonic()
    reader = Reader(native, command, threads, gpus)
    tokens = reader.tokens(command.text)
    chunks = len(tokens) // command.context
    if chunks < FEWEST_CHUNKS:
        raise Fault("text_short", {"count": len(tokens), "needed": FEWEST_CHUNKS * command.context})
    for chunk in range(chunks):
        reader.read(tokens[chunk * command.context : (chunk + 1) * command.context])
        emit(Quantising(command.run, done=chunk + 1, total=chunks, planned=0))
    found = reader.uses.matrix()
    write_matrix(command.target, found)
    return ImportanceMeasured(
        command.run, tensors=len(found), tokens=chunks * command.context, seconds=time.monotonic() - began
    )


class Uses:
    """What was multiplied with the columns of each tensor so far."""

    def __init__(self, native: Native) -> None:
        self._native = native
        self._sums: dict[str, NDArray[np.float64]] = {}
        self._counts: dict[str, NDArray[np.float64]] = {}
        self._multiply, self._by_expert = _number_of(native, b"MUL_MAT"), _number_of(native, b"MUL_MAT_ID")
        self._is_checked = False

    def wants(self, tensor: Tensor) -> bool:
        """Whether an operation multiplies activations with weights of a layer."""
        if tensor.op == self._by_expert:
            return True
        if tensor.op != self._multiply:
            return False
        weights, activations = tensor.src[0].contents, tensor.src[1].contents
        self._check(tensor.src[0])
        return activations.ne[1] >= FEWEST_ROWS and activations.type == F32 and _name(weights).startswith("blk.")

    def _check(self, pointer: Any) -> None:
        """Another build of llama.cpp may lay its tensors out in another way. Raise Fault."""
        if self._is_checked:
            return
        if self._native.call("ggml_get_name", ctypes.c_char_p, pointer) != pointer.contents.name:
            raise Fault("quant_failed", {"reason": "importance_layout"})
        self._is_checked = True

    def take(self, tensor: Tensor) -> None:
        """It was computed: add the squares."""
        weights = tensor.src[0].contents
        squares = self._values(tensor.src[1], np.float32).astype(np.float64) ** 2
        experts = int(weights.ne[2] * weights.ne[3])
        columns = squares.shape[-1]
        sums = self._sums.setdefault(_name(weights), np.zeros((experts, columns)))
        counts = self._counts.setdefault(_name(weights), np.zeros(experts))
        if tensor.op == self._by_expert:
            self._add_by_expert(sums, counts, squares[0], self._values(tensor.src[2], np.int32)[0, 0])
            return
        for outer in range(squares.shape[0]):
            for inner in range(squares.shape[1]):
                at = (outer % weights.ne[3]) * weights.ne[2] + inner % weights.ne[2]
                sums[at] += squares[outer, inner].sum(axis=0)
                counts[at] += squares.shape[2]

    @staticmethod
    def _add_by_expert(
        sums: NDArray[np.float64], counts: NDArray[np.float64], squares: NDArray[np.float64], ids: NDArray[np.int32]
    ) -> None:
        """`squares` are tokens by rows by columns, `ids` tokens by the experts that each is given to."""
        for used in range(ids.shape[1]):
            rows = squares[:, used % squares.shape[1]]
            for expert in np.unique(ids[:, used]):
                of_it = rows[ids[:, used] == expert]
                sums[expert] += of_it.sum(axis=0)
                counts[expert] += len(of_it)

    def _values(self, pointer: Any, kind: Any) -> NDArray[Any]:
        """A tensor's numbers, from wherever they are."""
        tensor = pointer.contents
        size = int(self._native.call("ggml_nbytes", ctypes.c_size_t, pointer))
        buffer = bytearray(size)
        place = (ctypes.c_char * size).from_buffer(buffer)
        self._native.call("ggml_backend_tensor_get", None, pointer, place, ctypes.c_size_t(0), ctypes.c_size_t(size))
        shape, strides = tuple(tensor.ne)[::-1], tuple(tensor.nb)[::-1]
        return np.ndarray(shape, kind, buffer, strides=strides)

    def matrix(self) -> dict[str, Values]:
        """The mean of the squares, a row for each expert one behind the other; 1 for an expert that was never asked.
        Raise Fault where a value is no number.
        """
        found: dict[str, Values] = {}
        for name, sums in self._sums.items():
            counts = self._counts[name][:, None]
            mean = np.where(counts > 0, sums / np.maximum(counts, 1), 1.0).astype(np.float32)
            if not np.isfinite(mean).all():
                raise Fault("quant_failed", {"reason": "importance_infinite"})
            found[name] = mean.ravel()
        return found


class Reader(Scorer):
    """A model that reads a text while its multiplications are watched."""

    def __init__(self, native: Native, command: Importance, threads: int, gpus: list[Device]) -> None:
        self.uses = Uses(native)
        self._error: BaseException | None = None
        self._callback = native.api.ggml_backend_sched_eval_callback(self._on_tensor)
        super().__init__(native, command.path, command, threads, gpus)

    def _params(self, context: int, options: LoadOptions) -> Any:
        params = super()._params(context, options)
        params.cb_eval = self._callback
        return params

    def _on_tensor(self, pointer: Any, is_asked: bool, _data: Any) -> bool:
        """llama.cpp asks before it computes a tensor, and tells when it is there; nothing may be raised into it."""
        try:
            tensor = ctypes.cast(pointer, ctypes.POINTER(Tensor)).contents
            if is_asked:
                return self.uses.wants(tensor)
            self.uses.take(tensor)
        except Exception as error:  # noqa: BLE001 - it is raised once llama.cpp has returned
            self._error = self._error or error
            return False
        return True

    def read(self, part: list[int]) -> None:
        """Let the model read a chunk. Raise Fault."""
        begun = self.begin(part)
        for start in range(0, len(part), BATCH):
            self.decode(begun[start : start + BATCH], start, 0)
            if self._error:
                raise self._error


def write_matrix(target: str, matrix: Mapping[str, Values]) -> None:
    """Into a file that is there."""
    with open(target, "wb") as file:
        np.savez(file, allow_pickle=False, **matrix)


def read_matrix(path: str) -> dict[str, Values]:
    """From a file that `write_matrix` wrote. Raise Fault."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            return {name: np.ascontiguousarray(stored[name], np.float32) for name in stored.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise Fault("file", {"path": os.path.basename(path), "reason": str(error)[:100]}) from error


def entries_of(api: Any, matrix: Mapping[str, Values]) -> Any:
    """The matrix as llama.cpp takes it: an array that ends with an entry without a name. `matrix` must outlive it."""
    made = (api.llama_model_imatrix_data * (len(matrix) + 1))()
    for at, (name, values) in enumerate(matrix.items()):
        made[at].name = name.encode()
        made[at].data = values.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
        made[at].size = values.size
    return made


def _number_of(native: Native, operation: bytes) -> int:
    """The number of an operation in this build of llama.cpp. Raise Fault."""
    for number in range(MOST_OPS):
        name = native.call("ggml_op_name", ctypes.c_char_p, ctypes.c_int(number))
        if name == operation:
            return number
        if not name or name == b"COUNT":
            break
    raise Fault("quant_failed", {"reason": "importance_layout"})


def _name(tensor: Tensor) -> str:
    """Its name, without what the scheduler puts before that of a copy: CUDA0#blk.0.ffn_up.weight#0."""
    parts = bytes(tensor.name).decode("utf-8", "replace").split("#")
    return parts[1] if len(parts) > 1 else parts[0]
