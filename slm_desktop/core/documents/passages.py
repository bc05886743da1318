"""Pages to passages: stretches that say something by themselves, cut where paragraphs and sentences end."""

import re
from collections.abc import Iterator, Sequence

from slm_desktop.core.documents.page import Page, Passage

LENGTH, LONGEST = 900, 1400
"""Characters that a passage is to have, and those that it may have: about 230 and 350 tokens of English."""
PARAGRAPH = re.compile(r"\n\s*\n|\n(?=#{1,6} )")
SENTENCE_END = re.compile(r"(?<=[.!?…。])\s+|\n")
HEADING = re.compile(r"#{1,6} +(.*)")


class Cutter:
    """Cuts one page after the other. No passage reaches over the end of a page."""

    def __init__(self) -> None:
        self._heading, self._pages = "", 0

    def cut(self, page: Page) -> Iterator[Passage]:
        """The passages of the next page, in order."""
        number, self._pages = self._pages, self._pages + 1
        for start, end in _stretches(page.text):
            text = page.text[start:end]
            found = HEADING.match(text)
            self._heading = found.group(1).strip()[:120] if found else self._heading
            yield Passage(number, start, text, self._heading)


def passages_of(pages: Sequence[Page]) -> Iterator[Passage]:
    """All passages of a document, in order."""
    cutter = Cutter()
    for page in pages:
        yield from cutter.cut(page)


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Where the passages of a page begin and end."""
    first = last = -1
    for start, end in _paragraphs(text):
        begins = first >= 0 and (end - first > LONGEST or last - first >= LENGTH or HEADING.match(text, start))
        if begins:
            yield first, last
            first = -1
        first = start if first < 0 else first
        last = end
    if first >= 0:
        yield first, last


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Where paragraphs begin and end; those that are too long are cut into sentences, and those where they must be."""
    for start, end in _parts(text, 0, len(text), PARAGRAPH):
        if end - start <= LONGEST:
            yield start, end
            continue
        for sentence, stop in _parts(text, start, end, SENTENCE_END):
            for at in range(sentence, stop, LONGEST):
                yield at, min(at + LONGEST, stop)


def _parts(text: str, start: int, end: int, border: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """The parts of a stretch between borders, without blank ones."""
    for match in border.finditer(text, start, end):
        if text[start : match.start()].strip():
            yield start, match.start()
        start = match.end()
    if text[start:end].strip():
        yield start, end
