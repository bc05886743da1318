"""Answers as one tree: what they have in common, and where they part."""

from hypothesis import given
from hypothesis import strategies as st

from slm_desktop.core.engines.events import Token
from slm_desktop.core.lens.branches import Path, Stretch, tree_of


def path(text: str, *, is_over: bool = True) -> Path:
    """A token for each letter."""
    return Path([Token(ord(letter), letter, 0, 0.0) for letter in text], is_over)


def drawn(parts: tuple[Stretch, ...]) -> list[object]:
    """The tree as words, how many answers took them, and what follows."""
    return [
        (one.text, len(one.answers), drawn(one.parts)) if one.parts else (one.text, len(one.answers)) for one in parts
    ]


def test_what_answers_have_in_common_stands_once() -> None:
    tree = tree_of([path("the cat"), path("the dog"), path("a cat"), path("the cat")])
    assert drawn(tree) == [("the ", 3, [("cat", 2), ("dog", 1)]), ("a cat", 1)]


def test_an_answer_that_ends_where_others_go_on_ends_there() -> None:
    tree = tree_of([path("the"), path("the cat")])
    assert drawn(tree) == [("the", 2, [(" cat", 1)])]
    assert tree[0].ended == (0,)


def test_one_that_lags_behind_does_not_part_the_others() -> None:
    tree = tree_of([path("the cat", is_over=False), path("th", is_over=False), path("", is_over=False)])
    assert drawn(tree) == [("the cat", 2)]
    assert tree[0].ended == ()


def test_sixteen_alike_are_one_line() -> None:
    assert drawn(tree_of([path("yes")] * 16)) == [("yes", 16)]
    assert tree_of([]) == ()


@given(st.lists(st.tuples(st.text("abc", max_size=6), st.booleans()), max_size=16))
def test_each_answer_can_be_read_along_the_tree(answers: list[tuple[str, bool]]) -> None:
    tree = tree_of([path(text, is_over=is_over) for text, is_over in answers])
    for number, (text, is_over) in enumerate(answers):
        words, parts, last = "", tree, None
        while parts := tuple(one for one in parts if number in one.answers):
            assert len(parts) == 1, "it goes one way only"
            words, last, parts = words + parts[0].text, parts[0], parts[0].parts
        assert words.startswith(text)
        if is_over and text:
            assert words == text
            assert last
            assert number in last.ended
