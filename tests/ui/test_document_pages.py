"""The pages of a document: the passage is marked to the letter, whatever signs stand before it."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from slm_desktop.core.answer_options import AnswerOptions
from slm_desktop.core.documents.library import DocumentLibrary
from slm_desktop.core.documents.page import DocumentKind, Extracted, Page
from slm_desktop.core.documents.passages import passages_of
from slm_desktop.core.documents.records import Document, Source
from slm_desktop.store.documents import Documents
from slm_desktop.ui.answer_options import AnswerOptionsFields
from slm_desktop.ui.documents.page_view import PageView
from slm_desktop.ui.theme import Theme
from tests.core.documents.test_library import Desk
from tests.fakes import FakeClock

ODD = "\U0001f600" * 20 + "a\u202eb\x07c\u200b " + "\U0001d465 + \U0001d466\n"


@pytest.fixture
def library(tmp_path: Path) -> DocumentLibrary:
    pages = (Page("1", "First."), Page("2", f"{ODD}TARGET passage here.\nAnd more."))
    extracted = Extracted("odd.pdf", DocumentKind.PDF, "aa", pages, tuple(passages_of(pages)))
    store = Documents(tmp_path / "documents.sqlite3")
    store.add(Document(1, "odd.pdf", DocumentKind.PDF, 2, extracted.length), extracted)
    desk = Desk()
    return DocumentLibrary(store, desk.work, FakeClock(), desk.library._ids)


def test_what_was_found_is_marked_and_pages_are_turned_by_keys(
    qtbot: QtBot, theme: Theme, library: DocumentLibrary
) -> None:
    view = PageView(None, theme, library, lambda fault: pytest.fail(str(fault)))  # type: ignore[arg-type]
    qtbot.addWidget(view)
    start = len(ODD)
    view.show_source(Source(1, "odd.pdf", 1, start, "TARGET passage here.", "2"))
    assert view.marked == "TARGET passage here."
    view._go(-1)
    assert view._text.toPlainText() == "First."
    view.show_source(Source(99, "gone.pdf", 4, 0, "What was sent.", "5"))
    assert view._text.toPlainText() == "What was sent."


def test_what_comes_while_somebody_types_is_not_undone(qtbot: QtBot) -> None:
    fields, told = AnswerOptionsFields(), list[AnswerOptions]()
    qtbot.addWidget(fields)
    assert not any(widget.isVisible() for widget in QApplication.topLevelWidgets()), "no part is a window of its own"
    fields.changed.connect(told.append)
    fields.show_options(AnswerOptions())
    fields._prefill.setPlainText("Well,")
    fields.show_options(AnswerOptions(documents=(7,), scales={"/a.gguf": 0.5}))
    fields.flush()
    assert told == [AnswerOptions("Well,", documents=(7,), scales={"/a.gguf": 0.5})]
