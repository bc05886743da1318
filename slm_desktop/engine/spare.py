"""An engine child that is started before the app itself: while the app is imported, it imports what loading needs."""

import contextlib
import subprocess
from types import TracebackType

from slm_desktop.children import own_command, start_child


class Spare:
    """The child of whoever takes it first. To be used as a context: at its end a child that nobody took is gone."""

    def __init__(self, command: list[str] | None = None) -> None:
        """Start it; one that cannot be started is missed by nobody, as whoever takes none starts another."""
        self._process: subprocess.Popen[bytes] | None = None
        with contextlib.suppress(OSError):
            self._process = start_child(command or [*own_command("--engine"), "--load"], stderr=subprocess.PIPE)

    def take(self) -> "subprocess.Popen[bytes] | None":
        """The child, for the first who wants it; None where it is gone."""
        process, self._process = self._process, None
        if process and process.poll() is not None:
            with process:  # It has ended; this closes its pipes.
                return None
        return process

    def close(self) -> None:
        """Nobody wants it any more."""
        if process := self.take():
            with process:
                process.kill()

    def __enter__(self) -> "Spare":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
