"""Grammars in GBNF allow what llama.cpp itself allows, character by character."""

import ctypes
import os
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from slm_desktop.core.engines.output_format import FormatKind, OutputFormat
from slm_desktop.engine.grammar import Grammar, Grammars
from slm_desktop.engine.llama import Model
from slm_desktop.engine.native import Native
from slm_desktop.errors import Fault

LETTERS = "abc"
STEPS = 7
EXAMPLES = int(os.environ.get("SLM_DESKTOP_EXAMPLES", "60"))

atoms = st.sampled_from(['"a"', '"b"', '"ab"', '"ca"', '""', "[ab]", "[^a]", "[a-c]", "[b-]", "."])


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    grouped = inner.map(lambda text: f"({text})")
    return st.one_of(
        st.lists(grouped, min_size=1, max_size=3).map(" ".join),
        st.lists(inner, min_size=2, max_size=3).map(" | ".join),
        st.tuples(grouped, st.sampled_from(["*", "+", "?", "{2}", "{0,2}", "{1,}"])).map("".join),
    )


grammars = st.tuples(st.recursive(atoms, _larger, max_leaves=6), st.recursive(atoms, _larger, max_leaves=4)).map(
    lambda rules: f'root ::= {rules[0]} other | "c" other?\nother ::= {rules[1]} # the rest'
)


@pytest.fixture(scope="module")
def model(model_path: str) -> Iterator[Model]:
    made = Model(Native(), model_path)
    made.load(0, lambda _progress: True)
    yield made
    made.close()


@pytest.fixture(scope="module")
def makes(model: Model) -> Grammars:
    return Grammars(model)


def tokens_of(model: Model) -> dict[str, int]:
    """The tokens of the letters, and of the end."""
    return {**{letter: model.tokenise(letter)[0] for letter in LETTERS}, "": 2}


class Unreadable(Exception):
    """llama.cpp refuses a grammar, as it does one that repeats what may be empty."""


class Theirs:
    """llama.cpp's own sampler for a grammar."""

    def __init__(self, model: Model, text: str) -> None:
        self._api, self._tokens = model.native.api, tokens_of(model)
        self._handle = self._api.llama_sampler_init_grammar(model.vocab, text.encode(), b"root")
        if not self._handle:
            raise Unreadable

    def allowed(self) -> set[str]:
        api, marks = self._api, list(self._tokens)
        data = (api.llama_token_data * len(marks))(
            *(api.llama_token_data(self._tokens[mark], 1.0, 0.0) for mark in marks)
        )
        pool = api.llama_token_data_array(data, len(marks), -1, False)
        api.llama_sampler_apply(self._handle, ctypes.byref(pool))
        return {mark for mark, one in zip(marks, data, strict=True) if np.isfinite(one.logit)}

    def take(self, mark: str) -> None:
        self._api.llama_sampler_accept(self._handle, self._tokens[mark])

    def close(self) -> None:
        self._api.llama_sampler_free(self._handle)


def ours(model: Model, grammar: Grammar, tokens: dict[str, int]) -> set[str]:
    """The letters that tokens begin with which may come next: of a text that is forced only the usual ones may."""
    allowed = [int(token) for token in np.flatnonzero(grammar.allowed())]
    found = {model.piece(token)[:1].decode("latin-1") for token in allowed}
    return {mark for mark in tokens if mark in found and (mark or tokens[mark] in allowed)}


def agree(model: Model, makes: Grammars, text: str, choose: Any) -> None:
    """Both allow the same at each step of a random way. Raise Unreadable where llama.cpp refuses the grammar."""
    theirs, tokens = Theirs(model, text), tokens_of(model)
    try:
        mine = makes.compiled(OutputFormat(FormatKind.GRAMMAR, text))
        for _step in range(STEPS):
            allowed = theirs.allowed()
            found = ours(model, mine, tokens) if allowed else set()
            assert found == allowed, text
            letters = sorted(allowed - {""})
            if not letters:
                return
            mark = choose(letters)
            theirs.take(mark)
            assert mine.take([tokens[mark]]), text
    finally:
        theirs.close()


@settings(max_examples=EXAMPLES, deadline=None)
@given(text=grammars, data=st.data())
def test_they_allow_what_llama_cpp_allows(model: Model, makes: Grammars, text: str, data: st.DataObject) -> None:
    try:
        agree(model, makes, text, lambda letters: data.draw(st.sampled_from(letters)))
    except Unreadable:
        reject()


@pytest.mark.parametrize(
    "text",
    [
        'root ::= "a" root "b" | "c"',
        'root ::= one+\none ::= ( "a" |\n  "b" # a comment\n ) two?\n\ntwo ::= "c"',
        'root ::= "\\x61\\u0062\\U00000063"',
        'root ::= [\\x61-\\u0062]{2,3} "\\\\"?',
        "root ::= (((([abc]))))",
        "root ::= r0\n" + "\n".join(f'r{n} ::= "a" r{n + 1} | "b"' for n in range(90)) + '\nr90 ::= "c"',
        "root ::= " + "(" * 90 + '"a" "b"?' + ")" * 90,
        'root-1 ::= "a"\nroot ::= root-1 root-1 | Other-rule\nOther-rule ::= "b"',
    ],
)
def test_what_people_write_is_read_as_llama_cpp_reads_it(model: Model, makes: Grammars, text: str) -> None:
    for choose in (min, max):
        agree(model, makes, text, choose)


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ('root ::= "a"\nother = "b"', "gbnf_syntax", 2),
        ('root ::= "a" )', "gbnf_syntax", 1),
        ('root ::= "\\q"', "gbnf_escape", 1),
        ('root ::= "\\uD800"', "gbnf_escape", 1),
        ("root ::= [b-a]", "gbnf_range", 1),
        ("root ::= []", "gbnf_class", 1),
        ('root ::= "a', "gbnf_end", 1),
        ('root ::= "a"{3,1}', "gbnf_repeat", 1),
    ],
)
def test_what_is_wrong_is_said_with_its_line(makes: Grammars, text: str, reason: str, line: int) -> None:
    with pytest.raises(Fault) as raised:
        makes.compiled(OutputFormat(FormatKind.GRAMMAR, text))
    assert raised.value.details == {"reason": reason, "line": line}
