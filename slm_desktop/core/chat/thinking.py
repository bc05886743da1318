"""Tell a model's thinking from its answer."""

from collections.abc import Sequence

import msgspec

from slm_desktop.core.engines.events import Token

OPEN, CLOSE = "<think>", "</think>"


class Thought(msgspec.Struct, frozen=True):
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


class ThoughtStream:
    """Divides a text as it comes. `opened`: the prompt has opened the tag already."""

    def __init__(self, *, opened: bool = False) -> None:
        self._held, self._is_thinking, self._is_decided = "", opened, opened
        self._has_begun = True

    def feed(self, text: str) -> tuple[str, str]:
        """What is new of the thinking, and of the answer; the beginning of a tag is held back until it is decided."""
        self._held += text
        if not self._is_decided and not self._decide():
            return "", ""
        return self._thinking() if self._is_thinking else ("", self._answer())

    def finish(self) -> tuple[str, str]:
        """What was held back, at the end."""
        rest = self._take(len(self._held))
        return (rest, "") if self._is_thinking else ("", rest)

    def _decide(self) -> bool:
        """Whether it is known by now if the text begins with thinking."""
        body = self._held.lstrip()
        if OPEN.startswith(body):
            return False
        self._is_decided, self._is_thinking = True, body.startswith(OPEN)
        if self._is_thinking:
            self._held = body.removeprefix(OPEN).lstrip()
        return True

    def _thinking(self) -> tuple[str, str]:
        end = self._held.find(CLOSE)
        if end >= 0:
            thinking = self._take(end)
            self._held, self._is_thinking = self._held.removeprefix(CLOSE), False
            self._has_begun = False
            return thinking.rstrip(), self._answer()
        held = next((size for size in range(len(CLOSE) - 1, 0, -1) if self._held.endswith(CLOSE[:size])), 0)
        return self._take(len(self._held) - held), ""

    def _answer(self) -> str:
        """What is there of the answer, without the lines between it and the thinking."""
        if not self._has_begun:
            self._held = self._held.lstrip()
            self._has_begun = bool(self._held)
        return self._take(len(self._held))

    def _take(self, length: int) -> str:
        taken, self._held = self._held[:length], self._held[length:]
        return taken


def divided(text: str, *, opened: bool) -> tuple[str, str]:
    """The thinking and the answer of a whole text, as a stream of it would be divided."""
    thoughts = ThoughtStream(opened=opened)
    first, rest = thoughts.feed(text), thoughts.finish()
    return first[0] + rest[0], first[1] + rest[1]
