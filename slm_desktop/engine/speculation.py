"""Speculative decoding: what may come next is decoded together with what must, in one batch.

The sampler draws each token from the model's own distribution, with the random number that it would have used
anyway, and a draft is kept as far as just its tokens are drawn. So the answer is the one that would have come without
drafts, but for rounding: llama.cpp rounds differently in batches of other lengths.

Drafts come from what was written before, or from a draft model if there is one. How long they are depends on what has
been measured, and there is none where it does not pay.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from slm_desktop.engine.answer import Answer
from slm_desktop.engine.drafting import ByModel, Drafting, Lookup, RecordedDrafts
from slm_desktop.engine.llama import FEWEST_OUTPUTS
from slm_desktop.engine.payoff import StepSeconds, best_length
from slm_desktop.engine.slot import Slot

LENGTHS = (1, 3, 7, 15)
"""Drafts that are considered: with the token before them they fill the tiles in which llama.cpp multiplies."""
EXPLORED = 3
"""A draft model guesses so many tokens to find out what checking them costs here: that differs a great deal."""


class Guesser(Protocol):
    """A draft model."""

    def guess(self, slot: int, tokens: Sequence[int], most: int) -> tuple[int, ...]:
        """At most so many tokens that may follow `tokens`."""

    def missing(self, slot: int, tokens: Sequence[int]) -> int:
        """How many of these it must read before it can guess."""

    def set_threads(self, threads: int) -> None:
        """Guess with so many threads from now on."""


@dataclass(frozen=True)
class Step:
    """A batch in the making: of so many answers that are being `writing`, with so many `tokens` already, of which so
    many (`made`) will be kept on average; `room` is left for a draft.
    """

    writing: int
    tokens: int
    made: float
    room: int


class Speculation:
    """Decides on the drafts of a context, and learns from each step."""

    def __init__(self, context: int, slots: int, model: Guesser | None = None) -> None:
        """`context` in tokens; `model` is a draft model."""
        self._context, self._outputs, self._model = context, max(slots, FEWEST_OUTPUTS), model
        self._known, self._guesses = StepSeconds(), StepSeconds()
        self._of_threads: dict[int, tuple[StepSeconds, StepSeconds]] = {}
        """What steps and guesses take, by the number of threads."""

    def drafts(self, writing: Sequence[Slot], threads: int) -> list[tuple[int, ...]]:
        """A draft for each slot that writes, often an empty one."""
        self._use(threads)
        drafts: list[tuple[int, ...]] = []
        tokens, made = len(writing), float(len(writing))
        for slot in writing:
            room = min(self._outputs - tokens, self._context - len(slot.tokens) - 2)
            draft, kept = self._draft(slot, Step(len(writing), tokens, made, room))
            drafts.append(draft)
            tokens, made = tokens + len(draft), made + kept
        return drafts

    def _use(self, threads: int) -> None:
        self._known, self._guesses = self._of_threads.setdefault(threads, (StepSeconds(), StepSeconds()))
        if self._model:
            self._model.set_threads(threads)

    def _draft(self, slot: Slot, step: Step) -> tuple[tuple[int, ...], float]:
        """A draft, and how much of it will be kept on average."""
        answer = slot.answer
        if answer is None or len(answer.pending) != 1 or step.room <= 0:
            return (), 0.0
        position = len(answer.produced)
        if isinstance(answer.drafting, RecordedDrafts):
            draft = answer.drafting.at(position)
            answer.followed_batches &= len(draft) <= step.room
            return draft[: step.room], 0.0
        if answer.drafting is None or not self._known.knows(step.writing):
            return (), 0.0
        return self._by_lookup(answer, answer.drafting, step) or self._by_model(slot, answer, step) or ((), 0.0)

    def _by_lookup(self, answer: Answer, drafting: Drafting, step: Step) -> tuple[tuple[int, ...], float] | None:
        drafting.latest = source = drafting.lookup
        length = self._best(source, answer, step) if source.can(len(answer.produced)) else 0
        return (source.draft(length), source.kept(length)) if length else None

    def _by_model(self, slot: Slot, answer: Answer, step: Step) -> tuple[tuple[int, ...], float] | None:
        drafting = answer.drafting
        if self._model is None or not isinstance(drafting, Drafting) or not drafting.by_model.can(len(answer.produced)):
            return None
        drafting.latest = source = drafting.by_model
        explores = not self._known.knows(step.tokens + EXPLORED) and min(step.room, answer.left) >= EXPLORED
        length = EXPLORED if explores else self._best(source, answer, step)
        if not length:
            return None
        tokens, began = (*slot.tokens, *answer.pending), time.perf_counter()
        reads = self._model.missing(slot.id, tokens) > LENGTHS[-1]
        draft = self._model.guess(slot.id, tokens, length)
        seconds = time.perf_counter() - began
        if reads:
            source.reading += seconds
        else:
            source.guessing += seconds
            self._guesses.learn(1, seconds / max(1, len(draft)))
        return draft, source.kept(len(draft))

    def _best(self, source: Lookup | ByModel, answer: Answer, step: Step) -> int:
        """The length of the draft that pays best, 0 for none."""
        guess = self._guesses.of(1) if isinstance(source, ByModel) else 0.0
        lengths = [length for length in LENGTHS if length <= min(step.room, answer.left)]
        kept = [source.kept(length) for length in lengths]
        seconds = [self._known.of(step.tokens + length) + guess * length for length in lengths]
        return best_length(lengths, kept, seconds, step.made, self._known.of(step.tokens))

    def learn(self, tokens: int, seconds: float, threads: int) -> None:
        """A step of so many tokens, none of a prompt among them, took so long, what was guessed before it aside."""
        self._use(threads)
        self._known.learn(tokens, seconds)

    def saved(self, answer: Answer, *, writing: int, drafted: int, accepted: int, seconds: float) -> float:
        """What a step with a draft of which so many tokens were `accepted` has saved, in seconds, below 0 if it lost.

        Without drafts each token would have taken a step of one token for each answer that was being `writing`. 0 where
        such steps were not measured.
        """
        step = self._known.of(writing)
        saved = (1 + accepted) * step - seconds if step else 0.0
        drafting, position = answer.drafting, len(answer.produced)
        if not isinstance(drafting, Drafting):
            return saved
        source, reading = drafting.latest, 0.0
        if isinstance(source, ByModel):
            saved, reading = saved - source.guessing, source.reading
            source.guessing = source.reading = 0.0
        source.checked(drafted, accepted)
        if pause := source.account.add(position, saved, step):
            answer.draft_pauses.append((position, pause))
        return saved - reading
