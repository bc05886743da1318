"""A prompt of one's own: written, kept, its gaps asked for, changed and deleted."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from slm_desktop.core.chat.prompts import Prompt
from slm_desktop.ui.chat.prompt_panels import PromptPanels
from tests.e2e.conftest import App


def panels_of(app: App) -> PromptPanels:
    """The library, open."""
    app.chat.on_last("library")
    panels = app.chat._composer._prompt_panels
    assert panels is not None
    app.until(panels.library.isVisible)
    return panels


def chosen(panels: PromptPanels, at: int) -> Prompt:
    """What a row stands for."""
    prompt = panels.library._list.item(at).data(Qt.ItemDataRole.UserRole)
    assert isinstance(prompt, Prompt)
    return prompt


def test_a_prompt_is_kept_filled_changed_and_deleted(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    app.chat._composer._draft.setPlainText("Explain {{topic}} to {{who}}.")
    panels = panels_of(app)
    before = panels.library._list.count()
    panels.library._edit(None)
    app.until(panels.editor.isVisible)
    assert panels.editor._text.toPlainText() == "Explain {{topic}} to {{who}}."
    assert not panels.editor._keep.isEnabled()
    QTest.keyClicks(panels.editor._name, "Explain")
    panels.editor._keep.click()
    app.until(panels.library.isVisible)
    assert panels.library._list.count() == before + 1
    assert chosen(panels, 0).name == "Explain"

    # It is there at the next start, and asks for its gaps.
    app.close()
    app = open_app().ready()
    panels = panels_of(app)
    QTest.keyClick(panels.library._list, Qt.Key.Key_Return)
    app.until(panels.asking.isVisible)
    fields = panels.asking.findChildren(QLineEdit)
    assert [field.accessibleName() for field in fields] == ["topic", "who"]
    QTest.keyClicks(fields[0], "tides")
    QTest.keyClick(fields[0], Qt.Key.Key_Return)
    QTest.keyClicks(fields[1], "a child")
    QTest.keyClick(fields[1], Qt.Key.Key_Return)
    app.until(lambda: app.chat._composer.draft.text == "Explain tides to a child.")

    panels = panels_of(app)
    QTest.keyClick(panels.library, Qt.Key.Key_F2)
    app.until(panels.editor.isVisible)
    panels.editor._text.setPlainText("Explain it.")
    panels.editor._keep.click()
    app.until(panels.library.isVisible)
    assert chosen(panels, 0).text == "Explain it."
    panels.library._edit(chosen(panels, 0))
    app.until(panels.editor.isVisible)
    panels.editor._remove.click()
    app.until(panels.library.isVisible)
    assert panels.library._list.count() == before
    panels.library.hide()
    app.banner("Deleted", "Explain")
    app.press("Undo")
    app.until(panels.library.isVisible)
    assert panels.library._list.count() == before + 1


def test_what_was_written_outlives_a_click_elsewhere_and_no_prompt_is_replaced_unseen(
    open_app: Callable[..., App],
) -> None:
    app = open_app().ready()
    panels = panels_of(app)
    panels._own.keep(Prompt("Explain", "Explain it."))
    panels.library._edit(None)
    QTest.keyClicks(panels.editor._name, "Explain")
    panels.editor._text.setPlainText("Another one")
    assert panels.editor._replaces.isVisible()
    panels.editor.hide()  # As a click elsewhere does.
    panels = panels_of(app)
    panels.library._edit(None)
    assert (panels.editor._name.text(), panels.editor._text.toPlainText()) == ("Explain", "Another one")
    panels.editor._anew.click()
    assert (panels.editor._name.text(), panels.editor._text.toPlainText()) == ("", "")
    assert not panels.editor._replaces.isVisible()

    QTest.keyClicks(panels.editor._name, "New")
    panels.editor._text.setPlainText("kept")
    panels.editor._keep.click()
    app.until(panels.library.isVisible)
    panels.library._edit(None)
    assert panels.editor._text.toPlainText() == ""


def test_a_full_disk_is_said(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    panels = panels_of(app)
    (app.services.paths.data / "prompts.new").mkdir()
    panels._change(lambda: panels._own.keep(Prompt("a", "b")))
    app.banner("prompts.json")
