"""The library of documents on a real SQLite: found by words, in the documents that are asked, and gone when deleted."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from slm_desktop.core.documents.page import DocumentKind, Extracted, Page
from slm_desktop.core.documents.passages import passages_of
from slm_desktop.core.documents.records import Document
from slm_desktop.errors import Fault
from slm_desktop.store.documents import Documents, words_of

PAGES = (
    Page("1", "# The lighthouse\n\nThe keeper was called Mara. She sang at night."),
    Page("2", "# Storms\n\nIn November 1911 a storm broke the lamp. It was repaired by José."),
    Page("3", "# Supplies\n\nOil came by boat twice a year, with flour and salt."),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Documents]:
    made = Documents(tmp_path / "documents.sqlite3")
    yield made
    made.close()


def keep(store: Documents, id_: int, pages: tuple[Page, ...] = PAGES, name: str = "keeper.pdf") -> Document:
    extracted = Extracted(name, DocumentKind.PDF, f"hash{id_}", pages, tuple(passages_of(pages)))
    document = Document(id_, name, DocumentKind.PDF, len(pages), extracted.length, 5.0, extracted.sha256)
    store.add(document, extracted)
    return document


def test_what_is_kept_is_there_again(store: Documents, tmp_path: Path) -> None:
    kept = keep(store, 1)
    assert store.documents() == [kept]
    assert store.pages(1, 1, 2) == list(PAGES[1:])
    store.close()
    again = Documents(tmp_path / "documents.sqlite3")
    assert again.documents() == [kept]
    again.close()


@pytest.mark.parametrize(
    ("question", "page"),
    [
        ("Who was the keeper of the lighthouse?", 0),
        ("what happened in the storms of november 1911", 1),
        ("Did JOSE repair it?", 1),
        ("How did supplies arrive?", 2),
        ('"oil" OR NOT (boat* AND ^x) -- ; drop', 2),
    ],
)
def test_a_question_finds_its_page(store: Documents, question: str, page: int) -> None:
    keep(store, 1)
    found = store.search(question, [1], 6)
    assert found[0].passage.page == page
    assert found[0].label == str(page + 1)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert found[0].score > 0


def test_only_the_documents_that_are_asked_are_searched(store: Documents) -> None:
    keep(store, 1)
    keep(store, 2, name="other.pdf")
    assert {one.document for one in store.search("keeper", [2], 6)} == {2}
    assert {one.document for one in store.search("keeper", [1, 2], 6)} == {1, 2}
    assert store.search("keeper", [], 6) == []
    assert store.search("?!", [1], 6) == []


def test_a_deleted_document_is_found_no_more_and_leaves_no_words(store: Documents, tmp_path: Path) -> None:
    keep(store, 1)
    keep(store, 2, (Page("1", "Something else entirely."),), "other.pdf")
    store.remove(1)
    assert [one.id for one in store.documents()] == [2]
    assert store.search("keeper", [1, 2], 6) == []
    assert store.pages(1, 0, 5) == []
    store.close()
    with sqlite3.connect(tmp_path / "documents.sqlite3") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for file in (one for one in tmp_path.iterdir() if one.is_file()):
        data = file.read_bytes().lower()
        assert b"mara" not in data, file
        assert b"lighthous" not in data, "its stem in the index is gone, too"


def test_a_damaged_library_is_set_aside_and_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "documents.sqlite3"
    path.write_bytes(b"this is no database, but it is long enough to be taken for one" * 100)
    store = Documents(path)
    assert store.documents() == []
    keep(store, 1)
    store.close()
    assert list(tmp_path.glob("*.damaged"))


def test_a_disk_that_refuses_is_an_error_and_nothing_half_stays(
    store: Documents, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(store, 1)

    # The last thing that is written is refused: the page of the index that all words stand in.
    pages = (*PAGES, Page("4", "x" * 3_000_000))
    store._writing().execute("PRAGMA max_page_count = 20")
    with pytest.raises(Fault) as caught:
        keep(store, 2, pages)
    assert caught.value.code == "documents_write"
    assert [one.id for one in store.documents()] == [1]
    assert store.pages(2, 0, 5) == []


def test_words_that_stand_everywhere_are_not_looked_for_unless_there_are_no_others() -> None:
    assert words_of("What is the keeper of the light?") == ["keeper", "light"]
    assert words_of("Who was she?") == ["who", "was", "she"]
    assert words_of("¿Qué está cómo y dónde vive José?") == ["vive", "josé"]


def test_of_a_long_text_its_beginning_and_its_end_are_looked_for() -> None:
    words = words_of(" ".join(f"word{number}" for number in range(500)))
    assert (len(words), words[0], words[-1]) == (32, "word0", "word499")


def test_letters_that_fold_to_others_are_found(store: Documents) -> None:
    keep(store, 1, (Page("1", "Die Straße führt nach Süden."),))
    assert len(store.search("Straße", [1], 6)) == 1
