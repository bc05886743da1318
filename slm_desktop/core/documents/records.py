"""What is kept of documents, and of what a question found in them."""

import msgspec

from slm_desktop.core.documents.page import DocumentKind, Passage


class Document(msgspec.Struct, frozen=True):
    """One in the library; `pages` counts them, `length` characters."""

    id: int
    name: str
    kind: DocumentKind
    pages: int
    length: int
    added: float = 0.0
    sha256: str = ""


class Source(msgspec.Struct, frozen=True, omit_defaults=True):
    """A passage that a question found. `score` is its BM25, the larger the better, `similarity` the cosine of the angle
    between its vector and the question's (0 where there was none), `rank` its place among all, from 1.

    `label` is the page's number or heading. Of those that are not `used`, the text stays out of the prompt.
    """

    document: int
    name: str
    page: int
    start: int
    text: str
    label: str = ""
    heading: str = ""
    score: float = 0.0
    rank: int = 0
    used: bool = True
    similarity: float = 0.0


class Found(msgspec.Struct, frozen=True):
    """A passage by where it stands, with its scores: 0 where it was not found in that way."""

    document: int
    passage: Passage
    label: str
    score: float
    id: int = 0
    similarity: float = 0.0
