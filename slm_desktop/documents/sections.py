"""Text without pages, such as a web page, as sections: each begins at a heading, or where the one before is long."""

from collections.abc import Iterator

from slm_desktop.core.documents.page import Page

LONGEST_SECTION = 6000
"""Characters."""
LONGEST_LABEL = 120
BREAKING = 2
"""Headings down to this level begin a section."""


class Sections:
    """Takes headings and paragraphs in order; `taken` gives the sections that are complete."""

    def __init__(self, title: str = "") -> None:
        self._label, self._parts, self._length = title, list[str](), 0
        self._complete: list[Page] = []

    def heading(self, level: int, text: str) -> None:
        """A heading: 1 is the highest."""
        text = " ".join(text.split())
        if not text:
            return
        if level <= BREAKING:
            self._end()
            self._label = text[:LONGEST_LABEL]
        self._add(f"{'#' * min(max(level, 1), 6)} {text}")

    def paragraph(self, text: str) -> None:
        """A paragraph, a row or a line; blank ones say nothing."""
        text = text.strip("\n")
        while len(text) > LONGEST_SECTION:
            end = text.rfind("\n", 0, LONGEST_SECTION) + 1 or LONGEST_SECTION
            self._add(text[:end].rstrip("\n"))
            text = text[end:]
        if text.strip():
            self._add(text)

    def taken(self, *, at_end: bool = False) -> Iterator[Page]:
        """The sections that are complete; all of them `at_end`."""
        if at_end:
            self._end()
        complete, self._complete = self._complete, []
        yield from complete

    def _add(self, text: str) -> None:
        if self._length and self._length + len(text) > LONGEST_SECTION:
            self._end()
        self._parts.append(text)
        self._length += len(text)

    def _end(self) -> None:
        if self._parts:
            self._complete.append(Page(self._label, "\n\n".join(self._parts)))
        self._parts, self._length = [], 0
