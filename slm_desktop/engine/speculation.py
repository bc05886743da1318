"""Speculative decoding: what may come next is decoded together with what must, in one batch.

The sampler draws each token from the model's own distribution, with the random number that it would have used
anyway, and a draft is kept as far as just its tokens are drawn. So the answer is the one that would have come without
drafts, but for rounding: llama.cpp rounds differently in batches of other lengths.

Drafts come from what was written before, or from a draft model if there is one. How long they are depends on what has
been measured, and there is none where it does not pay.
"""

import time
from collections.abc import Sequence
from typing import Protocol

import msgspec

from slm_desktop.engine.answer import Answer
from slm_desktop.engine.drafting import ByModel, Drafting, Lookup, RecordedDrafts
from slm_desktop.engine.llama import FEWEST_OUTPUTS
from slm_desktop.engine.media_tokens import words
from slm_desktop.engine.payoff import StepSeconds, best_length, is_worth_reading
from slm_desktop.engine.slot import Slot

LENGTHS = (1, 3, 7, 15)
"""Drafts that are considered: with the token before them they fill the tiles in which llama.cpp multiplies."""
EXPLORED = 3
"""A draft model guesses so many tokens to find out what checking them costs here: that differs a great deal."""
MOST_IN_A_ROW = 16
"""Steps with drafts before one without: what plain steps take is what drafts are judged by, and it changes."""


class Guesser(Protocol):
    """A draft model."""

    def guess(self, slot: int, tokens: Sequence[int], most: int) -> tuple[int, ...]:
        """At most so many tokens that may follow `tokens`; none while it still reads those."""

    def missing(self, slot: int, tokens: Sequence[int]) -> int:
        """How many of these it must read before it can guess."""

    def set_threads(self, threads: int) -> None:
        """Guess with so many threads from now on."""

    def forget(self, slot: int) -> None:
        """Nothing of what was said in a slot stays."""


class NextBatch(msgspec.Struct, frozen=True):
    """A batch in the making: of so many answers that are being `writing`, with so many `tokens` already, of which so
    many (`made`) will be kept on average; `room` is left for a draft.
    """

    writing: int
    tokens: int
    made: float
    room: int


class Timings:
    """Seconds of steps by their length, of one guess, and of reading one token, all with one number of threads."""

    def __init__(self) -> None:
        self.steps, self.guess, self.reading = StepSeconds(), StepSeconds(), StepSeconds()


class Speculation:
    """Decides on the drafts of a context, and learns from each step."""

    def __init__(self, context: int, slots: int, model: Guesser | None = None) -> None:
        """`context` in tokens; `model` is a draft model."""
        self._context, self._outputs, self._model = context, max(slots, FEWEST_OUTPUTS), model
        self._known = Timings()
        self._of_threads: dict[int, Timings] = {}
        self._in_a_row, self._guessing = 0, 0.0
        """Steps with drafts since one without; and the seconds that were spent on guesses for the step to come."""

    def drafts(self, writing: Sequence[Slot], threads: int) -> list[tuple[int, ...]]:
        """A draft for each slot that writes, often an empty one."""
        self._use(threads)
        self._guessing = 0.0
        drafts: list[tuple[int, ...]] = []
        tokens, made = len(writing), float(len(writing))
        for slot in writing:
            room = min(self._outputs - tokens, self._context - len(slot.tokens) - 2)
            draft, kept = self._draft(slot, NextBatch(len(writing), tokens, made, room))
            drafts.append(draft)
            tokens, made = tokens + len(draft), made + kept
        self._in_a_row = self._in_a_row + 1 if any(drafts) else 0
        return drafts

    def _use(self, threads: int) -> None:
        self._known = self._of_threads.setdefault(threads, Timings())
        if self._model:
            self._model.set_threads(threads)

    def _draft(self, slot: Slot, step: NextBatch) -> tuple[tuple[int, ...], float]:
        """A draft, and how much of it will be kept on average."""
        answer = slot.answer
        if answer is None or len(answer.pending) != 1 or step.room <= 0:
            return (), 0.0
        if isinstance(answer.drafting, RecordedDrafts):
            draft = answer.drafting.at(len(answer.produced))
            answer.followed_batches &= len(draft) <= step.room
            return draft[: step.room], 0.0
        is_known = self._known.steps.knows(step.writing) and self._in_a_row < MOST_IN_A_ROW
        if answer.drafting is None or not is_known:
            return (), 0.0
        drafting = answer.drafting
        return self._by_lookup(answer, drafting, step) or self._by_model(slot, answer, drafting, step) or ((), 0.0)

    def _by_lookup(self, answer: Answer, drafting: Drafting, step: NextBatch) -> tuple[tuple[int, ...], float] | None:
        drafting.latest = source = drafting.lookup
        length = self._best(source, answer, step) if source.can(len(answer.produced)) else 0
        return (source.draft(length), source.kept(length)) if length else None

    def _by_model(
        self, slot: Slot, answer: Answer, drafting: Drafting, step: NextBatch
    ) -> tuple[tuple[int, ...], float] | None:
        model, source = self._model, drafting.by_model
        if model is None or not source.can(len(answer.produced)):
            return None
        drafting.latest = source
        tokens = words((*slot.tokens, *answer.pending))  # What media show it does not see.
        missing = model.missing(slot.id, tokens)
        length = self._length_by_model(source, answer, step)
        if not length or (missing > LENGTHS[-1] and not self._is_worth_reading(missing, answer)):
            return None
        began = time.perf_counter()
        draft = model.guess(slot.id, tokens, length)
        seconds = time.perf_counter() - began
        if missing > LENGTHS[-1]:
            self._learn_reading(source, missing - model.missing(slot.id, tokens), seconds)
        elif draft:
            self._learn_guess(len(draft), seconds)
        return draft, source.kept(len(draft))

    def _length_by_model(self, source: ByModel, answer: Answer, step: NextBatch) -> int:
        is_new = not self._known.steps.knows(step.tokens + EXPLORED)
        explores = is_new and min(step.room, answer.left) >= EXPLORED
        return EXPLORED if explores else self._best(source, answer, step)

    def _is_worth_reading(self, missing: int, answer: Answer) -> bool:
        return is_worth_reading(missing, self._known.reading.of(1), answer.left, self._known.steps.of(1))

    def _learn_reading(self, source: ByModel, tokens: int, seconds: float) -> None:
        """So many tokens were read before anything could be guessed."""
        self._known.reading.learn(1, seconds / max(1, tokens))
        source.reading += seconds

    def _learn_guess(self, tokens: int, seconds: float) -> None:
        """So many tokens were guessed."""
        self._known.guess.learn(1, seconds / tokens)
        self._guessing += seconds

    def _best(self, source: Lookup | ByModel, answer: Answer, step: NextBatch) -> int:
        """The length of the draft that pays best, 0 for none."""
        guess = self._known.guess.of(1) if isinstance(source, ByModel) else 0.0
        lengths = [length for length in LENGTHS if length <= min(step.room, answer.left)]
        kept = [source.kept(length) for length in lengths]
        seconds = [self._known.steps.of(step.tokens + length) + guess * length for length in lengths]
        return best_length(lengths, kept, seconds, step.made, self._known.steps.of(step.tokens))

    def learn(self, tokens: int, seconds: float, threads: int) -> None:
        """A step of so many tokens, none of a prompt among them, took so long, what was guessed before it aside."""
        self._use(threads)
        self._known.steps.learn(tokens, seconds)

    def saved(self, answer: Answer, *, writing: int, drafted: int, accepted: int, made: int, seconds: float) -> float:
        """What a step with a draft has saved, in seconds, below 0 if it lost.

        So many of the `drafted` tokens were `accepted`, and so many tokens were drawn (`made`). Without drafts each of
        them would have taken a step of one token for each answer that was being `writing`. 0 where such steps were not
        measured. All answers of a batch wait for the guesses of each.
        """
        step = self._known.steps.of(writing)
        saved = made * step - seconds - self._guessing if step else 0.0
        drafting, position = answer.drafting, len(answer.produced)
        if not isinstance(drafting, Drafting):
            return saved
        drafting.latest.checked(drafted, accepted)
        if pause := drafting.latest.account.add(position, saved, step):
            answer.draft_pauses.append((position, pause))
        return saved - self.unpaid(answer)

    @staticmethod
    def unpaid(answer: Answer) -> float:
        """Seconds that its draft model has read since this was asked last."""
        if not isinstance(answer.drafting, Drafting):
            return 0.0
        seconds, answer.drafting.by_model.reading = answer.drafting.by_model.reading, 0.0
        return seconds

    def forget(self, slot: int) -> None:
        """A chat was deleted: nothing of it stays."""
        if self._model:
            self._model.forget(slot)
