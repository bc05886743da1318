"""How sure a model was of each token of an answer, and of the answer as a whole."""

import math
from collections.abc import Iterable

import msgspec

from slm_desktop.core.engines.events import Distribution

MOST_BITS = 1000.0
"""More surprise than any number can be raised to."""


def probability(one: Distribution) -> float:
    """The model's own probability of the token that came, before any sampling setting."""
    return math.exp(min(0.0, one.logit - one.log_sum))


def surprise(one: Distribution) -> float:
    """The negative logarithm of that probability, in bits."""
    return max(0.0, one.log_sum - one.logit) / math.log(2)


def entropy(one: Distribution) -> float:
    """How undecided the model was, in bits."""
    return one.entropy / math.log(2)


def perplexity(bits: float, count: int) -> float:
    """Two to the power of the mean surprise, of so many bits over so many tokens; 1 over none."""
    return 2 ** min(bits / (count or 1), MOST_BITS)


class Whole(msgspec.Struct, frozen=True):
    """Figures of an answer, over `count` of its tokens.

    `perplexity` is two to the power of the mean surprise: among how many equally likely tokens the model chose, as it
    were. `entropy` is the mean in bits.
    """

    count: int = 0
    perplexity: float = 0.0
    entropy: float = 0.0


def whole(places: Iterable[Distribution]) -> Whole:
    """The figures of an answer from those of its tokens; of none, none."""
    known = [one for one in places if one.token >= 0]
    if not known:
        return Whole()
    count = len(known)
    return Whole(count, perplexity(sum(map(surprise, known)), count), sum(map(entropy, known)) / count)
