"""Formulas in brackets with backslashes, for the Markdown parser; looking for an end costs the same wherever it
begins.
"""

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

LONGEST = 4000
"""Characters in which a formula must end."""
CLOSES = {"\\(": "\\)", "\\[": "\\]"}
INLINE, BLOCK = "math_inline", "math_block"
OWNER, KEY = "brackets_owner", "brackets_searched"


def brackets_plugin(parser: MarkdownIt) -> None:
    """Let a parser take these formulas."""
    parser.inline.ruler.before("escape", "math_brackets", _inline)
    parser.block.ruler.before(
        "fence", "math_brackets_block", _block, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )


def _inline(state: StateInline, silent: bool) -> bool:
    opened = state.src[state.pos : state.pos + 2]
    end = _end(state, opened) if opened in CLOSES else -1
    if end < 0 or not state.src[state.pos + 2 : end].strip():
        return False
    if not silent:
        token = state.push(INLINE if opened == "\\(" else "math_inline_double", "math", 0)
        token.content, token.markup = state.src[state.pos + 2 : end], opened
    state.pos = end + 2
    return True


def _end(state: StateInline, opened: str) -> int:
    """Where a formula ends, -1 when it does not; a stretch that was looked through in vain is not looked through
    again.
    """
    searched: dict[str, int] = state.env.setdefault(KEY, {}) if state.env.get(OWNER) is state else {}
    state.env[OWNER], state.env[KEY] = state, searched
    begin, stop = max(state.pos + 2, searched.get(opened, 0) - 1), state.pos + LONGEST
    end = state.src.find(CLOSES[opened], begin, stop)
    if end < 0:
        searched[opened] = stop
    return end


def _block(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    r"""A formula between \[ and \] that has its lines to itself."""
    if state.is_code_block(first):
        return False
    begin = state.bMarks[first] + state.tShift[first]
    if not state.src.startswith("\\[", begin):
        return False
    end = state.src.find("\\]", begin + 2, begin + LONGEST)
    line = next((line for line in range(first, last) if state.eMarks[line] >= end + 2), -1) if end >= 0 else -1
    if line < 0 or state.src[end + 2 : state.eMarks[line]].strip(" .,;"):
        return False
    if not silent:
        token = state.push(BLOCK, "math", 0)
        token.content, token.map, token.block, token.markup = state.src[begin + 2 : end], [first, line + 1], True, "\\["
    state.line = line + 1
    return True
