"""A text as its tokens."""

from slm_desktop.core.lens.plates import plates


def test_each_token_is_a_plate() -> None:
    found = plates([1, 2], [b"Once", b" upon"])
    assert [(one.first, one.ids, one.data) for one in found] == [(0, (1,), b"Once"), (1, (2,), b" upon")]


def test_tokens_that_only_together_are_a_character_are_one_plate() -> None:
    fox = "🦊".encode()
    found = plates([1, 7, 8, 9, 2], [b"a", fox[:1], fox[1:3], fox[3:], b"b"])
    assert [(one.first, one.ids) for one in found] == [(0, (1,)), (1, (7, 8, 9)), (4, (2,))]
    assert found[1].data == fox


def test_bytes_that_never_become_text_stand_alone() -> None:
    found = plates([7, 1, 1, 1, 1, 1], [b"\xff", b"a", b"b", b"c", b"d", b"e"])
    assert [one.data for one in found] == [b"\xff", b"a", b"b", b"c", b"d", b"e"]


def test_tokens_that_steer_are_marked_and_join_nothing() -> None:
    found = plates([5, 1], [b"<|im_start|>", b"user"], {5})
    assert [(one.data, one.steers) for one in found] == [(b"<|im_start|>", True), (b"user", False)]


def test_no_tokens_are_no_plates() -> None:
    assert plates([], []) == []
