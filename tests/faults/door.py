"""A door on the loopback behind which somebody answers each connection as a test wishes."""

import contextlib
import socket
import threading
from collections.abc import Callable

Serve = Callable[[socket.socket], None]
LOOK_SECONDS = 0.2


class Door:
    """`serve` is called for each connection, on a thread of its own; what it raises ends the connection."""

    def __init__(self, serve: Serve) -> None:
        self._serve, self._over = serve, threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(LOOK_SECONDS)
        self.port = int(self._listener.getsockname()[1])
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def wait(self) -> None:
        """Say nothing until the test is over."""
        self._over.wait()

    def __enter__(self) -> "Door":
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _accept(self) -> None:
        while not self._over.is_set():
            with contextlib.suppress(TimeoutError):
                connection, _address = self._listener.accept()
                thread = threading.Thread(target=self._answer, args=(connection,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            self._serve(connection)
