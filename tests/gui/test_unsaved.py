"""Words that the disk refuses until the very end: somebody makes room and tries again, or gives them up knowingly."""

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from slm_desktop.errors import Fault
from slm_desktop.gui.unsaved import keep_unsaved

REFUSED = Fault("store_unsaved", {"reason": "no space left"})


def answering(words: str) -> QTimer:
    """Presses a button of each box that opens."""

    def answer() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            assert "no space left" in box.informativeText()
            next(button for button in box.buttons() if button.text() == words).click()

    timer = QTimer(interval=10)
    timer.timeout.connect(answer)
    timer.start()
    return timer


def test_it_is_tried_until_there_is_room(qtbot: QtBot) -> None:
    answers: list[Fault | None] = [REFUSED, REFUSED, None]
    timer = answering("Try again")
    keep_unsaved(lambda: answers.pop(0))
    timer.stop()
    assert answers == []


def test_it_can_be_given_up(qtbot: QtBot) -> None:
    answers: list[Fault | None] = [REFUSED, None]
    timer = answering("Close without saving")
    keep_unsaved(lambda: answers.pop(0))
    timer.stop()
    assert answers == [None], "it was not tried again"


@pytest.mark.parametrize("answers", [[None]])
def test_nobody_is_asked_where_all_is_saved(answers: list[None]) -> None:
    keep_unsaved(lambda: answers.pop(0))
