"""The words of charts lie on nothing."""

import itertools
import random

from slm_desktop.core.compare.labels import Box, beside, spread

AREA = Box(0, 0, 900, 260)


def overlaps(boxes: list[Box]) -> int:
    """Pairs that lie on one another."""
    return sum(1 for one, other in itertools.combinations(boxes, 2) if one.common(other) > 0)


def test_words_stand_below_their_bubble_where_there_is_room() -> None:
    assert beside([Box(100, 100, 40, 40)], [(80, 30)], AREA) == [Box(80, 144, 80, 30)]


def test_words_at_an_edge_stay_inside() -> None:
    (words,) = beside([Box(860, 215, 40, 40)], [(120, 30)], AREA)
    assert words.inside(AREA)


def test_words_lie_on_no_bubble_and_on_no_other_words() -> None:
    dice = random.Random(7)
    for count in (2, 4, 6):
        for _try in range(50):
            sides = [dice.uniform(22, 56) for _ in range(count)]
            bubbles = [Box(dice.uniform(150, 700), dice.uniform(60, 160), side, side) for side in sides]
            words = beside(bubbles, [(dice.uniform(80, 140), 30)] * count, AREA)
            assert all(one.inside(AREA) for one in words)
            assert overlaps(words) == 0
            assert not any(one.common(bubble) for one in words for bubble in bubbles)


def test_labels_that_would_lie_on_one_another_are_pushed_apart_in_order() -> None:
    heights = spread([(10.0, 30.0), (10.0, 30.5), (10.0, 30.2), (10.0, 80.0)], 1.0, 5.0)
    assert heights == [30.0, 40.0, 35.0, 80.0]


def test_labels_at_other_times_stay_where_they_are() -> None:
    assert spread([(10.0, 30.0), (20.0, 30.0)], 1.0, 5.0) == [30.0, 30.0]
