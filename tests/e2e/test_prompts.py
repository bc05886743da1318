"""A prompt of one's own: written, kept, its gaps asked for, changed and deleted."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from slm_desktop.core.chat.prompts import Prompt
from slm_desktop.ui.chat.prompt_shelf import PromptShelf
from tests.e2e.conftest import App


def shelf_of(app: App) -> PromptShelf:
    """The library, open."""
    app.chat.on_last("library")
    shelf = app.chat._composer._shelf
    assert shelf is not None
    app.until(shelf.library.isVisible)
    return shelf


def chosen(shelf: PromptShelf, at: int) -> Prompt:
    """What a row stands for."""
    prompt = shelf.library._list.item(at).data(Qt.ItemDataRole.UserRole)
    assert isinstance(prompt, Prompt)
    return prompt


def test_a_prompt_is_kept_filled_changed_and_deleted(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    app.chat._composer._draft.setPlainText("Explain {{topic}} to {{who}}.")
    shelf = shelf_of(app)
    before = shelf.library._list.count()
    shelf.library._edit(None)
    app.until(shelf.editor.isVisible)
    assert shelf.editor._text.toPlainText() == "Explain {{topic}} to {{who}}."
    assert not shelf.editor._keep.isEnabled()
    QTest.keyClicks(shelf.editor._name, "Explain")
    shelf.editor._keep.click()
    app.until(shelf.library.isVisible)
    assert shelf.library._list.count() == before + 1
    assert chosen(shelf, 0).name == "Explain"

    # It is there at the next start, and asks for its gaps.
    app.close()
    app = open_app().ready()
    shelf = shelf_of(app)
    QTest.keyClick(shelf.library._list, Qt.Key.Key_Return)
    app.until(shelf.asking.isVisible)
    fields = shelf.asking.findChildren(QLineEdit)
    assert [field.accessibleName() for field in fields] == ["topic", "who"]
    QTest.keyClicks(fields[0], "tides")
    QTest.keyClick(fields[0], Qt.Key.Key_Return)
    QTest.keyClicks(fields[1], "a child")
    QTest.keyClick(fields[1], Qt.Key.Key_Return)
    app.until(lambda: app.chat._composer.draft.text == "Explain tides to a child.")

    shelf = shelf_of(app)
    QTest.keyClick(shelf.library, Qt.Key.Key_F2)
    app.until(shelf.editor.isVisible)
    shelf.editor._text.setPlainText("Explain it.")
    shelf.editor._keep.click()
    app.until(shelf.library.isVisible)
    assert chosen(shelf, 0).text == "Explain it."
    shelf.library._edit(chosen(shelf, 0))
    app.until(shelf.editor.isVisible)
    shelf.editor._remove.click()
    app.until(shelf.library.isVisible)
    assert shelf.library._list.count() == before
    shelf.library.hide()
    app.told("Deleted", "Explain")
    app.press("Undo")
    app.until(shelf.library.isVisible)
    assert shelf.library._list.count() == before + 1


def test_what_was_written_outlives_a_click_elsewhere_and_no_prompt_is_replaced_unseen(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    shelf = shelf_of(app)
    shelf._own.keep(Prompt("Explain", "Explain it."))
    shelf.library._edit(None)
    QTest.keyClicks(shelf.editor._name, "Explain")
    shelf.editor._text.setPlainText("Another one")
    assert shelf.editor._replaces.isVisible()
    shelf.editor.hide()  # As a click elsewhere does.
    shelf = shelf_of(app)
    shelf.library._edit(None)
    assert (shelf.editor._name.text(), shelf.editor._text.toPlainText()) == ("Explain", "Another one")
    shelf.editor._anew.click()
    assert (shelf.editor._name.text(), shelf.editor._text.toPlainText()) == ("", "")
    assert not shelf.editor._replaces.isVisible()

    QTest.keyClicks(shelf.editor._name, "New")
    shelf.editor._text.setPlainText("kept")
    shelf.editor._keep.click()
    app.until(shelf.library.isVisible)
    shelf.library._edit(None)
    assert shelf.editor._text.toPlainText() == ""


def test_a_full_disk_is_said(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    shelf = shelf_of(app)
    (app.parts.paths.data / "prompts.new").mkdir()
    shelf._change(lambda: shelf._own.keep(Prompt("a", "b")))
    app.told("prompts.json")
