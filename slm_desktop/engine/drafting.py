"""The drafts of one answer: where they come from, and what they have saved."""

from collections import deque
from collections.abc import Sequence
from itertools import takewhile

from slm_desktop.core.engines.commands import Request
from slm_desktop.core.engines.events import DraftTokens
from slm_desktop.engine.lookup import PromptLookup
from slm_desktop.engine.payoff import Account, Odds

MODEL_HITS, MODEL_GUESSES = 4.0, 5.0
"""What is believed of a draft model before it has guessed: four of five are right. It costs something to find out."""


class Lookup:
    """Guesses by looking the newest tokens up in what was written before.

    Each token of the answer is compared with the guess, whether it was decoded as a draft or not: knowing how good the
    guesses are costs nothing.
    """

    def __init__(self, prompt: Sequence[int]) -> None:
        self._lookup, self._odds, self.account = PromptLookup(prompt), Odds(), Account()

    def take(self, token: int) -> None:
        """This token was sampled."""
        if self._lookup.matched:
            self._odds.learn(self._lookup.matched, is_hit=self._lookup.expects(token))
        self._lookup.add(token)

    def can(self, position: int) -> bool:
        """Whether there is a guess of what follows the answer's first `position` tokens, and guessing has paid."""
        return bool(self._lookup.matched) and self.account.is_open(position)

    def kept(self, length: int) -> float:
        """How many tokens of a draft of this length will be kept, on average."""
        return self._odds.expected(self._lookup.matched, length)

    def draft(self, length: int) -> tuple[int, ...]:
        """The guess."""
        return self._lookup.draft(length)

    def checked(self, length: int, accepted: int) -> None:
        """Of a draft of this length so many tokens were accepted: `take` knows it already."""


class ByModel:
    """Keeps account of how well a draft model guesses this answer.

    `reading` are the seconds in which it read and that no draft has been charged with yet. They say nothing of whether
    it pays to go on.
    """

    def __init__(self) -> None:
        self._odds, self._streak, self.account = Odds(MODEL_HITS, MODEL_GUESSES), 1, Account()
        self.reading = 0.0

    def can(self, position: int) -> bool:
        """Whether guessing has paid before the answer's first `position` tokens."""
        return self.account.is_open(position)

    def kept(self, length: int) -> float:
        """How many tokens of a draft of this length will be kept, on average."""
        return self._odds.expected(self._streak, length)

    def checked(self, length: int, accepted: int) -> None:
        """Of a draft of this length so many tokens were accepted."""
        for _ in range(accepted):
            self._odds.learn(self._streak, is_hit=True)
            self._streak += 1
        if accepted < length:
            self._odds.learn(self._streak, is_hit=False)
            self._streak = 1


class Drafting:
    """What one answer is drafted by: `latest` made the draft that is decoded now."""

    def __init__(self, prompt: Sequence[int]) -> None:
        self.lookup, self.by_model = Lookup(prompt), ByModel()
        self.latest: Lookup | ByModel = self.lookup

    @property
    def is_by_model(self) -> bool:
        """Whether the draft that is decoded now comes from a draft model."""
        return self.latest is self.by_model

    def take(self, token: int) -> None:
        """This token was sampled."""
        self.lookup.take(token)


class RecordedDrafts:
    """The drafts of a record: a replay decodes the same batches, and so rounds as the recorded answer did."""

    def __init__(self, drafts: Sequence[DraftTokens], vocabulary: int) -> None:
        """A record may come from anybody's file: what is no token of this model ends its draft."""
        self._left = deque(sorted(drafts, key=lambda draft: draft.position))
        self._vocabulary = vocabulary

    def at(self, position: int) -> tuple[int, ...]:
        """What was drafted after the first `position` tokens."""
        while self._left and self._left[0].position < position:
            self._left.popleft()
        if not self._left or self._left[0].position != position:
            return ()
        return tuple(takewhile(lambda token: 0 <= token < self._vocabulary, self._left[0].tokens))


def drafting_of(request: Request, prompt: Sequence[int], vocabulary: int) -> Drafting | RecordedDrafts | None:
    """How an answer that is asked for so gets its drafts: None for never. `vocabulary` is the number of tokens."""
    if request.batches:
        return RecordedDrafts(request.drafts, vocabulary)
    return Drafting(prompt) if request.speculate else None
