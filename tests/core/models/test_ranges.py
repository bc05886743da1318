"""Ranges of bytes join, and their gaps are what is missing."""

import random

from slm_desktop.core.models.ranges import Ranges


def test_ranges_join_and_gaps_are_what_is_missing() -> None:
    ranges = Ranges([(10, 20), (30, 40)])
    ranges.add(20, 30)
    assert list(ranges) == [(10, 40)]
    assert ranges.gaps(50) == [(0, 10), (40, 50)]
    assert (ranges.total, ranges.front) == (30, 0)
    ranges.add(0, 10)
    assert (ranges.front, ranges.gaps(40)) == (40, [])
    assert Ranges().gaps(5) == [(0, 5)]


def test_any_order_gives_the_same_as_a_set_of_bytes() -> None:
    chance = random.Random(3)
    for _ in range(300):
        ranges, there = Ranges(), set[int]()
        for _ in range(12):
            start = chance.randrange(60)
            end = start + chance.randrange(12)
            ranges.add(start, end)
            there |= set(range(start, end))
        assert {at for start, end in ranges for at in range(start, end)} == there
        assert {at for start, end in ranges.gaps(80) for at in range(start, end)} == set(range(80)) - there
        assert ranges.total == len(there)
