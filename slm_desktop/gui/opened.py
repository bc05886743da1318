"""Files that the system hands over while the app runs: on macOS a double click on a model comes as an event."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFileOpenEvent


class Opened(QObject):
    """An event filter of the application."""

    def __init__(self, open_file: Callable[[str], object]) -> None:
        super().__init__()
        self._open = open_file

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what is to be opened; all else goes its way."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self._open(event.file())
            return True
        return super().eventFilter(watched, event)
