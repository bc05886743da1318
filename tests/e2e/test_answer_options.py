"""Somebody gives the first words of an answer, and has a text completed; a column does so beside another one."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from slm_desktop.core.compare.card import Machine, card_of, from_json, to_json
from tests.e2e.conftest import App
from tests.e2e.pages.chat import foot_words
from tests.e2e.pages.compare import ComparePage
from tests.e2e.pages.options import OptionsPage
from tests.engine.coder import write_coder

KEYS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def test_an_answer_begins_with_given_words_after_a_restart_too_and_is_repeated(
    open_app: Callable[..., App],
) -> None:
    app = open_app().ready()
    app.limit(24)
    app.set_parameter("temperature", 0.0)
    QTest.keyClick(app.window.window, Qt.Key.Key_S, KEYS)
    page = OptionsPage(app.chat)
    app.until(lambda: page.is_open)
    page.begin_with("Well, it is the city of")
    app.type("What is the capital of France?")  # Sending takes what was typed a moment before.
    assert app.answered().startswith("Well, it is the city of Paris")
    app.close()

    app = open_app().ready()
    assert app.chat.session.chat.answer_options.prefill == "Well, it is the city of"
    again = app.chat.session.messages[-1]
    app.until(lambda: (turn := app.chat.turn(again.id)) is not None and "with your words" in foot_words(turn))
    app.chat.session.replay(again)
    app.answered()
    repeated = app.chat.session.messages[-1].run
    assert repeated
    assert repeated.repeated
    assert app.chat.session.messages[-1].content == again.content


def test_a_text_is_completed_as_it_stands_and_shown_so(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    app.limit(30)
    app.set_parameter("temperature", 0.0)
    QTest.keyClick(app.window.window, Qt.Key.Key_S, KEYS)
    page = OptionsPage(app.chat)
    app.until(lambda: page.is_open)
    page.complete_texts()
    assert not page.can_begin, "a text that is completed has no beginning of its own"
    app.chat.session.set_system("Speak like a pirate.")
    app.type("1, 2, 3, 4,")
    text = app.answered()
    assert text.startswith(" 5, 6, 7")
    answer = app.chat.session.messages[-1]
    assert answer.run
    assert answer.run.system == ""
    app.until(lambda: (turn := app.chat.turn(answer.id)) is not None and "text completion" in foot_words(turn))
    assert page.shown_of(answer.id) == text
    app.type(" and so on. #")
    app.answered()
    assert [turn.content for turn in app.chat.session.turns(app.chat.session.messages[-2])] == [
        "1, 2, 3, 4,",
        text,
        " and so on. #",
    ]


def test_a_column_begins_its_answers_and_the_card_says_so(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    screen = app.window.show_compare()
    page, session = ComparePage(screen), screen.session
    first, second = session.columns
    for column in (first, second):
        session.set_sampling(column, {**column.sampling, "max_tokens": 12.0, "temperature": 0.0})
    page.open_settings(second)
    OptionsPage(screen).begin_with("Of course:")
    page.ask("Is it warm in July?")
    app.until(lambda: session.running is None)
    assert second.answer
    assert second.answer.content.startswith("Of course:")
    assert first.answer
    assert not first.answer.content.startswith("Of course:")
    card = from_json(to_json(card_of(session, Machine(), 0.0)))
    assert [cell.answer_options.prefill for cell in card.summary] == ["", "Of course:"]
    screen.new()
    assert [column.chat.chat.answer_options.prefill for column in screen.session.columns] == ["", "Of course:"]


def test_a_gap_is_filled_and_a_model_that_cannot_says_so(
    open_app: Callable[..., App], model_path: str, tmp_path: Path
) -> None:
    app = open_app(model=write_coder(tmp_path)).ready()
    app.limit(12)
    app.set_parameter("temperature", 0.0)  # Drawn at random, an answer may be empty.
    QTest.keyClick(app.window.window, Qt.Key.Key_S, KEYS)
    page = OptionsPage(app.chat)
    app.until(lambda: page.is_open)
    page.complete_texts()
    page.follow_with("\n\nprint(area(3, 4))")
    app.type("def area(w, h): return ")
    app.answered()
    answer = app.chat.session.messages[-1]
    assert answer.run
    assert answer.run.answer_options.following == "\n\nprint(area(3, 4))"
    app.until(lambda: (turn := app.chat.turn(answer.id)) is not None and "fills a gap" in foot_words(turn))
    app.close()

    app = open_app(model=model_path).ready()
    app.chat.session.set_answer_options(answer.run.answer_options)
    app.type("def area(w, h):")
    app.banner("This model does not fill gaps")
