"""The engine child: read commands, run llama.cpp, tell events. A person can drive it from a terminal:

python -m slm_desktop --engine
{"do":"load","run":1,"path":"model.gguf"}
{"do":"generate","run":2,"turns":[{"role":"user","content":"Hi"}],"changes":[],"seed":1}

Its first command tells what it is for, and only what that needs is imported.
"""

import os
import sys
from typing import BinaryIO

from slm_desktop.core.engines.commands import Load, Probe
from slm_desktop.engine.questions import ANSWERS, probe
from slm_desktop.engine.wire import EventWriter, read_command
from slm_desktop.errors import Fault


def main() -> int:
    """Serve one model until stdin closes or the model is no longer wanted; return the exit code."""
    commands, emit = _own_pipes()
    if sys.argv[2:] == ["--load"]:
        import slm_desktop.engine.worker  # noqa: F401 - while the app starts that will say which model
    try:
        first = read_command(commands)
    except Fault:
        return 2
    if isinstance(first, Probe):
        return probe(first, emit)
    if answer := ANSWERS.get(type(first)):
        return answer(first, commands, emit)
    if not isinstance(first, Load):
        return 0 if first is None else 2
    if first.options.embeddings:
        from slm_desktop.engine.embedding_worker import EmbeddingWorker

        return EmbeddingWorker(first, commands, emit).serve()
    from slm_desktop.engine.worker import Worker

    return Worker(first, commands, emit).serve()


def _own_pipes() -> tuple[BinaryIO, EventWriter]:
    """Keep the real stdout for events and point fd 1 at stderr, so that no library writes into the protocol."""
    events = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return sys.stdin.buffer, EventWriter(events)
