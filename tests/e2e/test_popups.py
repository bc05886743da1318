"""What a screen reader finds in everything that pops up: the bus does not list popups, so they are asked themselves."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from slm_desktop.core.chat.prompts import Prompt
from slm_desktop.ui.compare.screen import CompareScreen
from tests.e2e.conftest import App
from tests.e2e.pages.compare import ComparePage
from tests.e2e.pages.evaluate import SuitesUser
from tests.e2e.test_prompts import panels_of

SILENT = {
    QAccessible.Role.Client,
    QAccessible.Role.Grouping,
    QAccessible.Role.Pane,
    QAccessible.Role.LayeredPane,
    QAccessible.Role.Graphic,
    QAccessible.Role.Separator,
    QAccessible.Role.ScrollBar,
    QAccessible.Role.StaticText,
    QAccessible.Role.NoRole,
    QAccessible.Role.Window,
    QAccessible.Role.PopupMenu,
    QAccessible.Role.Border,
    QAccessible.Role.Indicator,
    QAccessible.Role.Splitter,
}
"""Roles of what only holds or decorates."""


def seen(face: QAccessibleInterface | None) -> Iterator[QAccessibleInterface]:
    """Everything that is shown in an object."""
    if face is None or not face.isValid() or face.state().invisible:
        return
    yield face
    for at in range(face.childCount()):
        yield from seen(face.child(at))


def nameless(widget: QWidget) -> list[str]:
    """What has a role of its own and no name."""
    found = list(seen(QAccessible.queryAccessibleInterface(widget)))
    assert len(found) > 1, "nothing is shown"
    return [face.role().name for face in found if face.role() not in SILENT and not face.text(QAccessible.Text.Name)]


def popped(app: App) -> QWidget:
    """The popup that is open."""
    app.until(lambda: QApplication.activePopupWidget() is not None)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    return popup


def test_everything_that_pops_up_in_the_chat_has_names(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    app.limit(12)
    app.type("Say hi")
    app.answered()
    chat, listed = app.chat, app.chat_page.list
    chat.open_picker()
    assert not nameless(popped(app))
    popped(app).hide()
    app.window.load_panel.show_model(app.services.models.local_models.models[0], QPoint(100, 100))
    assert not nameless(popped(app))
    popped(app).hide()

    panels = panels_of(app)
    assert not nameless(panels.library)
    panels.edit(None)
    assert not nameless(panels.editor)
    panels.editor.hide()
    panels.asking.show_prompt(Prompt("Explain", "{{topic}} to {{who}}"), QPoint(100, 600))
    assert not nameless(panels.asking)
    panels.asking.hide()

    menus = [
        app.chat_page.presets.menu(),
        listed.menu_for(chat.session.chat),
        listed.folder_menu("x"),
        listed.all_menu,
        *(app.chat_page.menu_for(message) for message in chat.session.messages),
        app.chat_page.room_menu,
    ]
    for menu in menus:
        menu.popup(QPoint(100, 100))
        assert not nameless(menu)
        menu.hide()

    app.window.window.show_keys()
    sheet = app.window_page.keys_sheet
    assert sheet is not None
    assert not nameless(sheet)


def test_everything_that_pops_up_in_compare_has_names(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    screen: CompareScreen = app.window.show_compare()
    page = ComparePage(screen)
    app.until(lambda: bool(page.views))
    for open_one in page.popup_openers:
        open_one()
        popup = popped(app)
        assert not nameless(popup), popup
        popup.hide()
    page.open_settings(screen.session.columns[0])
    assert not nameless(page.settings_panel)
    screen.bar.choose_page(1)
    suites = SuitesUser(screen.suites)
    suites.edit()
    app.until(suites.editor.widget.isVisible)
    assert not nameless(screen.suites)


def test_a_menu_without_a_name_would_be_found(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    menu = QMenu(app.chat)
    menu.addAction("")
    menu.popup(QPoint(100, 100))
    assert nameless(menu) == ["MenuItem"]
    menu.hide()
