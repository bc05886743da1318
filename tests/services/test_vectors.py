"""Documents found by meaning: a real model makes the vectors in a child of its own."""

from collections.abc import Iterator

import pytest

from slm_desktop.core.documents.library import DocumentLibrary
from slm_desktop.core.documents.page import DocumentKind, Extracted, Page
from slm_desktop.core.documents.passages import passages_of
from slm_desktop.core.documents.records import Document, Source
from slm_desktop.core.documents.vectors import VectorIndex
from slm_desktop.paths import Paths
from tests.services.test_tools import Running

TOPICS = ("The ferry leaves at noon from the northern pier.", "Bread needs flour, water, salt and time.")
LONG = "A line that goes on and on, and says the same again and again. " * 60


@pytest.fixture
def running(own_data: Paths) -> Iterator[Running]:
    made = Running(own_data)
    yield made
    made.services.close()


def kept(running: Running, *texts: str) -> Document:
    """A document with a page a text."""
    pages = tuple(Page(str(number), text) for number, text in enumerate(texts, 1))
    extracted = Extracted("d.txt", DocumentKind.TEXT, texts[0][:20], pages, tuple(passages_of(pages)))
    documents: list[Document] = []
    library(running).keep(extracted, documents.append)
    running.until(lambda: documents)
    return documents[0]


def library(running: Running) -> DocumentLibrary:
    return running.services.documents.library


def vectors(running: Running) -> VectorIndex:
    found = library(running).vectors
    assert found
    return found


def found(running: Running, question: str, document: Document) -> tuple[Source, ...]:
    sources: list[tuple[Source, ...]] = []
    library(running).find(question, [document.id], 8192, sources.append)
    running.until(lambda: sources)
    return sources[0]


def whole(running: Running) -> bool:
    progress = vectors(running).progress
    return progress.total > 0 and progress.is_whole


def test_passages_get_vectors_and_are_found_by_them(running: Running, model_path: str) -> None:
    document = kept(running, *TOPICS)
    assert [source.similarity for source in found(running, "ferry", document)] == [0.0]
    vectors(running).choose(model_path)
    running.until(lambda: whole(running))
    sources = found(running, "Which ship departs?", document)
    assert {source.text for source in sources} == set(TOPICS)
    assert all(0 < source.similarity <= 1.0001 for source in sources)
    assert found(running, TOPICS[1], document)[0].similarity == pytest.approx(1.0, abs=0.01)


def test_a_passage_that_is_longer_than_the_model_reads_gets_one_too(running: Running, model_path: str) -> None:
    services = running.services
    services.settings["context"] = 64
    document = kept(running, TOPICS[0], LONG)
    vectors(running).choose(model_path)
    running.until(lambda: whole(running))
    assert not vectors(running).failed
    assert len(found(running, "ferry", document)) > 1


def test_a_model_that_does_not_load_costs_the_words_nothing(running: Running, own_data: Paths) -> None:
    broken = own_data.data / "broken.gguf"
    broken.write_bytes(b"GGUF" + bytes(200))
    document = kept(running, *TOPICS)
    vectors(running).choose(str(broken))
    running.until(lambda: vectors(running).failed)
    sources = found(running, "When does the ferry leave?", document)
    assert sources[0].text == TOPICS[0]
    assert sources[0].similarity == 0.0


def test_the_model_is_let_go_of_once_nobody_wants_it(running: Running, model_path: str) -> None:
    kept(running, *TOPICS)
    vectors(running).choose(model_path)
    running.until(lambda: whole(running))
    engine = next(engine for engine in running.services.pool.engines if engine.choice.options.embeddings)
    assert running.services.pool.is_leased(engine)
    vectors(running).choose("")
    assert not running.services.pool.is_leased(engine)
