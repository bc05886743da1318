"""Vectors of passages in the database, and the exact search among them."""

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from slm_desktop.core.documents.page import DocumentKind, Extracted, Page, Passage
from slm_desktop.core.documents.records import Document
from slm_desktop.errors import Fault
from slm_desktop.store.documents import SCHEMA, Documents
from slm_desktop.store.vectors import Vectors

GENERATOR = np.random.default_rng(3)


def filled(path: Path, documents: int = 3, passages: int = 20) -> Documents:
    store = Documents(path)
    for number in range(1, documents + 1):
        parts = tuple(Passage(0, at, f"passage {at} of document {number}") for at in range(passages))
        document = Document(number, f"d{number}", DocumentKind.TEXT, 1, 100, 0.0, str(number))
        store.add(document, Extracted(document.name, document.kind, str(number), (Page("1", "text"),), parts))
    return store


def unit(count: int, dimensions: int = 8) -> "list[bytes]":
    made = GENERATOR.normal(size=(count, dimensions)).astype("<f4")
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    return [row.tobytes() for row in made]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "documents.sqlite3"


def test_the_nearest_of_some_documents_are_found_exactly(path: Path) -> None:
    store, vectors = filled(path), Vectors(path)
    lacking = vectors.lacking("m", 1000)
    assert (len(lacking.passages), lacking.done, lacking.total) == (60, 0, 60)
    made = unit(60)
    ids = [id_ for id_, _text in lacking.passages]
    vectors.keep("m", list(zip(ids, made, strict=True)))
    assert vectors.lacking("m", 10).passages == []
    (question,) = unit(1)
    found = vectors.nearest("m", question, [2, 3], 5)
    by_hand = {
        id_: float(np.frombuffer(one, "<f4") @ np.frombuffer(question, "<f4"))
        for id_, one in zip(ids[20:], made[20:], strict=True)
    }
    wanted = sorted(by_hand, key=lambda id_: -by_hand[id_])[:5]
    assert list(found) == wanted
    assert found[wanted[0]] == pytest.approx(by_hand[wanted[0]], abs=1e-6)
    assert [one.id for one in store.found(found)] == wanted
    vectors.close()
    store.close()


def test_vectors_of_another_model_or_length_are_not_mixed_in(path: Path) -> None:
    store, vectors = filled(path, documents=1, passages=3), Vectors(path)
    ids = [id_ for id_, _text in vectors.lacking("m", 10).passages]
    vectors.keep("m", list(zip(ids, [*unit(2), *unit(1, dimensions=4)], strict=True)))
    vectors.keep("n", list(zip(ids, unit(3), strict=True)))
    (question,) = unit(1)
    assert set(vectors.nearest("m", question, [1], 10)) == set(ids[:2])
    assert vectors.nearest("none", question, [1], 10) == {}
    assert vectors.nearest("m", question, [99], 10) == {}
    vectors.close()
    store.close()


def test_new_vectors_are_found_at_once_and_those_of_deleted_documents_no_more(path: Path) -> None:
    store, vectors = filled(path, documents=2, passages=2), Vectors(path)
    ids = [id_ for id_, _text in vectors.lacking("m", 10).passages]
    made = unit(4)
    vectors.keep("m", list(zip(ids[:2], made[:2], strict=True)))
    assert set(vectors.nearest("m", made[2], [1, 2], 10)) == set(ids[:2])
    vectors.keep("m", list(zip(ids[2:], made[2:], strict=True)))
    assert next(iter(vectors.nearest("m", made[2], [1, 2], 10))) == ids[2]
    store.remove(2)
    assert set(vectors.nearest("m", made[2], [1, 2], 10)) == set(ids[:2])
    vectors.keep("m", [(ids[2], made[2])])  # It came too late.
    assert vectors.lacking("m", 10).done == 2
    vectors.close()
    store.close()


def test_a_database_of_the_first_version_gets_a_place_for_vectors(path: Path) -> None:
    old = sqlite3.connect(path)
    old.executescript(f"BEGIN;{SCHEMA}PRAGMA user_version = 1;COMMIT;")
    old.close()
    store = filled(path, documents=1, passages=2)
    vectors = Vectors(path)
    assert len(vectors.lacking("m", 10).passages) == 2
    vectors.close()
    store.close()


def test_what_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(Fault) as caught:
        Vectors(tmp_path / "missing" / "documents.sqlite3").lacking("m", 1)
    assert caught.value.code == "documents_read"
