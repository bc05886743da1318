"""What an output format allows next: JSON schemas and GBNF grammars, over llguidance.

llama.cpp's own grammars come of a converter that takes no notice of keywords it does not know: of 351 schemas in the
JSON Schema test suite it refused 211, and 11 answers got through that their schema forbids. llguidance refused 187, by
the name of what it does not know, and let none through. It has limits of its own for schemas that would never end.
"""

import threading
from collections.abc import Sequence
from typing import Any

from slm_desktop.core.engines.output_format import LONGEST_FORMAT, FormatKind, OutputFormat
from slm_desktop.engine.lark import lark_of
from slm_desktop.engine.llama import CONTROL, UNKNOWN, Model
from slm_desktop.errors import Fault

WHITESPACE = r"[\x20\x0A\x09]{0,40}"
"""Between the parts of JSON: small models would write line breaks for ever."""
LONGEST_REASON = 300


class Grammars:
    """Makes the grammars of one model. What the vocabulary is to them is worked out once, in a third of a second."""

    def __init__(self, model: Model) -> None:
        self._model = model
        # Some vocabularies put a space before any text; before a mark it does no harm.
        self._mark = "" if model.text(model.tokenise("a")) == "a" else "\x02"
        self._making = threading.Lock()
        self._tokenizer: Any = None

    def compiled(self, format: OutputFormat) -> "Grammar":
        """The grammar of a format at its beginning. Raise Fault 'format' that says why it cannot be used."""
        import llguidance  # Most answers are free, and it takes a tenth of a second.

        matcher = llguidance.LLMatcher(self._vocabulary(), _source(format), log_level=0)
        if matcher.is_error():
            raise _refused(matcher.get_error())
        return Grammar(matcher, self._tokenizer, self._model.vocabulary)

    def warnings(self, format: OutputFormat) -> tuple[str, ...]:
        """What of a format is not kept to. Raise Fault 'format' that says why it cannot be used."""
        import llguidance

        source = _source(format)
        is_wrong, messages = llguidance.LLMatcher.validate_grammar_with_warnings(source, self._vocabulary())
        if is_wrong:
            raise _refused(messages[0] if messages else "")
        return tuple(message[:LONGEST_REASON] for message in messages)

    def _vocabulary(self) -> Any:
        import llguidance

        with self._making:  # Questions are answered on another thread than requests.
            if self._tokenizer is None:
                own = _Vocabulary(self._model)
                wrapped = llguidance.TokenizerWrapper(own)
                self._tokenizer = llguidance.LLTokenizer(wrapped, eos_token=own.ends)
            return self._tokenizer


class Grammar:
    """Where a text stands in a grammar."""

    def __init__(self, matcher: Any, tokenizer: Any, vocabulary: int) -> None:
        import numpy as np

        self._matcher, self._tokenizer, self._vocabulary = matcher, tokenizer, vocabulary
        self._bits = np.zeros((tokenizer.vocab_size + 31) // 32, np.int32)

    def allowed(self) -> Any:
        """Whether each token of the vocabulary may come next: a numpy array of bool.

        Raise Fault 'format_dead_end' where none may, 'format_complex' where llguidance cannot tell.
        """
        import numpy as np

        self._matcher.unsafe_compute_mask_ptr(self._bits.ctypes.data, self._bits.nbytes)
        self._check()
        found = np.unpackbits(self._bits.view(np.uint8), bitorder="little")[: self._vocabulary].view(np.bool_)
        if not found.any():
            raise Fault("format_dead_end")
        return found

    def take(self, tokens: Sequence[int]) -> bool:
        """Go on by these tokens; False when one of them does not fit."""
        return bool(self._matcher.try_consume_tokens(list(tokens)) == len(tokens) and not self._matcher.is_error())

    def take_text(self, text: str) -> bool:
        """Go on by a text, in whatever tokens; False when it does not fit."""
        return self.take(self._tokenizer.greedy_tokenize(text))

    @property
    def is_complete(self) -> bool:
        """Whether the text could end here."""
        return bool(self._matcher.is_accepting())

    @property
    def is_over(self) -> bool:
        """Whether nothing can follow but the end."""
        return bool(self._matcher.is_stopped()) and self.is_complete

    def _check(self) -> None:
        if self._matcher.is_error():
            raise Fault("format_complex", {"reason": _first_line(self._matcher.get_error())})


class _Vocabulary:
    """The tokens of a model as llguidance wants them: control tokens apart, so that no text of a schema is one."""

    def __init__(self, model: Model) -> None:
        attribute = model.native.api._lib.llama_vocab_get_attr
        kinds = [attribute(model.vocab, token) for token in range(model.vocabulary)]
        self.special_token_ids = [token for token, kind in enumerate(kinds) if kind & (CONTROL | UNKNOWN)]
        special = set(self.special_token_ids)
        self.tokens = [model.piece(token, special=token in special) for token in range(model.vocabulary)]
        self.ends = [token for token in range(model.vocabulary) if kinds[token] and model.ends(token)]
        if not self.ends:  # A token that the model does not have stands for the end, which is noticed without it.
            self.ends = [len(self.tokens)]
            self.special_token_ids.append(len(self.tokens))
            self.tokens.append(b"<end>")
        self.eos_token_id, self.bos_token_id = self.ends[0], None
        self._model = model
        # Some vocabularies put a space before any text; before a mark it does no harm.
        self._mark = "" if model.text(model.tokenise("a")) == "a" else "\x02"

    def __call__(self, text: str | bytes) -> list[int]:
        """The tokens of a text that a format forces."""
        text = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
        return self._model.tokenise(self._mark + text)[len(self._model.tokenise(self._mark)) :]


def _source(format: OutputFormat) -> str:
    """The grammar as llguidance takes it. Raise Fault 'format'."""
    import llguidance

    if len(format.text) > LONGEST_FORMAT:
        raise Fault("format", {"reason": "format_long"})
    match format.kind:
        case FormatKind.JSON_SCHEMA:
            try:
                return str(
                    llguidance.LLMatcher.grammar_from_json_schema(
                        format.text, defaults={"whitespace_pattern": WHITESPACE}
                    )
                )
            except ValueError as error:
                raise _refused(str(error)) from error
        case FormatKind.GRAMMAR:
            return str(llguidance.LLMatcher.grammar_from_lark(lark_of(format.text)))


def _refused(reason: str) -> Fault:
    return Fault("format", {"reason": _first_line(reason)})


def _first_line(text: str) -> str:
    return (text.strip().splitlines() or [""])[0][:LONGEST_REASON]
