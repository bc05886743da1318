"""A prompt of one's own: written, kept, its gaps asked for, changed and deleted."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from slm_desktop.core.chat.prompts import Prompt
from tests.e2e.conftest import App
from tests.e2e.pages.chat import PromptsPage


def panels_of(app: App) -> PromptsPage:
    """The library, open."""
    app.chat.on_last("library")
    panels = app.chat_page.prompts
    app.until(panels.library.isVisible)
    return panels


def test_a_prompt_is_kept_filled_changed_and_deleted(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    app.chat_page.composer.field.setPlainText("Explain {{topic}} to {{who}}.")
    panels = panels_of(app)
    before = panels.count
    panels.edit(None)
    app.until(panels.editor.isVisible)
    assert panels.text.toPlainText() == "Explain {{topic}} to {{who}}."
    assert not panels.can_keep
    QTest.keyClicks(panels.name, "Explain")
    panels.keep()
    app.until(panels.library.isVisible)
    assert panels.count == before + 1
    assert panels.prompt(0).name == "Explain"

    # It is there at the next start, and asks for its gaps.
    app.close()
    app = open_app().ready()
    panels = panels_of(app)
    QTest.keyClick(panels.list, Qt.Key.Key_Return)
    app.until(panels.asking.isVisible)
    fields = panels.asking.findChildren(QLineEdit)
    assert [field.accessibleName() for field in fields] == ["topic", "who"]
    QTest.keyClicks(fields[0], "tides")
    QTest.keyClick(fields[0], Qt.Key.Key_Return)
    QTest.keyClicks(fields[1], "a child")
    QTest.keyClick(fields[1], Qt.Key.Key_Return)
    app.until(lambda: app.chat_page.composer.draft.text == "Explain tides to a child.")

    panels = panels_of(app)
    QTest.keyClick(panels.library, Qt.Key.Key_F2)
    app.until(panels.editor.isVisible)
    panels.text.setPlainText("Explain it.")
    panels.keep()
    app.until(panels.library.isVisible)
    assert panels.prompt(0).text == "Explain it."
    panels.edit(panels.prompt(0))
    app.until(panels.editor.isVisible)
    panels.delete()
    app.until(panels.library.isVisible)
    assert panels.count == before
    panels.library.hide()
    app.banner("Deleted", "Explain")
    app.press("Undo")
    app.until(panels.library.isVisible)
    assert panels.count == before + 1


def test_what_was_written_outlives_a_click_elsewhere_and_no_prompt_is_replaced_unseen(
    open_app: Callable[..., App],
) -> None:
    app = open_app().ready()
    panels = panels_of(app)
    panels.add(Prompt("Explain", "Explain it."))
    panels.edit(None)
    QTest.keyClicks(panels.name, "Explain")
    panels.text.setPlainText("Another one")
    assert panels.warns_of_replacing
    panels.editor.hide()  # As a click elsewhere does.
    panels = panels_of(app)
    panels.edit(None)
    assert (panels.name.text(), panels.text.toPlainText()) == ("Explain", "Another one")
    panels.discard()
    assert (panels.name.text(), panels.text.toPlainText()) == ("", "")
    assert not panels.warns_of_replacing

    QTest.keyClicks(panels.name, "New")
    panels.text.setPlainText("kept")
    panels.keep()
    app.until(panels.library.isVisible)
    panels.edit(None)
    assert panels.text.toPlainText() == ""


def test_a_full_disk_is_said(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    panels = panels_of(app)
    (app.services.paths.data / "prompts.new").mkdir()
    panels.add(Prompt("a", "b"))
    app.banner("prompts.json")
