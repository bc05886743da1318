"""The whole app: real window, real child, real database."""

import contextlib
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from slm_desktop.core.chat.session import ChatSession
from slm_desktop.core.engines.engine import EngineState
from slm_desktop.core.faults import Faults
from slm_desktop.gui.window import Window
from slm_desktop.paths import Paths
from slm_desktop.services import calibrator, runtimes
from slm_desktop.services.services import Services
from slm_desktop.ui.widgets.parameters import SeedRow
from slm_desktop.ui.widgets.slider import SliderRow
from tests.e2e.pages import texts
from tests.e2e.pages.chat import ChatPage
from tests.e2e.pages.window import WindowPage
from tests.engine.quantise import quantise
from tests.patience import Patience

TURN_MILLISECONDS = 500
SETTLING_TURNS = 5


class App:
    """The app in a test. `command` starts a scripted child in place of the real one."""

    def __init__(self, qtbot: QtBot, paths: Paths, command: list[str] | None = None, model: str | None = None) -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self.qtbot, self.faults, self.closed = qtbot, Faults(), False
        self.services = Services(paths, self.faults, command)
        first = self.services.first_model(model)
        if first:
            self.services.choose(first)
        self.window = Window(application, self.services, self.faults)
        self.window.window.resize(1440, 900)
        self.window.window.show()
        self.chat, self.model = self.window.chat, self.services.model
        self.chat_page, self.window_page = ChatPage(self.chat), WindowPage(self.window)
        self.until(lambda: self.chat_page.parameters != {})

    def until(self, done: Callable[[], bool]) -> None:
        """Let the app run until something is so."""
        patience = Patience()
        while True:
            with contextlib.suppress(self.qtbot.TimeoutError):
                self.qtbot.waitUntil(done, timeout=TURN_MILLISECONDS)
                return
            patience.check()

    def settle(self) -> None:
        """Let everything run that is due: layouts, drawing, and what these put off to the next turn of the loop."""
        for _ in range(SETTLING_TURNS):
            QApplication.processEvents()

    def ready(self) -> "App":
        """Wait until the model takes messages."""
        self.until(lambda: self.model.state == EngineState.READY)
        return self

    def type(self, text: str) -> None:
        """Write into the composer and press Enter."""
        from PySide6.QtCore import Qt

        draft = self.chat_page.composer.field
        self.qtbot.keyClicks(draft, text)
        self.qtbot.keyClick(draft, Qt.Key.Key_Return)

    def set_parameter(self, name: str, value: float) -> None:
        """Move the slider of a sampling parameter."""
        row = self.chat_page.parameters[name]
        assert isinstance(row, SliderRow | SeedRow)
        row.take(value)

    def limit(self, tokens: int) -> None:
        """Let answers have so many tokens at most."""
        self.set_parameter("max_tokens", tokens)

    def shows(self, screen: QWidget, words: str) -> None:
        """Wait until words stand on a screen."""
        self.until(lambda: words in texts(screen))

    def ended(self, session: ChatSession) -> None:
        """Wait until a chat writes no answer."""
        self.until(lambda: session.answering is None)

    def answered(self) -> str:
        """Wait for the end of the answer; return its text."""
        self.until(lambda: bool(self.chat.session.messages) and self.chat.session.answering is None)
        return self.chat.session.messages[-1].content

    def streaming(self, tokens: int = 3) -> None:
        """Wait until the answer has some tokens."""
        session = self.chat.session
        self.until(lambda: session.answering is not None and len(session.answering.record.tokens) >= tokens)

    def notices(self) -> list[str]:
        """The titles of the notices that are shown."""
        from slm_desktop.ui.banners import Banner

        return [notice.accessibleName() for notice in self.window.window.findChildren(Banner) if notice.isVisible()]

    def banner(self, *words: str) -> None:
        """Wait for a notice with these words."""
        self.until(lambda: any(all(word in title for word in words) for title in self.notices()))

    def press(self, words: str) -> None:
        """Press a button by its words, once it is there and can be pressed."""
        from PySide6.QtWidgets import QPushButton

        def found() -> list[QPushButton]:
            buttons = self.window.window.findChildren(QPushButton)
            shown = (button for button in buttons if button.isVisible() and button.isEnabled())
            return [button for button in shown if words in button.text()]

        self.until(lambda: bool(found()))
        found()[0].click()

    def close(self) -> None:
        """Close the window as the user does."""
        self.closed = True
        self.window.window.close()
        self.services.close()
        self.window.window.deleteLater()
        # At once: the next window must not lay out one that Python takes apart meanwhile.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture(autouse=True)
def not_calibrated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measuring and testing the engine would take seconds in each test; those that want it make it begin at once."""
    monkeypatch.setattr(calibrator, "QUIET_SECONDS", 1e6)
    monkeypatch.setattr(runtimes, "QUIET_SECONDS", 1e6)


@pytest.fixture(autouse=True)
def one_thread_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several runs of tests share the cores: threads of an engine would wait for one another most of the time."""
    monkeypatch.setenv("OMP_THREAD_LIMIT", "1")


@pytest.fixture
def open_app(qtbot: QtBot, own_data: Paths) -> Iterator[Callable[..., App]]:
    opened: list[App] = []

    def make(command: list[str] | None = None, model: str | None = None) -> App:
        opened.append(App(qtbot, own_data, command, model))
        return opened[-1]

    yield make
    for app in opened:
        if not app.closed:
            app.close()


@pytest.fixture(scope="session")
def quantised(model_path: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Quantisations of the starter model, made by llama.cpp."""
    folder = tmp_path_factory.mktemp("quantised")
    kinds = {"Q8_0": 7, "Q2_K": 10}
    return {name: str(quantise(model_path, folder / f"SmolLM2-135M-{name}.gguf", kind)) for name, kind in kinds.items()}
