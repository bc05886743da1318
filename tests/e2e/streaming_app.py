"""Open the real app, send a message, say how far the answer is, and go on until somebody ends the process."""

import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer

from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.engines.engine import EngineState
from slm_desktop.gui import run
from slm_desktop.gui.window import Window
from slm_desktop.paths import Paths
from slm_desktop.store.chats import WRITING


def observe(window: Window) -> None:
    """Send in a new chat as soon as the model is ready; then print again and again how far the answer is.

    A line holds the child's number, the time, the length of the text, and how long what is to be written waits at most.
    """
    timer = QTimer(window.window, interval=50)
    begun: list[ChatSession] = []
    waits = [0.0]
    asked: list[float] = []

    def written() -> None:
        waits[0] = max(waits[0], time.monotonic() - asked.pop())

    def look() -> None:
        if window.services.model.state == EngineState.READY and not begun:
            window.chat.new_chat()
            session = window.chat.session
            begun.append(session)
            wild = {"max_tokens": 5000.0, "temperature": 2.0, "top_k": 0.0, "top_p": 1.0, "min_p": 0.0}
            session.set_sampling({**session.sampling, **wild})
            session.send("Write without end.")
        if begun and begun[0].messages:
            # At this temperature an answer may end by itself, even with its first token.
            text = begun[0].answering.text if begun[0].answering else begun[0].messages[-1].content
            waiting = time.monotonic() - asked[0] if asked else 0.0
            if text or not begun[0].answering:
                print(
                    window.services.pool.processes[-1].pid,
                    time.monotonic(),
                    len(text),
                    max(waits[0], waiting),
                    flush=True,
                )
            if not asked:
                asked.append(time.monotonic())
                window.services.jobs.submit(WRITING, written)

    timer.timeout.connect(look)
    timer.start()


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    run(Paths.within(folder), None, observe=observe)
