"""Markdown as it streams: text to blocks, a window at a time, re-reading only what may still change.

Blocks before the last one are final, so each look at a growing answer parses its open end alone. A window is bounded by
what its parsing costs, so that no text, whatever its shape, holds the screen for long: who reads a long one does it in
steps.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from slm_desktop.core.visible import HIDDEN, visible
from slm_desktop.ui.text.blocks import Block, BlockStream, Code, Line, Prose, Span, Table
from slm_desktop.ui.text.tokens import blocks_of, parser

FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*([^\n`]*)(?:\n|\Z)")
TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-[ \t:|-]*")
"""The line below the heading of a table."""
LONGEST_HEAD = 2000
WINDOW, LARGEST_WINDOW = 6_000, 18_000
"""What parsing may cost: about a microsecond a unit on a slow machine. A block that needs more is read in pieces."""
PER_CHARACTER, PER_LINE, PER_MARK, PER_HIDDEN, PER_BRACKET, PER_IMAGE = 3, 100, 32, 24, 80, 120
MARKS = "*_~`<&$\\|"
MOST_COLUMNS, MOST_CELLS = 40, 150
"""Of a table that is drawn as one."""
MOST_LINES, MOST_CHARACTERS = 150, 6000
"""Of one block of prose: neighbouring prose is joined up to that, so that a selection can span it."""


class Piece(NamedTuple):
    """What was read of the open end: with a length above 0 its blocks are final, and that much of the text is done
    with.

    `cut` says that it ended within a block that is larger than any window, `lead` is then the heading of a table that
    goes on.
    """

    blocks: list[Block]
    length: int = 0
    cut: bool = False
    lead: str = ""


class MarkdownStream(BlockStream):
    """The blocks of a Markdown text that grows at its end."""

    _last: Piece = msgspec.field(default_factory=lambda: Piece([]))
    _whole: tuple[str, list[Block]] = ("", [])
    """The text that was read to its end last, and its blocks: who draws them in steps asks for them again and again."""

    def read(self, text: str, enough: Callable[[int], bool] = lambda _count: False) -> list[Block]:
        """See BlockStream."""
        if self.done and text == self._whole[0]:
            return list(self._whole[1])
        if not text.startswith(self._head):
            self._final, self._head, self._last = [], "", Piece([])
        while True:
            piece = _open_end(text[len(self._head) :], self._last)
            if not piece.length:
                self.done = True
                self._whole = (text, _join(list(self._final), piece.blocks))
                return list(self._whole[1])
            _join(self._final, piece.blocks)
            self._head, self._last = text[: len(self._head) + piece.length], piece
            if enough(len(self._final)):
                self.done = self._head == text
                return self.final


def read(text: str) -> list[Block]:
    """All blocks of a finished text."""
    return MarkdownStream().read(text)


def _open_end(text: str, before: Piece) -> Piece:
    """The next blocks of what is not final yet; `before` is what was read last."""
    fence = None if before.lead else FENCE.match(text)
    if fence:
        return _fenced(text, fence)
    # What goes on with a block that was cut is cut again: to look for its end once more would cost as much as reading
    # it.
    limits = (WINDOW,) if before.cut else (WINDOW, LARGEST_WINDOW)
    for limit in limits:
        window = _window(text, limit)
        piece = _parsed(text, window, before.lead)
        if piece.length or window == len(text):
            return piece
    return _cut(text, window, before.lead, piece)


def _parsed(text: str, window: int, lead: str) -> Piece:
    """The blocks of a window but for the last one, which more text may still change; all of them where it is the only
    one.
    """
    source = lead + text[:window]
    tokens = parser().parse(visible(source))
    starts = [
        (at, token.map[0]) for at, token in enumerate(tokens) if token.level == 0 and token.map and token.nesting >= 0
    ]
    at, line = starts[-1] if len(starts) > 1 else (0, 0)
    length = _offset(source, line) - len(lead) if at else 0
    return Piece(blocks_of(tokens[:at]), length) if 0 < length < len(text) else Piece(blocks_of(tokens))


def _cut(text: str, window: int, lead: str, parsed: Piece) -> Piece:
    """A block that is larger than any window: what is in the window is final, and the rest is read as if it began
    there.
    """
    places = range(window, window // 2, -1)  # Better before a line that is not a part of an item.
    end = next((at for at in places if text[at - 1] == "\n" and not text[at].isspace()), window)
    blocks = parsed.blocks if end == window else blocks_of(parser().parse(visible(lead + text[:end])))
    return Piece(blocks, end, True, _table_head(lead + text) if text[:end].endswith("\n") else "")


def _table_head(text: str) -> str:
    """The heading of the table that a text begins with, and the line below it; '' when it does not."""
    lines = text[:LONGEST_HEAD].split("\n", 2)
    is_table = len(lines) == 3 and "|" in lines[0] and TABLE_RULE.fullmatch(lines[1])
    return "\n".join((*lines[:2], "")) if is_table else ""


def _window(text: str, limit: int) -> int:
    """How many characters of a text may be parsed at once: whole lines, as far as they cost no more than the limit."""
    end = cost = 0
    while end < len(text):
        stop = text.find("\n", end) + 1 or len(text)
        line = text[end : min(stop, end + limit)]
        cost += _cost(line)
        if cost > limit:
            return end or max(1, len(line) * limit // cost)
        end += len(line)
    return end


def _cost(line: str) -> int:
    marks, hidden = sum(map(line.count, MARKS)), len(HIDDEN.findall(line))
    brackets = PER_BRACKET * line.count("[") + PER_IMAGE * line.count("![")
    return PER_LINE + PER_CHARACTER * len(line) + PER_MARK * marks + PER_HIDDEN * hidden + brackets


def _fenced(text: str, fence: re.Match[str]) -> Piece:
    mark, language = fence.group(1), fence.group(2).strip().split(" ")[0][:40]
    closing = re.compile(rf"^ {{0,3}}{re.escape(mark[0])}{{{len(mark)},}}[ \t]*$\n?", re.MULTILINE)
    end = closing.search(text, fence.end())
    if end is None:
        return Piece([Code(language, visible(text[fence.end() :]), closed=False)])
    code = Code(language, visible(text[fence.end() : end.start()]))
    finished = end.group().endswith("\n")
    return Piece([code], end.end() if finished else 0)


def _offset(text: str, line: int) -> int:
    at = 0
    for _ in range(line):
        at = text.find("\n", at) + 1
        if at == 0:
            return len(text)
    return at


def _join(joined: list[Block], more: list[Block]) -> list[Block]:
    """Add blocks: neighbouring prose becomes one block up to a size, what is larger than can be drawn at once
    several.
    """
    for block in more:
        for piece in _pieces(block):
            last = joined[-1] if joined else None
            if isinstance(piece, Prose) and isinstance(last, Prose) and _fits(last, piece):
                joined[-1] = Prose(last.lines + piece.lines)
            else:
                joined.append(piece)
    return joined


def _fits(before: Prose, more: Prose) -> bool:
    return len(before.lines) + len(more.lines) <= MOST_LINES and before.length + more.length <= MOST_CHARACTERS


def _pieces(block: Block) -> list[Block]:
    """A block in pieces that can each be drawn at once; prose without lines is none."""
    if isinstance(block, Table):
        return _table_pieces(block)
    if not isinstance(block, Prose):
        return [block]
    pieces: list[Block] = []
    lines: list[Line] = []
    for line in block.lines:
        if lines and not _fits(Prose(tuple(lines)), Prose((line,))):
            pieces.append(Prose(tuple(lines)))
            lines = []
        lines.append(line)
    return [*pieces, Prose(tuple(lines))] if lines else pieces


def _table_pieces(table: Table) -> list[Block]:
    """A long table as several, each with the heading; one of very many columns as lines of text."""
    head, rows = table.rows[:1], table.rows[1:]
    width = len(head[0]) if head else 0
    if width > MOST_COLUMNS:
        return _pieces(Prose(tuple(_as_line(row) for row in table.rows)))
    step = max(1, MOST_CELLS // max(1, width) - 1)
    return [Table(head + rows[at : at + step], table.aligns) for at in range(0, max(1, len(rows)), step)]


def _as_line(row: tuple[tuple[Span, ...], ...]) -> Line:
    spans = [span for number, cell in enumerate(row) for span in ((Span(" | "), *cell) if number else cell)]
    return Line("p", tuple(spans))
