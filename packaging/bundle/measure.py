"""Measure the bundle against the source tree, in the same run: the first picture, the speed of decoding, every kind of processor.

python packaging/bundle/measure.py          (on Linux, with a display; prints rows and writes dist/bundle.json)
"""

import contextlib
import ctypes
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUNDLE = ROOT / "dist" / "slm-desktop"
FROZEN = [str(BUNDLE / "slm-desktop")]
SOURCE = [str(ROOT / ".venv" / "bin" / "slm-desktop")]
ROUNDS, PATIENCE = 9, 30.0
SPOT = (30, 400)
"""A place of the window that is never black, in pixels from the corner of the screen."""
VARIANTS = ("sse42", "haswell", "skylakex")
"""SSE4.2 alone, AVX2, AVX-512."""
ALL_PLANES, Z_PIXMAP = 0xFFFFFFFF, 2
PROMPT = "Write a long story about a lighthouse."


def main() -> int:
    """All rows."""
    with display() as screen:
        paint = paired(lambda command: first_paint(command, screen))
    speed = paired(decode)
    answered = [name for name in VARIANTS if answers_with(name)]
    rows = {
        "frozen_first_paint_ratio": (paint[0], paint[1], paint[0] / paint[1], "<= 1.2"),
        "frozen_decode_ratio": (speed[0], speed[1], speed[0] / speed[1], ">= 0.95"),
        "cpu_variants": (len(answered), len(VARIANTS), len(answered) / len(VARIANTS), "all"),
    }
    for name, (ours, base, ratio, goal) in rows.items():
        print(f"{name:28}{ours:10.3f}{base:10.3f}{ratio:9.3f}  {goal}")
    print(f"answered with: {', '.join(answered)}")
    (ROOT / "dist" / "bundle.json").write_text(json.dumps(rows, indent=1))
    return 0


def paired(measure: Callable[[list[str]], float]) -> tuple[float, float]:
    """The medians of the frozen app and of the source tree, taken in turns so that a noisy computer is noisy to both."""
    measure(FROZEN), measure(SOURCE)
    pairs = [(measure(FROZEN), measure(SOURCE)) for _ in range(ROUNDS)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


# -- the first picture -------------------------------------------------------------------------------------------


@contextlib.contextmanager
def display() -> Iterator["Screen"]:
    """A screen of our own, black but for the window."""
    name = ":96"
    server = subprocess.Popen(["Xvfb", name, "-screen", "0", "1440x900x24", "-ac"], stderr=subprocess.DEVNULL)
    os.environ["DISPLAY"] = name
    time.sleep(1.0)
    try:
        yield Screen(name)
    finally:
        server.kill()
        server.wait()


class Screen:
    """Looks at one pixel through Xlib, which costs less than a picture of everything."""

    def __init__(self, name: str) -> None:
        self._x = ctypes.CDLL("libX11.so.6")
        self._x.XOpenDisplay.restype = self._x.XGetImage.restype = ctypes.c_void_p
        self._x.XGetPixel.restype = self._x.XDefaultRootWindow.restype = ctypes.c_ulong
        self._display = ctypes.c_void_p(self._x.XOpenDisplay(name.encode()))
        self._root = self._x.XDefaultRootWindow(self._display)

    def is_painted(self) -> bool:
        """Whether something stands at the spot."""
        image = ctypes.c_void_p(
            self._x.XGetImage(
                self._display, ctypes.c_ulong(self._root), *SPOT, 1, 1, ctypes.c_ulong(ALL_PLANES), Z_PIXMAP
            )
        )
        pixel = self._x.XGetPixel(image, 0, 0)
        self._x.XDestroyImage(image)
        return bool(pixel & 0xFFFFFF)


def first_paint(command: list[str], screen: Screen) -> float:
    """Seconds from the start of the process to the first picture of the window."""
    with tempfile.TemporaryDirectory() as folder:
        begun = time.monotonic()
        app = subprocess.Popen([*command, "--data-dir", folder], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not screen.is_painted() and time.monotonic() - begun < PATIENCE:
            time.sleep(0.002)
        taken = time.monotonic() - begun
        app.terminate()
        app.wait()
        while screen.is_painted():
            time.sleep(0.05)
    return taken


# -- answers -----------------------------------------------------------------------------------------------------


def decode(command: list[str]) -> float:
    """Tokens per second of a long answer; start and load are taken off by a short one."""
    return 300 / (ask(command, 320) - ask(command, 20))


def ask(command: list[str], tokens: int) -> float:
    """Seconds that an answer of so many tokens takes, start and load included."""
    begun = time.monotonic()
    done = subprocess.run(
        [*command, "chat", "--temperature", "0.9", "--seed", "7", "--max-tokens", str(tokens), PROMPT],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip()
    return time.monotonic() - begun


def answers_with(variant: str) -> bool:
    """Whether the bundle answers when this is the only backend for the processor."""
    with tempfile.TemporaryDirectory() as folder:
        runtime = Path(folder) / "runtime"
        shutil.copytree(BUNDLE / "_internal" / "runtime", runtime, symlinks=True)
        for library in runtime.glob("libggml-cpu-*"):
            if library.name != f"libggml-cpu-{variant}.so":
                library.unlink()
        asked = ["chat", "--runtime", str(runtime), "--temperature", "0", "--max-tokens", "8", "Say hello."]
        done = subprocess.run([*FROZEN, *asked], capture_output=True, text=True, check=False)
        return bool(re.search("[Hh]ello", done.stdout))


if __name__ == "__main__":
    sys.exit(main())
