"""What Markdown is read into: blocks of lines, code and tables, which know nothing of where they came from."""

from collections.abc import Callable

import msgspec

BOLD, ITALIC, MONO, STRIKE = 1, 2, 4, 8


class Span(msgspec.Struct, frozen=True):
    """A run of text in one style; `link` is where it leads.

    A `formula` is LaTeX, its text then a line that can be read.
    """

    text: str
    style: int = 0
    link: str = ""
    formula: str = ""
    display: bool = False


class Line(msgspec.Struct, frozen=True):
    """A paragraph of prose: `kind` is p, h1..h6, item or rule; `marker` stands before an item, `quote` is its depth."""

    kind: str
    spans: tuple[Span, ...]
    indent: int = 0
    marker: str = ""
    quote: int = 0


class Prose(msgspec.Struct, frozen=True):
    """Lines that follow one another."""

    lines: tuple[Line, ...]

    @property
    def length(self) -> int:
        """Characters in all of them."""
        return sum(len(span.text) for line in self.lines for span in line.spans)


class Code(msgspec.Struct, frozen=True):
    """A fenced or indented block; `closed` when its end was seen."""

    language: str
    text: str
    closed: bool = True


class Table(msgspec.Struct, frozen=True):
    """Rows of cells; the first row is the heading. `aligns` are left, center, right or '' for each column."""

    rows: tuple[tuple[tuple[Span, ...], ...], ...]
    aligns: tuple[str, ...] = ()


Block = Prose | Code | Table


class BlockStream(msgspec.Struct):
    """The blocks of a text that grows at its end; what reads them says what else a text means."""

    _final: list[Block] = msgspec.field(default_factory=list)
    _head: str = ""
    """The text of the blocks that are final."""
    done: bool = True
    """Whether all of the text that was given last was read."""

    @property
    def final(self) -> list[Block]:
        """The blocks that no further text changes."""
        return list(self._final)

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self._final)

    @property
    def length(self) -> int:
        """Characters that are final."""
        return len(self._head)

    def read(self, text: str, enough: Callable[[int], bool] = lambda _count: False) -> list[Block]:
        """All blocks of `text`, as far as they were read before `enough` said so of the number of final ones.

        Call it again for the rest; while there is some, only final blocks are returned.
        A text that does not begin with what was final before is read anew. Blocks that are final stay the same objects.
        """
        raise NotImplementedError
