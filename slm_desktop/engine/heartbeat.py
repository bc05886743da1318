"""Say regularly that the child lives, and what memory and processor it uses."""

import threading
from collections.abc import Callable

import psutil

from slm_desktop.core.engines.events import AnyEvent, Buffer, Sample

BUSY_SECONDS = 0.25
IDLE_SECONDS = 1.0


class Heartbeat:
    """A thread that emits a Sample four times a second while there is work, else once a second.

    `on_beat` is called with each of them.
    """

    def __init__(self, emit: Callable[[AnyEvent], None]) -> None:
        self._emit, self._process = emit, psutil.Process()
        self._buffers: tuple[Buffer, ...] = ()
        self._is_busy: Callable[[], bool] = lambda: True
        self._parked: Callable[[], int] = lambda: 0
        self._on_beat: Callable[[], None] = lambda: None
        threading.Thread(target=self._beat, name="heartbeat", daemon=True).start()

    def watch(
        self,
        *,
        buffers: tuple[Buffer, ...],
        is_busy: Callable[[], bool],
        parked: Callable[[], int],
        on_beat: Callable[[], None],
    ) -> None:
        """The model is loaded: tell its memory apart from now on.

        `parked` counts the bytes of caches beside the context.
        """
        self._buffers, self._is_busy, self._parked, self._on_beat = buffers, is_busy, parked, on_beat

    def _beat(self) -> None:
        pause = threading.Event()
        while not pause.wait(BUSY_SECONDS if self._is_busy() else IDLE_SECONDS):
            self._emit(sample(self._process, self._buffers, self._parked()))
            self._on_beat()


def sample(process: psutil.Process, buffers: tuple[Buffer, ...], parked: int) -> Sample:
    """What the process uses now. Mapped weights count as far as they are in memory (the shared pages)."""
    memory = process.memory_info()
    mapped = _total(buffers, "weights", lambda device: device.endswith("_Mapped"))
    allocated = _total(buffers, "weights", lambda device: device.startswith("CPU") and not device.endswith("_Mapped"))
    weights = min(mapped, getattr(memory, "shared", mapped)) + allocated
    kv = _total(buffers, "kv", lambda device: device.startswith("CPU"))
    rest = max(0, memory.rss - weights - kv)
    return Sample(0, weights, kv, rest, process.cpu_percent(), _by_device(buffers), min(rest, parked))


def _total(buffers: tuple[Buffer, ...], kind: str, of: Callable[[str], bool]) -> int:
    return sum(buffer.size for buffer in buffers if buffer.kind == kind and of(buffer.device))


def _by_device(buffers: tuple[Buffer, ...]) -> dict[str, int]:
    """Bytes on each device that is not main memory."""
    used: dict[str, int] = {}
    for buffer in buffers:
        if not buffer.device.startswith("CPU") and not buffer.device.endswith("_Host"):
            used[buffer.device] = used.get(buffer.device, 0) + buffer.size
    return used
