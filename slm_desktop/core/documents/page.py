"""What a document is read into."""

from enum import StrEnum

import msgspec

LARGEST_FILE = 512 * 2**20
"""Bytes of a file that is read."""


class DocumentKind(StrEnum):
    """How a file is read."""

    PDF = "pdf"
    WORD = "word"
    HTML = "html"
    EPUB = "epub"
    TABLE = "table"
    MARKDOWN = "markdown"
    TEXT = "text"


SUFFIXES = {
    ".pdf": DocumentKind.PDF,
    ".docx": DocumentKind.WORD,
    ".html": DocumentKind.HTML,
    ".htm": DocumentKind.HTML,
    ".xhtml": DocumentKind.HTML,
    ".epub": DocumentKind.EPUB,
    ".csv": DocumentKind.TABLE,
    ".tsv": DocumentKind.TABLE,
    ".md": DocumentKind.MARKDOWN,
    ".markdown": DocumentKind.MARKDOWN,
}
"""Other files are read as plain text, if they are that."""


class Page(msgspec.Struct, frozen=True):
    """A page of a PDF, or a section of what has none; `label` is its number or heading."""

    label: str
    text: str


class Passage(msgspec.Struct, frozen=True):
    """A stretch of a page: its text begins at character `start` of page `page`, which counts from 0."""

    page: int
    start: int
    text: str
    heading: str = ""


class Extracted(msgspec.Struct, frozen=True):
    """A file as text, and its passages. `sha256` is that of its bytes."""

    name: str
    kind: DocumentKind
    sha256: str
    pages: tuple[Page, ...]
    passages: tuple[Passage, ...] = ()

    @property
    def length(self) -> int:
        """Characters of all pages."""
        return sum(len(page.text) for page in self.pages)

    @property
    def text(self) -> str:
        """All of it; the pages of a PDF are told apart."""
        if self.kind != DocumentKind.PDF:
            return "\n\n".join(page.text for page in self.pages)
        return "\n\n".join(f"[Page {page.label}]\n{page.text}" for page in self.pages if page.text)
