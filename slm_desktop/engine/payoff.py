"""Whether drafts pay: how often a guess was right, and what a step with more tokens costs; both as measured here."""

from collections import deque
from collections.abc import Sequence
from statistics import median

FORGET = 0.97
"""What is left of the weight of a guess with each that follows: the last thirty or so count."""
FIRST_HITS, FIRST_GUESSES = 1.0, 2.0
"""What is believed of guesses before there were any: one of two is right."""
KINDS = 6
"""Kinds of matches: of 2 to 3 tokens, 4 to 7, 8 to 15, and 16 or more."""
LATELY, FEWEST = 15, 5
"""Steps of a length whose middle one counts: a busy computer interrupts some of them. With fewer nothing is known."""
SECONDS_A_TOKEN = 0.55
"""What one more token is believed to cost, in steps of one token, before it was measured: so much on a processor
that is kept busy by it, less wherever memory is what limits.
"""
FIRST_PAUSE = 32
"""Tokens without drafts after the first time that they cost more than they saved; each time twice as many."""
MOST_DEBT = 2.0
"""Plain steps that drafts may have cost: one that is refused says little."""
MEMORY = 0.8
"""What is left of what drafts saved with each that follows: the last five or so count."""
READING_SHARE = 1 / 8
"""What a draft model is believed to take for a token that it reads, in steps of the model, before it was measured."""
GAIN_SHARE, FORESEEN = 1 / 3, 200
"""Drafts are expected to save a third of the time that is left of an answer, of which so many tokens are foreseen."""
MARGIN = 1.05
"""A draft must promise so much more than plain steps: what is measured is rough."""


class Odds:
    """How likely the next token of a copy is right, by how many tokens were alike before it."""

    def __init__(self, hits: float = FIRST_HITS, guesses: float = FIRST_GUESSES) -> None:
        """So many of so many are believed to have been right before there were any."""
        self._hits = [hits] * KINDS
        self._guesses = [guesses] * KINDS

    def learn(self, matched: int, *, is_hit: bool) -> None:
        """After so many tokens that were alike, the next one was or was not."""
        kind = _kind(matched)
        self._hits[kind] = self._hits[kind] * FORGET + is_hit
        self._guesses[kind] = self._guesses[kind] * FORGET + 1

    def of(self, matched: int) -> float:
        """The chance of the next token, 0 to 1."""
        kind = _kind(matched)
        return self._hits[kind] / self._guesses[kind]

    def expected(self, matched: int, length: int) -> float:
        """How many tokens of a draft of this length are kept, on average."""
        kept, chance = 0.0, 1.0
        for at in range(length):
            chance *= self.of(matched + at)
            kept += chance
        return kept


def _kind(matched: int) -> int:
    return min(matched.bit_length(), KINDS - 1)


class Account:
    """What drafts of one kind have saved lately: when they have cost too much there are none for a while."""

    def __init__(self) -> None:
        self._saved, self._resume_at, self._pause = 0.0, 0, FIRST_PAUSE

    def is_open(self, position: int) -> bool:
        """Whether there may be a draft after the answer's first `position` tokens."""
        return position >= self._resume_at

    def add(self, position: int, saved: float, step: float) -> int:
        """A draft saved so many seconds, where a plain step takes so long (`step`).

        When the last ones have cost some steps there are none for a while: return for how many tokens, else 0.
        """
        self._saved = self._saved * MEMORY + saved
        if self._saved >= -MOST_DEBT * step:
            return 0
        pause, self._pause = self._pause, 2 * self._pause
        self._saved, self._resume_at = 0.0, position + pause
        return pause


class StepSeconds:
    """How long a step takes, by the number of tokens in it."""

    def __init__(self) -> None:
        self._measured: dict[int, deque[float]] = {}

    def learn(self, tokens: int, seconds: float) -> None:
        """A step of so many tokens took so long."""
        self._measured.setdefault(tokens, deque(maxlen=LATELY)).append(seconds)

    def knows(self, tokens: int) -> bool:
        """Whether enough steps of just so many tokens were measured to compare others with."""
        return len(self._measured.get(tokens, ())) >= FEWEST

    def of(self, tokens: int) -> float:
        """Seconds of a step of so many tokens; 0 while none was measured.

        A length that was not measured is judged from the next shorter one that was, or else from the shortest.
        """
        if not self._measured:
            return 0.0
        shorter = [count for count in self._measured if count <= tokens]
        nearest = max(shorter) if shorter else min(self._measured)
        return median(self._measured[nearest]) * _believed(tokens) / _believed(nearest)


def _believed(tokens: int) -> float:
    """The cost of a step of so many tokens, in steps of one."""
    return 1 + SECONDS_A_TOKEN * (tokens - 1)


def is_worth_reading(missing: int, reading: float, left: int, plain: float) -> bool:
    """Whether a draft model should read so many tokens to guess those that are left of an answer.

    `reading` is the seconds that one takes it, 0 if not known; `plain` those of a step of the model.
    """
    return missing * (reading or READING_SHARE * plain) <= GAIN_SHARE * min(left, FORESEEN) * plain


def best_length(
    lengths: Sequence[int], kept: Sequence[float], seconds: Sequence[float], plain_tokens: float, plain: float
) -> int:
    """Which draft makes most tokens a second: one of `lengths`, or 0 where plain steps are as fast.

    `kept` are the tokens that each would save, `seconds` what its step takes; a plain step of `plain` seconds makes
    `plain_tokens`.
    """
    if plain <= 0:
        return 0  # A clock too coarse to say anything.
    best, rate = 0, MARGIN * plain_tokens / plain
    for length, saved, taken in zip(lengths, kept, seconds, strict=True):
        if taken > 0 and (plain_tokens + saved) / taken > rate:
            best, rate = length, (plain_tokens + saved) / taken
    return best
