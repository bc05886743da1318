"""Another theme reaches what is shown, and nothing that was thrown away."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from slm_desktop.core.sampling import PARAMETERS
from slm_desktop.ui.compare.scores import Scores
from slm_desktop.ui.text.blocks import Code, Prose, Table
from slm_desktop.ui.text.code import CodeView
from slm_desktop.ui.text.markdown import read
from slm_desktop.ui.text.prose import ProseView, TableView
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.widgets.parameters import Parameters
from slm_desktop.ui.widgets.parts import IconButton, search_field
from slm_desktop.ui.widgets.slider import SliderRow


def table(theme: Theme) -> QWidget:
    view, block = TableView(theme), read("|a|b|\n|-|-|\n|1|2|")[0]
    assert isinstance(block, Table)
    view.show_block(block)
    return view


def prose(theme: Theme) -> QWidget:
    view = ProseView(theme)
    block = read("Some **words**.")[0]
    assert isinstance(block, Prose)
    view.show_block(block)
    return view


def code(theme: Theme) -> QWidget:
    view = CodeView(theme)
    view.show_block(Code("python", "x = 1\n" * 2000))
    return view


def parameters(theme: Theme) -> QWidget:
    made = Parameters(theme, advanced=True)
    made.fill()
    return made


MADE: dict[str, Callable[[Theme], QWidget]] = {
    "table": table,
    "prose": prose,
    "code": code,
    "parameters": parameters,
    "scores": lambda theme: Scores(theme, list),
    "slider": lambda theme: SliderRow(theme, PARAMETERS[0]),
    "icon": lambda theme: IconButton(theme, "copy", "Copy"),
    "search": lambda theme: search_field(theme, "Search", "Search"),
}


@pytest.mark.parametrize("name", MADE)
def test_what_was_thrown_away_does_not_hear_of_another_theme(name: str, qtbot: QtBot, theme: Theme) -> None:
    widget = MADE[name](theme)
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    theme.choose("dark")  # A slot that fails fails the test.
    theme.choose("light")


@pytest.mark.parametrize("name", MADE)
def test_what_is_shown_is_drawn_in_another_theme(name: str, qtbot: QtBot, theme: Theme) -> None:
    widget = MADE[name](theme)
    qtbot.addWidget(widget)
    widget.show()
    light = widget.grab().toImage()
    theme.choose("dark")
    qtbot.waitUntil(lambda: widget.grab().toImage() != light)
    theme.choose("light")
