"""The batches that made a sequence's cache, run-length encoded: [length, times, length, times, ...].

llama.cpp rounds differently in batches of different lengths, enough to change a sampled token: whoever wants
the same tokens again must decode the same batches again.
"""

from collections.abc import Iterable, Iterator, Sequence


def extend(batches: list[int], length: int) -> None:
    """Add a batch of `length` tokens."""
    if batches and batches[-2] == length:
        batches[-1] += 1
    else:
        batches += [length, 1]


def shared_length(tokens: Sequence[int], others: Sequence[int]) -> int:
    """Length of the common beginning."""
    length = min(len(tokens), len(others))
    if tokens[:length] == others[:length]:
        return length
    return next(at for at in range(length) if tokens[at] != others[at])


def lengths(batches: Iterable[int]) -> Iterator[int]:
    """The length of each batch in order."""
    numbers = iter(batches)
    for length, times in zip(numbers, numbers, strict=False):
        for _ in range(times):
            yield length


def cut(batches: list[int], total: int) -> list[int]:
    """The batches of the first `total` tokens; the rows of a batch do not depend on the rows after them."""
    short: list[int] = []
    for length in lengths(batches):
        if total <= 0:
            break
        extend(short, min(length, total))
        total -= length
    return short
