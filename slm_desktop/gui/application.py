"""The application as the system sees it: on macOS a double click on a model comes to it as an event."""

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class Application(QApplication):
    """`open_file` is called with the path of a file that is to be opened.

    Only events for the application itself pass through Python: a filter would see those of every widget.
    """

    def __init__(self) -> None:
        # By its name: a style that is fetched makes PySide build the classes of every kind of style.
        super().__init__(["slm-desktop", "-style", "fusion"])
        self.open_file: Callable[[str], object] = lambda _path: None

    def event(self, event: QEvent) -> bool:
        """Take what is to be opened; all else goes its way."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.open_file(event.file())
            return True
        return super().event(event)
