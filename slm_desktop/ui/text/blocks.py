"""What Markdown is read into: blocks of lines, code and tables, which know nothing of where they came from."""

from dataclasses import dataclass

BOLD, ITALIC, MONO, STRIKE = 1, 2, 4, 8


@dataclass(frozen=True)
class Span:
    """A run of text in one style; `link` is where it leads.

    A `formula` is LaTeX, its text then a line that can be read.
    """

    text: str
    style: int = 0
    link: str = ""
    formula: str = ""
    display: bool = False


@dataclass(frozen=True)
class Line:
    """A paragraph of prose: `kind` is p, h1..h6, item or rule; `marker` stands before an item, `quote` is its depth."""

    kind: str
    spans: tuple[Span, ...]
    indent: int = 0
    marker: str = ""
    quote: int = 0


@dataclass(frozen=True)
class Prose:
    """Lines that follow one another."""

    lines: tuple[Line, ...]

    @property
    def length(self) -> int:
        """Characters in all of them."""
        return sum(len(span.text) for line in self.lines for span in line.spans)


@dataclass(frozen=True)
class Code:
    """A fenced or indented block; `closed` when its end was seen."""

    language: str
    text: str
    closed: bool = True


@dataclass(frozen=True)
class Table:
    """Rows of cells; the first row is the heading. `aligns` are left, center, right or '' for each column."""

    rows: tuple[tuple[tuple[Span, ...], ...], ...]
    aligns: tuple[str, ...] = ()


Block = Prose | Code | Table
