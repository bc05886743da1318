"""Vectors of passages: made a few at a time, in the background; two ways of finding made one; and who waits for whom."""

from collections.abc import Callable, Sequence

import pytest

from slm_desktop.core.documents.page import DocumentKind, Passage
from slm_desktop.core.documents.ports import Lacking, OnVectors
from slm_desktop.core.documents.records import Document, Found
from slm_desktop.core.documents.retrieval import chosen, fused
from slm_desktop.core.documents.vectors import AT_ONCE, QUESTION_SECONDS, Similar, VectorIndex
from tests.fakes import FakeClock


class FakeWork:
    """Keeps vectors in memory, at once."""

    def __init__(self, passages: int) -> None:
        self.passages = {number: f"text {number}" for number in range(1, passages + 1)}
        self.kept: dict[str, dict[int, bytes]] = {}
        self.can_write = True
        self.asked: list[tuple[str, bytes]] = []

    def lacking(self, model: str, limit: int, on_lacking: Callable[[Lacking], None]) -> None:
        done = self.kept.setdefault(model, {})
        left = [(id_, text) for id_, text in self.passages.items() if id_ not in done]
        on_lacking(Lacking(left[:limit], len(done), len(self.passages)))

    def keep(self, model: str, vectors: Sequence[tuple[int, bytes]], on_kept: Callable[[bool], None]) -> None:
        if self.can_write:
            self.kept.setdefault(model, {}).update(vectors)
        on_kept(self.can_write)

    def nearest(
        self,
        model: str,
        vector: bytes,
        documents: Sequence[int],
        limit: int,
        on_found: Callable[[dict[int, float] | None], None],
    ) -> None:
        self.asked.append((model, vector))
        on_found({1: 0.9})


class FakeEmbedder:
    """Answers when it is told to."""

    def __init__(self) -> None:
        self.model, self.path = "m", "/m.gguf"
        self.asked: list[tuple[Sequence[str], bool]] = []
        self._waiting: list[tuple[Sequence[str], OnVectors]] = []

    def offered(self) -> Sequence[tuple[str, str]]:
        return [("/m.gguf", "m")]

    def choose(self, path: str) -> None:
        self.path = self.model = path

    def embed(self, texts: Sequence[str], on_vectors: OnVectors, *, is_question: bool) -> None:
        self.asked.append((texts, is_question))
        self._waiting.append((texts, on_vectors))

    def answer(self, *, fails: bool = False) -> None:
        texts, on_vectors = self._waiting.pop(0)
        on_vectors(None if fails else [text.encode() for text in texts])


class World:
    def __init__(self, passages: int = 0) -> None:
        self.work, self.embedder, self.clock = FakeWork(passages), FakeEmbedder(), FakeClock()
        self.index = VectorIndex(self.work, self.embedder, self.clock)
        self.found: list[Similar | None] = []


def test_missing_vectors_are_made_a_few_at_a_time() -> None:
    world = World(passages=AT_ONCE + 5)
    world.index.fill()
    world.index.fill()  # Twice at once is once.
    assert [len(texts) for texts, _question in world.embedder.asked] == [AT_ONCE]
    world.embedder.answer()
    assert (world.index.progress.done, world.index.progress.total) == (AT_ONCE, AT_ONCE + 5)
    world.embedder.answer()
    assert world.index.progress.is_whole
    assert world.work.kept["m"][1] == b"text 1"
    assert len(world.embedder.asked) == 2


def test_without_a_model_nothing_is_made_and_nothing_found() -> None:
    world = World(passages=3)
    world.embedder.model = ""
    world.index.fill()
    world.index.similar("x", [1], 5, world.found.append)
    assert world.embedder.asked == []
    assert world.found == [None]


def test_another_model_makes_its_own() -> None:
    world = World(passages=3)
    world.index.fill()
    world.embedder.model = "other"
    world.embedder.answer()
    world.embedder.answer()
    assert set(world.work.kept["other"]) == {1, 2, 3}


@pytest.mark.parametrize("where", ["model", "disk"])
def test_what_cannot_be_made_is_said_and_tried_again_when_wanted(where: str) -> None:
    world = World(passages=3)
    world.work.can_write = where != "disk"
    world.index.fill()
    world.embedder.answer(fails=where == "model")
    assert world.index.failed
    world.work.can_write = True
    world.index.fill()
    world.embedder.answer()
    assert not world.index.failed
    assert world.index.progress.is_whole


def test_a_question_is_read_as_one_and_finds_what_is_near() -> None:
    world = World(passages=1)
    world.index.similar("What?", [1], 5, world.found.append)
    assert world.embedder.asked == [(["What?"], True)]
    world.embedder.answer()
    assert world.found == [{1: 0.9}]


def test_a_question_does_not_wait_for_ever() -> None:
    world = World(passages=1)
    world.index.similar("What?", [1], 5, world.found.append)
    world.clock.advance(QUESTION_SECONDS + 1)
    assert world.found == [None]
    world.embedder.answer()  # Too late: nobody is told twice.
    world.clock.advance(QUESTION_SECONDS * 3)
    assert world.found == [None]


def words(id_: int, score: float) -> Found:
    return Found(1, Passage(0, id_, f"passage {id_}"), "1", score, id_)


def meaning(id_: int, similarity: float) -> Found:
    return Found(1, Passage(0, id_, f"passage {id_}"), "1", 0.0, id_, similarity)


def test_what_stands_high_in_both_lists_comes_first() -> None:
    found = fused([words(1, 9.0), words(2, 8.0), words(3, 7.0)], [meaning(4, 0.9), meaning(2, 0.8), meaning(5, 0.7)])
    assert [one.id for one in found] == [2, 4, 1, 5, 3]
    assert (found[0].score, found[0].similarity) == (8.0, 0.8)


def test_one_list_alone_keeps_its_order() -> None:
    assert [one.id for one in fused([words(3, 9.0), words(1, 8.0)], [])] == [3, 1]
    assert [one.id for one in fused([], [meaning(7, 0.9), meaning(5, 0.8)])] == [7, 5]


def test_what_is_near_by_meaning_is_used_without_a_word_in_common() -> None:
    documents = {1: Document(1, "a", DocumentKind.TEXT, 1, 10)}
    sources = chosen(fused([words(1, 9.0)], [meaning(2, 0.9), meaning(3, 0.2)]), documents, 8192)
    assert [(source.text, source.used) for source in sources] == [
        ("passage 2", True),
        ("passage 1", True),
        ("passage 3", False),
    ]
    assert sources[0].similarity == 0.9
