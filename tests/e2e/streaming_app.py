"""Open the real app, send a message, say when the answer streams, and go on until somebody ends the process."""

import sys
from pathlib import Path

from PySide6.QtCore import QTimer

from slm_desktop.app import run
from slm_desktop.app.window import Window
from slm_desktop.core.models import READY
from slm_desktop.paths import Paths


def observe(window: Window) -> None:
    """Send as soon as the model is ready; print the child's number once some text is on the disk."""
    timer = QTimer(window.window, interval=50)

    def look() -> None:
        session = window.chat.session
        if window.parts.model.state == READY and not session.messages:
            session.set_sampling(
                {**session.sampling, "max_tokens": 5000.0, "temperature": 2.0, "top_k": 0.0, "top_p": 1.0, "min_p": 0.0}
            )
            session.send("Write without end.")
        if session.live and len(session.live.record.tokens) > 250:
            timer.stop()
            print(window.parts.hosts[-1].pid, len("".join(session.live.pieces)), flush=True)  # noqa: T201 - the test reads it

    timer.timeout.connect(look)
    timer.start()


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    run(Paths(folder, folder / "logs"), None, observe=observe)
