"""Who decodes what in the next batch: answers that are written, and the prompt whose turn it is."""

import time
from collections import deque
from collections.abc import Callable

from slm_desktop.core.engines.events import AnyEvent, PromptLogprobs
from slm_desktop.engine.answer import Answer
from slm_desktop.engine.llama import Context
from slm_desktop.engine.placement import Placement
from slm_desktop.engine.slot import Batch, Slot
from slm_desktop.engine.speculation import Speculation

SCORED_AT_ONCE = 256
"""Tokens whose log probabilities go into one event: a line has its limit."""
STEPS_WITHOUT = 64
"""Steps without drafts once there was no room for them."""


class Scheduler:
    """`waiting` are the answers that have no slot yet."""

    def __init__(
        self,
        context: Context,
        placement: Placement,
        speculation: Speculation,
        emit: Callable[[AnyEvent], None],
    ) -> None:
        self._context, self._placement, self._slots = context, placement, placement.slots
        self._speculation, self._emit = speculation, emit
        self.waiting: deque[Answer] = deque()
        self._steps_without, self._turn = 0, 0

    def without_drafts(self) -> None:
        """There was no room for drafts: go on without them for a while."""
        self._steps_without = STEPS_WITHOUT

    def next_batch(self) -> Batch:
        """A token of each answer under way, with its draft, and a stretch of the prompt whose turn it is."""
        prefilling = self._next_prompt()
        writing = [slot for slot in self._slots if slot.answer and slot.answer is not prefilling]
        prefilling, writing = self._with_same_scales(prefilling, writing)
        batch = Batch(self._context.limits.batch, self._context.position)
        for slot, draft in zip(writing, self._drafts(writing, prefilling), strict=True):
            batch.add(slot, self._context.limits.batch, draft)
        if prefilling and prefilling.slot is not None and prefilling.pending[0] < 0:
            batch.item = self._slots[prefilling.slot]
        elif prefilling and prefilling.slot is not None:
            outputs = self._context.outputs - len(batch.parts)
            batch.add(self._slots[prefilling.slot], prefilling.stretch(batch.room, outputs))
        return batch

    def _with_same_scales(self, prefilling: Answer | None, writing: list[Slot]) -> tuple[Answer | None, list[Slot]]:
        """A batch has one set of scales: answers with different ones take turns."""
        answers = [slot.answer for slot in writing if slot.answer] + ([prefilling] if prefilling else [])
        for answer in answers:
            answer.change_scales(self._emit)
        sets = sorted({answer.scales.now for answer in answers})
        if len(sets) < 2:
            return prefilling, writing
        self._turn += 1
        chosen = sets[self._turn % len(sets)]
        same = [slot for slot in writing if slot.answer and slot.answer.scales.now == chosen]
        return (prefilling if prefilling and prefilling.scales.now == chosen else None), same

    def _drafts(self, writing: list[Slot], prefilling: Answer | None) -> list[tuple[int, ...]]:
        """None beside a prompt, which fills its batches anyway, and none where what is decoded cannot be cut off."""
        self._steps_without -= 1
        if prefilling or not self._placement.can_cut or self._steps_without > 0:
            return [()] * len(writing)
        return self._speculation.drafts(writing, self._context.threads)

    def _next_prompt(self) -> Answer | None:
        """The answer whose prompt is being decoded; the next one that waits gets a slot when there is none."""
        for slot in self._slots:
            if slot.answer and not slot.answer.prompted:
                return slot.answer
        if not self.waiting or self._must_wait(self.waiting[0]):
            return None
        answer = self.waiting.popleft()
        slot = self._placement.slot_for(answer)
        slot.answer, slot.conversation, answer.slot = answer, answer.conversation, slot.id
        slot.keep = answer.keep and not answer.alone  # A replay must not take the place of the chat's own cache.
        answer.cached, answer.prompt_began = len(slot.tokens), time.monotonic()
        slot.exact = slot.exact and not slot.has_refused
        if answer.alone:
            self._steps_without = 0  # A replay decodes the drafts of its record.
        answer.pending = answer.prompt[answer.cached :]
        if answer.scores_prompt and answer.cached:
            known = slot.scored.first(answer.cached)
            for at in range(0, len(known), SCORED_AT_ONCE):
                self._emit(PromptLogprobs(answer.run, at + 1, known[at : at + SCORED_AT_ONCE]))
        return answer

    def _must_wait(self, answer: Answer) -> bool:
        """A replay runs alone, as llama.cpp rounds differently in company; a cold answer, so that nothing slows it."""
        running = [slot.answer for slot in self._slots if slot.answer]
        alone = answer.alone or any(other.alone for other in running)
        return len(running) == len(self._slots) or bool(running and alone)
