"""The field that messages are written in."""

from PySide6.QtCore import QMimeData, Qt
from pytestqt.qtbot import QtBot

from slm_desktop.ui.chat.composer import Composer
from slm_desktop.ui.chat.draft_field import LONG_PASTE
from slm_desktop.ui.theme import Theme


def ready(qtbot: QtBot, theme: Theme) -> Composer:
    composer = Composer(theme)
    qtbot.addWidget(composer)
    composer.set_state(ready=True, live=False, loading=False)
    return composer


def test_enter_sends_and_shift_enter_breaks_the_line(qtbot: QtBot, theme: Theme) -> None:
    composer = ready(qtbot, theme)
    sent: list[str] = []
    composer.submitted.connect(lambda text, _media: sent.append(text))
    draft = composer._draft
    qtbot.keyClicks(draft, "one")
    qtbot.keyClick(draft, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(draft, "two")
    qtbot.keyClick(draft, Qt.Key.Key_Return)
    assert sent == ["one\ntwo"]
    assert draft.toPlainText() == ""


def test_nothing_is_sent_while_an_answer_is_written_or_no_model_is_there(qtbot: QtBot, theme: Theme) -> None:
    composer = ready(qtbot, theme)
    sent: list[str] = []
    stopped: list[int] = []
    composer.submitted.connect(lambda text, _media: sent.append(text))
    composer.stopped.connect(lambda: stopped.append(1))
    composer._draft.setPlainText("text")
    composer.set_state(ready=True, live=True, loading=False)
    qtbot.keyClick(composer._draft, Qt.Key.Key_Return)
    composer._send.click()
    composer.set_state(ready=False, live=False, loading=True)
    qtbot.keyClick(composer._draft, Qt.Key.Key_Return)
    assert (sent, stopped) == ([], [1])
    assert composer._draft.toPlainText() == "text"


def test_a_megabyte_is_pasted_beside_the_draft_and_sent_whole(qtbot: QtBot, theme: Theme) -> None:
    composer = ready(qtbot, theme)
    sent: list[str] = []
    composer.submitted.connect(lambda text, _media: sent.append(text))
    pasted, data = "word \ud800 " * 150_000, QMimeData()
    data.setText("w" * 1_000_000)
    composer._draft.insertFromMimeData(data)
    assert composer._draft.toPlainText() == ""
    composer._draft.setPlainText("Summarise:")
    composer._send.click()
    assert sent == ["Summarise:\n\n" + "w" * 1_000_000]
    assert len(pasted) > LONG_PASTE


def test_a_text_that_could_not_be_sent_comes_back(qtbot: QtBot, theme: Theme) -> None:
    composer = ready(qtbot, theme)
    composer.give_back("precious")
    assert composer._text() == "precious"
    composer._draft.clear()
    composer.give_back("x" * (LONG_PASTE + 1))
    assert composer._text() == "x" * (LONG_PASTE + 1)


def test_the_count_warns_when_the_context_would_overflow(qtbot: QtBot, theme: Theme) -> None:
    composer = ready(qtbot, theme)
    composer.set_usage(4000, 4096)
    composer.show_count(50)
    assert composer._tokens.text() == "draft 50  ·  4,050 / 4,096 context"
    assert composer._tokens.property("tone") == "3"
    composer.show_count(97)
    assert composer._tokens.property("tone") == "warn"
