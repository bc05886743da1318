"""Somebody asks for JSON, sees it as a table and saves it; and changes the form while an answer is written."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from slm_desktop.core.compare.card import Machine, card_of
from slm_desktop.core.engines.output_format import FormatKind, OutputFormat
from slm_desktop.ui.formats.format_panel import GRAMMAR, FormatPanel
from slm_desktop.ui.transcript.structured import TABLE
from tests.e2e.conftest import App
from tests.e2e.pages.chat import foot_words
from tests.e2e.pages.compare import ComparePage
from tests.e2e.pages.formats import FormatPage

QUESTION = "Anna is 31 and lives in Paris. Bob is 5 and lives in Rome. List the people."
YES_NO = 'root ::= "yes" | "no"'


def opened(app: App) -> FormatPage:
    """The panel, opened by its key."""
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(app.window.window, Qt.Key.Key_J, keys)
    page = FormatPage(app.chat)
    app.until(lambda: page.panel.isVisible())
    return page


def test_people_are_asked_for_as_json_seen_as_a_table_saved_and_there_again_after_a_restart(
    open_app: Callable[..., App], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app().ready()
    page = opened(app)
    app.press("People")
    app.until(lambda: "can be used" in page.status)
    app.press("Use it")
    assert page.is_marked
    app.limit(2000)  # More than the longest list of the schema has.
    app.type(QUESTION)
    people = json.loads(app.answered())["people"]
    assert all(set(one) == {"name", "age", "city"} for one in people)
    answer = app.chat.session.messages[-1]
    assert answer.run
    assert not answer.run.is_unfinished

    app.until(lambda: page.answer.has_answer)
    page.choose(TABLE)
    assert [row[0] for row in page.cells] == [one["name"] for one in people]
    target = tmp_path / "people.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_what: (str(target), ""))
    qtbot.mouseClick(page.save_button, Qt.MouseButton.LeftButton)
    app.until(target.exists)
    app.banner("Exported")
    with target.open(encoding="utf-8") as file:
        assert [row["name"] for row in csv.DictReader(file)] == [one["name"] for one in people]

    app.close()
    app = open_app().ready()
    assert FormatPage(app.chat).is_marked
    again = app.chat.session.messages[-1]
    app.until(lambda: (turn := app.chat.turn(again.id)) is not None and "structured output" in foot_words(turn))
    app.chat.session.replay(again)
    app.answered()
    repeated = app.chat.session.messages[-1].run
    assert repeated
    assert repeated.repeated


def test_a_grammar_is_refused_with_its_line_and_one_that_fits_acts_while_an_answer_is_written(
    open_app: Callable[..., App],
) -> None:
    app = open_app().ready()
    app.limit(2000)
    app.type("Write a long story about a lighthouse keeper.")
    app.streaming(3)
    page = opened(app)
    page.panel._pages._group.button(GRAMMAR).click()
    page.field.setPlainText('root ::= "yes" |\n[z-a]')
    app.until(lambda: "line 2" in page.status)
    page.field.setPlainText(YES_NO)
    app.until(lambda: "can be used" in page.status)
    app.press("Use it")
    app.banner("does not fit")
    session = app.chat.session
    assert session.answering
    session.set_format(OutputFormat(FormatKind.GRAMMAR, 'root ::= [^~]{0,9000} "~"'))
    app.until(lambda: session.answering is None or session.answering.record.format is not None)
    session.stop()
    app.answered()
    run = session.messages[-1].run
    assert run
    assert run.formats[0].position > 0
    assert run.is_unfinished

    opened(app)
    page.field.setPlainText(YES_NO)
    app.until(lambda: "can be used" in page.status)
    app.press("Use it")
    app.type("Is it warm in July?")
    assert app.answered() in ("yes", "no")


def test_a_column_has_a_form_of_its_own(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    screen = app.window.show_compare()
    page, session = ComparePage(screen), screen.session
    first, second = session.columns
    for column in (first, second):
        session.set_sampling(column, {**column.sampling, "max_tokens": 12.0})
    page.open_settings(second)
    app.press("None…")
    panel = screen.findChild(FormatPanel)
    assert panel is not None
    panel._pages._group.button(GRAMMAR).click()
    panel._field.setPlainText(YES_NO)
    app.press("Use it")
    app.until(lambda: second.chat.chat.format is not None)
    page.ask("Is it warm in July?")
    app.until(lambda: session.running is None)
    assert second.answer
    assert second.answer.content in ("yes", "no")
    assert first.answer
    assert first.answer.content not in ("yes", "no")
    summary = card_of(session, Machine(), 0.0).summary
    assert [cell.output_format for cell in summary] == [None, OutputFormat(FormatKind.GRAMMAR, YES_NO)]
