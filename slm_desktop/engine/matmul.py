"""How many bytes of weights a device multiplies with in a second: ggml's own kernels, one type of weights after
another.
"""

import ctypes
import time
from contextlib import ExitStack
from typing import Any

import msgspec

from slm_desktop.core.models.gguf import BLOCKS
from slm_desktop.engine.native import Native

Pointer = ctypes.c_void_p
POOL = 128 * 2**20
"""Bytes of weights that are read in a pass: more than a processor keeps in its caches."""
WIDTH = 2048
"""Weights in a row. A model of some billion weights has such rows; for blocks of 256 they divide evenly."""
CPU_ROWS, GPU_ROWS = 2048, 16_384
"""Rows of a matrix: for a GPU more of them, as beginning to multiply takes it longer than doing so."""
PASSES = 4
F32 = 0
GRAPH_BYTES = 4 * 2**20
CPU, GPU, INTEGRATED_GPU = 0, 1, 2
"""Kinds of devices (ggml-backend.h, ggml_backend_dev_type)."""
TYPES = (12, 14, 8, 1, 2, 13, 3, 10, 11, 0, 30, 6, 7, 23, 20, 39, 21, 18, 22, 17, 16, 40, 35, 34, 29, 19)
"""ggml's numbers of the types that matrices of models have, the usual ones first.

Those of whole numbers and of a product's other side (Q8_1, Q8_K) are not among them: ggml crashes over such a matrix.
"""
USUAL = TYPES[:6]
"""Those that are measured once however long it takes: models of other types are rare."""


class _InitParams(ctypes.Structure):
    """ggml.h, ggml_init_params."""

    _fields_ = (("mem_size", ctypes.c_size_t), ("mem_buffer", Pointer), ("no_alloc", ctypes.c_bool))


class Graph(msgspec.Struct, frozen=True):
    """Multiplications with weights of one type, and the bytes of all those weights."""

    kind: int
    size: int
    handle: Pointer


class Device:
    """A processor or graphics card, as ggml sees it."""

    def __init__(self, native: Native, kind: int, threads: int) -> None:
        self._native, self._kind = native, kind
        self.handle = self._pointer("ggml_backend_dev_by_type", ctypes.c_int(kind))
        self._backend = self._pointer("ggml_backend_dev_init", self.handle, Pointer())
        if kind == CPU:
            self._use(threads)

    def _pointer(self, name: str, *arguments: Any) -> Pointer:
        return Pointer(self._native.call(name, Pointer, *arguments))

    def _entry(self, name: bytes) -> int:
        """The address of a function that only this kind of device has; 0 when it has none."""
        registry = self._pointer("ggml_backend_dev_backend_reg", self.handle)
        return self._pointer("ggml_backend_reg_get_proc_address", registry, name).value or 0

    def _use(self, threads: int) -> None:
        if address := self._entry(b"ggml_backend_set_n_threads"):
            ctypes.CFUNCTYPE(None, Pointer, ctypes.c_int)(address)(self._backend, threads)

    def buffer_types(self) -> list[Pointer]:
        """Where weights can lie, as llama.cpp tries them: first those that hold them rearranged for faster kernels."""
        found: list[Pointer] = []
        if address := self._entry(b"ggml_backend_dev_get_extra_bufts"):
            listed = ctypes.CFUNCTYPE(ctypes.POINTER(Pointer), Pointer)(address)(self.handle)
            while listed and listed[len(found)]:
                found.append(Pointer(listed[len(found)]))
        return [*found, self._pointer("ggml_backend_dev_buffer_type", self.handle)]

    def rates(self, seconds: float) -> dict[int, float]:
        """Bytes a second by ggml's number of the type; without those that the device lacks, and rare ones that time did
        not suffice for.

        All types are gone through several times, and the best time of each counts: what else the computer does in
        between slows one of them for a moment.
        """
        found: dict[int, float] = {}
        end = time.perf_counter() + seconds
        plain = self._pointer("ggml_backend_dev_buffer_type", self.handle)
        for place in self.buffer_types():
            with ExitStack() as rooms:
                pool = self._pool(place, rooms)
                left = [kind for kind in TYPES if kind not in found and pool.value]
                graphs = [graph for kind in left if (graph := self._graph(kind, pool, plain, rooms))]
                for number in range(PASSES):
                    for graph in graphs:
                        if time.perf_counter() < end or (number == 0 and graph.kind in USUAL):
                            found[graph.kind] = max(found.get(graph.kind, 0.0), graph.size / self._seconds(graph))
        return found

    def _pool(self, place: Pointer, rooms: ExitStack) -> Pointer:
        """Zeros that stand for weights, where this device wants them; nothing when there is no room."""
        pool = self._pointer("ggml_backend_buft_alloc_buffer", place, ctypes.c_size_t(POOL))
        if pool.value:
            rooms.callback(self._native.call, "ggml_backend_buffer_free", None, pool)
            self._native.call("ggml_backend_buffer_clear", None, pool, ctypes.c_uint8(0))
        return pool

    def _room(self, rooms: ExitStack) -> Pointer:
        """Room for the description of some hundred multiplications."""
        begin = self._native.function("ggml_init")
        begin.restype, begin.argtypes = Pointer, [_InitParams]
        room = Pointer(begin(_InitParams(GRAPH_BYTES, None, True)))
        rooms.callback(self._native.call, "ggml_free", None, room)
        return room

    def _graph(self, kind: int, pool: Pointer, plain: Pointer, rooms: ExitStack) -> Graph | None:
        """The whole pool, taken as matrices of a type, times a vector; None where buffer or device do not take it."""
        rows = CPU_ROWS if self._kind == CPU else GPU_ROWS
        block, bytes_of_block = BLOCKS[kind]
        size = WIDTH // block * bytes_of_block * rows
        room = self._room(rooms)
        vector = self._pointer("ggml_new_tensor_2d", room, F32, ctypes.c_int64(WIDTH), ctypes.c_int64(1))
        step = self._step(room, kind, rows, pool)
        if step > POOL:
            return None
        products = [self._product(room, kind, rows, vector, pool, at * step) for at in range(POOL // step)]
        if not self._native.call("ggml_backend_dev_supports_op", ctypes.c_bool, self.handle, products[0]):
            return None
        working = self._pointer("ggml_backend_alloc_ctx_tensors_from_buft", room, plain)
        rooms.callback(self._native.call, "ggml_backend_buffer_free", None, working)
        self._native.call("ggml_backend_buffer_clear", None, working, ctypes.c_uint8(0))
        graph = self._pointer("ggml_new_graph", room)
        for product in products:
            self._native.call("ggml_build_forward_expand", None, graph, product)
        return Graph(kind, size * len(products), graph)

    def _step(self, room: Pointer, kind: int, rows: int, pool: Pointer) -> int:
        """Bytes from one matrix to the next: where weights are rearranged they may take more than in a file."""
        matrix = self._pointer("ggml_new_tensor_2d", room, kind, ctypes.c_int64(WIDTH), ctypes.c_int64(rows))
        size = int(self._native.call("ggml_backend_buffer_get_alloc_size", ctypes.c_size_t, pool, matrix))
        alignment = int(self._native.call("ggml_backend_buffer_get_alignment", ctypes.c_size_t, pool))
        return -(-size // alignment) * alignment

    def _product(self, room: Pointer, kind: int, rows: int, vector: Pointer, pool: Pointer, offset: int) -> Pointer:
        """A matrix that lies at `offset` in the pool, times the vector."""
        matrix = self._pointer("ggml_new_tensor_2d", room, kind, ctypes.c_int64(WIDTH), ctypes.c_int64(rows))
        begin = self._pointer("ggml_backend_buffer_get_base", pool).value or 0
        self._native.call("ggml_backend_tensor_alloc", ctypes.c_int, pool, matrix, Pointer(begin + offset))
        return self._pointer("ggml_mul_mat", room, matrix, vector)

    def _seconds(self, graph: Graph) -> float:
        begin = time.perf_counter()
        self._native.call("ggml_backend_graph_compute", ctypes.c_int, self._backend, graph.handle)
        return max(time.perf_counter() - begin, 1e-9)
