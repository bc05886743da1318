"""The window among others: one app for one folder, what it finds after a crash, its monitor, its signals."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from slm_desktop import instance
from slm_desktop.core.engines.engine import EngineState
from slm_desktop.log import last_words
from slm_desktop.paths import Paths
from slm_desktop.ui.monitor.page import EngineCard, MonitorPage
from tests.e2e.conftest import App
from tests.e2e.pages.window import figure_of
from tests.patience import wait_until

OPEN = [sys.executable, "-m", "slm_desktop", "--data-dir"]
PATIENCE = 30


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """The app in a process of its own, once it answers at its door."""
    app = subprocess.Popen([*OPEN, str(folder), *arguments], env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
    try:
        wait_until(lambda: answers(folder))
        yield app
    finally:
        app.terminate()
        app.wait(PATIENCE)


def answers(folder: Path) -> bool:
    """Whether an app waits at the door of a folder."""
    with socket.socket(socket.AF_UNIX) as door:
        try:
            door.connect(str(folder / "door"))
        except OSError:
            return False
    return True


@pytest.fixture
def folder(own_data: Paths) -> Path:
    """A data folder whose name is short enough for a socket."""
    return own_data.data


def test_a_second_start_hands_its_model_to_the_first_and_ends(folder: Path, model_path: str) -> None:
    with running(folder) as first:
        second = subprocess.run([*OPEN, str(folder), model_path], timeout=PATIENCE, check=False)
        assert second.returncode == 0
        assert first.poll() is None
        engines = psutil.Process(first.pid).children()
        assert len(engines) >= 1
    assert first.returncode == 0


def test_what_comes_through_the_door_reaches_the_window(own_data: Paths, qtbot: QtBot) -> None:
    app = instance.begin(own_data)
    assert app is not None
    rung: list[str] = []
    app.listen(rung.append)
    wait_until(lambda: answers(own_data.data))
    assert instance.begin(own_data) is None
    assert instance.ring(own_data, "/a model.gguf")
    assert instance.ring(own_data, "")
    wait_until(lambda: len(rung) == 2)
    assert rung == ["/a model.gguf", ""]
    app.close()


def test_a_lock_of_a_process_that_is_gone_is_seen_through_also_when_its_number_was_given_again(own_data: Paths) -> None:
    (own_data.data / "running").write_text(str(os.getpid()))
    app = instance.begin(own_data)
    assert app is not None
    assert app.crashed
    app.close()
    again = instance.begin(own_data)
    assert again is not None
    assert not again.crashed
    again.close()


def test_a_flood_at_the_door_does_not_close_it(own_data: Paths) -> None:
    app = instance.begin(own_data)
    assert app is not None
    rung: list[str] = []
    app.listen(rung.append)
    wait_until(lambda: answers(own_data.data))
    for junk in (b"\xff" * 50, b"\0\0\xff\xff", (2**31 - 1).to_bytes(4, "big"), b""):
        with socket.socket(socket.AF_UNIX) as visitor:
            visitor.connect(str(own_data.data / "door"))
            visitor.sendall(junk)
    assert instance.ring(own_data, "still here")
    wait_until(lambda: "still here" in rung)
    app.close()


def test_asked_to_end_by_the_system_the_app_closes_as_by_its_window(folder: Path) -> None:
    with running(folder) as app:
        app.send_signal(signal.SIGTERM)
        assert app.wait(PATIENCE) == 0
    assert (folder / "running").read_bytes() == b""


def test_how_the_interpreter_died_is_said_at_the_next_start(own_data: Paths) -> None:
    (own_data.logs / "crash.log").write_text(
        "Fatal Python error: Segmentation fault\n\nThread 0x1 (most recent call first):\n"
    )
    assert last_words(own_data) == "Segmentation fault"


def test_after_a_crash_one_line_says_so(open_app: Callable[..., App]) -> None:
    from slm_desktop.errors import Fault

    app = open_app()
    app.faults.report(Fault("ended_badly", {"reason": ""}))
    app.banner("ended unexpectedly")


def test_the_monitor_stops_and_starts_the_engine_and_shows_its_log(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    window = app.window.window
    app.window_page.show_monitor()
    page = window.findChild(MonitorPage)
    card = window.findChild(EngineCard)
    assert page is not None
    assert card is not None
    app.until(page.isVisible)
    app.until(lambda: figure_of(card, "memory") != "–")
    assert figure_of(card, "pid") == str(app.services.pool.processes[-1].pid)
    app.press("Log")
    log = card.findChild(QPlainTextEdit)
    assert log is not None
    assert "llama.cpp" in log.toPlainText()
    assert "kv " in log.toPlainText()
    app.press("Stop")
    app.until(lambda: app.model.state == EngineState.EMPTY)
    app.press("Start")
    app.ready()


def test_the_last_chat_and_the_screen_come_back(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    app.limit(5)
    app.type("One")
    app.answered()
    app.chat.new_chat()
    app.limit(5)
    app.type("Two")
    app.answered()
    app.chat.show_chat(app.services.chat_list.chats[1])
    app.chat_page.drag_list_edge(300)
    app.window.window.show_screen(1)
    app.close()
    again = open_app()
    app.until(lambda: again.window_page.screen == 1)
    again.window.window.show_screen(0)
    again.until(lambda: abs(again.chat_page.list.sidebar.width() - 300) <= 3)
    again.window.window.show_screen(1)
    assert again.chat.session.messages[0].content == "One"
    assert again.window_page.screen == 1


@pytest.fixture(params=[1.0, 1.5])
def text_scale(request: pytest.FixtureRequest) -> Iterator[float]:
    """Text as designed, and half as large again."""
    from slm_desktop.ui import theme

    before = theme.SIZE
    theme.scale_text(request.param)
    yield request.param
    theme.scale_text(1.0)
    theme.SIZE = before


def test_in_a_narrow_window_nothing_of_the_conversation_is_cut(open_app: Callable[..., App], text_scale: float) -> None:
    app = open_app().ready()
    app.limit(30)
    app.type("A question that is long enough to need more than one line in a narrow window, " + "W" * 200)
    app.answered()
    app.chat_page.regenerate(app.chat.session.messages[-1])
    app.answered()
    for width, height in ((1440, 900), (1024, 700), (860, 560)):
        app.window.window.resize(width, height)
        app.settle()
        shown = app.chat_page.transcript.view
        assert app.chat_page.transcript.body_width <= shown.viewport().width() + 1
        app.chat.focus_search()  # Opens the list: where there is no room for both panels, the other one gives way.
        app.settle()
        columns = app.chat_page.panels
        middle = app.chat_page.middle
        assert all(one.geometry().intersected(middle.geometry()).width() <= 1 for one in columns)
        app.chat_page.show_inspector()


def test_a_chat_is_renamed_and_pinned_from_the_message_field(open_app: Callable[..., App], qtbot: QtBot) -> None:
    from PySide6.QtCore import Qt

    app = open_app().ready()
    app.limit(5)
    app.type("One")
    app.answered()
    qtbot.keyClick(app.chat_page.composer.field, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert app.services.chat_list.chats[0].pinned
    qtbot.keyClick(app.chat_page.composer.field, Qt.Key.Key_F2)
    app.until(lambda: app.chat_page.list.is_renaming)
