"""Build every object once, connect them, close them.

The engine is started first and Qt is imported after it: while the window is being made, the model loads.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from slm_desktop import log
from slm_desktop import settings as options
from slm_desktop.core.book import ChatBook
from slm_desktop.core.commands import Load, Probe
from slm_desktop.core.models import READY, ModelChoice, ModelSession
from slm_desktop.core.ports import Engine
from slm_desktop.engine.host import Host, OnEvent
from slm_desktop.errors import Fault
from slm_desktop.jobs import Jobs
from slm_desktop.library.files import ModelFile, describe, models
from slm_desktop.library.sniff import check
from slm_desktop.library.starter import starter
from slm_desktop.paths import Paths
from slm_desktop.store.chats import Chats
from slm_desktop.ui.bridge import Bridge

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from slm_desktop.ui.chat.screen import ChatScreen

CLOSE_SECONDS = 3.0
MOST_OPENED = 20


class SystemClock:
    """The computer's clock."""

    now = staticmethod(time.time)
    monotonic = staticmethod(time.monotonic)


@dataclass
class Services:
    """Everything below the window."""

    paths: Paths
    settings: options.Settings
    bridge: Bridge
    jobs: Jobs
    store: Chats
    model: ModelSession
    book: ChatBook
    hosts: list[Host]

    def choose(self, path: str) -> None:
        """Load a model file."""
        file = describe(path)
        name = file.name if file else Path(path).name
        self.model.load(ModelChoice(path, name, self.settings.load_options()))

    def remember(self) -> None:
        """A model that was loaded is offered again; a file that is none is not."""
        if self.model.state != READY or self.model.choice is None:
            return
        path = self.model.choice.path
        self.settings["last_model"] = path
        known = [path, *(other for other in self.settings["opened"] if other != path)]
        self.settings["opened"] = known[:MOST_OPENED]

    def models(self) -> list[ModelFile]:
        """The models that can be chosen."""
        return models(self.paths.models, self.settings["opened"])

    def first_model(self, asked: str | None) -> str | None:
        """What to load at the start: what was asked for, the model used last if it is still there, or the starter."""
        if asked:
            return asked
        if not self.settings["load_at_start"]:
            return None
        last = self.settings["last_model"]
        first = starter()
        return last if last and Path(last).is_file() else str(first) if first else None

    def close(self) -> None:
        """End the engine and write what is queued."""
        self.model.eject()
        self.jobs.close()
        for host in self.hosts:
            host.join(CLOSE_SECONDS)
        self.store.close()


def services(paths: Paths, faults: "Faults", command: list[str] | None = None) -> Services:
    """Make what stands below the window; needs no Qt. `command` starts another child than the real one."""
    paths.make()
    bridge = Bridge()
    hosts: list[Host] = []

    def start(first: Load | Probe, on_event: OnEvent) -> Engine:
        hosts[:] = [host for host in hosts if not host.join(0)]
        hosts.append(Host(first, bridge.carry(on_event), command))
        return hosts[-1]

    def failed(_queue: str, error: Exception) -> None:
        fault = error if isinstance(error, Fault) else Fault("store", {"reason": str(error)[:300]})
        bridge.post(lambda: faults.tell(fault))

    settings, jobs, clock = options.read(paths.settings), Jobs(failed), SystemClock()
    model = ModelSession(start, clock, check)
    store = Chats(paths.database, jobs, lambda: bridge.post(lambda: faults.tell(None)))
    book = ChatBook(model, store, clock, lambda: random.getrandbits(32) % 0xFFFFFFFE,
                    lambda: str(settings["overflow"]))  # fmt: skip
    made = Services(paths, settings, bridge, jobs, store, model, book, hosts)
    model.changed.subscribe(made.remember)
    return made


class Faults:
    """Tells the faults of background work to whoever shows them; None when what failed works again."""

    def __init__(self) -> None:
        self.tell: Callable[[Fault | None], None] = lambda _fault: None


class Window:
    """The window over the services."""

    def __init__(self, application: "QApplication", parts: Services, faults: Faults) -> None:
        from PySide6.QtCore import Qt

        from slm_desktop.ui.main_window import MainWindow
        from slm_desktop.ui.theme import Theme
        from slm_desktop.ui.waker import Waker

        self.parts, self.theme = parts, Theme(application, parts.settings["theme"])
        self.window = MainWindow(self.theme, parts.settings)
        self.chat = self._chat_screen()
        self._settings_screen()
        self._keys()
        self._theme_choice = parts.settings["theme"]
        parts.settings.changed.subscribe(self._on_settings)
        faults.tell = self.chat.show_store_trouble
        self.window.painted.connect(self._on_painted, Qt.ConnectionType.QueuedConnection)
        self.window.file_dropped.connect(parts.choose)
        self.waker = Waker(parts.bridge)

    def _chat_screen(self) -> "ChatScreen":
        from PySide6.QtCore import QCoreApplication

        from slm_desktop.ui.chat.screen import ChatScreen

        parts = self.parts
        screen = ChatScreen(self.theme, parts.model, parts.book, parts.settings, parts.models, parts.store.retry)
        screen.model_chosen.connect(parts.choose)
        self.window.add_screen(QCoreApplication.translate("Rail", "Chat"), "chat", lambda: screen, "Ctrl+1")
        return screen

    def _settings_screen(self) -> None:
        from PySide6.QtCore import QCoreApplication

        def make() -> "object":
            from slm_desktop.ui.settings.page import SettingsPage

            return SettingsPage(self.theme, self.parts.settings)

        name = QCoreApplication.translate("Rail", "Settings")
        self.window.add_screen(name, "settings", make, "Ctrl+,", at_bottom=True)  # type: ignore[arg-type]

    def _keys(self) -> None:
        self.window.on_key("Ctrl+N", self.chat.new_chat)
        self.window.on_key("Ctrl+M", self.chat.open_picker)
        self.window.on_key("Ctrl+I", self.chat.toggle_inspector)
        self.window.on_key("Esc", self.chat.stop)
        self.window.on_key("Ctrl+Q", self.window.close)

    def _on_settings(self) -> None:
        if self.parts.settings["theme"] != self._theme_choice:
            self._theme_choice = self.parts.settings["theme"]
            self.theme.choose(self._theme_choice)

    def _on_painted(self) -> None:
        """What costs time and is not needed for the first picture: the graph, whose library is slow to import."""
        from slm_desktop.ui.widgets.graph import LiveGraph

        self.chat.complete()
        graph = LiveGraph(self.theme, self.parts.model.timeline, time.monotonic)
        self.chat.set_graph(graph)

        def load() -> None:
            import pyqtgraph  # noqa: F401 - imported here, on a thread, so that the window answers meanwhile

            self.parts.bridge.post(graph.build)

        self.parts.jobs.submit("graph", load)


def run(
    paths: Paths, model: str | None, log_level: str = "info", observe: Callable[[Window], None] = lambda _window: None
) -> int:
    """Run the app until its window is closed. `observe` gets the window before it is shown."""
    faults = Faults()
    parts = services(paths, faults)
    first = parts.first_model(model)
    if first:
        parts.choose(first)
    handler = log.begin(paths, log_level)
    from PySide6.QtWidgets import QApplication

    application = QApplication([])
    application.setApplicationName("SLM Desktop")
    application.setDesktopFileName("slm-desktop")
    window = Window(application, parts, faults)
    observe(window)
    window.window.show()
    try:
        return application.exec()
    finally:
        parts.close()
        handler.close()
