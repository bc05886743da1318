"""The app's side of an engine child: start it, command it, hear it, notice its death, end it."""

import logging
import queue
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO, cast

from slm_desktop.children import own_command, start_child
from slm_desktop.core.engines.commands import (
    AnyCommand,
    Benchmark,
    Calibrate,
    CutText,
    FirstCommand,
    Forecast,
    Generate,
    Importance,
    Load,
    Merge,
    Perplexity,
    PlanQuantise,
    Probe,
    Quantise,
    Quit,
    Rewrite,
    SelfTest,
)
from slm_desktop.core.engines.events import (
    AnyEvent,
    Benchmarked,
    Calibrated,
    Exited,
    Failed,
    Finished,
    Forecasted,
    Hello,
    ImportanceMeasured,
    Loaded,
    PerplexityMeasured,
    Quantised,
    QuantisePlanned,
    Responding,
    SelfTested,
    Stalled,
    Stopped,
    TextCut,
)
from slm_desktop.engine.diagnosis import plain
from slm_desktop.engine.wire import encode, read_event
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of

QUIT_SECONDS = 1.0
"""Given to a child that has closed its stdout to end."""
QUIT_TURN_SECONDS, MOST_QUIT_SECONDS = 0.05, 8.0
"""The most that a child is given to go by itself while it is heard, before it is terminated."""
TERMINATE_SECONDS = 1.0
"""Given to a terminated child, before it is killed."""
LAST_WORDS_SECONDS = 0.5
"""For what a dead child still had in its stderr."""
SILENCE_SECONDS = 2.5
"""Without a heartbeat for so long, a child counts as stalled."""
STDERR_LINES = 60
DEATHS = {"SIGKILL": "killed", "SIGSEGV": "crashed", "SIGBUS": "bus", "SIGILL": "illegal", "SIGABRT": "aborted"}

ENDS: dict[type, type] = {
    Probe: Hello,
    SelfTest: SelfTested,
    Forecast: Forecasted,
    Calibrate: Calibrated,
    Benchmark: Benchmarked,
    CutText: TextCut,
    Perplexity: PerplexityMeasured,
    Quantise: Quantised,
    Merge: Quantised,
    Rewrite: Quantised,
    PlanQuantise: QuantisePlanned,
    Importance: ImportanceMeasured,
    Load: Loaded,
}
"""The event that ends the run of a first command well."""

LOG = logging.getLogger(__name__)
OnEvent = Callable[[AnyEvent], None]


def child_command() -> list[str]:
    """How to start a child."""
    return own_command("--engine")


class Host:
    """One child. Four threads serve it: commands out, events in, its stderr, and the watch over its heartbeat."""

    def __init__(
        self,
        first: FirstCommand,
        on_event: OnEvent,
        command: list[str] | None = None,
        child: "subprocess.Popen[bytes] | None" = None,
    ) -> None:
        """Start the child, unless there is one that waits for its first command, and send `first`; `on_event` is called
        from the threads.

        Never raises: failures are events.
        """
        self._on_event, self._runs, self._lock = on_event, {first.run}, threading.Lock()
        self._ending = (Finished, Stopped, Failed, ENDS[type(first)])
        self._outbox: queue.SimpleQueue[AnyCommand | None] = queue.SimpleQueue()
        self._stderr: deque[str] = deque(maxlen=STDERR_LINES)
        self._last_heard, self._asked_to_go, self._garbled = time.monotonic(), False, ""
        self._over = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._process = child or self._start(command or child_command())
        if self._process:
            self.send(first)
            served = (("err", self._drain), ("out", self._write), ("in", self._read), ("watch", self._watch))
            threads = [threading.Thread(target=serve, name=f"engine-{name}", daemon=True) for name, serve in served]
            self._drainer = threads[0]
            for thread in threads:
                thread.start()

    @property
    def pid(self) -> int:
        """The child's process number, 0 when it could not be started."""
        return self._process.pid if self._process else 0

    def send(self, command: AnyCommand) -> None:
        """Queue a command: a stopped child with a full pipe must not stop the window."""
        if isinstance(command, Generate):
            with self._lock:
                self._runs.add(command.run)
        self._outbox.put(command)

    def log(self) -> tuple[str, ...]:
        """The last lines of the child's stderr."""
        return tuple(self._stderr)

    def close(self) -> None:
        """Climb the ladder on a thread of its own: quit, terminate, kill."""
        if not self._asked_to_go:
            self._asked_to_go = True
            threading.Thread(target=self._ladder, name="engine-close", daemon=True).start()

    def kill(self) -> None:
        """End the child now."""
        if self._process:
            self._process.kill()

    def join(self, seconds: float) -> bool:
        """Wait until the child is gone and its last event was passed on."""
        return self._over.wait(seconds)

    # -- threads ---------------------------------------------------------------------------------------------

    def _start(self, command: list[str]) -> "subprocess.Popen[bytes] | None":
        try:
            return start_child(command, stderr=subprocess.PIPE)
        except OSError as error:
            code = "too_many_files" if error.errno in (23, 24) else "not_started"
            self._end(code, {"reason": reason_of(error)})
            return None

    def _ladder(self) -> None:
        self.send(Quit(0))
        if self._process is None or self._has_left():
            return
        self._process.terminate()
        if not self._over.wait(TERMINATE_SECONDS):
            self._process.kill()

    def _has_left(self) -> bool:
        """Wait for the child to go; as long as it is heard it may be writing its prompt caches."""
        began = time.monotonic()
        while not self._over.wait(QUIT_TURN_SECONDS):
            now = time.monotonic()
            if now - began >= MOST_QUIT_SECONDS or now - max(self._last_heard, began) >= SILENCE_SECONDS:
                return False
        return True

    def _write(self) -> None:
        stream = cast("BinaryIO", self._child.stdin)
        while (command := self._outbox.get()) is not None:
            try:
                stream.write(encode(command))
                stream.flush()
            except OSError:
                break
            except ValueError:
                self._on_event(Failed(command.run, "template", {"reason": "no_text"}))
        with suppress(OSError):
            stream.close()

    def _read(self) -> None:
        stream = cast("BinaryIO", self._child.stdout)
        try:
            while (event := read_event(stream)) is not None:
                self._pass_on(event)
        except Fault as fault:
            self._garbled = str(fault.details["reason"])
            self._child.kill()
        self._bury()
        stream.close()

    def _pass_on(self, event: AnyEvent) -> None:
        self._last_heard = time.monotonic()
        if isinstance(event, self._ending):
            with self._lock:
                self._runs.discard(event.run)
        self._on_event(event)

    def _drain(self) -> None:
        stream = cast("BinaryIO", self._child.stderr)
        while line := stream.readline(4096):
            text = line.decode("utf-8", "replace").rstrip()[:300]
            self._stderr.append(text)
            LOG.info("engine %d: %s", self.pid, text)
        stream.close()

    def _watch(self) -> None:
        stalled = False
        while not self._over.wait(0.5):
            silence = time.monotonic() - self._last_heard
            if (silence >= SILENCE_SECONDS) != stalled:
                stalled = not stalled
                self._on_event(Stalled(0, round(silence, 1)) if stalled else Responding(0))

    @property
    def _child(self) -> "subprocess.Popen[bytes]":
        assert self._process is not None
        return self._process

    # -- death -----------------------------------------------------------------------------------------------

    def _bury(self) -> None:
        """The child closed its stdout: it is gone or will be; tell what became of it and of its runs."""
        try:
            status = self._child.wait(QUIT_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
            status = self._child.wait()
        self._outbox.put(None)
        self._drainer.join(LAST_WORDS_SECONDS)
        code, details = self._cause(status)
        self._end(code, details)

    def _cause(self, status: int) -> tuple[str, dict[str, str | int | float]]:
        if self._garbled:
            return "protocol", {"reason": self._garbled}
        if self._asked_to_go or status == 0:
            return "", {}
        reason = plain(next((line for line in reversed(self._stderr) if line), ""))
        if status < 0:
            name = next((known.name for known in signal.Signals if known == -status), f"signal {-status}")
            return DEATHS.get(name, "exited"), {"status": name, "reason": reason}
        return "exited", {"status": status, "reason": reason}

    def _end(self, code: str, details: dict[str, str | int | float]) -> None:
        """Each run ends in exactly one way: those still open fail with the child."""
        log = tuple(self._stderr)[-12:]
        with self._lock:
            runs, self._runs = sorted(self._runs), set()
        for run in runs:
            self._on_event(Stopped(run) if self._asked_to_go else Failed(run, code or "exited", details, log))
        LOG.info("engine %d ended: %s %s", self.pid, code or "as asked", details)
        self._on_event(Exited(0, code, details, log))
        self._over.set()
