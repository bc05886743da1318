"""Background threads: work is queued by key, and each key has one thread that does its jobs in order."""

import heapq
import itertools
import queue
import threading
import time
from collections.abc import Callable

NETWORK = "net:"
"""Keys of queues that wait for servers begin so."""
Job = Callable[[], None]
Entry = tuple[float, int, Job]
"""When a job is due (monotonic), its number, and the job."""


class Jobs:
    """Queues of work. The error of a job that raises goes to `on_error` and the queue goes on."""

    def __init__(self, on_error: Callable[[str, Exception], None]) -> None:
        self._on_error = on_error
        self._queues: dict[str, queue.SimpleQueue[Entry | None]] = {}
        self._threads: list[threading.Thread] = []
        self._lock, self._numbers, self._ended = threading.Lock(), itertools.count(), False

    def submit(self, key: str, job: Job, after: float = 0.0) -> None:
        """Do `job` after all that was submitted for `key` before, and not before `after` seconds have passed.

        A job that is still to wait when the jobs are closed is not done.
        """
        with self._lock:
            if self._ended:
                return
            if key not in self._queues:
                self._queues[key] = queue.SimpleQueue()
                thread = threading.Thread(
                    target=self._serve, args=(key, self._queues[key]), name=f"jobs-{key}", daemon=True
                )
                self._threads.append(thread)
                thread.start()
            self._queues[key].put((time.monotonic() + after if after else 0.0, next(self._numbers), job))

    def close(self, seconds: float = 10.0, *, for_good: bool = False, hurry: Callable[[], None] = lambda: None) -> None:
        """Finish what is queued and end the threads; `for_good` nothing more is taken, and nobody waits for servers.

        When that takes longer than `seconds`, `hurry` is called, which cuts the work short, and they pass once more.
        """
        with self._lock:
            self._ended = for_good
            queues, threads, self._queues, self._threads = self._queues, self._threads, {}, []
        for work in queues.values():
            work.put(None)
        awaited = [thread for thread in threads if not (for_good and thread.name.startswith(f"jobs-{NETWORK}"))]
        if not _have_ended(awaited, seconds):
            hurry()
            _have_ended(awaited, seconds)

    def _serve(self, key: str, work: "queue.SimpleQueue[Entry | None]") -> None:
        waiting: list[Entry] = []
        while True:
            try:
                entry = work.get(timeout=max(0.0, waiting[0][0] - time.monotonic()) if waiting else None)
            except queue.Empty:
                entry = heapq.heappop(waiting)
            if entry is None:
                return
            if entry[0] > time.monotonic():
                heapq.heappush(waiting, entry)
            else:
                self._do(key, entry[2])

    def _do(self, key: str, job: Job) -> None:
        try:
            job()
        except Exception as error:  # noqa: BLE001 - whatever went wrong is reported, and the queue lives on
            self._on_error(key, error)


def _have_ended(threads: list[threading.Thread], seconds: float) -> bool:
    """Wait for threads, together no longer than so many seconds."""
    end = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
    return not any(thread.is_alive() for thread in threads)
