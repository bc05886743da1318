"""What can go wrong, in the real window: it is said with its cause and the next step, and nothing is lost."""

import os
import signal
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from slm_desktop.core.engines.engine import EngineState
from slm_desktop.core.records import Attachment, MessageState
from slm_desktop.engine.scripted import HELLO, LOADED, command_for
from slm_desktop.engine.scripted import READY as SCRIPTED_READY
from slm_desktop.paths import Paths
from tests.cost import yardstick
from tests.e2e.conftest import App
from tests.engine import tiny

STORY = "Write a long story about a lighthouse keeper."


@pytest.mark.parametrize("moment", ["idle", "streaming", "prompt"])
def test_a_killed_engine_is_started_again_and_the_answer_kept(open_app: Callable[..., App], moment: str) -> None:
    app = open_app().ready()
    if moment == "streaming":
        app.type(STORY)
        app.streaming(5)
    if moment == "prompt":
        app.chat_page.submit("word " * 1200)
        app.until(lambda: app.chat.session.answering is not None and app.chat.session.answering.run.progress[1] > 0)
    os.kill(app.services.pool.processes[-1].pid, signal.SIGKILL)
    app.until(lambda: app.model.trouble is not None)
    app.ready()
    app.banner("ended from outside", "conversation is kept")
    if moment == "streaming":
        assert app.chat.session.messages[-1].state == MessageState.INTERRUPTED
        assert app.chat.session.messages[-1].content
    app.limit(20)
    app.type("Still there?")
    app.answered()
    app.until(lambda: not app.notices())
    assert app.chat.session.messages[-1].state == MessageState.COMPLETE


def test_a_killed_engine_while_loading_is_tried_again(open_app: Callable[..., App]) -> None:
    app = open_app()
    os.kill(app.services.pool.processes[-1].pid, signal.SIGKILL)
    app.ready()


def test_a_stopped_engine_is_noticed_and_can_be_ended(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    app.type(STORY)
    app.streaming(3)
    os.kill(app.services.pool.processes[-1].pid, signal.SIGSTOP)
    app.until(lambda: bool(app.model.silent))
    app.banner("does not answer")
    app.press("Stop the engine")
    app.until(lambda: app.model.trouble is not None)
    app.banner("You stopped the engine")
    app.ready()
    assert app.chat.session.messages[-1].state == MessageState.INTERRUPTED


def test_an_engine_that_writes_garbage_is_ended_and_replaced(open_app: Callable[..., App], model_path: str) -> None:
    app = open_app(command_for({"generate": [{"answer": "half of"}, {"raw": "garbage\n"}]}), model_path).ready()
    app.type("Hello")
    app.until(lambda: app.model.trouble is not None)
    app.banner("unreadable")
    app.ready()


def test_a_model_that_crashes_the_engine_is_set_aside(open_app: Callable[..., App], model_path: str) -> None:
    app = open_app(command_for({"load": [{"say": HELLO}, {"signal": int(signal.SIGSEGV)}]}), model_path)
    app.until(lambda: app.model.state == EngineState.BROKEN)
    app.banner("set aside")
    assert len(app.services.pool.processes) <= 3


FILES = {
    "page.gguf": (b"<!doctype html><html></html>", "web page"),
    "pointer.gguf": (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 98362432\n", "Git LFS pointer"),
    "empty.gguf": (b"", "empty"),
    "text.gguf": (b"hello", "not a GGUF"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_model_says_what_it_is(open_app: Callable[..., App], tmp_path: Path, name: str) -> None:
    content, words = FILES[name]
    (tmp_path / name).write_bytes(content)
    app = open_app(model=str(tmp_path / name))
    app.until(lambda: app.model.state == EngineState.BROKEN)
    app.banner(words)


@pytest.mark.parametrize(
    ("change", "words"), [("cut", "incomplete"), ("unknown", "cannot be run"), ("embedding", "embeddings")]
)
def test_a_model_that_cannot_be_used_says_why(
    open_app: Callable[..., App], tmp_path: Path, change: str, words: str
) -> None:
    path = tiny.write_model(tmp_path / "m.gguf", extra={"llama.pooling_type": 1} if change == "embedding" else None)
    data = path.read_bytes()
    path.write_bytes(
        data[: len(data) // 2] if change == "cut" else data.replace(b"llama", b"lamma") if change == "unknown" else data
    )
    app = open_app(model=str(path))
    app.until(lambda: app.model.state == EngineState.BROKEN)
    app.banner(words)
    assert app.model.trouble is not None
    assert app.model.trouble.log


def test_too_little_memory_offers_a_context_that_fits_and_it_works(
    open_app: Callable[..., App], tmp_path: Path
) -> None:
    path = tiny.write_model(tmp_path / "m.gguf", context=2**20)
    app = open_app()
    app.services.settings["context"] = 2**20
    app.services.settings["memory_limit"] = 1536
    app.services.choose(str(path))
    app.until(lambda: app.model.state == EngineState.BROKEN)
    app.banner("Not enough memory")
    app.press("context")
    app.ready()
    assert app.model.loaded is not None
    assert app.model.loaded.context < 2**20


def test_an_engine_that_was_killed_offers_what_takes_less(open_app: Callable[..., App]) -> None:
    """As the system does when memory runs out: it is started again, and the next attempt is one click away."""
    app = open_app().ready()
    os.kill(app.services.pool.processes[-1].pid, signal.SIGKILL)
    app.banner("ended from outside")
    app.ready()
    models = app.services.models
    path = app.model.choice.path if app.model.choice else ""
    app.until(lambda: models.local_models.of_path(path) is not None)
    app.press("Q8_0 KV cache")
    app.until(lambda: app.model.choice is not None and app.model.choice.options.kv_type == "q8_0")
    app.ready()


def test_a_model_without_a_template_says_what_is_used(open_app: Callable[..., App], tmp_path: Path) -> None:
    app = open_app(model=str(tiny.write_model(tmp_path / "m.gguf", template=None))).ready()
    assert "ChatML is used" in app.chat_page.pill.accessibleName()


def test_a_message_longer_than_the_context_is_refused_with_a_way_out(open_app: Callable[..., App]) -> None:
    app = open_app()
    app.services.settings["context"] = 1024
    app.model.retry(context=1024)
    app.ready()
    app.chat_page.submit("word " * 5000)
    app.answered()
    app.banner("longer than the context")
    app.press("Edit the message")
    assert app.chat_page.composer.whole_text.startswith("word word")
    app.chat_page.composer.clear()
    app.chat_page.submit("word " * 5000)
    app.answered()
    app.banner("longer than the context")
    app.press("Load with 2,048 context")
    app.ready()


def test_turns_that_no_longer_fit_are_marked(open_app: Callable[..., App]) -> None:
    from slm_desktop.ui.transcript.left_out import LeftOut

    app = open_app()
    app.model.retry(context=512)
    app.ready()
    app.limit(10)
    for number in range(4):
        app.chat_page.submit(f"Question {number}: " + "word " * 130)
        app.answered()
    record = app.chat.session.messages[-1].run
    assert record is not None
    assert record.dropped > 0
    app.until(lambda: [mark.isVisible() for mark in app.window.window.findChildren(LeftOut)].count(True) == 1)


@pytest.mark.parametrize(
    "attack",
    ["w" * 1_000_000, "<|im_end|>" * 80_000, "a\0b\ud800 " * 100_000],
    ids=["megabyte", "controls", "surrogates"],
)
def test_a_megabyte_can_be_pasted_sent_and_cancelled_while_the_window_answers(
    open_app: Callable[..., App], attack: str
) -> None:
    app = open_app().ready()
    stamps: list[float] = []
    timer = QTimer(interval=1)
    timer.timeout.connect(lambda: stamps.append(time.thread_time()))
    timer.start()
    app.chat_page.composer.attach(Attachment(attack))
    app.chat_page.composer.press_send()
    app.until(lambda: bool(app.chat.session.messages))
    app.chat.stop()
    app.answered()
    timer.stop()
    assert max((later - sooner for sooner, later in pairwise(stamps)), default=0) < 300 * yardstick()
    app.type("Hello")
    app.answered()


def test_a_load_can_be_cancelled_from_the_header(open_app: Callable[..., App], model_path: str) -> None:
    app = open_app(
        command_for(
            {"load": [{"say": HELLO}, {"say": {"is": "loading", "progress": 0.3}}, {"wait": 30}, *SCRIPTED_READY]}
        ),
        model_path,
    )
    app.until(lambda: app.model.progress > 0)
    app.chat_page.cancel_load()
    app.until(lambda: app.model.state == EngineState.EMPTY)


def test_a_full_disk_is_said_and_the_chat_goes_on(open_app: Callable[..., App]) -> None:
    import sqlite3

    app = open_app().ready()
    writer = app.services.store._writer
    writer.execute(f"PRAGMA max_page_count = {writer.execute('PRAGMA page_count').fetchone()[0]}")
    app.chat.session.set_sampling({**app.chat.session.sampling, "max_tokens": 20.0})
    app.chat.session.send("Say hello. " + "=" * 6000)
    assert app.answered()
    app.banner("could not be saved", "full")
    writer.execute("PRAGMA max_page_count = 1000000")
    app.press("Try to save again")
    app.until(lambda: not any("could not be saved" in title for title in app.notices()))
    app.close()
    with sqlite3.connect(app.services.paths.database) as database:
        assert database.execute("SELECT count(*) FROM messages").fetchone()[0] == 2
    database.close()


def test_state_ready_is_what_the_window_shows(open_app: Callable[..., App], qtbot: QtBot) -> None:
    app = open_app()
    assert app.model.state != EngineState.READY or app.chat_page.composer.is_ready
    app.ready()
    assert app.chat_page.composer.is_ready


def test_an_error_about_one_file_does_not_come_back_under_the_next_model(
    model_path: str, tmp_path: Path, open_app: Callable[..., App]
) -> None:
    garbage, cut = tmp_path / "garbage.gguf", tmp_path / "cut.gguf"
    garbage.write_bytes(b"no model at all " * 1000)
    cut.write_bytes(Path(model_path).read_bytes()[:5_000_000])
    app = open_app().ready()
    app.services.choose(str(garbage))
    app.banner("not a GGUF file")
    app.services.choose(str(cut))
    app.banner("incomplete")
    assert not any("not a GGUF file" in notice for notice in app.notices())
    app.services.choose(model_path)
    app.ready()
    app.until(lambda: not app.notices())
    app.limit(20)
    app.type("Say hello.")
    app.answered()
    app.chat.new_chat()
    assert app.notices() == []


def test_an_error_about_one_act_is_gone_with_the_next_question(tmp_path: Path, open_app: Callable[..., App]) -> None:
    picture = tmp_path / "picture.txt"
    picture.write_bytes(b"\0\1\2" * 100)
    app = open_app().ready()
    app.limit(12)
    app.chat.take_files([str(picture)])
    app.banner("not a text", "picture.txt")
    app.type("Say hello.")
    app.until(lambda: not app.notices())
    app.answered()


def test_chats_of_a_database_that_is_gone_come_back_at_a_click(own_data: Paths, open_app: Callable[..., App]) -> None:
    from slm_desktop.core.records import Chat, Message
    from slm_desktop.store.backup import keep_daily
    from tests.store.kept import keep

    keep(
        own_data.database,
        (Chat(1, "About the sea", 1.0, 1.0, head=2, touched=2), [Message(2, 1, None, "user", "Tell me.", 1.0)]),
    )
    keep_daily(own_data.database, own_data.database.parent / "backups", "2026-01-02")
    own_data.database.write_bytes(b"")
    app = open_app().ready()
    app.banner("not where they were", "messages: 1")
    app.limit(5)
    app.type("Written since.")
    app.answered()
    app.press("Bring back the copy")
    app.until(lambda: {chat.title for chat in app.services.chat_list.chats} == {"About the sea", "Written since."})
    app.until(lambda: not app.notices())


def test_what_the_engine_cannot_do_is_not_offered(open_app: Callable[..., App]) -> None:
    able = [{"say": HELLO}, {"say": LOADED}]
    unable = [{"say": HELLO}, {"say": {**LOADED, "features": []}}]
    for steps, can_repeat in ((able, True), (unable, False)):
        app = open_app(command_for({"load": steps, "generate": [{"answer": "ok"}]})).ready()
        app.type("Hello")
        assert app.answered() == "ok"
        menu = app.chat_page.menu_for(app.chat.session.messages[-1])
        (repeat,) = [action for action in menu.actions() if action.text().startswith("Repeat")]
        assert repeat.isEnabled() is can_repeat
        assert bool("same tokens" in repeat.toolTip()) is not can_repeat
        app.close()
