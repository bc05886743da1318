"""Markdown as it streams: text to blocks, re-reading only what may still change.

HTML is never interpreted: it is shown as the text it is. Blocks before the last one are final, so each look
at a growing answer parses its open end alone.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.texmath import texmath_plugin

from slm_desktop.core.visible import visible
from slm_desktop.ui.text.latex import readable

BOLD, ITALIC, MONO, STRIKE = 1, 2, 4, 8
TASKS = {"[ ] ": "☐", "[x] ": "☑"}
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*([^\n`]*)(?:\n|\Z)")


@dataclass(frozen=True)
class Span:
    """A run of text in one style; `link` is where it leads."""

    text: str
    style: int = 0
    link: str = ""


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


@cache
def parser() -> MarkdownIt:
    """CommonMark with tables, strikethrough and formulas, without HTML."""
    made = MarkdownIt("commonmark", {"html": False, "maxNesting": 30}).enable(["table", "strikethrough"])
    texmath_plugin(made, delimiters="brackets")
    amsmath_plugin(made)
    dollarmath_plugin(made, allow_space=False, allow_digits=False, double_inline=True)
    return made


@dataclass
class MarkdownStream:
    """The blocks of a text that grows at its end."""

    _final: list[Block] = field(default_factory=list)
    _head: str = ""
    """The text of the blocks that are final."""

    def read(self, text: str) -> list[Block]:
        """All blocks of `text`; one that does not begin with what was final before is read anew."""
        if not text.startswith(self._head):
            self._final, self._head = [], ""
        while True:
            blocks, length = _open_end(text[len(self._head) :])
            if not length:
                return _joined([*self._final, *blocks])
            self._final = _joined([*self._final, *blocks])
            self._head = text[: len(self._head) + length]


def read(text: str) -> list[Block]:
    """All blocks of a finished text."""
    return MarkdownStream().read(text)


def _open_end(text: str) -> tuple[list[Block], int]:
    """Blocks of the open end. With a length above 0, they are final and that much of the text is done with."""
    fence = FENCE.match(text)
    if fence:
        return _fenced(text, fence)
    tokens = parser().parse(visible(text))
    starts = [
        (index, token.map[0]) for index, token in enumerate(tokens) if token.level == 0 and token.map and token.nesting >= 0
    ]
    if len(starts) < 2:
        return _blocks(tokens), 0
    index, line = starts[-1]  # The last block begins here: more text may still change it.
    offset = _offset(text, line)
    return (_blocks(tokens[:index]), offset) if index > 0 and 0 < offset < len(text) else (_blocks(tokens), 0)


def _fenced(text: str, fence: re.Match[str]) -> tuple[list[Block], int]:
    mark, language = fence.group(1), fence.group(2).strip().split(" ")[0][:40]
    closing = re.compile(rf"^ {{0,3}}{re.escape(mark[0])}{{{len(mark)},}}[ \t]*$\n?", re.MULTILINE)
    end = closing.search(text, fence.end())
    if end is None:
        return [Code(language, visible(text[fence.end() :]), closed=False)], 0
    code = Code(language, visible(text[fence.end() : end.start()]))
    finished = end.group().endswith("\n")
    return [code], end.end() if finished else 0


def _offset(text: str, line: int) -> int:
    at = 0
    for _ in range(line):
        at = text.find("\n", at) + 1
        if at == 0:
            return len(text)
    return at


def _joined(blocks: list[Block]) -> list[Block]:
    """Neighbouring prose as one block, so that a selection can span it."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if isinstance(block, Prose) and isinstance(last, Prose):
            joined[-1] = Prose(last.lines + block.lines)
        elif not (isinstance(block, Prose) and not block.lines):
            joined.append(block)
    return joined


# -- tokens of the parser to blocks ----------------------------------------------------------------------------


@dataclass
class _Place:
    """Where in lists and quotes the reader stands."""

    quote: int = 0
    numbers: list[int | None] = field(default_factory=list)
    marker: str = ""


def _blocks(tokens: list[Token]) -> list[Block]:
    blocks: list[Block] = []
    lines: list[Line] = []
    place, index = _Place(), 0
    while index < len(tokens):
        token = tokens[index]
        if token.type in ("fence", "code_block"):
            blocks += [Prose(tuple(lines)), Code((token.info or "").strip().split(" ")[0][:40], token.content)]
            lines = []
        elif token.type == "table_open":
            end = next(at for at in range(index, len(tokens)) if tokens[at].type == "table_close")
            blocks += [Prose(tuple(lines)), _table(tokens[index:end])]
            lines, index = [], end
        else:
            _walk(token, place, lines, tokens[index - 1] if index else None)
        index += 1
    return _joined([*blocks, Prose(tuple(lines))])


def _walk(token: Token, place: _Place, lines: list[Line], before: Token | None) -> None:
    match token.type:
        case "bullet_list_open":
            place.numbers.append(None)
        case "ordered_list_open":
            place.numbers.append(int(token.attrs.get("start", 1)))
        case "bullet_list_close" | "ordered_list_close":
            place.numbers.pop()
        case "list_item_open":
            place.marker = _marker(place)
        case "blockquote_open":
            place.quote += 1
        case "blockquote_close":
            place.quote -= 1
        case "hr":
            lines.append(Line("rule", ()))
        case "math_block" | "math_block_eqno" | "math_block_label" | "amsmath":
            lines.append(Line("p", (Span(_lines(readable(token.content))),), 1 + len(place.numbers), "", place.quote))
        case "html_block":
            lines.append(Line("p", (Span(token.content.rstrip()),)))
        case "inline":
            _take_task(token, place)
            heading = before is not None and before.type == "heading_open"
            kind = before.tag if heading and before else "item" if place.numbers else "p"
            lines.append(Line(kind, _spans(token), len(place.numbers), place.marker, place.quote))
            place.marker = ""
        case _:
            pass


def _take_task(inline: Token, place: _Place) -> None:
    """The box of a task becomes the marker of its item."""
    first = inline.children[0] if inline.children else None
    if place.marker and first and first.type == "text" and first.content[:4].lower() in TASKS:
        place.marker = TASKS[first.content[:4].lower()]
        first.content = first.content[4:]


def _marker(place: _Place) -> str:
    number = place.numbers[-1]
    if number is None:
        return "•"
    place.numbers[-1] = number + 1
    return f"{number}."


def _table(tokens: list[Token]) -> Table:
    rows: list[list[tuple[Span, ...]]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and rows:
            rows[-1].append(_spans(token))
    heads = (str(token.attrs.get("style", "")) for token in tokens if token.type == "th_open")
    return Table(tuple(tuple(row) for row in rows), tuple(style.removeprefix("text-align:") for style in heads))


STYLES = {"strong_open": BOLD, "em_open": ITALIC, "s_open": STRIKE}
CLOSES = {"strong_close": BOLD, "em_close": ITALIC, "s_close": STRIKE}


def _spans(inline: Token) -> tuple[Span, ...]:
    spans: list[Span] = []
    style, link = 0, ""
    for token in inline.children or []:
        if token.type in STYLES:
            style |= STYLES[token.type]
        elif token.type in CLOSES:
            style &= ~CLOSES[token.type]
        elif token.type == "link_open":
            link = str(token.attrs.get("href", ""))
        elif token.type == "link_close":
            link = ""
        else:
            spans.append(_span(token, style, link))
    return tuple(span for span in spans if span.text)


def _span(token: Any, style: int, link: str) -> Span:
    match token.type:
        case "math_inline" | "math_inline_double" | "math_single":
            return Span(_lines(readable(token.content)), style, link)
        case "code_inline":
            return Span(token.content, style | MONO, link)
        case "softbreak":
            return Span(" ", style, link)
        case "hardbreak":
            return Span("\u2028", style, link)
        case "image":
            # Pictures are never fetched; their text and address are shown as a link is.
            return Span(token.content or "image", style | ITALIC, str(token.attrs.get("src", "")))
        case _:
            return Span(token.content, style, link)


def _lines(text: str) -> str:
    """Lines within one paragraph."""
    return text.replace("\n", "\u2028")
