"""Background threads: work is queued by key, and each key has one thread that does its jobs in order."""

import queue
import threading
from collections.abc import Callable

Job = Callable[[], None]


class Jobs:
    """Queues of work. A job that raises is told to `on_error` and the queue goes on."""

    def __init__(self, on_error: Callable[[str, Exception], None]) -> None:
        self._on_error = on_error
        self._queues: dict[str, queue.SimpleQueue[Job | None]] = {}
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()

    def submit(self, key: str, job: Job) -> None:
        """Do `job` after all that was submitted for `key` before."""
        with self._lock:
            if key not in self._queues:
                self._queues[key] = queue.SimpleQueue()
                thread = threading.Thread(target=self._serve, args=(key,), name=f"jobs-{key}", daemon=True)
                self._threads.append(thread)
                thread.start()
            self._queues[key].put(job)

    def close(self, seconds: float = 10.0) -> None:
        """Finish what is queued and end the threads."""
        for work in self._queues.values():
            work.put(None)
        for thread in self._threads:
            thread.join(seconds)
        self._queues, self._threads = {}, []

    def _serve(self, key: str) -> None:
        work = self._queues[key]
        while (job := work.get()) is not None:
            try:
                job()
            except Exception as error:  # noqa: BLE001 - whatever went wrong is told, and the queue lives on
                self._on_error(key, error)
