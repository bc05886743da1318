"""A text is divided into thinking and answer as it comes, whatever its pieces."""

import pytest

from slm_desktop.core.chat.thinking import ThoughtStream, divided, split

CASES = [
    ("Hello there", False, ("", "Hello there")),
    ("<think>Hm. Yes.</think>\n\nHello", False, ("Hm. Yes.", "Hello")),
    ("\n<think>\nHm</think>Hello <think> again", False, ("Hm", "Hello <think> again")),
    ("Hm. Yes.</think>Hello", True, ("Hm. Yes.", "Hello")),
    ("<think>never ends", False, ("never ends", "")),
    ("<thin", False, ("", "<thin")),
    ("<think></think>Hello", False, ("", "Hello")),
    ("a < b </th", True, ("a < b </th", "")),
    ("", False, ("", "")),
]


@pytest.mark.parametrize(("text", "opened", "expected"), CASES)
def test_pieces_of_any_size_give_the_same(text: str, opened: bool, expected: tuple[str, str]) -> None:
    assert divided(text, opened=opened) == expected
    for size in (1, 2, 3, 5):
        stream, thinking, answer = ThoughtStream(opened=opened), "", ""
        pieces = [text[at : at + size] for at in range(0, len(text), size)]
        for new in (*map(stream.feed, pieces), stream.finish()):
            thinking, answer = thinking + new[0], answer + new[1]
        assert (thinking.rstrip(), answer) == expected


def test_it_agrees_with_how_chats_show_it() -> None:
    text = "<think>One. Two.</think>\nThree"
    assert split(text).thinking == divided(text, opened=False)[0]
    assert split(text).answer == divided(text, opened=False)[1]
