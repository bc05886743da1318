"""What the disk refuses until the very end is not given up without a word."""

from collections.abc import Callable

from slm_desktop.errors import Fault
from slm_desktop.services.services import Services


def keep_all(services: Services) -> Fault | None:
    """Keep what the disk has refused so far; why that could not be done, words before settings."""
    fault = services.store.keep_left()
    files = (services.settings, services.loads)
    for kept in files:
        kept.retry()
    if fault is None and any(kept.unsaved for kept in files):
        return Fault("settings_unsaved")
    return fault


def keep_unsaved(keep: Callable[[], Fault | None]) -> None:
    """Keep what is left; as long as that fails, say why, and let somebody make room and try again, or give it up."""
    while fault := keep():
        if not _try_again(fault):
            return


def _try_again(fault: Fault) -> bool:
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QMessageBox

    from slm_desktop.ui.words import explain, translate

    words = explain(fault.code, fault.details)
    box = QMessageBox(QMessageBox.Icon.Warning, "SLM Desktop", words.title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(words.cause)
    again = box.addButton(translate("Unsaved", "Try again"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(translate("Unsaved", "Close without saving"), QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(again)
    box.exec()
    return box.clickedButton() is again
