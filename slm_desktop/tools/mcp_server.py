"""The app's side of a server of tools: the child in front of it, what it tells, and its end."""

import contextlib
import subprocess
import threading
from collections import deque
from collections.abc import Callable

import msgspec

from slm_desktop.children import own_command, start_child
from slm_desktop.core.tools.servers import ServerConfig
from slm_desktop.core.visible import well_formed
from slm_desktop.tools.ending import end_started
from slm_desktop.tools.lines import AnyOrder, AnyReport, Broken, Call, Cancel, Connect

LONGEST_LINE = 16 * 2**20
LAST_LINES, LONGEST_SAID = 5, 200
END_SECONDS = 4.0
"""For a server to end by itself."""
_decode = msgspec.json.Decoder(AnyReport).decode
_encode = msgspec.json.Encoder().encode


class McpServer:
    """One server. `on_report` is called on a thread, and for the last time with Broken."""

    def __init__(self, config: ServerConfig, on_report: Callable[[AnyReport], None]) -> None:
        self.config, self._on_report = config, on_report
        self._said: deque[str] = deque(maxlen=LAST_LINES)
        self._is_closed = False
        self._writing = threading.Lock()
        self._child = start_child(own_command("--mcp"), stderr=subprocess.PIPE, is_trusted=True)
        self._listening = threading.Thread(target=self._listen, name="mcp-words", daemon=True)
        self._reading = threading.Thread(target=self._read, name="mcp-reports", daemon=True)
        self._listening.start()
        self._reading.start()
        self._send(Connect(config))

    def call(self, id_: int, name: str, arguments: str) -> None:
        """Call one of its tools: Returned has the result."""
        self._send(Call(id_, name, arguments))

    def cancel(self, id_: int) -> None:
        """Leave a call."""
        self._send(Cancel(id_))

    def close(self) -> None:
        """Let the server end; one that does not is ended. To be called on a thread: that may take seconds."""
        self._is_closed = True
        self._close_input()
        try:
            self._child.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
        self._reading.join(END_SECONDS)

    def _close_input(self) -> None:
        with contextlib.suppress(OSError), self._writing:
            if self._child.stdin:
                self._child.stdin.close()

    def kill(self) -> None:
        """End the child and all that it has started."""
        self._is_closed = True
        end_started(self._child.pid)
        self._child.kill()
        self._child.wait()

    def _send(self, order: AnyOrder) -> None:
        """Write a line; where nobody reads any more, the end is told by the reader."""
        with contextlib.suppress(OSError, ValueError), self._writing:
            assert self._child.stdin is not None
            self._child.stdin.write(_encode(order) + b"\n")
            self._child.stdin.flush()

    def _read(self) -> None:
        """Tell what the child tells, until its end."""
        assert self._child.stdout is not None
        reason = ""
        while (line := self._child.stdout.readline(LONGEST_LINE)) and not reason:
            try:
                report = _decode(line)
            except msgspec.MsgspecError:
                self.kill()
                break
            if isinstance(report, Broken):
                reason = report.reason
            else:
                self._on_report(report)
        self._child.wait()
        self._child.stdout.close()
        self._close_input()
        self._listening.join()  # What it has said last says why.
        self._on_report(Broken(self._why(reason)))

    def _why(self, reason: str) -> str:
        """Why it is over, with what the server has said last."""
        said = " ".join(self._said)
        if self._is_closed:
            return ""
        return ": ".join(filter(None, (reason or "It ended.", said)))

    def _listen(self) -> None:
        """Remember the last lines that are meant for a person."""
        assert self._child.stderr is not None
        while line := self._child.stderr.readline(LONGEST_LINE):
            if text := well_formed(line.decode("utf-8", "replace")).strip():
                self._said.append(text[:LONGEST_SAID])
        self._child.stderr.close()
