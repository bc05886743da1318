"""The Pareto front: what nothing else beats in both of two figures."""

from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


def pareto(known: Sequence[tuple[float, float, Item]]) -> list[Item]:
    """Those of which no other one is as low in both figures and lower in one, in the order in which they come."""
    return [
        item
        for first, second, item in known
        if not any(
            other_first <= first and other_second <= second and (other_first, other_second) != (first, second)
            for other_first, other_second, _other in known
        )
    ]
