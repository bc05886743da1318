"""What is left of a distribution between two samplers: the candidates that are known, and bounds for all others."""

import math
from collections.abc import Callable, Sequence

import msgspec
from msgspec.structs import replace

NEGLIGIBLE = 1e-7
"""A share of all other tokens that changes no figure."""


class Others(msgspec.Struct, frozen=True):
    """The tokens beyond the known candidates: how many, and bounds for the sum of their weights.

    A weight is the exponential of a score less the highest score that there was at first. None has a score above
    `most_score`.
    """

    count: int = 0
    low: float = 0.0
    high: float = 0.0
    most_score: float = -math.inf

    def cut_partly(self) -> "Others":
        """Some of them are gone, nobody knows which."""
        return replace(self, low=0.0)

    @property
    def is_known(self) -> bool:
        """Whether their weights are as good as known."""
        return self.high - self.low <= NEGLIGIBLE * max(1.0, self.low)


NONE = Others()


class Pool:
    """Candidates by their places in the distribution, with their scores; the highest first.

    `is_certain` is False once it could not be told for sure what a sampler keeps.
    """

    def __init__(self, scores: list[float], others: Others, reference: float) -> None:
        self.scores, self.others = scores, others
        self.reference = reference
        """The score whose weight is 1."""
        self.left = list(range(len(scores)))
        self.is_certain = True

    def copy(self) -> "Pool":
        """Another one like it."""
        made = Pool(list(self.scores), self.others, self.reference)
        made.left, made.is_certain = list(self.left), self.is_certain
        return made

    def weight(self, place: int) -> float:
        """The weight of a candidate."""
        return math.exp(min(700.0, self.scores[place] - self.reference))

    def shares(self) -> dict[int, float]:
        """The probability of each candidate that is left, at least: where the others are not known, by their bound."""
        weights = {place: self.weight(place) for place in self.left}
        total = sum(weights.values()) + self.others.high
        return {place: weight / total for place, weight in weights.items()} if total else {}

    def sort(self) -> None:
        """Put the highest first again, after scores have changed; of equal ones the order stays."""
        self.left.sort(key=lambda place: -self.scores[place])

    def rescore(self, change: Callable[[int, float], float]) -> None:
        """Change the scores of all candidates, by their places."""
        for place in self.left:
            self.scores[place] = change(place, self.scores[place])
        self.sort()

    def keep(self, places: Sequence[int], *, others: Others) -> None:
        """Keep these candidates, and what is left of the others."""
        self.left, self.others = list(places), others

    def doubt(self, reason: bool) -> None:
        """What a sampler keeps cannot be told for sure, if there is a reason for that."""
        self.is_certain = self.is_certain and not reason

    @property
    def is_exact(self) -> bool:
        """Whether the shares are as good as known; where only the others' sum is not, they are bounds from below."""
        return self.is_certain and self.others.is_known

    @property
    def is_ahead(self) -> bool:
        """Whether all candidates come before all others."""
        return not self.others.count or not self.left or self.scores[self.left[-1]] >= self.others.most_score

    def ahead(self) -> int:
        """How many candidates surely come before all others."""
        if not self.others.count:
            return len(self.left)
        return sum(1 for place in self.left if self.scores[place] >= self.others.most_score)
