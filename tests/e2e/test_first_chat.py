"""A person opens the app, chats, moves sliders, stops, goes on, and finds everything again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from slm_desktop.core.records import Draft, MessageState
from slm_desktop.ui.transcript.answer import Answer
from slm_desktop.ui.widgets.slider import Slider, SliderRow
from tests.e2e.conftest import App
from tests.e2e.pages.chat import foot_words
from tests.e2e.pages.load import picker_count, picker_list

STORY = "Write a long story about a lighthouse keeper."


def test_chat_move_a_slider_stop_and_go_on(open_app: Callable[..., App], qtbot: QtBot) -> None:
    app = open_app().ready()
    app.type(STORY)
    app.streaming(5)
    temperature = app.chat_page.parameters["temperature"]
    assert isinstance(temperature, SliderRow)
    slider = temperature.findChild(Slider)
    qtbot.keyClick(slider, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    session = app.chat.session
    app.until(lambda: session.answering is not None and len(session.answering.record.changes) == 2)
    assert session.answering is not None
    change = session.answering.record.changes[1]
    assert change.values["temperature"] == pytest.approx(1.3)
    app.streaming(change.position + 5)
    tokens = session.answering.record.tokens
    assert {token.setting for token in tokens[: change.position]} == {0}
    assert {token.setting for token in tokens[change.position :]} == {1}
    # Whether threads change depends on what else the computer does.
    markers = [marker.kind for marker in app.model.timeline.markers if marker.kind != "threads"]
    assert markers[:2] == ["load", "send"]
    assert "first" in markers
    marker = next(marker for marker in app.model.timeline.markers if marker.kind == "change")
    assert (marker.name, marker.before, marker.after) == ("temperature", "0.8", "1.3")
    qtbot.keyClick(app.chat, Qt.Key.Key_Escape)
    first = app.answered()
    assert session.messages[-1].state == MessageState.STOPPED
    assert first
    app.type("Go on.")
    app.streaming(3)
    app.chat.stop()
    app.answered()
    record = session.messages[-1].run
    assert record is not None
    assert record.cached > len(tokens)


def test_the_answer_is_on_the_screen_with_its_statistics(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    app.limit(30)
    app.type("Say hello to the reader in one sentence.")
    app.answered()
    turn = app.window.window.findChild(Answer)
    assert turn is not None
    words = foot_words(turn)
    assert "tok/s" in words
    assert "first token" in words
    assert "seed" in words


def test_the_truth_line_says_what_computes(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    pill = app.chat_page.pill
    assert "SmolLM2 135M Instruct" in pill.accessibleName()
    assert "CPU · " in app.chat_page.compute_words


def test_the_draft_is_counted_by_the_models_tokeniser(open_app: Callable[..., App], qtbot: QtBot) -> None:
    app = open_app().ready()
    qtbot.keyClicks(app.chat_page.composer.field, "one two three four")
    app.until(lambda: "draft 4" in app.chat_page.composer.count_words)


def test_everything_is_there_again_after_a_restart(open_app: Callable[..., App], qtbot: QtBot) -> None:
    app = open_app().ready()
    app.limit(20)
    app.type("What is a lighthouse?")
    text = app.answered()
    app.close()
    again = open_app().ready()
    assert [chat.title for chat in again.services.chat_list.chats] == ["What is a lighthouse?"]
    again.chat.show_chat(again.services.chat_list.chats[0])
    assert [message.content for message in again.chat.session.messages] == ["What is a lighthouse?", text]
    assert again.chat.session.messages[-1].state == MessageState.COMPLETE
    assert again.chat.session.sampling["max_tokens"] == 20
    record = again.chat.session.messages[-1].run
    assert record is not None
    assert len(record.tokens) <= 20
    again.type("And who works there?")
    assert again.answered()


def test_closing_while_an_answer_streams_keeps_what_came(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    app.type(STORY)
    app.streaming(10)
    app.close()
    again = open_app()
    again.chat.show_chat(again.services.chat_list.chats[0])
    assert again.chat.session.messages[-1].state == MessageState.STOPPED
    assert again.chat.session.messages[-1].content


def test_two_chats_answer_side_by_side(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    app.type(STORY)
    app.streaming(3)
    first = app.chat.session
    app.chat.new_chat()
    app.type("Write a long poem about rain.")
    app.streaming(3)
    assert first.answering is not None
    assert app.chat.session.answering is not None
    before = len(first.answering.record.tokens)
    app.streaming(len(app.chat.session.answering.record.tokens) + 5)
    assert first.answering is None or len(first.answering.record.tokens) > before
    for session in (first, app.chat.session):
        session.stop()
    app.until(lambda: not app.model.busy)


def test_eject_frees_the_model_and_the_picker_loads_it_again(open_app: Callable[..., App], qtbot: QtBot) -> None:
    app = open_app().ready()
    app.chat_page.eject()
    app.until(
        lambda: app.model.state == "empty" and not [host for host in app.services.pool.processes if not host.join(0)]
    )
    qtbot.keyClicks(app.chat_page.composer.field, "kept")
    qtbot.keyClick(app.chat_page.composer.field, Qt.Key.Key_Return)
    assert app.chat_page.composer.field.toPlainText() == "kept"
    app.chat.open_picker()
    picker = app.chat_page.picker
    app.until(picker.isVisible)
    assert picker_count(picker) == 1
    qtbot.keyClick(picker_list(picker), Qt.Key.Key_Down)
    qtbot.keyClick(picker_list(picker), Qt.Key.Key_Return)
    app.ready()


def test_a_draft_stays_with_its_chat(open_app: Callable[..., App], qtbot: QtBot) -> None:
    app = open_app().ready()
    app.limit(5)
    app.type("A question")
    app.answered()
    qtbot.keyClicks(app.chat_page.composer.field, "half a thought")
    app.chat.new_chat()
    assert app.chat_page.composer.draft == Draft()
    qtbot.keyClicks(app.chat_page.composer.field, "another")
    app.chat.show_chat(app.services.chat_list.chats[0])
    assert app.chat_page.composer.draft == Draft("half a thought")
    app.chat.new_chat()
    assert app.chat_page.composer.draft == Draft("another")


def test_a_file_that_is_no_model_is_not_offered_again(open_app: Callable[..., App], tmp_path: Path) -> None:
    (tmp_path / "bad.gguf").write_text("no model")
    app = open_app(model=str(tmp_path / "bad.gguf"))
    assert [model.owner for model in app.services.choices.all()] == ["starter"]


def test_the_theme_changes_live(open_app: Callable[..., App]) -> None:
    app = open_app()
    before = app.window.theme.name("content")
    app.services.settings["theme"] = "dark"
    assert app.window.theme.name("content") != before
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    assert application.palette().window().color().name() == "#17181b"


def test_every_key_of_the_window_is_its_own(open_app: Callable[..., App]) -> None:
    from PySide6.QtGui import QShortcut

    keys = [
        shortcut.key().toString(QKeySequence.SequenceFormat.PortableText)
        for shortcut in open_app().window.window.findChildren(QShortcut)
    ]
    assert len(keys) == len(set(keys))
    assert {"Ctrl+N", "Ctrl+M", "Ctrl+I", "Esc", "Ctrl+1", "Ctrl+,"} <= set(keys)
