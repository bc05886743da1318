"""Follows an answer that may call tools: where its calls begin, and what they are."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from slm_desktop.core.engines.tools import ToolCall
from slm_desktop.engine.llama import Model
from slm_desktop.engine.template import THOUGHT_END
from slm_desktop.engine.tool_grammar import CallFormat

TAIL = 400
"""Characters of the newest text in which the beginning of calls is looked for."""
LONGEST_UNREAD = 200


class Begun(NamedTuple):
    """Calls have begun: their text so far, and its tokens where one begins with it."""

    text: str
    tokens: tuple[int, ...]


class CallWatch:
    """The text of an answer with the names of its control tokens, which an answer is shown without."""

    def __init__(self, format: CallFormat, model: Model, begun: str = "") -> None:
        self.format, self._model = format, model
        self._text = bytearray(begun.encode("utf-8", "replace"))
        self._ends = [len(self._text)]
        self._tokens: list[int] = []
        self._hidden: list[tuple[int, int]] = []
        """Where the names of control tokens stand among the bytes, and how long they are."""
        self._answer_from = self._end_of_thought(0, otherwise=0)
        self.position: int | None = None
        """The token from which on the answer writes calls; None until it does."""

    def take(self, token: int) -> None:
        """The answer goes on by a token."""
        piece = self._model.piece(token)
        if not piece and (name := self._model.token_name(token)):
            self._hidden.append((len(self._text), len(name)))
            piece = name
        self._text += piece
        self._tokens.append(token)
        self._ends.append(len(self._text))
        start = max(self._answer_from, self._ends[-2] - len(THOUGHT_END))
        self._answer_from = self._end_of_thought(start, otherwise=self._answer_from)

    def _end_of_thought(self, start: int, *, otherwise: int) -> int:
        """Where the thinking ends, if it does behind a place."""
        end = self._text.find(THOUGHT_END.encode(), start)
        return end + len(THOUGHT_END) if end >= 0 else otherwise

    def begin(self) -> None:
        """The newest token begins calls, as nothing else is allowed."""
        if self.position is None:
            self.position = len(self._tokens) - 1

    def begun(self) -> Begun | None:
        """Whether the newest token has begun calls."""
        if self.position is not None:
            return None
        first = max(self._answer_from, len(self._text) - TAIL)
        tail = self._text[first:].decode("utf-8", "ignore")
        if first > self._answer_from and self.format.form.must_be_all:
            return None
        match = self.format.form.trigger.search(tail)
        if match is None:
            return None
        start = first + len(tail[: match.start()].encode())
        self.position = max(0, bisect_right(self._ends, start) - 1)
        is_whole = self._ends[self.position] == start
        return Begun(tail[match.start() :], tuple(self._tokens[self.position :]) if is_whole else ())

    def held_back(self, texts: Sequence[str]) -> int:
        """How many of the newest tokens may be the beginning of calls, so that nobody is to read them yet."""
        if self.position is not None:
            return 0
        tail = self._text[max(self._answer_from, len(self._text) - TAIL) :].decode("utf-8", "ignore")
        length, count = self.format.form.begun_length(tail), 0
        while length > 0 and count < len(texts):
            count += 1
            length -= len(texts[-count])
        return count

    def calls(self) -> tuple[tuple[ToolCall, ...], str]:
        """The calls of the answer that was written, by their places in its shown text, and one that cannot be read."""
        text = self._text.decode("utf-8", "replace")
        thought, end, answer = text.rpartition(THOUGHT_END)
        before = len(thought) + len(end)
        form = self.format.form
        calls = tuple(self._placed(call, text, before) for call in form.calls_in(answer))
        has_begun = form.trigger.search(answer)
        unread = answer[has_begun.start() :][:LONGEST_UNREAD] if has_begun and not calls else ""
        return calls, unread

    def _placed(self, call: ToolCall, text: str, before: int) -> ToolCall:
        start, end = self._shown(text, before + call.start), self._shown(text, before + call.end)
        return msgspec.structs.replace(call, start=start, end=end)

    def _shown(self, text: str, at: int) -> int:
        """The place in the shown text of a character of the whole one."""
        bytes_before = len(text[:at].encode())
        names = [self._text[start : start + size] for start, size in self._hidden if start < bytes_before]
        return max(0, at - sum(len(name.decode("utf-8", "replace")) for name in names))
