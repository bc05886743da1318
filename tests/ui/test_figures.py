"""Figures of an answer in words."""

import pytest

from slm_desktop.core.engines.answer_figures import FIRST_TOKEN, MEMORY, SPEED, TOKENS
from slm_desktop.ui.figures import sentences
from slm_desktop.ui.words import counted


def test_what_was_not_measured_is_left_out_and_one_token_is_no_tokens() -> None:
    assert sentences({}) == []
    assert sentences({FIRST_TOKEN: 0.25, SPEED: 12.34, TOKENS: 1234.0, MEMORY: 5e8}) == [
        "first token 0.25 s",
        "12.3 tok/s",
        "1,234 tokens",
    ]
    assert sentences({TOKENS: 1.0}) == ["1 token"]


@pytest.mark.parametrize(("count", "words"), [(0, "0 models"), (1, "1 model"), (12_345, "12,345 models")])
def test_things_are_counted_in_words(count: int, words: str) -> None:
    assert counted("1 model", "{count} models", count) == words
