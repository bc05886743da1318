"""Our own server in a process of its own, as `slm-desktop serve` starts it."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import httpx2

ADDRESS = re.compile(r" at (http://\S+)/v1")


class Served:
    """One that runs. `address` is without the path; `lines` is what it has printed."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.lines: list[str] = []
        self._has_address = threading.Event()
        self.address = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._has_address.wait()
        assert self.address, "".join(self.lines)
        self.http = httpx2.Client(base_url=self.address, timeout=120)

    @property
    def base_url(self) -> str:
        """What the SDKs of OpenAI are given."""
        return f"{self.address}/v1"

    def end(self) -> int:
        """Ask it to end; its exit code."""
        self.http.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait()
        self._reader.join()
        return code

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            found = ADDRESS.search(line)
            if found:
                self.address = found.group(1)
                self._has_address.set()
        self._has_address.set()
        self.process.stdout.close()


@contextmanager
def served(*arguments: str, environment: Sequence[tuple[str, str]] = ()) -> Iterator[Served]:
    """Start one on a free port, with more arguments."""
    command = [sys.executable, "-m", "slm_desktop", "serve", "--port", "0", *arguments]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **dict(environment)},
    )
    made = None
    try:
        made = Served(process)
        yield made
    finally:
        if made:
            made.end()
        else:
            process.kill()
            process.wait()
