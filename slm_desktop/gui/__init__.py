"""Build every object once, connect them, close them.

The engine is started first and Qt is imported after it: while the window is being made, the model loads.
"""

import builtins
import gc
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial

from slm_desktop import instance, log
from slm_desktop.core.faults import Faults
from slm_desktop.engine.spare import Spare
from slm_desktop.errors import Fault, as_fault, explain
from slm_desktop.gui.signals import on_signal
from slm_desktop.gui.unsaved import keep_all, keep_unsaved
from slm_desktop.gui.window import Window
from slm_desktop.paths import Paths, is_frozen
from slm_desktop.services.services import Services

CANNOT_BEGIN = 1
ALREADY_RUNNING = 3
"""The exit code of a second start when the first app does not answer."""
Observe = Callable[[Window], None]


def run(
    paths: Paths,
    model: str | None,
    log_level: str = "info",
    observe: Observe = lambda _window: None,
    *,
    offline: bool = False,
    spare: Spare | None = None,
) -> int:
    """Run the app until its window is closed; a second one for the same data hands over to the first.

    `observe` gets the window before it is shown; the first model is loaded by `spare`.
    """
    gc.disable()  # Nothing that the start makes is garbage; once the window is painted it is turned on again.
    try:
        paths.make()
    except OSError as error:
        return show_fault(as_fault(error))
    try:
        running = instance.begin_or_ring(paths, model or "")
    except TimeoutError:
        return ALREADY_RUNNING
    if running is None:
        return 0
    words = log.last_words(paths) if running.crashed else ""
    faults = Faults()
    services = Services(paths, faults, spare=spare, offline=offline)
    first = services.first_model(model)
    if first:
        services.choose(first)
    logging = log.Log(paths, log_level)
    use_desktop_dialogs()
    import_qt()
    from slm_desktop.gui.application import Application
    from slm_desktop.ui.words import language, speak

    application = Application()
    speak(application, services.settings["language"])
    services.language = language()
    application.setApplicationName("SLM Desktop")
    application.setDesktopFileName("slm-desktop")
    window = Window(application, services, faults)
    if running.crashed:
        faults.report(Fault("ended_badly", {"reason": words}))
    window.painted(lambda: running.listen(lambda path: services.loop.post(lambda: window.on_ring(path))))
    application.open_file = window.on_ring
    quiet = on_signal(window.window.close)
    observe(window)
    window.window.show()
    try:
        code = application.exec()
    finally:
        quiet()
        running.close_door()
        services.close()
        keep_unsaved(partial(keep_all, services))
        running.close()
        logging.close()
    if window.again:
        start_again()
    return code


def import_qt() -> None:
    """Import Qt, and take away its hook in `import`: it would read the source of every module that is imported later,
    to look for `__feature__`, which nobody here asks for.
    """
    plain = builtins.__import__
    import PySide6.QtCore  # noqa: F401

    builtins.__import__ = plain


def use_desktop_dialogs() -> None:
    """Let the desktop show its own file dialogs, where it lends them to programs that were made without its libraries.

    Qt does so by itself on some desktops alone. Where nobody lends them, and without a desktop, Qt shows its own.
    """
    if sys.platform == "linux" and os.environ.get("XDG_CURRENT_DESKTOP"):
        os.environ.setdefault("QT_QPA_PLATFORMTHEME", "xdgdesktopportal")


def show_fault(fault: Fault) -> int:
    """The app cannot begin: the terminal and a window say why, as there is no other window to say it in."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication, QMessageBox

    explanation = explain(fault.code, fault.details)
    print(f"{explanation.title}. {explanation.cause}", file=sys.stderr)
    application = QApplication.instance() or QApplication([])
    box = QMessageBox(QMessageBox.Icon.Critical, "SLM Desktop", f"{explanation.title}\n\n{explanation.cause}")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.exec()
    del application
    return CANNOT_BEGIN


def start_again() -> None:
    """Begin anew in the place of this process; on Windows, where arguments with spaces fall apart in that, beside
    it.
    """
    command = [sys.executable, *([] if is_frozen() else ["-m", "slm_desktop"]), *sys.argv[1:]]
    os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
    if sys.platform == "win32":
        subprocess.Popen(command)
    else:
        os.execv(sys.executable, command)
