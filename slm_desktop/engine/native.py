"""Bring llama.cpp into this process: the C API alone, its log, and a flag that aborts a computation."""

import ctypes
import importlib.util
import os
import re
import sys
import types
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from slm_desktop.errors import Fault
from slm_desktop.paths import built_in_runtime

LOG_LINES = 200
DEBUG, WARN, CONTINUED = 1, 3, 5
Api = Any
"""The llama_cpp.llama_cpp module. It is typed loosely: every call is a ctypes function."""


class Log:
    """The last lines that llama.cpp said, so that a failure can name its cause."""

    def __init__(self) -> None:
        self.lines: deque[str] = deque(maxlen=LOG_LINES)
        self._partial, self._level = "", 0

    def write(self, level: int, text: str) -> None:
        """Take a piece of log; warnings and errors also go to stderr, which the host keeps."""
        self._level = self._level if level == CONTINUED else level
        if self._level == DEBUG:
            return
        self._partial += text
        while "\n" in self._partial:
            line, self._partial = self._partial.split("\n", 1)
            self._keep(line)

    def _keep(self, line: str) -> None:
        if not line.strip(" ."):
            return
        self.lines.append(line)
        if self._level >= WARN:
            print(line, file=sys.stderr, flush=True)

    def search(self, pattern: str) -> list[tuple[str, ...]]:
        """All matches of `pattern` in the kept lines, as tuples of groups."""
        return [match.groups() for line in self.lines for match in re.finditer(pattern, line)]

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Keep what was said before apart from what is said meanwhile."""
        before = list(self.lines)
        self.lines.clear()
        try:
            yield
        finally:
            self.lines.clear()
            self.lines.extend(before)

    def tail(self, count: int = 12) -> tuple[str, ...]:
        """The last lines, cut to a length that a person reads."""
        return tuple(line[:300] for line in list(self.lines)[-count:])


class AbortFlag:
    """A byte that stops a running llama_decode from any thread, without the interpreter.

    llama.cpp asks its abort callback at every node of the graph, some thousand times a token: a Python
    function there would cost milliseconds. strlen answers the same question in nanoseconds, as the byte
    is either the end of a string or the one character before it.
    """

    def __init__(self) -> None:
        self._bytes = ctypes.create_string_buffer(b"\0", 2)
        libc = ctypes.CDLL("msvcrt" if os.name == "nt" else None)
        self._strlen = libc.strlen

    def raise_(self) -> None:
        """Abort what runs, and what starts until the flag is cleared."""
        self._bytes[0] = b"\1"

    def clear(self) -> None:
        """Let computations run again."""
        self._bytes[0] = b"\0"

    @property
    def is_raised(self) -> bool:
        """Whether what runs is to end."""
        return self._bytes[0] != b"\0"

    def install(self, api: Api, context: Any) -> None:
        """Give the flag to a llama_context; the flag must outlive it."""
        callback = ctypes.cast(self._strlen, api.ggml_abort_callback)
        api.llama_set_abort_callback(context, callback, ctypes.cast(self._bytes, ctypes.c_void_p))


class Native:
    """llama.cpp, loaded from the package, or from a runtime folder: an installed app has one of its own."""

    def __init__(self, runtime: str = "") -> None:
        """Raise Fault 'runtime' when the folder holds no llama.cpp that loads here."""
        os.environ["GGML_NO_BACKTRACE"] = "1"
        self.runtime = runtime
        folder = runtime or built_in_runtime()
        if folder:
            os.environ["LLAMA_CPP_LIB_PATH"] = os.environ["MTMD_CPP_LIB"] = folder
        self.log = Log()
        self.api, neighbours = _import_c_api(folder)
        self._libraries = (self.api._lib, *neighbours)
        self.on_log, self._on_abort = self._listen()
        if folder:
            self.call("ggml_backend_load_all_from_path", None, os.fsencode(folder))
        self.api.llama_backend_init()

    def _listen(self) -> tuple[Any, ...]:
        """Route the log and the text of failed assertions; the callbacks must stay referenced."""

        def on_log(level: int, text: bytes, _data: Any) -> None:
            self.log.write(level, text.decode("utf-8", "replace"))

        def on_abort(text: bytes) -> None:
            print(text.decode("utf-8", "replace"), file=sys.stderr, flush=True)

        log = self.api.llama_log_callback(on_log)
        abort = ctypes.CFUNCTYPE(None, ctypes.c_char_p)(on_abort)
        self.api.llama_log_set(log, None)
        self.call("ggml_set_abort_callback", ctypes.c_void_p, abort)
        return log, abort

    @property
    def build(self) -> str:
        """The version that llama.cpp states."""
        return str(self.call("llama_version", ctypes.c_char_p).decode("utf-8", "replace"))

    def call(self, name: str, result: Any, *arguments: Any) -> Any:
        """Call a C function that the Python package does not declare."""
        function = self.function(name)
        function.restype = result
        return function(*arguments)

    def function(self, name: str) -> Any:
        """A C function that the Python package does not declare. Raise AttributeError."""
        return _found(name, self._libraries)


def _found(name: str, libraries: Sequence[Any]) -> Any:
    """A function in the first library that has it. Raise AttributeError.

    Linux and macOS find those of ggml through libllama, which needs it; Windows asks each library for its own alone.
    """
    for library in libraries[:-1]:
        if found := getattr(library, name, None):
            return found
    return getattr(libraries[-1], name)


def _import_c_api(runtime: str) -> tuple[Api, list[ctypes.CDLL]]:
    """Import llama_cpp.llama_cpp without the package's high-level half; told with it are the libraries beside it.

    That half brings numpy, jinja2 and a disk cache: 0.25 s and 40 MB that the child has no use for.
    """
    spec = importlib.util.find_spec("llama_cpp")
    if spec is None or spec.submodule_search_locations is None:
        raise Fault("runtime", {"folder": runtime, "reason": "not_installed"})
    package = types.ModuleType("llama_cpp")
    package.__path__ = list(spec.submodule_search_locations)
    package.__spec__ = spec
    sys.modules["llama_cpp"] = package
    try:
        neighbours = _neighbours(Path(runtime))
        return importlib.import_module("llama_cpp.llama_cpp"), neighbours
    except (OSError, RuntimeError, AttributeError) as error:
        raise Fault("runtime", {"folder": Path(runtime).name, "reason": str(error)[:300]}) from error


def _neighbours(runtime: Path) -> list[ctypes.CDLL]:
    """Map the libraries that libllama needs: a folder that was moved no longer finds its own neighbours."""
    folder = runtime
    if str(runtime) == ".":
        if os.name != "nt":
            # The package's own build finds them by itself; mapped by another name they would be second copies.
            return []
        spec = importlib.util.find_spec("llama_cpp")
        folder = Path(next(iter(spec.submodule_search_locations or []), ".") if spec else ".") / "lib"
    names = [
        form.format(name)
        for name in ("ggml-base", "ggml")
        for form in ("lib{}.so", "lib{}.dylib", "{}.dll", "lib{}.dll")
    ]
    return [ctypes.CDLL(str(folder / name), mode=ctypes.RTLD_GLOBAL) for name in names if (folder / name).exists()]
