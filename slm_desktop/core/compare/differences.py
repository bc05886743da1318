"""Where two answers part, and which words only one of them has."""

import re
from functools import lru_cache

import msgspec

from slm_desktop.core.records import RunRecord

WORD = re.compile(r"\w+|[^\w\s]")
MOST_WORDS = 6000
"""Words of an answer that are compared in their order: the work grows with their square."""


class Divergence(msgspec.Struct, frozen=True):
    """How long two answers are the same: in `tokens` of the second one, and in `characters`; `whole` when they never
    part.
    """

    tokens: int
    characters: int
    whole: bool


def divergence(first: RunRecord, second: RunRecord) -> Divergence:
    """Where `second` parts from `first`. Texts are compared, as models of different makes count tokens differently."""
    one, other = text_of(first), text_of(second)
    characters = common(one, other)
    whole = one == other
    tokens, length = 0, 0
    for token in second.tokens:
        length += len(token.text)
        if length > characters:
            break
        tokens += 1
    return Divergence(tokens, characters, whole)


def text_of(run: RunRecord) -> str:
    """What the tokens of a run say."""
    return "".join(token.text for token in run.tokens)


def common(one: str, other: str) -> int:
    """How many characters two texts have in common from the beginning."""
    length = min(len(one), len(other))
    if one[:length] == other[:length]:
        return length
    low, high = 0, length
    while low < high:  # texts grow long, and slices compare quickly
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[:middle] == other[:middle] else (low, middle - 1)
    return low


Span = tuple[int, int]
"""From a character to before another one."""


@lru_cache(maxsize=16)
def only_in_first(text: str, other: str) -> tuple[Span, ...]:
    """The stretches of `text` whose words `other` does not have in this place: what is in no longest common
    subsequence.

    Of very long texts, those words that `other` has nowhere.
    """
    from rapidfuzz.distance import Indel  # Word differences are looked at seldom.

    words, others = _words(text), _words(other)
    if max(len(words), len(others)) > MOST_WORDS:
        known = {word for word, _span in others}
        return tuple(span for word, span in words if word not in known)
    steps = Indel.opcodes([word for word, _span in words], [word for word, _span in others])
    return tuple((words[step.src_start][1][0], words[step.src_end - 1][1][1]) for step in steps if step.tag == "delete")


def _words(text: str) -> list[tuple[str, Span]]:
    return [(match.group().casefold(), match.span()) for match in WORD.finditer(text)]
