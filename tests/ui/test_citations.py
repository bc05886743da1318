"""Numbers in an answer lead to the passages that were sent; everything else stays as it was written."""

import pytest

from slm_desktop.ui.text.citations import cited, with_citations
from slm_desktop.ui.text.markdown import read


def links(text: str, count: int) -> list[tuple[str, str]]:
    blocks = read(with_citations(text, count))
    spans = [span for block in blocks for line in getattr(block, "lines", ()) for span in line.spans]
    return [(span.text, span.link) for span in spans if span.link]


def test_numbers_of_passages_are_links_that_read_as_they_were_written() -> None:
    assert links("Mara [1] and Ember [2].", 2) == [("[1]", "source:1"), ("[2]", "source:2")]
    assert links("Both [1][2].", 2) == [("[1]", "source:1"), ("[2]", "source:2")]


@pytest.mark.parametrize(
    "text",
    [
        "None [3]",
        "Zero [0]",
        "An array a[1]",
        "`x[1]`",
        "```\nx = [1]\n```",
        "[1](http://example.org)",
        "[1]: x",
        "![1]",
    ],
)
def test_other_brackets_are_left_alone(text: str) -> None:
    assert not [link for _words, link in links(text, 2) if link.startswith("source:")]
    assert with_citations(text, 2) == text


@pytest.mark.parametrize(
    ("address", "number"),
    [("source:2", 2), ("source:99", 99), ("source:x", 0), ("source:123", 0), ("http://a", 0), ("source:-1", 0)],
)
def test_only_such_a_link_opens_a_passage(address: str, number: int) -> None:
    assert cited(address) == number


def test_without_passages_nothing_is_read_into_an_answer() -> None:
    assert with_citations("See [1].", 0) == "See [1]."
