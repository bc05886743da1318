"""The drafts of one answer: where they come from, and what they have saved."""

from collections import deque
from collections.abc import Sequence
from itertools import takewhile

from slm_desktop.core.engines.commands import Request
from slm_desktop.core.engines.events import DraftTokens
from slm_desktop.engine.lookup import PromptLookup
from slm_desktop.engine.payoff import Odds

FIRST_PAUSE = 32
"""Tokens without drafts after the first time that they cost more than they saved; each time twice as many."""
MOST_DEBT = 2.0
"""Plain steps that drafts may have cost: one that is refused says little."""
MEMORY = 0.8
"""What is left of what drafts saved with each that follows: the last five or so count."""


class Drafting:
    """Guesses by looking the newest tokens up in what was written before.

    Each token of the answer is compared with the guess, whether it was decoded as a draft or not: knowing how good the
    guesses are costs nothing.
    """

    def __init__(self, prompt: Sequence[int]) -> None:
        self._lookup, self._odds = PromptLookup(prompt), Odds()
        self._saved, self._resume_at, self._pause = 0.0, 0, FIRST_PAUSE

    def take(self, token: int) -> None:
        """This token was sampled."""
        if self._lookup.matched:
            self._odds.learn(self._lookup.matched, is_hit=self._lookup.expects(token))
        self._lookup.add(token)

    def can(self, position: int) -> bool:
        """Whether there is a guess of what follows the answer's first `position` tokens, and guessing has paid."""
        return bool(self._lookup.matched) and position >= self._resume_at

    def kept(self, length: int) -> float:
        """How many tokens of a draft of this length will be kept, on average."""
        return self._odds.expected(self._lookup.matched, length)

    def draft(self, length: int) -> tuple[int, ...]:
        """The guess."""
        return self._lookup.draft(length)

    def account(self, position: int, saved: float, step: float) -> int:
        """A draft saved so many seconds, where a plain step takes so long (`step`).

        When the last ones have cost some steps there are none for a while: return for how many tokens, else 0.
        """
        self._saved = self._saved * MEMORY + saved
        if self._saved >= -MOST_DEBT * step:
            return 0
        pause, self._pause = self._pause, 2 * self._pause
        self._saved, self._resume_at = 0.0, position + pause
        return pause


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
