"""Build every object once, connect them, close them.

The engine is started first and Qt is imported after it: while the window is being made, the model loads.
"""

import gc
import os
import sys
from collections.abc import Callable

from slm_desktop import instance, log
from slm_desktop.app.services import Faults, services
from slm_desktop.app.signals import on_signal
from slm_desktop.app.window import Window
from slm_desktop.errors import Fault
from slm_desktop.paths import Paths, is_frozen

ALREADY_RUNNING = 3
"""The exit code of a second start when the first app does not answer."""


def run(
    paths: Paths,
    model: str | None,
    log_level: str = "info",
    observe: Callable[[Window], None] = lambda _window: None,
    *,
    offline: bool = False,
) -> int:
    """Run the app until its window is closed; a second one for the same data hands over to the first.

    `observe` gets the window before it is shown.
    """
    gc.disable()  # Nothing that the start makes is garbage; once the window is painted it is turned on again.
    paths.make()
    try:
        running = instance.begin_or_ring(paths, model or "")
    except TimeoutError:
        return ALREADY_RUNNING
    if running is None:
        return 0
    words = log.last_words(paths) if running.crashed else ""
    faults = Faults()
    parts = services(paths, faults, offline=offline)
    first = parts.first_model(model)
    if first:
        parts.choose(first)
    logging = log.Log(paths, log_level)
    from PySide6.QtWidgets import QApplication

    from slm_desktop.ui.words import speak

    application = QApplication([])
    speak(application, parts.settings["language"])
    application.setApplicationName("SLM Desktop")
    application.setDesktopFileName("slm-desktop")
    window = Window(application, parts, faults)
    if running.crashed:
        window.ended_badly = Fault("ended_badly", {"reason": words})
    window.painted(lambda: running.listen(lambda path: parts.bridge.post(lambda: window.on_ring(path))))
    quiet = on_signal(window.window.close)
    observe(window)
    window.window.show()
    try:
        code = application.exec()
    finally:
        quiet()
        running.close_door()
        parts.close()
        running.close()
        logging.close()
    if window.again:
        os.execv(sys.executable, [sys.executable, *([] if is_frozen() else ["-m", "slm_desktop"]), *sys.argv[1:]])
    return code
