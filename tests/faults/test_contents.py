"""Contents at random, as hostile authors write them: all are drawn to their end, and the window goes round meanwhile.

`python -m tests.privacy tests/faults/test_contents.py` shows that they reach nobody and open nothing.
"""

import random
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from slm_desktop.ui.models.card import Card
from slm_desktop.ui.theme import Theme
from slm_desktop.ui.widgets.text_page import TextPage
from tests.faults.gaps import Gaps
from tests.shapes import PIECES
from tests.ui.conftest import theme

__all__ = ["theme"]

HOSTILE = (
    "![x](http://192.0.2.1/a.png)", "[x](file:///etc/passwd)", "<img src=file:///etc/passwd>", "[x](javascript:alert(1))",
    "<style>@import 'http://192.0.2.1';</style>", "[a](\\\\192.0.2.1\\share)", "<script src=//192.0.2.1/x.js></script>",
    "\u202egnp.exe", "\u200b\u2066", "\x1b[31mred\x1b[0m", "\U000e0041\U000e0042", "$\\def\\a{\\a\\a}\\a$", "&#0;&#xD800;",
)  # fmt: skip
LENGTHS = (20, 200, 2_000, 20_000, 60_000, 1_000_000)
WAIT_MILLISECONDS = 120_000


def text(dice: random.Random, length: int) -> str:
    """Some pieces, repeated and mixed, of about so many characters."""
    pieces = dice.choices([*PIECES.values(), *HOSTILE], k=dice.randrange(1, 5))
    parts, size = list[str](), 0
    while size < length:
        part = dice.choice(pieces) * dice.choice((1, 1, 3, 40))
        parts.append(part)
        size += len(part)
    return "".join(parts)[:length]


@pytest.mark.parametrize("count", [12, pytest.param(1_000, marks=pytest.mark.faults)])
def test_any_text_is_drawn_to_its_end(
    qtbot: QtBot,
    theme: Theme,
    count: int,
    record_property: Callable[[str, object], None],
) -> None:
    area = TextPage()
    qtbot.addWidget(area)
    area.resize(700, 800)
    card = Card(theme)
    area.setWidget(card)
    area.show()
    dice, gaps, longest = random.Random(9), Gaps(), list[tuple[float, int, str]]()
    for _text in range(count):
        length = dice.choices(LENGTHS, weights=(8, 8, 8, 8, 4, 1))[0]
        shown = text(dice, length)
        gaps.begin()
        card.show_text(shown, None, {})
        qtbot.waitUntil(lambda: card.is_whole, timeout=WAIT_MILLISECONDS)
        longest.append((gaps.longest(), length, shown[:40]))
    record_property(f"{count} texts of any shape, event loop in ms", gaps.figures())
    record_property("the longest waits, in s", sorted(longest)[-5:])
