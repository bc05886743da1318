"""Thinking is told from the answer."""

import pytest

from slm_desktop.core.chat.thinking import seconds, split
from slm_desktop.core.engines.events import Token


@pytest.mark.parametrize(
    ("text", "thinking", "answer", "over"),
    [
        ("plain", "", "plain", True),
        ("<think>a b</think>\n\nyes", "a b", "yes", True),
        ("<think>still going", "still going", "", False),
        ("no opening tag</think>then this", "no opening tag", "then this", True),
        ("<thi", "", "", True),
        ("a < b and <think> later", "", "a < b and <think> later", True),
    ],
)
def test_split(text: str, thinking: str, answer: str, over: bool) -> None:
    thought = split(text)
    assert (thought.thinking, thought.answer, thought.over) == (thinking, answer, over)


def test_the_time_runs_up_to_the_closing_tag_even_when_it_spans_tokens() -> None:
    tokens = [Token(1, "<think>", 0, 1.0), Token(2, "x</th", 0, 2.0), Token(3, "ink>", 0, 4.5), Token(4, "hi", 0, 9.0)]
    assert seconds(tokens) == (3.5, 3)
