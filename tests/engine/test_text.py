"""Tokens to text, byte-exact."""

import pytest

from slm_desktop.engine.text import TextStream


def stream(pieces: list[bytes], *stops: str) -> tuple[list[str], str]:
    made, texts, stopped = TextStream(stops), list[str](), ""
    for piece in pieces:
        new, stopped = made.feed(piece)
        texts += new
        if stopped:
            break
    return texts + ([] if stopped else made.finish()), stopped


@pytest.mark.parametrize(
    "text",
    ["plain", "🦊", "naïve Ωμέγα", "日本語のテキスト", "a" * 162, "👩\u200d💻 done"],
    ids=["plain", "emoji", "accents", "cjk", "long", "joined"],
)
def test_any_cut_of_the_bytes_gives_the_same_text(text: str) -> None:
    data = text.encode()
    for size in (1, 2, 3, 5):
        pieces = [data[at : at + size] for at in range(0, len(data), size)]
        texts, _stopped = stream(pieces)
        assert "".join(texts) == text
        assert len(texts) == len(pieces)


def test_invalid_bytes_are_shown_and_stall_nothing() -> None:
    assert stream([b"a", b"\xff", b"b", b"\xe2\x82", b"c"])[0] == ["a", "\ufffd", "b", "", "\ufffdc"]


def test_bytes_that_never_become_a_character_are_shown_at_the_end() -> None:
    assert stream([b"ok", b"\xf0\x9f"])[0] == ["ok", "\ufffd"]


@pytest.mark.parametrize(
    ("pieces", "text", "stopped"),
    [
        ([b"one ", b"END", b" more"], "one ", "END"),
        ([b"one E", b"N", b"D"], "one ", "END"),
        ([b"one E", b"N", b"E", b"ND"], "one EN", "END"),
        ([b"one E", b"N"], "one EN", ""),
        ([b"a\n", b"\nUser", b": x"], "a\n", "\nUser:"),
    ],
)
def test_a_stop_text_may_span_tokens_and_is_named(pieces: list[bytes], text: str, stopped: str) -> None:
    texts, stopped_by = stream(pieces, "END", "\nUser:")
    assert ("".join(texts), stopped_by) == (text, stopped)


def test_a_token_that_cannot_be_part_of_a_stop_text_is_shown_at_once() -> None:
    made = TextStream(("END",))
    assert made.feed(b"hello") == (["hello"], "")
    assert made.feed(b" E") == ([], "")
    assert made.feed(b"gg") == ([" E", "gg"], "")
