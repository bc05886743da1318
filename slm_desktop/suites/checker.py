"""The parent side of checks: a child is asked, and one that takes too long is ended; the check has failed then."""

import json
import queue
import subprocess
import threading
from collections.abc import Callable
from typing import Any

import msgspec

from slm_desktop.children import own_command, start_child
from slm_desktop.core.evaluate.suite import Check, Why
from slm_desktop.jobs import Jobs

SECONDS = 5.0
"""All checks of one answer together."""
QUEUE = "checks"
Verdict = tuple[bool, Why]
Verdicts = list[Verdict]
TOO_LONG = Why("check_slow")


class Checker:
    """Asks a child, started with the first question. To be called from any thread; answers come from another one."""

    def __init__(self, jobs: Jobs, seconds: float = SECONDS) -> None:
        self._jobs, self._seconds = jobs, seconds
        self._child: subprocess.Popen[bytes] | None = None
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._asked = 0
        self._ended = threading.Event()
        self._slow: set[bytes] = set()

    def check(self, text: str, checks: tuple[Check, ...], on_verdicts: Callable[[Verdicts], None]) -> None:
        """Check an answer; told are whether each check passed, and why not."""
        self._jobs.submit(QUEUE, lambda: on_verdicts(self._together(text, checks)))

    def _together(self, text: str, checks: tuple[Check, ...]) -> Verdicts:
        """All checks at once; when they do not come back, one after another, so that one costs the others nothing."""
        if not any(self._key(one) in self._slow for one in checks):
            verdicts = self._ask(text, checks)
            if verdicts is not None:
                return verdicts
        return [self._alone(text, one) for one in checks]

    def _alone(self, text: str, check: Check) -> Verdict:
        """One check by itself; one that took too long before gets no second chance."""
        if self._key(check) in self._slow:
            return False, TOO_LONG
        verdicts = self._ask(text, (check,))
        if verdicts is None:
            self._slow.add(self._key(check))
            return False, TOO_LONG
        return verdicts[0]

    @staticmethod
    def _key(check: Check) -> bytes:
        return msgspec.json.encode(check)

    def _ask(self, text: str, checks: tuple[Check, ...]) -> Verdicts | None:
        if self._ended.is_set():
            return [(False, Why("check_ended"))] * len(checks)
        self._asked += 1
        plain: list[dict[str, Any]] = [msgspec.to_builtins(check) for check in checks]
        line = json.dumps({"id": self._asked, "text": text, "checks": plain})
        try:
            child = self._living()
            assert child.stdin is not None
            child.stdin.write(line.encode() + b"\n")
            child.stdin.flush()
            answer = json.loads(self._lines.get(timeout=self._seconds))
        except (OSError, queue.Empty, ValueError):
            self._kill()
            return None
        return [(bool(ok), Why(code, details)) for ok, code, details in answer["verdicts"]]

    def _living(self) -> "subprocess.Popen[bytes]":
        if self._child is None or self._child.poll() is not None:
            self._lines = queue.SimpleQueue()
            self._child = start_child(own_command("--checks"))
            reader = threading.Thread(target=_read, args=(self._child, self._lines), name="checks-in", daemon=True)
            reader.start()
        return self._child

    def _kill(self) -> None:
        child, self._child = self._child, None
        if child:
            child.kill()
            child.wait()
            _close(child)

    def stop(self) -> None:
        """The app ends: what is being checked fails at once."""
        self._ended.set()
        child = self._child
        if child:
            child.kill()

    def close(self) -> None:
        """End the child; the jobs must have ended."""
        self._ended.set()
        self._kill()


def _read(child: "subprocess.Popen[bytes]", lines: "queue.SimpleQueue[bytes]") -> None:
    assert child.stdout is not None
    try:
        for line in child.stdout:
            lines.put(line)
    except ValueError:
        return  # It was closed by the other thread.
    lines.put(b"")


def _close(child: "subprocess.Popen[bytes]") -> None:
    for stream in (child.stdin, child.stdout):
        if stream:
            try:
                stream.close()
            except OSError:
                continue
