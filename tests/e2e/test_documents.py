"""Somebody drops a PDF, asks, and clicks the citation: the page opens with the passage marked."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from slm_desktop.core.evaluate.candidates import candidates as candidates_of
from slm_desktop.core.evaluate.records import Evaluation
from slm_desktop.core.evaluate.suite import Check, Prompt, Suite
from slm_desktop.core.records import MessageState
from tests.documents.files import write_pdf, write_word
from tests.e2e.conftest import App
from tests.e2e.pages.chat import foot_words
from tests.e2e.pages.compare import ComparePage
from tests.e2e.pages.documents import DocumentsPage

KEEPER = (
    "The lighthouse keeper\n\nIn the autumn of 1911 the keeper of the lighthouse was Mara Lindqvist.\n"
    "She lit the lamp with oil from the north."
)
QUESTION = "Who was the keeper of the lighthouse in 1911?"


@pytest.fixture
def chronicle(tmp_path: Path) -> Path:
    dice = random.Random(1)
    places = ["harbour", "mill", "bakery", "school", "chapel"]
    pages = [
        "\n".join(
            f"On day {page * 9 + line} the people of the {dice.choice(places)} spoke of rain." for line in range(20)
        )
        for page in range(40)
    ]
    pages[26] = KEEPER
    return write_pdf(tmp_path / "chronicle.pdf", pages)


def searching(app: App, document: Path) -> DocumentsPage:
    """The chat that is shown searches a document."""
    page = DocumentsPage(app.chat)
    app.chat.take_files([str(document)])
    app.until(lambda: len(page.chips) == 1 and "searched" in page.chips[0])
    return page


def test_a_pdf_is_dropped_asked_cited_and_opened_and_all_is_there_after_a_restart(
    open_app: Callable[..., App], chronicle: Path
) -> None:
    app = open_app().ready()
    page = DocumentsPage(app.chat)
    app.chat.take_files([str(chronicle)])
    app.until(lambda: page.chips == ["chronicle.pdf, 40 pages: searched for each question"])
    app.limit(60)
    app.set_parameter("temperature", 0.0)
    app.type(QUESTION)
    assert "Mara" in app.answered()
    question, answer = app.chat.session.messages
    assert question.content == QUESTION
    assert question.sources
    assert (question.sources[0].label, question.sources[0].used) == ("27", True)
    app.until(lambda: app.chat.turn(question.id) is not None)
    found = page.open_found(question.id)
    assert found[0].startswith("[1]  chronicle.pdf, 27")
    page.pick_found(0)
    assert page.view.isVisible()
    assert "keeper of the lighthouse was Mara Lindqvist" in page.view.marked
    page.view.close()

    app.chat.session.edit(answer, "It was Mara Lindqvist [1].")
    cited = app.chat.session.messages[-1]
    assert cited.state == MessageState.EDITED
    app.until(lambda: (turn := app.chat.turn(cited.id)) is not None and "edited" in foot_words(turn))
    page.click_citation(cited.id, 1)
    assert page.view.isVisible()
    assert "Mara Lindqvist" in page.view.marked
    app.close()

    app = open_app().ready()
    page = DocumentsPage(app.chat)
    app.until(lambda: page.chips == ["chronicle.pdf, 40 pages: searched for each question"])
    again = app.chat.session.messages[-1]
    app.until(lambda: (turn := app.chat.turn(again.id)) is not None and "edited" in foot_words(turn))
    page.click_citation(again.id, 1)
    assert "Mara Lindqvist" in page.view.marked
    page.view.close()
    app.chat.session.replay(app.chat.session.tree.message(answer.id))
    app.answered()
    repeated = app.chat.session.messages[-1].run
    assert repeated
    assert repeated.repeated, "the prompt has the same passages"


def test_a_short_document_is_sent_whole(open_app: Callable[..., App], tmp_path: Path) -> None:
    app = open_app().ready()
    page = DocumentsPage(app.chat)
    app.chat.take_files([str(write_word(tmp_path / "storm.docx"))])
    app.until(lambda: page.attached == ["storm.docx"])
    app.limit(20)
    app.type("What was the wind?")
    app.answered()
    content = app.chat.session.messages[0].content
    assert '<file name="storm.docx">' in content
    assert "Wind | 11 Beaufort" in content
    assert page.attached == []


def test_a_document_of_the_library_is_searched_in_another_chat_and_deleted(
    open_app: Callable[..., App], chronicle: Path
) -> None:
    app = open_app().ready()
    page = searching(app, chronicle)
    app.limit(20)
    app.type(QUESTION)
    app.answered()
    first = app.chat.session
    app.chat.new_chat()
    app.until(lambda: page.chips == [])
    assert page.menu == {"chronicle.pdf": False}
    page.choose("chronicle.pdf")
    app.until(lambda: len(page.chips) == 1)
    app.type(QUESTION)
    app.answered()
    assert app.chat.session.messages[0].sources
    document = app.chat.session.chat.answer_options.documents[0]
    app.chat._places.documents._chooser.delete(app.chat.session, document)
    app.until(lambda: page.chips == [])
    app.chat.show_chat(first.chat)
    app.until(lambda: app.chat.session is first)
    question = first.messages[0]
    app.until(lambda: app.chat.turn(question.id) is not None)
    page.open_found(question.id)
    page.pick_found(0)
    assert "Mara" in page.view._text.toPlainText(), "what was sent can still be read"


def test_a_question_that_finds_nothing_says_so(open_app: Callable[..., App], chronicle: Path) -> None:
    app = open_app().ready()
    page = searching(app, chronicle)
    app.limit(8)
    app.type("Zebras?")
    app.answered()
    question = app.chat.session.messages[0]
    assert question.sources == ()
    app.until(lambda: app.chat.turn(question.id) is not None)
    assert page.open_found(question.id) == []


def test_what_cannot_be_read_is_said_by_name_and_the_chat_goes_on(open_app: Callable[..., App], tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing at all")
    app = open_app().ready()
    app.chat.take_files([str(broken)])
    app.banner("cannot be read", "broken.pdf")
    app.limit(8)
    app.type("Hello")
    app.answered()


def test_columns_search_a_document_and_a_suite_says_how_often_the_right_passage_was_sent(
    open_app: Callable[..., App], chronicle: Path
) -> None:
    app = open_app().ready()
    searching(app, chronicle)
    (document,) = app.chat.session.chat.answer_options.documents
    screen = app.window.show_compare()
    compare, session = ComparePage(screen), screen.session
    first, second = session.columns
    for column in (first, second):
        session.set_sampling(column, {**column.sampling, "max_tokens": 16.0, "temperature": 0.0})
    compare.open_settings(second)
    menu = screen._panel._chooser.menu(second.chat, 0, lambda _extracted: None)
    next(action for action in menu.actions() if action.text() == "chronicle.pdf").trigger()
    app.until(lambda: screen._panel._documents.text() == "1 document…")
    compare.ask(QUESTION)
    app.until(lambda: session.running is None)
    assert first.chat.messages[0].sources is None
    assert (second.chat.messages[0].sources or ())[0].label == "27"

    checks = (Check(retrieves="the keeper of the lighthouse was mara lindqvist"), Check(retrieves="a whale"))
    suite = Suite("Recall", (Prompt(QUESTION, checks=checks, max_tokens=4),))
    candidates = [one for _letter, one in candidates_of(session)]
    assert [one.answer_options.documents for one in candidates] == [(), (document,)]
    evaluation = Evaluation(app.services.context.ids.next(), "Recall", 0.0, suite, candidates)
    run = app.services.comparison.evaluations.open(evaluation)
    run.start()
    app.until(lambda: not run.is_running)
    results = {result.candidate: result for result in run.results.values()}
    assert results[0].passed == (False, False)
    assert {why.code for why in results[0].whys} == {"no_passages"}
    assert results[1].passed == (True, False)
    assert results[1].whys[1].code == "not_retrieved"
