"""Start the app as a user does and print the moments of the first paint and of the model being ready.

python -m tests.bench.start DATA_DIR paint|ready
"""

import os
import sys
import time
from pathlib import Path

from slm_desktop.core.engines.engine import EngineState
from slm_desktop.gui import run
from slm_desktop.gui.window import Window
from slm_desktop.paths import Paths


def observe(window: Window) -> None:
    """Print when what was asked for happens, and go."""

    def emit() -> None:
        print(time.monotonic(), flush=True)
        for host in window.services.pool.processes:
            host.kill()
        os._exit(0)

    def on_model() -> None:
        if window.services.model.state == EngineState.READY:
            emit()

    if sys.argv[2] == "paint":
        window.window.painted.connect(emit)
    else:
        window.services.model.changed.subscribe(on_model)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    run(Paths.within(folder), None, observe=observe)
