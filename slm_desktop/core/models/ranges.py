"""Which bytes of a file are there: ranges that do not overlap, in order."""

from bisect import insort
from collections.abc import Iterable, Iterator


class Ranges:
    """Half-open ranges [start, end) of bytes."""

    def __init__(self, known: Iterable[tuple[int, int]] = ()) -> None:
        self._ranges: list[tuple[int, int]] = []
        for start, end in known:
            self.add(start, end)

    def add(self, start: int, end: int) -> None:
        """These bytes are there now. Neighbours become one range."""
        if start >= end:
            return
        touching = [known for known in self._ranges if known[0] <= end and known[1] >= start]
        for known in touching:
            self._ranges.remove(known)
        insort(
            self._ranges,
            (
                min(start, *(known[0] for known in touching)) if touching else start,
                max(end, *(known[1] for known in touching)) if touching else end,
            ),
        )

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(self._ranges)

    @property
    def total(self) -> int:
        """How many bytes are there."""
        return sum(end - start for start, end in self._ranges)

    @property
    def front(self) -> int:
        """How many bytes are there from the beginning without a gap."""
        return self._ranges[0][1] if self._ranges and self._ranges[0][0] == 0 else 0

    def gaps(self, size: int) -> list[tuple[int, int]]:
        """What is missing of a file of `size` bytes."""
        edges = [0, *(edge for known in self._ranges for edge in known), size]
        return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]
