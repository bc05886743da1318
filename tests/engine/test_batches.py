"""The batches that made a cache."""

from slm_desktop.engine.batches import cut, extend, lengths


def test_equal_batches_are_counted() -> None:
    plan: list[int] = []
    for length in (512, 512, 30, 1, 1, 1):
        extend(plan, length)
    assert plan == [512, 2, 30, 1, 1, 3]
    assert list(lengths(plan)) == [512, 512, 30, 1, 1, 1]


def test_cutting_keeps_the_first_tokens() -> None:
    assert cut([512, 2, 30, 1, 1, 3], 600) == [512, 1, 88, 1]
    assert cut([512, 1], 0) == []
    assert cut([10, 1, 1, 5], 13) == [10, 1, 1, 3]
