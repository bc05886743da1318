"""A real child process that plays a script in place of llama.cpp: for tests of the app and for its demonstration.

    python -m slm_desktop.engine.scripted '{"load": [...], "generate": [...]}'

A script gives the steps to play at each command, by the command's name. A step is one of
{"say": event} (its run is filled in), {"wait": seconds}, {"raw": text}, {"flood": bytes}, {"exit": code},
{"signal": number}, {"stubborn": true} (from now on ignore quit, end of input and termination) or
{"answer": text} (the text as tokens, word by word, with the ends of a run around it).
"""

import json
import os
import queue
import re
import signal
import sys
import threading
import time
from typing import Any

import msgspec

from slm_desktop.core.engines.commands import AnyCommand, Generate, Quit, Stop
from slm_desktop.core.engines.events import Feature, Finished, Prompted, Stopped, Token, Tokens
from slm_desktop.engine.wire import EventWriter, read_command

BEAT_SECONDS = 0.5
LOADED: dict[str, Any] = {
    "is": "loaded",
    "name": "Scripted",
    "architecture": "script",
    "quantisation": "",
    "parameters": 10**9,
    "context": 4096,
    "trained_context": 8192,
    "vocabulary": 10,
    "layers": 3,
    "offloaded": 0,
    "device": "",
    "threads": 1,
    "slots": 4,
    "template": "model",
    "buffers": [],
    "notes": [],
    "seconds": 0.1,
    "features": [feature.value for feature in Feature],
}
HELLO: dict[str, Any] = {"is": "hello", "build": "script", "runtime": "", "devices": []}
READY: list[dict[str, Any]] = [{"say": HELLO}, {"say": LOADED}]
UNKNOWN: dict[str, Any] = {
    "is": "failed",
    "code": "architecture",
    "details": {"architecture": "script", "build": "script"},
}
NO_FORECAST: list[dict[str, Any]] = [{"say": UNKNOWN}, {"exit": 0}]
SAMPLE: dict[str, Any] = {
    "is": "sample",
    "run": 0,
    "weights": 100_000_000,
    "kv": 50_000_000,
    "rest": 20_000_000,
    "cpu": 5.0,
}


Script = dict[str, list[dict[str, Any]]]


class Player:
    """Plays the script; one thread reads commands, one beats, the main one plays."""

    def __init__(self, script: dict[str, list[dict[str, Any]]]) -> None:
        self._script: Script = {"load": READY, "forecast": NO_FORECAST, **script}
        self._commands: queue.SimpleQueue[AnyCommand | None] = queue.SimpleQueue()
        self._stop, self._stubborn, self._silent = threading.Event(), False, False
        self._out = sys.stdout.buffer
        self._emit = EventWriter(self._out)

    def play(self) -> int:
        """Serve until told to quit."""
        threading.Thread(target=self._listen, daemon=True).start()
        threading.Thread(target=self._beat, daemon=True).start()
        while (command := self._commands.get()) is not None:
            name = type(command).__name__.lower()
            for step in self._script.get(name, []):
                if self._stop.is_set():
                    break
                self._do(step, command.run)
            if self._stop.is_set() and isinstance(command, Generate):
                self._emit(Stopped(command.run))
            self._stop.clear()
        return 0

    def _listen(self) -> None:
        while (command := read_command(sys.stdin.buffer)) is not None:
            if isinstance(command, Stop):
                self._stop.set()
            elif isinstance(command, Quit):
                break
            else:
                self._commands.put(command)
        while self._stubborn:
            time.sleep(BEAT_SECONDS)
        os._exit(0)

    def _beat(self) -> None:
        while not self._silent:
            self._write(SAMPLE)
            time.sleep(BEAT_SECONDS)

    def _do(self, step: dict[str, Any], run: int) -> None:
        kind, value = next(iter(step.items()))
        if kind == "say":
            self._write({"run": run, **value})
        elif kind == "wait":
            self._stop.wait(value)
        elif kind == "answer":
            self._answer(run, value)
        elif kind == "raw":
            self._raw(str(value).encode("utf-8", "surrogateescape"))
        elif kind == "flood":
            self._flood(value)
        elif kind == "exit":
            os._exit(value)
        elif kind == "signal":
            os.kill(os.getpid(), value)
        elif kind == "stubborn":
            self._stubborn = True
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        elif kind == "silent":
            self._silent = True

    def _answer(self, run: int, text: str) -> None:
        self._emit(Prompted(run, 10, 0, 0, 0.01, (10, 1)))
        started = time.monotonic()
        words = re.findall(r"\S+\s*|\s+", text)
        for number, word in enumerate(words):
            if self._stop.is_set():
                return
            self._emit(Tokens(run, (Token(number, word, 0, round(time.monotonic() - started, 4)),)))
            time.sleep(0.002)
        self._emit(Finished(run, "end", len(words), time.monotonic() - started))

    def _flood(self, size: int) -> None:
        block = b"x" * 65536
        for _ in range(max(1, size // len(block))):
            self._raw(block)

    def _write(self, event: dict[str, Any]) -> None:
        self._raw(msgspec.json.encode(event) + b"\n")

    def _raw(self, data: bytes) -> None:
        try:
            self._out.write(data)
            self._out.flush()
        except OSError:
            os._exit(0)


def command_for(script: dict[str, list[dict[str, Any]]]) -> list[str]:
    """The command line that plays a script, for Host."""
    return [sys.executable, "-m", "slm_desktop.engine.scripted", json.dumps(script)]


if __name__ == "__main__":
    os._exit(Player(json.loads(sys.argv[1])).play())
