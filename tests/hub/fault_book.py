"""What a server is to do wrong, and which requests it is to do it to."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

KINDS = {
    "delay": ["slow_headers"],
    "head": ["trickle"],
    "answer": ["status", "redirect", "html", "garbage_json"],
    "shape": ["short", "ignore_range", "gzip", "wrong_range"],
    "content": ["wrong_bytes"],
    "hash": ["wrong_hash"],
    "pace": ["throttle"],
    "version": ["etag_changes"],
    "end": ["cut", "reset", "stall"],
}


STAGES = {kind: stage for stage, kinds in KINDS.items() for kind in kinds}


@dataclass
class Request:
    """One request as it was seen, and what became of it."""

    method: str
    host: str  # "hub" or "cdn"
    path: str  # without its percent signs
    query: dict[str, list[str]]
    headers: dict[str, str]
    status: int = 0  # stays 0 where the connection ended before the headers
    sent: int = 0
    raw: str = ""  # the path with its percent signs
    body: bytes = b""
    when: float = field(default_factory=time.monotonic)

    def ask(self, name: str) -> str:
        """A parameter, or nothing."""
        return self.query.get(name, [""])[0]

    def flag(self, name: str) -> bool:
        """Whether a parameter says yes."""
        return self.ask(name).lower() in ("true", "1")


@dataclass
class Fault:
    """One misbehaviour, applied to GETs of file bodies unless `on` says otherwise.

    `at` counts bytes of this response's body, for `wrong_bytes` bytes of the file. A negative `at` ends or stalls before
    the headers, and so does any `at` of a HEAD. A fault that does not fit (a cut behind the end of the body, a wrong range
    where none was asked for) waits for the next request. `wrong_hash` speaks through headers and API alike: it ignores `on`
    and `times` and lasts until the hub is calmed. `garbage_json` is always of the API. Where the hub sends a client on to
    the CDN, `body` means the CDN's answer; `any` is also the hub's.
    """

    kind: str
    at: int = 0
    times: int = 1
    value: float | str | int = 0
    on: str = "body"
    retry_after: float | None = None

    def __post_init__(self) -> None:
        """A misspelt fault would never act and let its test pass."""
        if self.kind not in STAGES or self.on not in ("body", "head", "api", "any"):
            raise ValueError(f"no such fault: {self.kind} on {self.on}")

    def meets(self, on: str) -> bool:
        """Whether it acts on this kind of answer."""
        return on == "api" if self.kind == "garbage_json" else self.on in ("any", on)


class FaultBook:
    """Deals out each fault as often as it was ordered."""

    def __init__(self) -> None:
        self._entries: list[tuple[str, Fault]] = []
        self._left: list[int] = []
        self._lock = threading.Lock()

    def add(self, text: str, fault: Fault) -> None:
        """Order a fault for paths that contain the text."""
        with self._lock:
            self._entries.append((text, fault))
            self._left.append(fault.times)

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._entries, self._left = [], []

    def take(self, stage: str, path: str, on: str, fits: Callable[[Fault], bool]) -> Fault | None:
        """The first fault of this stage that acts on this request; it counts as applied."""
        with self._lock:
            for at, (text, fault) in enumerate(self._entries):
                due = self._left[at] != 0 and text in path and STAGES[fault.kind] == stage
                if due and fault.meets(on) and fits(fault):
                    self._left[at] -= self._left[at] > 0
                    return fault
        return None

    def lies_about(self, path: str) -> bool:
        """Whether the hash of this file is to be told wrongly."""
        with self._lock:
            return any(fault.kind == "wrong_hash" and text in path for text, fault in self._entries)
