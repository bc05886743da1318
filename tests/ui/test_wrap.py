"""What stands in a line goes on in the next one, and nothing is cut off or covered."""

import itertools

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from slm_desktop.ui.widgets.wrap import Wrap

NAMES = ("Load with options", "Find more models", "Open a file", "Fits", "A rather long filter of many words")


def laid(qtbot: QtBot, width: int) -> tuple[QWidget, QLineEdit, list[QWidget]]:
    """A window with a field that grows and some buttons that wrap, above something else."""
    window, field = QWidget(), QLineEdit()
    field.setMaximumWidth(300)
    buttons: list[QWidget] = [QPushButton(name) for name in NAMES]
    whole = QVBoxLayout(window)
    whole.addWidget(Wrap(field, *buttons, margins=(5, 5, 5, 5)))
    below = QWidget()
    whole.addWidget(below, 1)
    qtbot.addWidget(window)
    window.resize(width, 500)
    window.show()
    return window, field, [field, *buttons, below]


@pytest.mark.parametrize("width", [1200, 700, 400, 300])
def test_nothing_is_cut_off_or_covered(width: int, qtbot: QtBot) -> None:
    window, _field, parts = laid(qtbot, width)

    def place(part: QWidget) -> QRect:
        return QRect(part.mapTo(window, QPoint()), part.size())

    def apart() -> bool:
        inside = all(window.rect().contains(place(part)) for part in parts)
        return inside and not any(
            place(one).intersects(place(other)) for one, other in itertools.combinations(parts, 2)
        )

    qtbot.waitUntil(apart)
    assert all(part.width() >= part.sizeHint().width() for part in parts[1:-1])


def test_what_wants_to_grow_takes_what_is_left_up_to_its_maximum(qtbot: QtBot) -> None:
    window, field, _parts = laid(qtbot, 1600)
    qtbot.waitUntil(lambda: field.width() == 300)
    window.resize(320, 500)
    qtbot.waitUntil(lambda: field.sizeHint().width() < field.width() < 300)


def test_what_comes_later_is_shown_and_what_is_cleared_is_gone(qtbot: QtBot) -> None:
    wrap, late, hidden = Wrap(), QPushButton("Late"), QPushButton("Hidden")
    qtbot.addWidget(wrap)
    wrap.show()
    hidden.hide()
    wrap.add(late)
    wrap.add(hidden)
    assert late.isVisible()
    assert not hidden.isVisible()
    qtbot.waitUntil(lambda: late.height() == late.sizeHint().height())
    wrap.clear()
    assert not late.isVisible()
    assert wrap.sizeHint().height() == 0


def test_what_is_lower_than_its_line_stands_in_the_middle_of_it(qtbot: QtBot) -> None:
    bar, button = QWidget(), QPushButton("Load")
    bar.setFixedHeight(8)
    wrap = Wrap(bar, button)
    qtbot.addWidget(wrap)
    wrap.resize(wrap.sizeHint())
    wrap.show()
    assert abs(bar.geometry().center().y() - button.geometry().center().y()) <= 1


def test_what_is_hidden_takes_no_room(qtbot: QtBot) -> None:
    _window, field, parts = laid(qtbot, 1200)
    field.hide()
    qtbot.waitUntil(lambda: parts[1].x() < 30)
