"""The library: files are taken in whole or to be searched, once each, and asked by the chats that want them."""

from collections.abc import Callable, Mapping, Sequence

import pytest

from slm_desktop.core.answer_options import AnswerOptions
from slm_desktop.core.chance import Ids
from slm_desktop.core.documents.library import DocumentLibrary
from slm_desktop.core.documents.page import DocumentKind, Extracted, Page, Passage
from slm_desktop.core.documents.records import Document, Found, Source
from slm_desktop.errors import Fault
from tests.core.world import World
from tests.fakes import FakeChance, FakeClock

SHORT = Extracted("short.md", DocumentKind.MARKDOWN, "aa", (Page("One", "A short text."),))
LONG = Extracted("long.pdf", DocumentKind.PDF, "bb", tuple(Page(str(at + 1), "word " * 500) for at in range(40)))


class FakeStore:
    """Keeps documents in memory; a search finds the first pages of each."""

    def __init__(self) -> None:
        self.kept: dict[int, Document] = {}
        self.asked: list[tuple[str, tuple[int, ...]]] = []
        self.fault: Fault | None = None

    def documents(self) -> list[Document]:
        if self.fault:
            raise self.fault
        return list(self.kept.values())

    def pages(self, document: int, first: int, count: int) -> list[Page]:
        return list(LONG.pages[first : first + count])

    def search(self, query: str, documents: Sequence[int], limit: int) -> list[Found]:
        self.asked.append((query, tuple(documents)))
        passages = [Passage(0, 0, f"What {id_} says.") for id_ in documents]
        return [Found(id_, one, "1", 5.0, id_) for id_, one in zip(documents, passages, strict=True)]

    def found(self, similar: Mapping[int, float]) -> list[Found]:
        return [Found(id_, Passage(0, 0, "x"), "1", 0.0, id_, similarity) for id_, similarity in similar.items()]


class FakeWork:
    """Does at once what a thread would do; `files` are what paths hold, None for what cannot be read."""

    def __init__(self, store: FakeStore, files: dict[str, Extracted | None]) -> None:
        self._store, self._files = store, files
        self.waiting: list[Callable[[], None]] = []

    def read(self, path: str, on_pages: Callable[[int], None], on_over: Callable[[Extracted | None], None]) -> None:
        def go_on() -> None:
            on_pages(25)
            on_over(self._files[path])

        self.waiting.append(go_on)

    def cancel(self, path: str) -> None:
        self._files[path] = None

    def add(self, document: Document, extracted: Extracted, on_over: Callable[[bool], None]) -> None:
        self._store.kept[document.id] = document
        on_over(True)

    def remove(self, document: int) -> None:
        self._store.kept.pop(document, None)

    def go_on(self) -> None:
        while self.waiting:
            self.waiting.pop(0)()


class Desk:
    def __init__(self, **files: Extracted | None) -> None:
        self.store, clock = FakeStore(), FakeClock()
        self.work = FakeWork(self.store, files)
        self.library = DocumentLibrary(self.store, self.work, clock, Ids(clock, FakeChance(iter(range(1, 999)))))
        self.whole: list[Extracted] = []
        self.kept: list[Document] = []

    def take(self, path: str, room: int = 1000) -> None:
        self.library.take(path, room, self.whole.append, self.kept.append)
        self.work.go_on()


def test_a_short_file_is_given_whole_and_a_long_one_is_kept_to_be_searched() -> None:
    desk = Desk(a=SHORT, b=LONG)
    desk.take("a")
    desk.take("b")
    assert desk.whole == [SHORT]
    (document,) = desk.kept
    assert (document.name, document.pages, document.length, document.sha256) == ("long.pdf", 40, LONG.length, "bb")
    assert list(desk.library.documents) == [document]


def test_while_it_is_read_its_pages_are_counted_and_nobody_reads_it_twice() -> None:
    desk, seen = Desk(b=LONG), list[dict[str, int]]()
    desk.library.changed.subscribe(lambda: seen.append(dict(desk.library.reading)))
    desk.library.take("b", 10, desk.whole.append, desk.kept.append)
    desk.library.take("b", 10, desk.whole.append, desk.kept.append)
    assert len(desk.work.waiting) == 1
    desk.work.go_on()
    assert len(desk.kept) == 2, "both who asked for it have it"
    assert len(desk.library.documents) == 1
    assert seen[:2] == [{"b": 0}, {"b": 25}]
    assert desk.library.reading == {}


def test_what_cannot_be_read_is_left_and_can_be_tried_again() -> None:
    desk = Desk(c=None)
    desk.take("c")
    desk.take("c")
    assert (desk.whole, desk.kept, desk.library.reading) == ([], [], {})


def test_a_file_that_is_being_read_is_left() -> None:
    desk = Desk(b=LONG)
    desk.library.take("b", 10, desk.whole.append, desk.kept.append)
    desk.library.cancel("b")
    desk.work.go_on()
    assert (desk.kept, desk.library.reading) == ([], {})
    assert list(desk.library.documents) == []


def test_the_same_file_is_kept_once() -> None:
    desk = Desk(b=LONG, copy=LONG)
    desk.take("b")
    desk.take("copy")
    assert desk.kept[0] == desk.kept[1]
    assert len(desk.library.documents) == 1


def test_a_deleted_document_is_searched_no_more() -> None:
    desk = Desk(b=LONG)
    desk.take("b")
    document = desk.kept[0].id
    found: list[tuple[Source, ...]] = []
    desk.library.find("Who?", [document, 5], 8192, found.append)
    assert [one.document for one in found[0]] == [document]
    desk.library.remove(document)
    desk.library.find("Who?", [document], 8192, found.append)
    assert found[1] == ()
    assert desk.library.named([document]) == []


def test_a_chat_asks_its_documents_and_the_prompt_has_what_was_found() -> None:
    desk = Desk(b=LONG)
    desk.take("b")
    document = desk.kept[0].id
    world = World(sources=desk.library)
    chat = world.chat_list.new()
    chat.set_answer_options(AnswerOptions(documents=(document,)))
    chat.send("Who?")
    assert desk.store.asked == [("Who?", (document,))]
    (asked,) = world.turns()
    assert "[1] long.pdf, 1\nWhat" in asked
    assert asked.endswith("Question: Who?")
    assert chat.messages[0].content == "Who?", "the chat shows what was written"
    world.finish("Nobody.")
    chat.send("And then?")
    assert world.turns()[0] == asked, "what was sent once stands in later prompts as it was"
    world.finish("x")
    chat.set_answer_options(AnswerOptions())
    chat.send("Without?")
    assert world.turns()[-1] == "Without?"


def test_a_library_that_cannot_be_read_sends_nothing() -> None:
    desk = Desk()
    desk.store.fault = Fault("documents_read", {"reason": "x"})
    world = World(sources=desk.library)
    chat = world.chat_list.new()
    chat.set_answer_options(AnswerOptions(documents=(7,)))
    with pytest.raises(Fault) as caught:
        chat.send("Who?")
    assert caught.value.code == "documents_read"
    assert not chat.messages
    assert list(desk.library.documents) == []
