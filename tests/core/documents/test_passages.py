"""Passages: cut where paragraphs and sentences end, none too long, and together the whole text."""

from hypothesis import given
from hypothesis import strategies as st

from slm_desktop.core.documents.page import DocumentKind, Page, Passage
from slm_desktop.core.documents.passages import LENGTH, LONGEST, passages_of
from slm_desktop.core.documents.records import Document, Found, Source
from slm_desktop.core.documents.retrieval import MOST_NEAR, MOST_USED, chosen, room_for_documents, with_sources


def cut(text: str) -> list[str]:
    return [passage.text for passage in passages_of([Page("1", text)])]


def test_short_paragraphs_stand_together_and_long_ones_alone() -> None:
    short, long = "A short one.", "word " * (LENGTH // 5)
    assert cut("\n\n".join([short, short, short])) == ["\n\n".join([short, short, short])]
    first, second = cut(f"{short}\n\n{long}\n\n{short}")
    assert first.startswith(short)
    assert len(first) >= LENGTH
    assert second == short


def test_a_heading_begins_a_passage_and_is_known_to_those_below_it() -> None:
    text = "Before.\n\n# Storms\n\nThey come from the north.\n\n" + "Rain falls. " * 200 + "\n\n## Calm\n\nSun."
    found = list(passages_of([Page("1", text)]))
    assert found[0].text == "Before."
    assert found[1].text.startswith("# Storms")
    assert found[0].heading == ""
    assert {one.heading for one in found[1:-1]} == {"Storms"}
    assert found[-1].heading == "Calm"


def test_a_paragraph_that_is_too_long_is_cut_between_sentences() -> None:
    sentences = [f"Sentence number {number} ends here." for number in range(200)]
    found = cut(" ".join(sentences))
    assert len(found) > 3
    assert all(text.endswith(".") and text.startswith("Sentence") for text in found)


@given(st.text(alphabet="ab .\n#", max_size=6000))
def test_whatever_a_page_holds(text: str) -> None:
    found = list(passages_of([Page("1", text)]))
    assert all(len(one.text) <= LONGEST + LENGTH for one in found)
    assert all(text[one.start : one.start + len(one.text)] == one.text for one in found)
    shown = "".join("".join(one.text.split()) for one in found)
    assert shown == "".join(text.split()), "nothing is lost, and nothing is there twice"


def hit(number: int, length: int = 100) -> Found:
    return Found(1, Passage(number, 0, "x" * length), str(number + 1), 10.0 - number)


BOOK = {1: Document(1, "book.pdf", DocumentKind.PDF, 20, 9000)}


def test_the_best_are_used_and_the_next_are_near_misses() -> None:
    found = chosen([hit(number) for number in range(20)], BOOK, 8192)
    assert [one.used for one in found] == [True] * MOST_USED + [False] * MOST_NEAR
    assert [one.rank for one in found] == list(range(1, MOST_USED + MOST_NEAR + 1))


def test_of_a_small_context_passages_take_their_share_alone() -> None:
    room = room_for_documents(512)
    found = chosen([hit(number, room // 2) for number in range(5)], BOOK, 512)
    assert [one.used for one in found] == [True, True, False, False, False]
    assert [one.used for one in chosen([hit(0, 100_000), hit(1)], BOOK, 512)] == [True, False]


def test_a_prompt_numbers_what_is_used_and_says_where_it_stands() -> None:
    sources = (
        Source(1, "book.pdf", 6, 0, "Mara sang.", "7"),
        Source(1, "book.pdf", 9, 0, "Not this.", "10", used=False),
        Source(2, "a.md", 0, 0, "It rained.", "Storms"),
    )
    text = with_sources("Who sang?", sources)
    assert "[1] book.pdf, 7\nMara sang." in text
    assert "[2] a.md, Storms\nIt rained." in text
    assert "Not this" not in text
    assert text.endswith("Question: Who sang?")
    assert with_sources("Who sang?", sources[1:2]) == "Who sang?"
