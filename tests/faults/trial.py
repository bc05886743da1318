"""A model file is given to a real engine, forked so that thousands can be tried: what comes of it, in which time."""

import contextlib
import os
import select
import signal
import time
import traceback
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO

from slm_desktop.core.engines.commands import Change, Generate, Load, Request, Turn
from slm_desktop.core.engines.events import Failed, Finished
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.engine.wire import EventWriter, encode, read_event
from slm_desktop.engine.worker import Worker
from slm_desktop.errors import Fault

HANG_SECONDS = 10.0
MEMORY = 3 * 2**30
OPTIONS = LoadOptions(context=256, threads=1, slots=1, gpu_layers=0, memory_limit=MEMORY)
QUESTION = Request(
    turns=(Turn("user", "Hello there"),), changes=(Change(0, {"temperature": 0.0, "max_tokens": 4.0}),), seed=1
)
CRASHED = 70
ANSWERS, REFUSED, DIED, HANGS = "answers", "refused", "died", "hangs"


@dataclass(frozen=True)
class Outcome:
    """What came of a file: it `answers`, is `refused` (by which error), `died` (of which signal), or `hangs`."""

    kind: str
    code: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def words(self) -> str:
        """In short."""
        said = self.details.get("key") or self.details.get("reason") or ""
        return " ".join(filter(None, (self.kind, self.code, str(said)[:160])))


def outcome_of(path: str) -> Outcome:
    """Load a file and have an answer of some tokens written, in a process of its own."""
    commands, to_child = os.pipe()
    from_child, events = os.pipe()
    said, errors = os.pipe()
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        for end in (to_child, from_child, said):
            os.close(end)
        _serve(path, commands, events, errors)
    for end in (commands, events, errors):
        os.close(end)
    with contextlib.suppress(OSError):
        os.write(to_child, encode(Generate(2, QUESTION)))
    with os.fdopen(from_child, "rb") as heard:
        found = _end_of(heard, began + HANG_SECONDS)
    if found is not None:
        os.kill(child, signal.SIGKILL)
    _child, status = os.waitpid(child, 0)
    os.close(to_child)
    with os.fdopen(said, "rb") as rest:
        words = rest.read().decode("utf-8", "replace")
    seconds = time.monotonic() - began
    return replace(found or _death(status, words), seconds=seconds)


def _serve(path: str, commands: int, events: int, errors: int) -> None:
    """The child: it never returns."""
    os.dup2(errors, 2)
    try:
        Worker(Load(1, path, OPTIONS), os.fdopen(commands, "rb"), EventWriter(os.fdopen(events, "wb"))).serve()
    except BaseException:  # noqa: BLE001 - told as any other end
        traceback.print_exc()
        os._exit(CRASHED)
    os._exit(0)


def _end_of(heard: BinaryIO, until: float) -> Outcome | None:
    """How the answer ended, or why there is none; None where the process ends without a word."""
    while select.select([heard], [], [], max(0.0, until - time.monotonic()))[0]:
        try:
            event = read_event(heard)
        except Fault as fault:
            return Outcome(DIED, fault.code, fault.details)
        if event is None:
            return None
        if isinstance(event, Finished):
            return Outcome(ANSWERS)
        if isinstance(event, Failed):
            return Outcome(REFUSED, event.code, event.details)
    return Outcome(HANGS)


def _death(status: int, words: str) -> Outcome:
    lines = words.strip().splitlines() or [""]
    asserted = [line for line in lines if "GGML_ASSERT" in line or "what():" in line]
    code = signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else f"exit {os.WEXITSTATUS(status)}"
    return Outcome(DIED, code, {"reason": (asserted or lines)[-1][-200:]})
