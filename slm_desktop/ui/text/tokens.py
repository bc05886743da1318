"""Tokens of the Markdown parser to blocks. HTML is never interpreted: it is shown as the text it is."""

from functools import cache
from typing import Any

import msgspec
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

from slm_desktop.ui.text.blocks import BOLD, ITALIC, MONO, STRIKE, Block, Code, Line, Prose, Span, Table
from slm_desktop.ui.text.brackets import brackets_plugin
from slm_desktop.ui.text.latex import readable

TASKS = {"[ ] ": "☐", "[x] ": "☑"}


@cache
def parser() -> MarkdownIt:
    """CommonMark with tables, strikethrough and formulas, without HTML."""
    made = MarkdownIt("commonmark", {"html": False, "maxNesting": 30}).enable(["table", "strikethrough"])
    brackets_plugin(made)
    amsmath_plugin(made)
    dollarmath_plugin(made, allow_space=False, allow_digits=False, double_inline=True)
    return made


class _Place(msgspec.Struct):
    """Where in lists and quotes the reader stands."""

    quote: int = 0
    numbers: list[int | None] = msgspec.field(default_factory=list)
    marker: str = ""


def blocks_of(tokens: list[Token]) -> list[Block]:
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
    return [*blocks, Prose(tuple(lines))]


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
            lines.append(Line("p", (_formula(token.content, display=True),), 1 + len(place.numbers), "", place.quote))
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
        case "math_inline" | "math_inline_double":
            return _formula(token.content, style, link, display=token.type == "math_inline_double")
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


def _formula(latex: str, style: int = 0, link: str = "", *, display: bool) -> Span:
    return Span(_lines(readable(latex)), style, link, latex.strip(), display)


def _lines(text: str) -> str:
    """Lines within one paragraph."""
    return text.replace("\n", "\u2028")
