"""List, conversation and panel never lie on one another: what has no room gives way."""

from itertools import pairwise

import pytest
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from slm_desktop.settings import Settings
from slm_desktop.ui.chat.columns import Columns

HELD: list[QWidget] = []
"""What qtbot closes: it holds no widget itself."""


def made(qtbot: QtBot, width: int) -> tuple[Columns, list[QWidget]]:
    parts = [QWidget(), QWidget(), QWidget()]
    parts[0].setMinimumWidth(220)
    parts[2].setMinimumWidth(300)
    columns, window = Columns(parts[0], parts[1], parts[2], Settings()), QWidget()
    whole = QHBoxLayout(window)  # As in the app, the window's layout has the last word.
    whole.setContentsMargins(0, 0, 0, 0)
    whole.addWidget(columns)
    window.setMinimumSize(100, 100)
    HELD.append(window)
    qtbot.addWidget(window)
    window.resize(width, 600)
    window.show()
    return columns, parts


def lies_apart(columns: Columns, parts: list[QWidget]) -> bool:
    shown = [part for part in parts if part.isVisible()]
    edges = [(part.x(), part.x() + part.width()) for part in shown]
    return (
        all(one[1] <= other[0] for one, other in pairwise(edges))
        and edges[-1][1] <= columns.width() <= columns.window().width()
    )


@pytest.mark.parametrize("width", [1500, 1110, 1000, 800, 700, 640])
def test_no_column_covers_another(width: int, qtbot: QtBot) -> None:
    columns, parts = made(qtbot, width)
    qtbot.waitUntil(lambda: lies_apart(columns, parts))
    for act in (columns.show_inspector, columns.show_list):
        for on in (True, False, True):
            act(on)
            qtbot.waitUntil(lambda: lies_apart(columns, parts))


def test_the_panel_gives_way_to_the_conversation_until_it_is_asked_for(qtbot: QtBot) -> None:
    columns, (chats, _middle, panel) = made(qtbot, 1500)

    def shown(width: int, *outer: bool) -> None:
        columns.window().resize(width, 600)
        qtbot.waitUntil(lambda: (chats.isVisible(), panel.isVisible()) == outer)

    shown(1500, True, True)
    shown(700, False, False)
    columns.toggle_inspector()
    shown(700, False, True)
    columns.show_list(True)
    shown(700, True, False)
    shown(1500, True, True)
