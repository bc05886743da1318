"""The focus stays near where it was when the thing that had it goes away."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from slm_desktop.ui.focus import FocusKeeper


class Window(QWidget):
    """A rail of one button, and beside it a part with a far button and two near ones."""

    def __init__(self) -> None:
        super().__init__()
        self.part, self.near = QWidget(), QWidget()
        self.first, self.last, self.far = QPushButton("first"), QPushButton("last"), QPushButton("far")
        self.rail = QPushButton("rail")
        inner = QVBoxLayout(self.near)
        inner.addWidget(self.first)
        inner.addWidget(self.last)
        outer = QVBoxLayout(self.part)
        outer.addWidget(self.far)
        outer.addWidget(self.near)
        whole = QHBoxLayout(self)
        whole.addWidget(self.part)
        whole.addWidget(self.rail)
        QWidget.setTabOrder(self.last, self.rail)
        FocusKeeper(self.part)


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    made = Window()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.mark.parametrize(
    "lose",
    [lambda one: one.hide(), lambda one: one.deleteLater(), lambda one: one.setEnabled(False)],
    ids=["hidden", "deleted", "disabled"],
)
def test_it_goes_to_what_stands_nearest(lose: Callable[[QWidget], None], window: Window, qtbot: QtBot) -> None:
    window.last.setFocus()
    qtbot.waitUntil(window.last.hasFocus)
    lose(window.last)
    qtbot.waitUntil(window.first.hasFocus)


def test_it_goes_further_off_where_nothing_near_is_left(window: Window, qtbot: QtBot) -> None:
    window.last.setFocus()
    qtbot.waitUntil(window.last.hasFocus)
    window.near.hide()
    qtbot.waitUntil(window.far.hasFocus)


def test_it_may_be_taken_out(window: Window, qtbot: QtBot) -> None:
    window.last.setFocus()
    qtbot.waitUntil(window.last.hasFocus)
    window.rail.setFocus()
    qtbot.waitUntil(window.rail.hasFocus)


def test_it_may_be_taken_out_from_what_tab_does_not_reach(window: Window, qtbot: QtBot) -> None:
    window.last.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    window.last.setFocus()
    qtbot.waitUntil(window.last.hasFocus)
    window.rail.setFocus()
    qtbot.waitUntil(window.rail.hasFocus)
    with qtbot.waitCallback() as all_timers_before:
        QTimer.singleShot(0, all_timers_before)
    assert window.rail.hasFocus()
