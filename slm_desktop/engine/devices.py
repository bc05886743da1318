"""What can compute here, and the memory it has free."""

import ctypes

import psutil

from slm_desktop.core.engines.events import Device
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.engine.memory import free_memory
from slm_desktop.engine.native import Native

KINDS = {0: "cpu", 1: "gpu", 2: "igpu", 3: "accel"}
ALL_LAYERS = 999
"""More layers than any model has."""


def devices(native: Native) -> tuple[Device, ...]:
    """All devices that llama.cpp's backends registered, the CPU included."""
    count = native.call("ggml_backend_dev_count", ctypes.c_size_t)
    return tuple(_device(native, index) for index in range(count))


def _device(native: Native, index: int) -> Device:
    handle = ctypes.c_void_p(native.call("ggml_backend_dev_get", ctypes.c_void_p, ctypes.c_size_t(index)))
    kind = KINDS.get(native.call("ggml_backend_dev_type", ctypes.c_int, handle), "accel")
    free, total = _memory(native, handle, kind)
    return Device(
        name=native.call("ggml_backend_dev_name", ctypes.c_char_p, handle).decode("utf-8", "replace"),
        description=native.call("ggml_backend_dev_description", ctypes.c_char_p, handle).decode("utf-8", "replace"),
        kind=kind,
        free=free,
        total=total,
    )


def _memory(native: Native, handle: ctypes.c_void_p, kind: str) -> tuple[int, int]:
    """Free and total bytes. llama.cpp says "all free" for the CPU, so the system is asked there."""
    if kind == "cpu":
        return free_memory(), psutil.virtual_memory().total
    free, total = ctypes.c_size_t(), ctypes.c_size_t()
    native.call("ggml_backend_dev_memory", None, handle, ctypes.byref(free), ctypes.byref(total))
    return free.value, total.value


def gpus_of(found: tuple[Device, ...]) -> list[Device]:
    """Those that layers can be offloaded to."""
    return [device for device in found if device.is_gpu]


def measured_layers(options: LoadOptions, gpus: list[Device]) -> int:
    """Layers to offload of a model that is measured. All, where none are named: it is not fitted to the memory."""
    if not gpus:
        return 0
    return ALL_LAYERS if options.gpu_layers < 0 else options.gpu_layers


def default_threads() -> int:
    """One thread a physical core, with one core left to the window where there are more than two."""
    cores = psutil.cpu_count(logical=False) or psutil.cpu_count() or 1
    usable = min(cores, len(psutil.Process().cpu_affinity()) if hasattr(psutil.Process, "cpu_affinity") else cores)
    return usable if usable <= 2 else usable - 1
