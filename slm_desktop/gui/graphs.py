"""Plots that are built a little later than their places: what their library needs is imported on a thread meanwhile."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from slm_desktop.services.services import Services

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from slm_desktop.ui.theme import Theme
    from slm_desktop.ui.widgets.graph import LiveGraph


class Graphs:
    """Makes them.

    pyqtgraph itself touches Qt's classes as it is imported, which crashes when the window uses them at that moment.
    """

    def __init__(self, theme: "Theme", services: Services) -> None:
        self._theme, self._services = theme, services

    def graph(self, *, large: bool = False) -> "LiveGraph":
        """A live graph of the model that chats use."""
        from slm_desktop.ui.widgets.graph import LiveGraph

        made = LiveGraph(self._theme, self._services.model, time.monotonic, large=large)
        self.build_later(made.build, made)
        return made

    def build_later(self, build: Callable[[], None], owner: "QWidget") -> None:
        """Build plots once what they need can be imported quickly."""
        from shiboken6 import isValid

        def load() -> None:
            import numpy  # noqa: F401 - half of pyqtgraph's own import, which itself belongs on the window's thread

            self._services.loop.post(lambda: build() if isValid(owner) else None)

        self._services.jobs.submit("graph", load)
