"""End a piece of Python that runs too long, from another thread: for templates that never finish."""

import ctypes
import faulthandler
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Raise TimeoutError in the calling thread when the block takes longer than `seconds`.

    That reaches Python code alone. A single operation in C that takes five times as long ends the process: it holds
    the interpreter, so that nothing else in it could run any more, not even its answer to a closed pipe.
    """
    faulthandler.dump_traceback_later(5 * seconds, exit=True)
    victim, lock, state = threading.get_ident(), threading.Lock(), {"over": False}

    def fire() -> None:
        with lock:
            if not state["over"]:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(victim), ctypes.py_object(TimeoutError))

    timer = threading.Timer(seconds, fire)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        with lock:
            state["over"] = True
        timer.cancel()
        faulthandler.cancel_dump_traceback_later()
