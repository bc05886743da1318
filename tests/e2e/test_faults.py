"""What the app must outlive: kills, lack of files and of room, hostile names, endless chats. `make faults` runs the long evaluations."""

import os
import random
import resource
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path

import psutil
import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from slm_desktop.core.chat.archive import Archived, to_json
from slm_desktop.core.engines.engine import EngineState
from slm_desktop.core.records import Chat, Message, MessageState, RunRecord
from slm_desktop.engine.scripted import command_for
from slm_desktop.paths import Paths
from tests.e2e.conftest import App
from tests.engine import tiny
from tests.patience import wait_until
from tests.store.kept import keep

LOST_SECONDS = 1.0
SAVE_TAKES = 0.4
"""The second is counted from one save to the next; a save itself takes its time on a busy disk."""


def kill_while_streaming(folder: Path, patience: float) -> tuple[int, int, float]:
    """Start the app, let it stream for a while, kill it; the number of its child, the length that must be on the disk,
    and the moment.
    """
    command = [sys.executable, "-m", "tests.e2e.streaming_app", str(folder)]
    lengths: list[tuple[float, int]] = []
    child, waited = 0, 0.0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as app:
        assert app.stdout is not None
        while not lengths or lengths[-1][0] - lengths[0][0] < patience:
            number, moment, length, waits = app.stdout.readline().split()
            child, waited = int(number), float(waits)
            lengths.append((float(moment), int(length)))
        app.kill()
        killed = time.monotonic()
    moments = [*(moment for moment, _length in lengths), killed]
    held_up = (
        max(later - sooner for sooner, later in pairwise(moments)) + waited
    )  # A busy computer holds up the saves as well.
    due = [length for moment, length in lengths if killed - moment > LOST_SECONDS + SAVE_TAKES + held_up]
    return child, max(due, default=0), killed


def is_gone(child: int) -> bool:
    """Whether a process has ended."""
    return not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE


def evaluation(folder: Path, times: int) -> float:
    """Kill the app again and again: every answer of before is there, and no more than a second of the last. The most
    seconds that its child lived on.
    """
    chance, longest = random.Random(11), 0.0
    database = folder / "chats.sqlite3"
    answers: dict[int, int] = {}
    for round_ in range(times):
        child, due, killed = kill_while_streaming(folder, chance.uniform(0.1, 3.0))
        wait_until(partial(is_gone, child))
        longest = max(longest, time.monotonic() - killed)
        with sqlite3.connect(database) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            rows = connection.execute(
                "SELECT id, length(content), state FROM messages WHERE role = 'assistant' ORDER BY id"
            ).fetchall()
            questions = connection.execute("SELECT count(*) FROM messages WHERE role = 'user'").fetchone()[0]
        connection.close()
        assert questions == len(rows) == round_ + 1
        assert {id_: length for id_, length, _state in rows[:-1]} == answers
        assert {state for _id, _length, state in rows[:-1]} <= {"interrupted", "complete"}
        assert rows[-1][1] >= due
        answers[rows[-1][0]] = rows[-1][1]
    return longest


def test_an_app_that_is_killed_while_it_streams_loses_at_most_a_second(
    open_app: Callable[..., App], own_data: Paths
) -> None:
    evaluation(own_data.data, 3)
    app = open_app()
    assert len(app.services.chat_list.chats) == 3
    app.chat.show_chat(app.services.chat_list.chats[0])
    question, answer = app.chat.session.messages
    assert question.content == "Write without end."
    assert answer.state in (MessageState.INTERRUPTED, MessageState.COMPLETE)


@pytest.mark.faults
def test_five_hundred_kills(own_data: Paths, record_property: Callable[[str, object], None]) -> None:
    longest = evaluation(own_data.data, 500)
    record_property("app killed 500 times, the longest that a child lived on, in ms", round(1000 * longest))


def many_answers(app: App, times: int) -> None:
    """Start and stop answers, and load and eject the model in between."""
    for round_ in range(times):
        session = app.services.chat_list.new()
        session.send("Hello")
        if round_ % 3:
            session.stop()
        app.ended(session)
        if round_ % 10 == 9:
            app.model.eject()
            app.until(
                lambda: (
                    app.model.state == EngineState.EMPTY
                    and not [host for host in app.services.pool.processes if not host.join(0)]
                )
            )
            app.services.choose(app.services.settings["last_model"])
            app.ready()


@pytest.mark.parametrize("times", [30, pytest.param(3_000, marks=pytest.mark.faults)])
def test_starts_and_stops_leave_no_file_process_or_memory_behind(
    open_app: Callable[..., App], model_path: str, times: int
) -> None:
    script = command_for({"generate": [{"answer": "words and more words"}]})
    app = open_app(script, model_path).ready()
    many_answers(app, 20)
    process = psutil.Process()
    files, threads, memory = process.num_fds(), process.num_threads(), process.memory_info().rss
    children = len(process.children())  # Servers of other tests may be among them.
    many_answers(app, times)
    app.until(lambda: process.num_fds() <= files + 2)
    app.until(lambda: process.num_threads() <= threads + 1)
    assert len(process.children()) == children
    assert len(app.services.pool.processes) == 1
    assert process.memory_info().rss - memory < 20e6 + times * 10e3  # A chat is kept open, with its messages.


def test_too_few_file_descriptors_are_said_and_the_app_goes_on(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    app.model.eject()
    app.until(lambda: not [host for host in app.services.pool.processes if not host.join(0)])
    used = max(int(name) for name in os.listdir("/proc/self/fd"))
    spare = [os.open("/dev/null", os.O_RDONLY) for _ in range(used + 4 - len(os.listdir("/proc/self/fd")))]
    resource.setrlimit(resource.RLIMIT_NOFILE, (used + 2, hard))
    try:
        app.services.choose(app.services.settings["last_model"])
        app.banner("Too many files are open")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        for one in spare:
            os.close(one)
    app.press("Try again")
    app.ready()


HOSTILE = {
    "html": "<img src='file:///etc/passwd'><b>bold</b>",
    "bidi": "model\u202efugg.exe",
    "long": "n" * 5000,
    "control": "a\x1b[31mred\x00b",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_a_model_says_of_itself_is_shown_as_plain_text(
    open_app: Callable[..., App], tmp_path: Path, kind: str
) -> None:
    text = HOSTILE[kind].replace("\0", "")
    path = tiny.write_model(tmp_path / "m.gguf", extra={"general.name": text, "general.description": text})
    app = open_app(model=str(path)).ready()
    assert all(
        "<b>bold" not in label.text() or label.textFormat().name == "PlainText"
        for label in app.window.window.findChildren(QLabel)
    )
    app.window_page.show_monitor()
    app.settle()


@pytest.mark.parametrize(
    "name", ["<b>bold<b>.gguf", "a\u202ebc.gguf", "x" * 240 + ".gguf", "<img src='file:/tmp/x'>.gguf".replace("/", "-")]
)
def test_hostile_names_of_files_are_shown_as_plain_text(
    open_app: Callable[..., App], tmp_path: Path, name: str
) -> None:
    path = tiny.write_model(tmp_path / name)
    app = open_app(model=str(path)).ready()
    shown = app.chat_page.model_name.accessibleName()
    assert "\u202e" not in shown
    assert app.chat_page.model_name.textFormat().name == "PlainText"
    assert "<b>" not in app.chat_page.model_name.toolTip().removeprefix("<qt>")
    app.limit(2)
    app.chat_page.submit("<b>Hello</b> \u202e")
    app.answered()
    listed = app.chat_page.list
    from PySide6.QtCore import Qt

    assert "<b>" not in str(listed.data(1, Qt.ItemDataRole.ToolTipRole))


def endless(count: int) -> tuple[Chat, list[Message]]:
    """A chat of so many messages."""
    messages = [
        Message(
            id_,
            1,
            id_ - 1 if id_ > 2 else None,
            ("user", "assistant")[id_ % 2],
            f"message {id_} " * 20,
            1e9,
            run=RunRecord(model="M"),
        )
        for id_ in range(2, count + 2)
    ]
    return Chat(1, "endless", 1e9, 1e9, "M", count + 1, touched=count + 1), messages


def test_a_hundred_thousand_messages_open_and_scroll(open_app: Callable[..., App], own_data: Paths) -> None:
    keep(own_data.database, endless(100_000))
    app = open_app()
    app.chat.show_chat(app.services.chat_list.chats[0])
    bar = app.chat_page.transcript.bar
    app.until(lambda: bar.maximum() > 1000)
    assert bar.value() >= bar.maximum() - 4
    shown = app.chat_page.transcript.view
    for _ in range(12):
        bar.setValue(bar.minimum())
        app.settle()
    assert len(app.chat_page.transcript.widgets) <= 90
    first = app.chat_page.transcript.first
    assert first < 100_000 - 150
    shown.go_to_edge(end=False)
    app.until(lambda: app.chat_page.transcript.first == 0 and bar.maximum() > 0)
    bar.setValue(bar.maximum())
    app.until(lambda: app.chat_page.transcript.last > 30)
    shown.go_to_edge(end=True)
    app.until(lambda: app.chat_page.transcript.last == 100_000)


def test_scrolling_to_an_edge_keeps_what_is_seen_in_its_place(open_app: Callable[..., App], own_data: Paths) -> None:
    keep(own_data.database, endless(500))
    app = open_app()
    app.chat.show_chat(app.services.chat_list.chats[0])
    shown = app.chat_page.transcript.view
    bar = shown.verticalScrollBar()
    app.until(lambda: bar.maximum() > 1000)
    bar.setValue(1000)
    app.settle()
    seen = next(id_ for id_, turn in app.chat_page.transcript.widgets.items() if turn.y() + turn.height() > bar.value())
    before = app.chat_page.transcript.widgets[seen].y() - bar.value()
    bar.setValue(390)
    moved = app.chat_page.transcript.widgets[seen].y() - bar.value()
    assert app.chat_page.transcript.first < 470
    assert moved - before == pytest.approx(1000 - 390, abs=3)
    app.settle()
    assert app.chat_page.transcript.widgets[seen].y() - bar.value() == pytest.approx(moved, abs=3)


def test_an_answer_of_ten_megabytes_opens_and_shows_more_of_itself_on_demand(
    open_app: Callable[..., App], own_data: Paths
) -> None:
    text = ("A line of an endless answer.\n\n" * 20 + "```python\nprint(1)\n```\n\n") * 16_100
    assert len(text) > 10_000_000
    messages = [
        Message(2, 1, None, "user", "Why?", 1e9),
        Message(3, 1, 2, "assistant", text, 1e9, run=RunRecord(model="M")),
    ]
    keep(own_data.database, (Chat(1, "large", 1e9, 1e9, "M", 3, touched=3), messages))
    app = open_app()
    app.chat.show_chat(app.services.chat_list.chats[0])
    buttons = app.chat.findChildren
    app.until(lambda: any(one.isVisible() and one.text().startswith("Show more") for one in buttons(QPushButton)))
    height = app.chat_page.transcript.bar.maximum()
    assert height > 1000
    app.press("Show more")
    app.until(lambda: app.chat_page.transcript.bar.maximum() > 1.5 * height)


def test_an_import_that_is_huge_or_broken_is_refused_with_a_word(open_app: Callable[..., App], tmp_path: Path) -> None:
    app = open_app()
    (tmp_path / "broken.json").write_bytes(b'{"format": "slm-desktop-chats", "version": 1, "chats": [{"chat"')
    app.chat_page.import_chats(tmp_path / "broken.json")
    app.banner("cannot be imported")
    (tmp_path / "newer.json").write_bytes(b'{"format": "slm-desktop-chats", "version": 99, "chats": []}')
    app.chat_page.import_chats(tmp_path / "newer.json")
    app.banner("newer version")
    with (tmp_path / "huge.json").open("wb") as file:
        file.truncate(2**40)
    app.chat_page.import_chats(tmp_path / "huge.json")
    app.banner("too large")
    assert app.services.chat_list.chats == []


def test_a_large_import_is_written_beside_the_window(open_app: Callable[..., App], tmp_path: Path) -> None:
    app = open_app()
    messages = [Message(at, 1, at - 1 if at > 2 else None, "user", f"line {at}", 1e9) for at in range(2, 20_002)]
    (tmp_path / "many.json").write_bytes(to_json([Archived(Chat(1, "many", 1e9, 1e9, head=messages[-1].id), messages)]))
    store, threads = app.services.store, set()
    save = store.save

    def saved(chat: Chat, messages: Sequence[Message]) -> None:
        threads.add(threading.get_ident())
        save(chat, messages)

    store.save = saved  # type: ignore[method-assign, assignment]
    app.chat_page.import_chats(tmp_path / "many.json")
    app.until(lambda: [chat.title for chat in app.services.chat_list.chats] == ["many"])
    assert threads.isdisjoint({threading.get_ident()})
    app.until(lambda: app.chat.session is not None and app.chat.session.messages[-1:] != [])
    assert app.chat.session.messages[-1].content == "line 20001"
