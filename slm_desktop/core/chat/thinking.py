"""Tell a model's thinking from its answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from slm_desktop.core.engines.events import Token

OPEN, CLOSE = "<think>", "</think>"


@dataclass(frozen=True)
class Thought:
    """`thinking` is what stands before the answer, `over` whether it has ended."""

    thinking: str
    answer: str
    over: bool


def split(text: str) -> Thought:
    """Divide a text at its think tags; some templates open the tag in the prompt, so that only its end is seen."""
    body = text.lstrip()
    opened = body.startswith(OPEN)
    if not opened and OPEN.startswith(body) and body:
        return Thought("", "", over=True)
    before, found, after = body.partition(CLOSE)
    if not opened and not found:
        return Thought("", text, over=True)
    thinking = before.removeprefix(OPEN).strip()
    return Thought(thinking, after.lstrip(), over=bool(found))


def seconds(tokens: Sequence[Token]) -> tuple[float, int]:
    """How long the thinking took, and its number of tokens; up to the last token while it goes on."""
    if not tokens:
        return 0.0, 0
    text = ""
    for index, token in enumerate(tokens):
        text = text[-len(CLOSE) :] + token.text
        if CLOSE in text:
            return token.at - tokens[0].at, index + 1
    return tokens[-1].at - tokens[0].at, len(tokens)
