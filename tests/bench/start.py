"""Start the app as a user does and print the moments of the first paint and of the model being ready.

python -m tests.bench.start DATA_DIR paint|ready
"""

import sys
import time
from typing import TYPE_CHECKING

from slm_desktop.cli import main

if TYPE_CHECKING:  # The app is imported by its own start, which is what is measured.
    from slm_desktop.gui.window import Window


def observe(window: "Window") -> None:
    """Print when what was asked for happens, and close the app."""
    from PySide6.QtCore import QTimer

    from slm_desktop.core.engines.engine import EngineState

    def emit() -> None:
        print(time.monotonic(), flush=True)
        QTimer.singleShot(0, window.window.close)

    def on_model() -> None:
        if window.services.model.state == EngineState.READY:
            emit()

    if sys.argv[2] == "paint":
        window.window.painted.connect(emit)
    else:
        window.services.model.changed.subscribe(on_model)


if __name__ == "__main__":
    sys.exit(main(["--data-dir", sys.argv[1]], observe))
