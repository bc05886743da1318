"""The line of an answer's speed says what its figure says."""

from itertools import pairwise

import pytest

from slm_desktop.core.compare.curve import speeds
from slm_desktop.core.engines.events import Token


def tokens(*times: float) -> list[Token]:
    return [Token(1, "x", 0, at) for at in times]


def test_a_pause_is_not_all_that_is_drawn_of_a_short_answer() -> None:
    # One token in the first quarter of a second, eight more in the next 40 ms.
    line = speeds(tokens(0.0, 0.26, *(0.26 + 0.005 * step for step in range(1, 9))))
    assert [rate for _at, rate in line] == [pytest.approx(30.0)] * 2
    assert [at for at, _rate in line] == [0.0, pytest.approx(0.3)]


def test_every_token_is_in_the_line() -> None:
    times = [0.04 * step for step in range(60)]
    line = speeds(tokens(*times))
    counted = sum(rate * (end - begin) for (begin, _rate), (end, rate) in pairwise(line))
    assert counted == pytest.approx(59)
    assert line[-1][0] == times[-1]


@pytest.mark.parametrize("times", [(), (1.0,), (1.0, 1.0)])
def test_too_little_makes_no_line(times: tuple[float, ...]) -> None:
    assert speeds(tokens(*times)) == []
