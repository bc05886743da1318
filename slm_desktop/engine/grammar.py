"""What an output format allows next: JSON schemas and GBNF grammars, over llguidance.

llama.cpp's own grammars come of a converter that takes no notice of keywords it does not know: of 351 schemas in the
JSON Schema test suite it refused 211, and 11 answers got through that their schema forbids. llguidance refused 187, by
the name of what it does not know, and let none through. It has limits of its own for schemas that would never end.
"""

import json
import threading
from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

from msgspec.structs import replace

from slm_desktop.core.engines.output_format import ANY_JSON, LONGEST_FORMAT, FormatKind, OutputFormat
from slm_desktop.core.engines.tools import Tool
from slm_desktop.engine.lark import lark_of
from slm_desktop.engine.llama import CONTROL, UNKNOWN, Model
from slm_desktop.engine.tool_grammar import CallFormat, grammar_of
from slm_desktop.errors import Fault

WHITESPACE = r"[\x20\x0A\x09]{0,40}"
"""Between the parts of JSON: small models would write line breaks for ever."""
LONGEST_REASON = 300
KEPT = 4
TRIED = 3
"""Tokens that a format is tried with before it is said to be usable."""
MOST_ITEMS, MOST_ITEMS_OF_STEP = 20_000, 400_000
"""Of llguidance's parser: a tenth of a second at most for a token."""
LARGEST_MULTIPLE = 10_000
"""An automaton of so many states is built for `multipleOf`; more take seconds."""


class Grammars:
    """Makes the grammars of one model. What the vocabulary is to them is worked out once, in a third of a second."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._making = threading.Lock()
        self._tokenizer: Any = None
        self._compiled: dict[OutputFormat | CallFormat, Any] = {}
        """The latest matchers at their beginning: a form is checked, and then asked for again and again."""

    def compiled(self, format: OutputFormat | CallFormat) -> "Grammar":
        """The grammar of a format at its beginning. Raise Fault 'format' that says why it cannot be used."""
        matcher = self._compiled.get(format) or self._compile(format)
        return Grammar(matcher.deep_copy(), self._tokenizer, self._model.vocabulary)

    def _compile(self, format: OutputFormat | CallFormat) -> Any:
        matcher = self._matcher(self._source_of(format))
        if matcher.is_error():
            if isinstance(format, CallFormat) and (looser := self._without_refused(format)) != format:
                return self._compile(looser)
            raise _refused(format, matcher.get_error())
        with self._making:  # Questions are answered on another thread than requests.
            self._compiled[format] = matcher
            while len(self._compiled) > KEPT:
                del self._compiled[next(iter(self._compiled))]
        return matcher

    def _matcher(self, source: str) -> Any:
        import llguidance  # Most answers are free, and it takes a tenth of a second.

        limits = llguidance.LLParserLimits(max_items_in_row=MOST_ITEMS, step_max_items=MOST_ITEMS_OF_STEP)
        return llguidance.LLMatcher(self._vocabulary(), source, log_level=0, limits=limits)

    def _source_of(self, format: OutputFormat | CallFormat) -> str:
        if isinstance(format, OutputFormat):
            return _source(format)
        return grammar_of(format, self._control, _source(format.otherwise) if format.otherwise else "")

    def _without_refused(self, format: CallFormat) -> CallFormat:
        """Calls with any arguments of those tools whose schemas llguidance cannot keep to."""

        def is_kept(tool: Tool) -> bool:
            return not self._matcher(grammar_of(CallFormat(format.form, (tool,)), self._control)).is_error()

        tools = (tool if is_kept(tool) else replace(tool, parameters=ANY_JSON.text) for tool in format.tools)
        return CallFormat(format.form, tuple(tools), format.otherwise)

    @cached_property
    def _control(self) -> dict[str, int]:
        """Tokens that steer the model, by their names."""
        return self._model.special_texts("")

    def warnings(self, format: OutputFormat) -> tuple[str, ...]:
        """What of a format is not kept to. Raise Fault 'format', or 'format_complex' for one that fails at its first
        tokens, that says why it cannot be used.
        """
        grammar = self.compiled(format)
        for _step in range(TRIED):
            if grammar.is_over:
                break
            if not grammar.take([int(grammar.allowed().argmax())]):
                raise grammar.why_not()
        return grammar.warnings

    def _vocabulary(self) -> Any:
        import llguidance

        with self._making:
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

    @property
    def warnings(self) -> tuple[str, ...]:
        """What of its format is not kept to, in English."""
        return tuple(message[:LONGEST_REASON] for message in self._matcher.get_grammar_warnings())

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

    def why_not(self) -> Fault:
        """Why a token that was allowed could not be taken."""
        return Fault("format_complex", {"reason": _first_line(self._matcher.get_error())})

    def _check(self) -> None:
        if self._matcher.is_error():
            raise self.why_not()


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
                _check_multiples(json.loads(format.text))
                return str(
                    llguidance.LLMatcher.grammar_from_json_schema(
                        format.text, defaults={"whitespace_pattern": WHITESPACE}
                    )
                )
            except (ValueError, RecursionError) as error:
                raise _refused(format, str(error)) from error
        case FormatKind.GRAMMAR:
            return str(llguidance.LLMatcher.grammar_from_lark(lark_of(format.text)))


def _check_multiples(schema: object) -> None:
    """Raise Fault 'format' for a `multipleOf` whose automaton would take seconds, and gigabytes."""
    if isinstance(schema, dict):
        multiple = schema.get("multipleOf")
        if isinstance(multiple, int | float) and Fraction(str(multiple)).numerator > LARGEST_MULTIPLE:
            raise Fault("format", {"reason": "schema_multiple", "limit": LARGEST_MULTIPLE})
    for inner in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        _check_multiples(inner)


def _refused(format: OutputFormat | CallFormat, reason: str) -> Fault:
    """The reason in llguidance's words, which for a grammar speak of what was made of it, and for some name an option
    that there is none for here.
    """
    if isinstance(format, OutputFormat) and format.kind == FormatKind.GRAMMAR:
        return Fault("format", {"reason": "gbnf_complex"})
    if "coerce_one_of" in reason:
        return Fault("format", {"reason": "schema_one_of"})
    return Fault("format", {"reason": _first_line(reason)})


def _first_line(text: str) -> str:
    return (text.strip().splitlines() or [""])[0][:LONGEST_REASON]
