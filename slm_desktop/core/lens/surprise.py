"""How sure a model was of each token of an answer, and of the answer as a whole."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from slm_desktop.core.engines.events import Distribution


def probability(one: Distribution) -> float:
    """The model's own probability of the token that came, before any sampling setting."""
    return math.exp(min(0.0, one.logit - one.log_sum))


def surprise(one: Distribution) -> float:
    """The negative logarithm of that probability, in bits."""
    return max(0.0, one.log_sum - one.logit) / math.log(2)


def entropy(one: Distribution) -> float:
    """How undecided the model was, in bits."""
    return one.entropy / math.log(2)


@dataclass(frozen=True)
class Whole:
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
    mean = sum(map(surprise, known)) / len(known)
    return Whole(len(known), 2 ** min(mean, 1000.0), sum(map(entropy, known)) / len(known))
