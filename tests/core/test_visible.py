"""Hidden characters become visible."""

import pytest

from slm_desktop.core.visible import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain\ttext\n", "plain\ttext\n"),
        ("a\u202eb", "a⟨U+202E⟩b"),
        ("a\u200bb", "a⟨U+200B⟩b"),
        ("\x1b[31mred", "␛[31mred"),
        ("nul\0", "nul␀"),
        ("tag\U000e0041", "tag⟨U+E0041⟩"),
        ("half\ud83d", "half⟨U+D83D⟩"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("line\r\nend", "line\nend"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown
