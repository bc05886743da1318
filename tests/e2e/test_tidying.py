"""Keeping chats in order: folders, and messages that are deleted and brought back."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame

from slm_desktop.core.chat.archive import Archived
from slm_desktop.core.records import Chat, Message
from slm_desktop.ui.chat.chat_rows import Folder, Found
from slm_desktop.ui.transcript.actions import Editor
from slm_desktop.ui.widgets.parts import IconButton
from tests.e2e.conftest import App
from tests.e2e.pages import choose


def filled(app: App, *titles: str) -> list[Chat]:
    """Chats of one question and answer each."""
    archives = []
    for title in titles:
        messages = [
            Message(2, 1, None, "user", f"About {title}, the lighthouse", 1e9),
            Message(3, 1, 2, "assistant", f"The lighthouse and {title}, far out at sea", 1e9),
        ]
        archives.append(Archived(Chat(1, title, 1e9, 1e9, head=3), messages))
    return app.services.chat_list.take_in(archives)


def rows(app: App) -> list[Any]:
    """What the list shows."""
    return app.chat_page.list.rows


def named(app: App) -> list[str]:
    """The rows by name; folders in brackets."""
    shown = (
        f"[{row.name}]" if isinstance(row, Folder) else row.title for row in rows(app) if isinstance(row, Folder | Chat)
    )
    return list(shown)


def test_chats_are_put_into_folders_which_close_and_change_their_names(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    stories, _maths, poem = filled(app, "stories", "maths", "poem")
    listed = app.chat_page.list
    choose(listed.menu_for(stories), "New folder")
    app.until(lambda: listed.is_renaming)
    field = listed.name_field
    field.setText("Writing")
    QTest.keyClick(field, Qt.Key.Key_Return)
    app.until(lambda: "[Writing]" in named(app))
    choose(listed.menu_for(poem), "Writing")
    assert named(app) == ["[Writing]", "poem", "stories", "maths"]

    listed.select_folder("Writing")
    QTest.keyClick(listed.view, Qt.Key.Key_Return)
    assert named(app) == ["[Writing]", "maths"]
    app.close()

    app = open_app().ready()
    app.until(lambda: named(app) == ["[Writing]", "maths"])
    listed = app.chat_page.list
    listed.rename_folder(rows(app)[0], "Words")
    assert named(app) == ["[Words]", "poem", "stories", "maths"]

    # Another folder that is given its name does not become one with it, and what is pinned comes first in its own.
    maths = next(chat for chat in app.services.chat_list.chats if chat.title == "maths")
    app.services.chat_list.move([maths], "Other")
    listed.rename_folder(next(row for row in rows(app) if isinstance(row, Folder) and row.name == "Other"), "Words")
    assert named(app) == ["[Words]", "poem", "stories", "[Words 2]", "maths"]
    app.services.chat_list.move([maths], "")
    stories = next(chat for chat in app.services.chat_list.chats if chat.title == "stories")
    app.services.chat_list.pin(stories, True)
    assert named(app) == ["[Words]", "stories", "poem", "maths"]
    app.services.chat_list.pin(stories, False)
    choose(listed.folder_menu("Words"), "keep its chats")
    assert named(app) == ["poem", "maths", "stories"]


def test_hits_stand_below_the_title_of_their_chat(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    filled(app, "stories", "maths")
    app.services.store.settle()
    app.chat_page.list.field.setText("lighthouse")
    app.until(lambda: len(rows(app)) == 4)
    found = [row for row in rows(app) if isinstance(row, Found)]
    assert [(row.chat.title, row.further) for row in found] == [
        ("maths", False),
        ("maths", True),
        ("stories", False),
        ("stories", True),
    ]


def test_a_deleted_message_is_brought_back_by_a_button(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    (chat,) = filled(app, "stories")
    app.chat.show_chat(chat)
    session = app.chat.session
    choose(app.chat_page.menu_for(session.messages[0]), "Delete question and answer")
    app.banner("Deleted")
    assert not session.messages
    app.press("Undo")
    assert [message.role for message in session.messages] == ["user", "assistant"]
    for role in ("assistant", "user"):
        choose(app.chat_page.menu_for(session.messages[-1]), "Delete")
        assert role != session.messages[-1].role if session.messages else True
    assert not session.messages
    app.press("Undo")
    app.press("Undo")
    assert [message.role for message in session.messages] == ["user", "assistant"]
    app.chat_page.restore()  # There is nothing more to bring back.
    app.until(lambda: app.chat.turn(session.messages[1].id) is not None)
    app.until(lambda: not any("Deleted" in title for title in app.notices()))


def test_the_message_that_a_search_found_is_framed_until_something_is_sent(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    app.limit(12)
    filled(app, "stories")
    app.services.store.settle()
    app.chat_page.list.field.setText("lighthouse")
    app.until(lambda: [isinstance(row, Found) for row in rows(app)] == [True, True])
    app.chat_page.list.open(1)
    turn = app.chat.turn(app.chat.session.messages[0].id)
    assert turn is not None

    def frames() -> list[QFrame]:
        return app.chat_page.transcript.frames_of_hits()

    def framed() -> bool:
        around = [QRect(frame.mapToGlobal(QPoint(0, 0)), frame.size()) for frame in frames()]
        return [one.contains(QRect(turn.mapToGlobal(QPoint(0, 0)), turn.size())) for one in around] == [True]

    app.until(framed)
    app.window.window.resize(1024, 700)
    app.until(framed)
    app.type("Go on")
    app.until(lambda: not frames())
    app.answered()


def test_what_is_typed_beside_the_field_goes_into_it(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    app.limit(12)
    app.type("Say hi")
    app.answered()
    retry = next(
        one for one in app.chat_page.transcript.view.findChildren(IconButton) if "New answer" in one.accessibleName()
    )
    app.window.window.activateWindow()
    app.until(app.window.window.isActiveWindow)
    retry.setFocus()
    app.until(lambda: app.window.window.focusWidget() is retry)
    for letter in "no, wait":
        QTest.keyClicks(app.window.window.focusWidget(), letter)
    assert app.chat_page.composer.draft.text == "no, wait"


def test_the_field_to_edit_a_message_in_comes_into_sight(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    archives = [
        Message(at, 1, at - 1 if at > 2 else None, "user" if at % 2 == 0 else "assistant", "word " * 600, 1e9)
        for at in range(2, 20)
    ]
    (chat,) = app.services.chat_list.take_in([Archived(Chat(1, "long", 1e9, 1e9, head=19), archives)])
    app.chat.show_chat(chat)
    view = app.chat_page.transcript.view
    app.until(lambda: view.verticalScrollBar().maximum() > 1000 and app.chat_page.transcript.is_at_end)
    app.chat.on_last("edit")
    app.until(lambda: bool(view.findChildren(Editor)))
    editor = view.findChildren(Editor)[0]
    app.until(lambda: view.viewport().rect().contains(editor.mapTo(view.viewport(), editor.rect().topLeft())))
