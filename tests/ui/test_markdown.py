"""Markdown as it streams."""

import pytest

from slm_desktop.ui.text.blocks import BOLD, MONO, Code, Line, Prose, Span, Table
from slm_desktop.ui.text.markdown import MarkdownStream, read
from tests.cost import cost

SAMPLE = """# Title

A *paragraph* with **bold**, `code`, <b>html</b> and [a link](https://example.org/x).
It goes on here.

- one
- two
  1. nested
  2. again

3. third

```python
def f():
    return "```"
```

| a | b |
|---|---|
| 1 | **2** |

> quoted

---

~~~
no language
~~~

    indented code

The end \\(x^2\\).
"""


def test_a_document_is_read_into_blocks() -> None:
    kinds = [type(block) for block in read(SAMPLE)]
    assert kinds == [Prose, Code, Table, Prose, Code, Code, Prose]
    first = read(SAMPLE)[0]
    assert isinstance(first, Prose)
    assert first.lines[0] == Line("h1", (Span("Title"),))
    assert Span("bold", BOLD) in first.lines[1].spans
    assert Span("code", MONO) in first.lines[1].spans
    assert Span("a link", 0, "https://example.org/x") in first.lines[1].spans
    assert [(line.marker, line.indent) for line in first.lines[2:]] == [
        ("•", 1),
        ("•", 1),
        ("1.", 2),
        ("2.", 2),
        ("3.", 1),
    ]


@pytest.mark.parametrize("step", [1, 2, 3, 7, 50])
def test_streaming_ends_where_reading_at_once_does(step: int) -> None:
    stream = MarkdownStream()
    for end in range(0, len(SAMPLE), step):
        stream.read(SAMPLE[:end])
    assert stream.read(SAMPLE) == read(SAMPLE)


def test_code_shows_while_it_streams() -> None:
    stream = MarkdownStream()
    blocks = stream.read("Look:\n\n```py\nx = 1\ny = ")
    assert blocks[-1] == Code("py", "x = 1\ny = ", closed=False)


def test_html_is_text() -> None:
    for source in ("<script>alert(1)</script>", "<img src=x onerror=y>", "a <b>c</b>", "<!-- hidden -->"):
        text = "".join(
            span.text
            for block in read(source)
            if isinstance(block, Prose)
            for line in block.lines
            for span in line.spans
        )
        assert text == source


def test_an_image_is_shown_as_its_words_and_address() -> None:
    block = read("![a cat](https://evil.example/track.png)")[0]
    assert isinstance(block, Prose)
    assert block.lines[0].spans[0].text == "a cat"


HOSTILE = {
    "20,000 quotes": ">" * 20_000 + " x",
    "20,000 lists": "- " * 20_000 + "x",
    "brackets": "[" * 20_000,
    "emphasis": "*a_" * 10_000,
    "links": "[a](" * 8_000,
    "backticks": "`" * 20_001,
    "table": "|a" * 2000 + "|\n" + "|-" * 2000 + "|\n",
    "entities": "&#x1F600;" * 5000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_markdown_is_read_in_time(text: str) -> None:
    assert cost(lambda: read(text)) < 500


def test_a_growing_answer_costs_its_end_and_not_its_length() -> None:
    paragraph = "Some words that make a paragraph of ordinary length, with **bold** in it.\n\n"
    stream = MarkdownStream()
    stream.read(paragraph * 2000)
    fresh = MarkdownStream()
    fresh.read(paragraph * 20)
    late = cost(lambda: [stream.read(paragraph * 2000 + "x" * count) for count in range(50)])
    early = cost(lambda: [fresh.read(paragraph * 20 + "x" * count) for count in range(50)])
    assert late < 60 * early  # The hundredfold would be its length.


def test_a_text_that_is_read_again_has_the_same_blocks() -> None:
    """Who draws them in steps goes on where they were: an end that is always another one would never be drawn."""
    text = "Words.\n\n" + "|a|b|\n|-|-|\n" + "|c|d|\n" * 400
    stream = MarkdownStream()
    first = stream.read(text)
    assert len(first) > 2
    assert all(one is other for one, other in zip(first, stream.read(text), strict=True))
    more = stream.read(text + "\nAnd more.")
    assert more[0] is first[0]
    assert more != first
