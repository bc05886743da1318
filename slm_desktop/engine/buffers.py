"""What llama.cpp has allocated, as its log says."""

import re
from collections.abc import Iterable
from itertools import chain

from slm_desktop.core.engines.events import Buffer
from slm_desktop.engine.native import Native

BUFFER = re.compile(r"^\S+:\s+(\S+)\s+(model|KV|RS|compute|output) buffer size\s*=\s*([\d.]+) MiB")
BUFFER_KINDS = {"model": "weights", "KV": "kv", "RS": "kv", "compute": "compute", "output": "output"}


def reported(native: Native) -> tuple[Buffer, ...]:
    """The allocations in the kept lines of llama.cpp's log."""
    found = (match.groups() for line in native.log.lines if (match := BUFFER.match(line)))
    return added(Buffer(device, BUFFER_KINDS[kind], int(float(size) * 1024 * 1024)) for device, kind, size in found)


def added(*several: Iterable[Buffer]) -> tuple[Buffer, ...]:
    """The buffers of several contexts, one entry a device and kind."""
    sizes: dict[tuple[str, str], int] = {}
    for buffer in chain(*several):
        key = (buffer.device, buffer.kind)
        sizes[key] = sizes.get(key, 0) + buffer.size
    return tuple(Buffer(device, kind, size) for (device, kind), size in sizes.items())
