"""Speculative decoding: what may come next is decoded together with what must, in one batch.

The sampler draws each token from the model's own distribution, with the random number that it would have used
anyway, and a draft is kept as far as just its tokens are drawn. So the answer is the one that would have come without
drafts, but for rounding: llama.cpp rounds differently in batches of other lengths.

How long a draft is depends on what has been measured, and there is none where it does not pay.
"""

from collections.abc import Sequence

from slm_desktop.engine.answer import Answer
from slm_desktop.engine.drafting import Drafting, RecordedDrafts
from slm_desktop.engine.llama import FEWEST_OUTPUTS
from slm_desktop.engine.payoff import StepSeconds, best_length
from slm_desktop.engine.slot import Slot

LENGTHS = (1, 3, 7, 15)
"""Drafts that are considered: with the token before them they fill the tiles in which llama.cpp multiplies."""


class Speculation:
    """Decides on the drafts of a context, and learns from each step."""

    def __init__(self, context: int, slots: int) -> None:
        """`context` in tokens."""
        self._context, self._outputs = context, max(slots, FEWEST_OUTPUTS)
        self._seconds: dict[int, StepSeconds] = {}
        """By the number of threads."""

    def drafts(self, writing: Sequence[Slot], threads: int) -> list[tuple[int, ...]]:
        """A draft for each slot that writes, often an empty one."""
        drafts: list[tuple[int, ...]] = []
        tokens, made = len(writing), float(len(writing))
        for slot in writing:
            room = min(self._outputs - tokens, self._context - len(slot.tokens) - 2)
            answer = slot.answer
            draft: tuple[int, ...] = ()
            if answer and len(answer.pending) == 1 and room > 0:
                draft, kept = self._draft(
                    answer, room=room, writing=len(writing), tokens=tokens, made=made, threads=threads
                )
                made += kept
            drafts.append(draft)
            tokens += len(draft)
        return drafts

    def _draft(
        self, answer: Answer, *, room: int, writing: int, tokens: int, made: float, threads: int
    ) -> tuple[tuple[int, ...], float]:
        """A draft of at most `room` tokens for a batch of so many answers that are being `writing`, which has so many
        `tokens` already and makes so many (`made`); and how many of it will be kept on average.
        """
        drafting, position = answer.drafting, len(answer.produced)
        if isinstance(drafting, RecordedDrafts):
            draft = drafting.at(position)
            answer.followed_batches &= len(draft) <= room
            return draft[:room], 0.0
        known = self._seconds.get(threads)
        if drafting is None or known is None or not known.knows(writing) or not drafting.can(position):
            return (), 0.0
        lengths = [length for length in LENGTHS if length <= min(room, answer.left)]
        kept = [drafting.kept(length) for length in lengths]
        seconds = [known.of(tokens + length) for length in lengths]
        length = best_length(lengths, kept, seconds, made, known.of(tokens))
        return drafting.draft(length), drafting.kept(length)

    def learn(self, tokens: int, seconds: float, threads: int) -> None:
        """A step of so many tokens, none of a prompt among them, took so long."""
        self._seconds.setdefault(threads, StepSeconds()).learn(tokens, seconds)

    def saved(self, answer: Answer, *, writing: int, accepted: int, seconds: float, threads: int) -> float:
        """What a step with a draft of which so many tokens were `accepted` has saved, in seconds, below 0 if it lost.

        Without drafts each token would have taken a step of one token for each answer that was being `writing`.
        """
        known = self._seconds.get(threads)
        step = known.of(writing) if known else 0.0
        saved = (1 + accepted) * step - seconds if known else 0.0
        position = len(answer.produced)
        if isinstance(answer.drafting, Drafting) and (pause := answer.drafting.account(position, saved, step)):
            answer.draft_pauses.append((position, pause))
        return saved
