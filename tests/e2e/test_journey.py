"""A person works with chats for a while, closes the app, and finds everything again: with the mouse, and by keyboard alone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from slm_desktop.core.records import MessageState
from slm_desktop.ui.transcript.actions import Editor
from slm_desktop.ui.transcript.answer import Answer
from slm_desktop.ui.transcript.question import Question
from tests.e2e.conftest import App
from tests.e2e.pages import choose
from tests.e2e.pages.chat import button, change_words, foot_words, hover, send_change, version_words

STORY = "Write a long story about a lighthouse keeper."
KEY = Qt.Key
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def short(app: App) -> App:
    """Answers of a few tokens, always the same."""
    app.set_parameter("max_tokens", 12)
    app.set_parameter("seed", 7)
    return app


def turns(app: App) -> list[QWidget]:
    """The turns that are shown, from above."""
    return app.chat_page.transcript.turns


def texts(app: App) -> list[str]:
    return [message.content for message in app.chat.session.messages]


def titles(app: App) -> list[str]:
    return [chat.title for chat in app.services.chat_list.chats]


def test_a_person_works_with_chats_and_finds_everything_again(
    open_app: Callable[..., App], qtbot: QtBot, tmp_path: Path
) -> None:
    app = open_app().ready()
    app.type(STORY)
    app.streaming(5)
    app.chat_page.composer.press_send()
    stopped = app.answered()
    short(app)
    app.type("And her dog?")
    first = app.answered()
    button(turns(app)[-1], "New answer").click()
    app.set_parameter("seed", 8)
    app.answered()
    button(turns(app)[-1], "New answer").click()
    second = app.answered()
    assert first != second
    versions = turns(app)[-1]
    assert isinstance(versions, Answer)
    assert version_words(versions) == "3 / 3"
    button(versions, "Previous version").click()
    button(turns(app)[-1], "Previous version").click()
    assert texts(app)[-1] == first
    # Edit the question: a branch of its own.
    question = turns(app)[2]
    assert isinstance(question, Question)
    button(question, "Edit").click()
    editor = question.findChild(Editor)
    assert editor is not None
    change_words(question, "And her cat?")
    send_change(question)
    app.answered()
    assert texts(app)[2] == "And her cat?"
    button(turns(app)[2], "Previous version").click()
    assert texts(app)[2:] == ["And her dog?", first]
    # A second chat; search finds the words of the first.
    app.chat.new_chat()
    short(app).type("What is a zebra?")
    app.answered()
    listed = app.chat_page.list
    qtbot.keyClicks(listed.field, "lighthouse keep")
    app.until(lambda: listed.has_hits)
    assert any("lighthouse keeper" in spoken for spoken in listed.spoken)
    listed.open(len(listed.rows) - 1)
    assert texts(app)[0] == STORY
    listed.field.clear()
    # Pin, rename, export, delete, undo, import.
    story, zebra = app.services.chat_list.chats[1], app.services.chat_list.chats[0]
    choose(listed.menu_for(story), "Pin")
    app.services.chat_list.rename(zebra, "Zebras")
    assert titles(app) == [story.title, "Zebras"]
    app.chat_page.export_chat(tmp_path / "story.json", story, "json")
    app.banner("Exported", "story.json")
    app.chat_page.export_chat(tmp_path / "story.md", story, "md")
    app.banner("Exported", "story.md")
    assert "And her dog?" in (tmp_path / "story.md").read_text("utf-8")
    choose(listed.menu_for(story), "Delete")
    assert titles(app) == ["Zebras"]
    assert app.chat.session.chat is zebra
    app.press("Undo")
    assert titles(app) == [story.title, "Zebras"]
    app.chat_page.import_chats(tmp_path / "story.json")
    app.until(lambda: len(titles(app)) == 3)
    app.chat.show_chat(story)
    qtbot.keyClicks(app.chat_page.composer.field, "not yet sent")
    app.close()

    again = open_app().ready()
    assert titles(again) == [story.title, story.title, "Zebras"]
    assert again.services.chat_list.chats[0].pinned
    assert texts(again) == [STORY, stopped, "And her dog?", first]  # The chat that was shown is shown again.
    assert again.chat.session.messages[1].state == MessageState.STOPPED
    assert again.chat_page.composer.draft.text == "not yet sent"
    button(turns(again)[2], "Next version").click()
    assert texts(again)[2] == "And her cat?"
    copied = again.services.chat_list.open(again.services.chat_list.chats[1].id)
    assert [message.content for message in copied.messages] == [STORY, stopped, "And her dog?", first]
    assert len(copied.tree.siblings(copied.messages.ids[-1])) == 3


class Keyboard:
    """Presses keys where the focus is, as a person does who has no mouse."""

    def __init__(self, app: App) -> None:
        self.app, self.qtbot = app, app.qtbot
        app.window.window.activateWindow()

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key, at the window if nothing has the focus."""
        target = QApplication.focusWidget() or self.app.window.window
        self.qtbot.keyClick(target, key, held)

    def write(self, text: str) -> None:
        """Type a text."""
        target = QApplication.focusWidget()
        assert target is not None
        self.qtbot.keyClicks(target, text)

    def tab_to(self, name: str) -> QWidget:
        """Press Tab until the widget of that name has the focus."""
        for _ in range(120):
            self.press(KEY.Key_Tab)
            focused = QApplication.focusWidget()
            if focused and focused.accessibleName() == name:
                return focused
        raise AssertionError(f"Tab never came to {name}")


def test_the_same_by_keyboard_alone(open_app: Callable[..., App], qtbot: QtBot) -> None:
    app = short(open_app().ready())
    keys = Keyboard(app)
    app.until(lambda: isinstance(QApplication.focusWidget(), QPlainTextEdit))
    keys.write("What is a zebra?")
    keys.press(KEY.Key_Return)
    first = app.answered()
    app.set_parameter("seed", 8)
    keys.press(KEY.Key_R, CTRL)
    app.until(lambda: len(app.chat.session.tree.all()) == 3)
    second = app.answered()
    keys.press(KEY.Key_Left, ALT)
    assert texts(app)[-1] == first
    keys.press(KEY.Key_Right, ALT)
    assert texts(app)[-1] == second
    keys.press(KEY.Key_C, CTRL | SHIFT)
    assert QGuiApplication.clipboard().text() == second
    # Edit the last question from an empty field.
    keys.press(KEY.Key_G, CTRL)
    keys.press(KEY.Key_Up)
    keys.write(" Be brief.")
    keys.press(KEY.Key_Return, CTRL)
    app.until(lambda: len(app.chat.session.tree.all()) == 5)
    app.answered()
    assert texts(app)[0] == "What is a zebra? Be brief."
    # A system prompt, and a way to ask from the library.
    keys.press(KEY.Key_S, CTRL | SHIFT)
    keys.write("You are a zoologist.")
    app.until(lambda: app.chat.session.chat.system == "You are a zoologist.")
    keys.press(KEY.Key_S, CTRL | SHIFT)
    # A slider with the keyboard.
    keys.tab_to("Temperature")
    keys.press(KEY.Key_Right)
    assert app.chat.session.sampling["temperature"] == pytest.approx(0.85)
    # Search, open, rename, delete and take back.
    keys.press(KEY.Key_K, CTRL)
    keys.write("zebra brief")
    app.until(lambda: app.chat_page.list.has_hits)
    keys.press(KEY.Key_Return)
    assert texts(app)[0] == "What is a zebra? Be brief."
    keys.press(KEY.Key_K, CTRL)
    keys.press(KEY.Key_Escape)
    assert app.chat_page.list.field.text() == ""
    keys.press(KEY.Key_Down)
    keys.press(KEY.Key_F2)
    app.until(lambda: "Title" in getattr(QApplication.focusWidget(), "accessibleName", str)())
    keys.press(KEY.Key_A, CTRL)
    keys.write("Stripes")
    keys.press(KEY.Key_Return)
    app.until(lambda: titles(app) == ["Stripes"])
    app.chat_page.list.view.setFocus()
    keys.press(KEY.Key_P, CTRL)
    assert app.services.chat_list.chats[0].pinned
    keys.press(KEY.Key_Delete)
    app.until(lambda: titles(app) == [])
    keys.press(KEY.Key_K, CTRL)
    keys.press(KEY.Key_Down)
    keys.press(KEY.Key_Z, CTRL)
    assert titles(app) == ["Stripes"]
    keys.press(KEY.Key_F1)
    assert app.window_page.keys_sheet.isVisible()
    keys.press(KEY.Key_Escape)
    assert not app.window_page.keys_sheet.isVisible()
    keys.press(KEY.Key_Comma, CTRL)
    app.until(lambda: app.window_page.screen != 0)
    keys.press(KEY.Key_1, CTRL)
    app.close()
    again = open_app()
    assert titles(again) == ["Stripes"]
    assert again.chat.session.chat.system == "You are a zoologist."


def test_a_branch_goes_on_from_an_earlier_answer_and_can_become_a_chat_of_its_own(open_app: Callable[..., App]) -> None:
    app = short(open_app().ready())
    app.type("One?")
    app.answered()
    app.type("Two?")
    app.answered()
    button(turns(app)[1], "Branch").click()
    assert len(texts(app)) == 2
    app.type("Three?")
    app.answered()
    assert texts(app)[2] == "Three?"
    message = app.chat.session.messages[1]
    choose(app.chat_page.menu_for(message), "New chat")
    assert len(texts(app)) == 2
    assert titles(app)[0].startswith("Copy of")


def test_an_answer_is_continued_and_repeated_exactly(open_app: Callable[..., App]) -> None:
    app = short(open_app().ready())
    app.limit(5)
    app.type("Count from one to fifty in words.")
    begun = app.answered()
    button(turns(app)[-1], "Continue").click()
    longer = app.answered()
    assert longer.startswith(begun)
    assert len(longer) > len(begun)
    choose(app.chat_page.menu_for(app.chat.session.messages[-1]), "Repeat")
    assert app.answered() == longer
    turn = turns(app)[-1]
    assert isinstance(turn, Answer)
    assert "repeated: the same tokens" in foot_words(turn)


def test_files_are_dropped_into_the_composer_and_sent_with_their_names(
    open_app: Callable[..., App], qtbot: QtBot, tmp_path: Path
) -> None:
    app = short(open_app().ready())
    (tmp_path / "notes.txt").write_text("The keeper is called Ada.", encoding="utf-8")
    (tmp_path / "old.txt").write_bytes("Leuchtt\xfcrme".encode("latin-1"))
    (tmp_path / "song.bin").write_bytes(b"\x89\r\n\x1a\n\0\0\0")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    app.chat.take_files([str(tmp_path / name) for name in ("notes.txt", "old.txt", "song.bin")])
    app.until(lambda: len(app.chat_page.composer.draft.files) == 2)
    app.banner("not a text", "song.bin")
    app.chat.take_files([str(tmp_path / "picture.png")])
    app.banner("This file cannot be used", "picture.png")
    app.type("Who is the keeper?")
    app.answered()
    assert texts(app)[0] == (
        'Who is the keeper?\n\n<file name="notes.txt">\nThe keeper is called Ada.\n</file>\n\n<file name="old.txt">\nLeuchttürme\n</file>'
    )


def test_presets_keep_system_prompt_and_sampling(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    app.chat.session.set_system("Be brief.")
    app.set_parameter("temperature", 0.2)
    bar = app.chat_page.presets
    assert bar.shown == "Own settings"
    bar.save("Brief")
    assert bar.shown == "Brief"
    choose(bar.menu(), "New chats begin with it")
    choose(bar.menu(), "Defaults")
    assert app.chat.session.sampling["temperature"] == 0.8
    app.chat_page.composer.keep_system_prompt()
    app.close()
    again = open_app().ready()
    assert again.chat_page.presets.shown == "Brief"
    assert again.chat.session.chat.system == "Be brief."


def test_hovering_words_shows_the_settings_that_made_them(open_app: Callable[..., App], qtbot: QtBot) -> None:
    app = open_app().ready()
    app.limit(80)
    app.type(STORY)
    app.streaming(10)
    app.set_parameter("temperature", 1.5)
    app.answered()
    turn = turns(app)[-1]
    assert isinstance(turn, Answer)
    app.until(lambda: turn.flow.is_finished)
    assert "Temperature 0.8" in hover(turn.texts[0], 2)
    last = turn.texts[-1]
    hint = hover(last, last.document().characterCount() - 3)
    assert "Temperature 1.5" in hint
    assert "Temperature 0.8 → 1.5" in hint


def test_an_edit_that_cannot_be_taken_keeps_its_words(open_app: Callable[..., App]) -> None:
    app = short(open_app().ready())
    app.type("One?")
    app.answered()
    app.chat_page.edit_last()
    question = turns(app)[0]
    editor = question.findChild(Editor)
    assert editor is not None
    change_words(question, "A much better question")
    app.model.eject()
    send_change(question)
    QApplication.processEvents()
    assert editor.isVisible()
    assert editor.text == "A much better question"
    app.chat.new_chat()  # Leaving the chat keeps the words beside its draft.
    app.chat.show_chat(app.services.chat_list.chats[0])
    assert [file.text for file in app.chat_page.composer.draft.files] == ["A much better question"]


def test_a_chat_that_is_deleted_while_searching_leaves_the_hits(open_app: Callable[..., App], qtbot: QtBot) -> None:
    app = short(open_app().ready())
    app.type("What is a zebra?")
    app.answered()
    listed = app.chat_page.list
    qtbot.keyClicks(listed.field, "zebra")
    app.until(lambda: listed.has_hits)
    listed.sidebar.delete(app.services.chat_list.chats[0])
    app.until(lambda: listed.rows == [])


def test_the_preset_for_new_chats_reaches_one_that_was_begun_and_left_empty(open_app: Callable[..., App]) -> None:
    app = short(open_app().ready())
    app.type("One?")
    app.answered()
    app.chat.new_chat()
    app.chat.show_chat(app.services.chat_list.chats[0])
    app.chat.session.set_system("Be brief.")
    preset = app.services.chat_list.save_preset("Brief", app.chat.session)
    app.services.chat_list.use_preset(preset, "*")
    app.chat.new_chat()
    assert app.chat.session.chat.system == "Be brief."


def test_who_types_steadily_is_kept_up_with(open_app: Callable[..., App], qtbot: QtBot) -> None:
    app = open_app()
    qtbot.keyClicks(app.chat_page.composer.field, "a long thought written without a pause", delay=40)
    assert len(app.services.chat_list.draft(None).text) > 10


def test_the_hash_of_the_model_is_known_after_it_was_loaded_again(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    app.until(lambda: bool(app.model.sha256))
    known = app.model.sha256
    app.model.retry(context=2048)
    app.ready()
    app.until(lambda: app.model.sha256 == known)
    short(app).type("One?")
    app.answered()
    record = app.chat.session.messages[-1].run
    assert record is not None
    assert record.sha256 == known


def test_an_example_of_the_library_can_be_taken_back(open_app: Callable[..., App], qtbot: QtBot) -> None:
    from slm_desktop.core.chat.prompts import Prompt
    from slm_desktop.ui.chat.prompt_library import examples

    app = open_app()
    app.chat.session.set_system("My own.")
    qtbot.keyClicks(app.chat_page.composer.field, "half a thought")
    example = next(one for one in examples("en") if one.system)
    app.chat_page.composer.take_prompt(Prompt(example.name, example.text, example.system))
    assert app.chat_page.composer.draft.text == example.text
    assert app.chat.session.chat.system == f"{example.system}\n\nMy own."
    app.chat_page.composer.field.undo()
    assert app.chat_page.composer.draft.text == "half a thought"
