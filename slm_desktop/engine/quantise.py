"""Weights of a model as another type, by llama.cpp: into one file, the only one that this child may write."""

import contextlib
import ctypes
import os
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from slm_desktop.core.engines.commands import PlanQuantise, Quantise
from slm_desktop.core.engines.events import AnyEvent, Quantised, QuantisePlanned, Quantising
from slm_desktop.core.models.quant_types import NEED_IMPORTANCE, QUANT_TYPES
from slm_desktop.engine.headers import check_headers
from slm_desktop.engine.native import Native
from slm_desktop.errors import Fault

STEP = re.compile(r"\[\s*(\d+)/\s*(\d+)\]")
SIZE = r"quant size\s*=\s*([\d.]+) MiB"
BEFORE = r"model size\s*=\s*([\d.]+) MiB"
FALLBACK = r"WARNING: (\d+) of \d+ tensor\(s\) required fallback"
LOOK_SECONDS = 0.25
MOST_AT_ONCE = 512 * 2**20
"""Bytes of a tensor's rows in memory."""
SPARE = 16 * 2**20
"""Bytes of the disk that are left free: the header comes on top of what is planned."""


def quantise(native: Native, command: Quantise, threads: int, emit: Callable[[AnyEvent], None]) -> Quantised:
    """Write the file. Raise Fault."""
    if command.kind not in QUANT_TYPES:
        raise Fault("quant_type", {"type": command.kind[:40]})
    if command.kind in NEED_IMPORTANCE and not command.importance:
        raise Fault("quant_importance", {"type": command.kind})
    began = time.monotonic()
    check_headers(command.path)
    planned = _planned(native, command, threads)
    emit(Quantising(command.run, done=0, total=0, planned=planned))
    free = _free(command.target)
    if planned + SPARE > free:
        raise Fault("quant_disk", {"needed": planned + SPARE, "free": free})
    native.log.lines.clear()
    with _watched(native, command.run, planned, emit):
        _run(native, command, threads)
    size = os.path.getsize(command.target)
    if size < planned:
        raise Fault("quant_failed", {"reason": "file_cut"})
    return Quantised(
        command.run,
        size=size,
        before=os.path.getsize(command.path),
        fallbacks=next((int(count) for (count,) in native.log.search(FALLBACK)), 0),
        seconds=time.monotonic() - began,
    )


def plan_quantise(native: Native, command: PlanQuantise, threads: int) -> QuantisePlanned:
    """Find the size of each type without writing anything."""
    check_headers(command.path)
    sizes: dict[str, int] = {}
    for kind in command.kinds:
        if kind not in QUANT_TYPES:
            continue
        native.log.lines.clear()
        trial = Quantise(command.run, command.path, os.devnull, kind, requantise=True, options=command.options)
        with contextlib.suppress(Fault):  # A type that this architecture cannot take.
            sizes[kind] = _planned(native, trial, threads) + _head(native, command.path)
    return QuantisePlanned(command.run, sizes)


def _head(native: Native, path: str) -> int:
    """Bytes of a file that are no tensors: they stay as they are."""
    found = native.log.search(BEFORE)
    return max(0, os.path.getsize(path) - int(float(found[-1][0]) * 2**20)) if found else 0


def _planned(native: Native, command: Quantise, threads: int) -> int:
    """Bytes of all tensors as they will be."""
    _run(native, command, threads, dry_run=True)
    found = native.log.search(SIZE)
    return int(float(found[-1][0]) * 2**20) if found else 0


def _run(native: Native, command: Quantise, threads: int, *, dry_run: bool = False) -> None:
    api = native.api
    params = api.llama_model_quantize_default_params()
    params.nthread = command.options.threads or threads
    params.ftype = QUANT_TYPES[command.kind]
    params.allow_requantize = command.requantise
    params.max_buf_size = MOST_AT_ONCE
    params.dry_run = dry_run
    matrix, entries = _matrix(native, command)
    if entries is not None:
        params.imatrix = ctypes.cast(entries, type(params.imatrix))
    status = api.llama_model_quantize(os.fsencode(command.path), os.fsencode(command.target), ctypes.byref(params))
    del matrix  # llama.cpp has read it until here.
    if status:
        raise _why_not(native, command, dry_run=dry_run)


def _matrix(native: Native, command: Quantise) -> tuple[object, Any]:
    """The importance matrix, if one is wanted, and its entries for llama.cpp."""
    if not command.importance:
        return None, None
    from slm_desktop.engine.importance import entries_of, read_matrix  # It brings numpy, which takes a moment.

    matrix = read_matrix(command.importance)
    return matrix, entries_of(native.api, matrix)


def _why_not(native: Native, command: Quantise, *, dry_run: bool) -> Fault:
    said = next((line for line in reversed(native.log.lines) if "failed to quantize" in line), "")
    reason = said.partition("failed to quantize: ")[2].strip()[:200]
    if "requantizing from type" in reason:
        return Fault("quant_again", {"type": command.kind})
    if not dry_run and "ios" in reason and _free(command.target) < SPARE:
        return Fault("quant_disk", {"needed": SPARE, "free": _free(command.target)})
    return Fault("quant_failed", {"reason": reason or "unreadable"})


def _free(target: str) -> int:
    """Bytes that are free where the file is to be, beside what it has already."""
    return shutil.disk_usage(os.path.dirname(target)).free + os.path.getsize(target)


@contextmanager
def _watched(native: Native, run: int, planned: int, emit: Callable[[AnyEvent], None]) -> Iterator[None]:
    """Tell how far it is, as llama.cpp's log says."""
    is_over = threading.Event()

    def watch() -> None:
        told = 0
        while not is_over.wait(LOOK_SECONDS):
            found = (STEP.search(line) for line in reversed(list(native.log.lines)))
            step = next((match for match in found if match), None)
            if step and int(step[1]) != told:
                told = int(step[1])
                emit(Quantising(run, done=told, total=int(step[2]), planned=planned))

    watcher = threading.Thread(target=watch, name="quantise-watch", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        is_over.set()
        watcher.join()
