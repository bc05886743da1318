"""The output format of one answer: which one holds at which token, and what it allows next."""

import codecs
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from slm_desktop.core.engines.output_format import FormatChange, OutputFormat
from slm_desktop.engine.grammar import Grammar, Grammars
from slm_desktop.engine.llama import Context, Model
from slm_desktop.engine.template import THOUGHT_BEGIN, THOUGHT_END
from slm_desktop.engine.tool_grammar import CallFormat
from slm_desktop.engine.tool_watch import CallWatch
from slm_desktop.errors import Fault


class AnswerFormat:
    """Holds an answer to its format. While a model thinks, it is free: the format begins with the answer itself."""

    def __init__(
        self,
        grammars: Grammars,
        model: Model,
        changes: Sequence[FormatChange],
        *,
        begun: str = "",
        thinks: bool = False,
        think_token: int | None = None,
        calls: CallFormat | None = None,
        must_call: bool = False,
    ) -> None:
        """`begun` is what stands in the answer already; `thinks` says that its prompt opens the thinking, and
        `think_token` is the one with which the model may open it itself. The answer may be `calls` of tools: from where
        it begins with them it is held to their form; or from its beginning, where it `must_call`.

        Raise Fault 'format', or 'format_begun' where what was begun does not fit.
        """
        self._grammars, self._model, self._think_token = grammars, model, think_token
        self._text = bytearray(begun.encode("utf-8", "replace"))
        self._thinks = thinks or begun.lstrip().startswith(THOUGHT_BEGIN)
        self._changes = deque(sorted(changes, key=lambda change: change.position))
        self._wanted: deque[OutputFormat | None] = deque()
        self._format: OutputFormat | CallFormat | None = None
        self._grammar: Grammar | None = None
        self._is_free = False
        self._must_call, self._has_called = must_call, False
        self.watch = CallWatch(calls, model, begun) if calls else None
        """Follows the calls of tools; None where there are no tools."""
        self.allowed: Any = None
        """Whether each token may come next, as it was worked out last; None while the answer is free."""
        if self.watch and must_call:
            self._begin(None)
        while self._changes and self._changes[0].position <= 0:
            self._begin(self._changes.popleft().format)

    def want(self, format: OutputFormat | None) -> None:
        """Use a format from the next token on, as far as the text fits it; None for none."""
        self._wanted.append(format)

    def change(self, position: int) -> Iterator[tuple[OutputFormat | None, Fault | None]]:
        """Make the changes that are due at a token; with each comes why it could not be made, if so."""
        due = []
        while self._changes and self._changes[0].position <= position:
            due.append(self._changes.popleft().format)
        self._wanted.extendleft(reversed(due))
        while self._wanted and not _ends_within_character(self._text):
            format = self._wanted.popleft()
            try:
                self._use(format)
                yield format, None
            except Fault as fault:
                yield format, fault

    @contextmanager
    def restricting(self, context: Context, index: int) -> Iterator[None]:
        """While it lasts, the logits at a place of the batch rule out what the format does not allow. Raise Fault."""
        self.allowed = self._next()
        if self.allowed is None:
            yield
            return
        import numpy as np  # Answers that are free do not wait for it.

        logits = context.logits(index)
        kept = logits.copy()
        np.copyto(logits, -np.inf, where=~self.allowed)
        try:
            yield
        finally:
            np.copyto(logits, kept)

    def score(self, position: int, token: int) -> Any:
        """What was allowed at a place of an answer that is there already, before it goes on by that place's token.

        An answer that came to be without the format is free from where it leaves it.
        """
        for _change in self.change(position):
            pass
        try:
            allowed = self._next()
            if token >= 0:
                self.take(token, self._model.piece(token))
        except Fault:
            self._grammar, allowed = None, None
        return allowed

    def take(self, token: int, piece: bytes) -> None:
        """The answer goes on by a token, and its bytes. Raise Fault where llguidance cannot follow any more."""
        opens_thinking = token == self._think_token and not self._text
        self._text += piece
        if opens_thinking:
            self._thinks = self._is_free = True
        has_begun_calls = self.watch is not None and self._follow_calls(self.watch, token)
        if opens_thinking or has_begun_calls or self._grammar is None:
            return
        if self._is_free:
            self._end_thinking(self._grammar)
        elif not self._grammar.take([token]):
            raise self._grammar.why_not()

    @property
    def is_over(self) -> bool:
        """Whether the answer is complete, and nothing can follow."""
        return self._grammar is not None and not self._is_free and self._grammar.is_over

    @property
    def is_complete(self) -> bool:
        """Whether the answer could end here: of one without a format, always."""
        return self._grammar is None or (not self._is_free and self._grammar.is_complete)

    def is_complete_before(self, stop: str) -> bool:
        """Whether it could end before a stop text that ended it, which is no part of it."""
        if self._format is None or not stop:
            return self.is_complete
        answer, _stop, _rest = self._answer().rpartition(stop)
        grammar = self._grammars.compiled(self._format)
        return not self._is_free and grammar.take_text(answer) and grammar.is_complete

    def _next(self) -> Any:
        if self._grammar is None or self._is_free:
            return None
        allowed = self._grammar.allowed()
        if self._think_token is not None and not self._text:
            allowed = allowed.copy()
            allowed[self._think_token] = True
        return allowed

    def _begin(self, format: OutputFormat | None) -> None:
        try:
            self._use(format)
        except Fault as fault:
            if fault.code != "format_text":
                raise
            raise Fault("format_begun") from fault

    def _use(self, format: OutputFormat | None) -> None:
        if self._has_called:  # What stands there is to be read as calls.
            return
        wanted = self._with_calls(format)
        if wanted is None:
            self._format = self._grammar = None
            return
        grammar = self._grammars.compiled(wanted)
        is_free = self._is_thinking
        if not is_free and not grammar.take_text(self._answer()):
            raise Fault("format_text")
        self._format, self._grammar, self._is_free = wanted, grammar, is_free

    def _with_calls(self, format: OutputFormat | None) -> OutputFormat | CallFormat | None:
        """What the answer is held to from its beginning: a format, or calls of tools."""
        if self.watch is None:
            return format
        calls = self.watch.format
        return calls if self._must_call else CallFormat(calls.form, calls.tools, format) if format else None

    @property
    def _is_thinking(self) -> bool:
        return self._thinks and THOUGHT_END.encode() not in self._text

    def _follow_calls(self, watch: CallWatch, token: int) -> bool:
        """From where a free answer begins to call tools, it is held to the form of calls, if it fits that.

        Whether that begins with this token, which the grammar has taken then.
        """
        watch.take(token)
        if self._is_thinking:
            return False
        if self._must_call:
            watch.begin()
        begun = watch.begun()
        if begun is None or self._grammar is not None:
            return False
        self._has_called = True
        grammar = self._grammars.compiled(watch.format)
        if grammar.take(begun.tokens) if begun.tokens else grammar.take_text(begun.text):
            self._grammar, self._is_free = grammar, False
        return True

    def _end_thinking(self, grammar: Grammar) -> None:
        if THOUGHT_END.encode() in self._text:
            self._is_free = False
            if not grammar.take_text(self._answer()):
                raise grammar.why_not()

    def _answer(self) -> str:
        """The answer so far, without its thinking."""
        text = self._text.decode("utf-8", "replace")
        return text.partition(THOUGHT_END)[2].lstrip() if self._thinks else text


def _ends_within_character(text: bytearray) -> bool:
    """Whether more bytes have to follow before a text is one."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    decoder.decode(bytes(text[-4:]))
    return bool(decoder.getstate()[0])
