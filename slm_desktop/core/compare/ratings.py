"""Ratings from votes: how often one model was preferred to another, on the scale of Elo, and how sure that is."""

import math
from collections.abc import Iterable
from itertools import combinations

import msgspec

from slm_desktop.core.compare.records import BAD, BEST, TIE, Contender, Vote

MIDDLE, SCALE = 1000.0, 400.0
"""A model that wins as often as it loses has the middle; so many points more win ten times as often as they lose."""
ROUNDS, ENOUGH = 200, 0.01
PRIOR_GAMES = 1.0
"""A drawn game against the middle that everyone has played: without it one win would be a rating without bounds."""
SURE = 1.96
"""Standard errors on both sides of an estimate, within which 95 of 100 true values lie."""


class Rating(msgspec.Struct):
    """How a model stands: `points` with 95 % between `points - spread` and `points + spread`.

    Ties count half; `bad` counts votes in which nobody was good. `speed` (tokens/s) and `memory` (bytes) are the last
    ones seen.
    """

    label: str
    points: float = MIDDLE
    spread: float = 0.0
    games: int = 0
    wins: float = 0.0
    votes: int = 0
    bad: int = 0
    speed: float = 0.0
    memory: int = 0

    @property
    def share(self) -> float:
        """Games that were won, 0 to 1; half of them while there are none."""
        return self.wins / self.games if self.games else 0.5


Games = dict[tuple[str, str], float]
"""Wins of the first over the second; a tie is half a win for both."""


def ratings(votes: Iterable[Vote]) -> list[Rating]:
    """All models that were voted on, the best first.

    A vote among several is a game of each with each that it decides.
    """
    table: dict[str, Rating] = {}
    games: Games = {}
    for vote in votes:
        _count(vote, table, games)
    points = _fitted(table, games)
    errors = _standard_errors(points, games)
    for label, rating in table.items():
        rating.points, rating.spread = points[label], SURE * errors[label]
    return sorted(table.values(), key=lambda rating: -rating.points)


def _count(vote: Vote, table: dict[str, Rating], games: Games) -> None:
    for contender in {contender.label: contender for contender in vote.contenders}.values():
        rating = table.setdefault(contender.label, Rating(contender.label))
        rating.votes += 1
        rating.bad += vote.verdict == BAD
        rating.speed, rating.memory = contender.speed or rating.speed, contender.memory or rating.memory
    for one, other, share in _decided(vote):
        if one.label == other.label:
            continue  # Settings of one model were compared: that says nothing of the model.
        for winner, loser, won in ((one, other, share), (other, one, 1 - share)):
            games[winner.label, loser.label] = games.get((winner.label, loser.label), 0.0) + won
            table[winner.label].games += 1
            table[winner.label].wins += won


def _decided(vote: Vote) -> list[tuple[Contender, Contender, float]]:
    """The games of a vote: two contenders, and what the first one won of it."""
    if vote.verdict == TIE:
        return [(one, other, 0.5) for one, other in combinations(vote.contenders, 2)]
    if vote.verdict == BEST and 0 <= vote.best < len(vote.contenders):
        best = vote.contenders[vote.best]
        return [(best, other, 1.0) for at, other in enumerate(vote.contenders) if at != vote.best]
    return []


def _expected(one: float, other: float) -> float:
    return 1 / (1 + 10 ** ((other - one) / SCALE))


def _fitted(table: dict[str, Rating], games: Games) -> dict[str, float]:
    """The points that make the votes likeliest (Bradley-Terry), found by Newton steps for one model after another."""
    points = dict.fromkeys(table, MIDDLE)
    for _round in range(ROUNDS):
        largest = 0.0
        for label in points:
            gradient, information = _slope(label, points, games)
            step = max(-SCALE, min(SCALE, gradient / information))
            points[label] += step
            largest = max(largest, abs(step))
        if largest < ENOUGH:
            break
    return points


def _slope(label: str, points: dict[str, float], games: Games) -> tuple[float, float]:
    """The first and second derivative of the logarithm of the likelihood, by the points of one model."""
    rate = math.log(10) / SCALE
    expected = _expected(points[label], MIDDLE)
    gradient = PRIOR_GAMES * (0.5 - expected)
    information = PRIOR_GAMES * expected * (1 - expected)
    for other in points:
        won, lost = games.get((label, other), 0.0), games.get((other, label), 0.0)
        if won or lost:
            expected = _expected(points[label], points[other])
            gradient += won - (won + lost) * expected
            information += (won + lost) * expected * (1 - expected)
    return gradient * rate, max(1e-12, information * rate * rate)


def _standard_errors(points: dict[str, float], games: Games) -> dict[str, float]:
    """From the inverse of the whole information matrix: how sure a rating is depends on how sure those of its opponents
    are.
    """
    if not points:
        return {}
    import numpy as np  # Here alone in core: inverting is no work of ours.

    labels, rate = list(points), math.log(10) / SCALE
    matrix = np.zeros((len(labels), len(labels)))
    for at, label in enumerate(labels):
        matrix[at, at] = _slope(label, points, games)[1]
        for other_at, other in enumerate(labels):
            count = games.get((label, other), 0.0) + games.get((other, label), 0.0)
            if other_at != at and count:
                expected = _expected(points[label], points[other])
                matrix[at, other_at] = -count * expected * (1 - expected) * rate * rate
    covariance = np.linalg.inv(matrix)
    if len(labels) > 1:  # Games tell how models stand to one another: what all have in common is not asked.
        centred = np.eye(len(labels)) - 1 / len(labels)
        covariance = centred @ covariance @ centred
    return dict(zip(labels, np.sqrt(np.maximum(np.diag(covariance), 0.0)).tolist(), strict=True))
