"""Which slot an answer gets, and what of its prompt is cached there already.

A new prompt goes to the slot that shares the longest beginning with it, or borrows that beginning from it, so that only
the rest is decoded.
"""

from slm_desktop.core.models.forecast import MOST_PARKED
from slm_desktop.engine.adapters import Factors
from slm_desktop.engine.answer import Answer
from slm_desktop.engine.batches import cut, lengths, shared_length
from slm_desktop.engine.forecast import usable
from slm_desktop.engine.kept_prompts import KeptPrompts
from slm_desktop.engine.llama import Context
from slm_desktop.engine.media_tokens import whole
from slm_desktop.engine.prompt_cache import SHORTEST, CachedPrompt, PromptCache
from slm_desktop.engine.prompt_files import PromptFiles
from slm_desktop.engine.slot import Scored, Slot
from slm_desktop.engine.slot import usable as usable_length

DIFFERING = 6
"""Tokens that are shown of where a prompt differs from the cache."""


class Placement:
    """The slots of a context, and the caches of chats beside them."""

    def __init__(self, context: Context, files: PromptFiles | None) -> None:
        """Caches of chats are kept in `files`, too, if there are any."""
        self._context = context
        self.slots = [Slot(index) for index in range(context.limits.slots)]
        self.can_cut = not context.model.is_recurrent
        """Whether what is decoded can be cut off again."""
        cache = sum(buffer.size for buffer in context.buffers() if buffer.kind == "kv")
        self._prompt_cache = PromptCache(context, min(cache, MOST_PARKED, usable(0) // 4))
        self.kept = KeptPrompts(self.slots, self._prompt_cache, files or PromptFiles("", 0, ""))
        self._cleared: set[int] = set()
        """Conversations whose cache had to go for an answer that ran alone."""

    @property
    def parked(self) -> int:
        """Bytes of caches that are kept beside the context."""
        return self._prompt_cache.size

    def slot_for(self, answer: Answer) -> Slot:
        """An idle slot that holds as much of the prompt's beginning as can be had; there must be one."""
        if answer.alone:
            return self._emptied()
        if answer.keep:
            self.kept.recall(answer.conversation)
        self._compare(answer)
        self._bring_back(answer)
        self._prompt_cache.trim()
        shared = {slot.id: self._shared(slot, answer) for slot in self.slots}
        source = max(self.slots, key=lambda slot: (shared[slot.id], slot.conversation == answer.conversation))
        length = shared[source.id]
        # A later turn or another answer to the same question goes on in place, so that the cache stays in order and the
        # run can be replayed. A chat that only begins alike must not cost the other one its cache.
        follows = source.conversation == answer.conversation or length == len(source.tokens)
        self._park_others(answer, source, is_whole=follows)
        if source.answer is None and (follows or length == len(source.tokens)):
            self._cut(source, length)
            return source
        target = self._least_useful()
        if target is not source:
            self.forget(target)
            self._borrow(source, target, min(length, len(source.tokens)))
        self._cut(target, length)
        return target

    def _compare(self, answer: Answer) -> None:
        """Find where the prompt differs from what the cache of its conversation holds."""
        own = [one.tokens for one in (*self.slots, *self._prompt_cache) if one.conversation == answer.conversation]
        known: list[int] = max(own, key=lambda tokens: shared_length(tokens, answer.prompt), default=[])
        shared, text = shared_length(known, answer.prompt), self._context.model.text
        answer.kept, answer.alike = len(known), shared
        answer.was_cleared = answer.conversation in self._cleared
        self._cleared.discard(answer.conversation)
        if shared < min(len(known), len(answer.prompt)):
            end = shared + DIFFERING
            answer.differs = (text(answer.prompt[shared:end]), text(known[shared:end]))

    def _idle(self) -> list[Slot]:
        return [slot for slot in self.slots if slot.answer is None]

    def _least_useful(self) -> Slot:
        """The idle slot to give away: an empty one, else the one used longest ago."""
        return min(self._idle(), key=lambda slot: (bool(slot.tokens), slot.last_used))

    def _emptied(self) -> Slot:
        for slot in self.slots:
            is_parked = slot.keep and self._prompt_cache.put(slot)
            if slot.tokens and not is_parked:
                self._cleared.add(slot.conversation)
            self.forget(slot)
        return self.slots[0]

    def _bring_back(self, answer: Answer) -> None:
        """If a parked cache holds more of the prompt than any slot does, copy it back into a slot."""
        shared = max(shared_length(slot.tokens, answer.prompt) for slot in self.slots)

        def worth(parked: CachedPrompt) -> int:
            alike = shared_length(parked.tokens, answer.prompt)
            return usable_length(parked.scales, alike, answer.scales.now)

        best = max(
            (parked for parked in self._prompt_cache if worth(parked) * 2 >= len(parked.tokens)),
            key=worth,
            default=None,
        )
        if best is None or worth(best) <= shared + SHORTEST:
            return
        self._park_others(answer)
        slot = self._least_useful()
        self.forget(slot)
        clean = not any(other.tokens for other in self.slots)
        if self._prompt_cache.take(best, slot):
            slot.exact = slot.exact and clean

    def _park_others(self, answer: Answer, source: Slot | None = None, *, is_whole: bool = False) -> None:
        """While nothing is being answered, move chats that have little in common with the prompt out of the way.

        Of the `source` what it shares stays in its slot, for the answer to begin with; all of it where it `is_whole`.
        """
        if len(self._idle()) < len(self.slots):
            return
        for slot in self.slots:
            shared = self._shared(slot, answer)
            if (slot is source and is_whole) or shared * 2 >= len(slot.tokens):
                continue
            self._prompt_cache.put(slot)
            self._cut(slot, shared if slot is source else 0)

    @staticmethod
    def _shared(slot: Slot, answer: Answer) -> int:
        """Tokens of the prompt that the slot holds; the last one is always decoded anew, as its logits are needed.

        Where the prompt is scored, those of all others are needed, too, unless their log probabilities are known.
        """
        alike = usable_length(slot.scales, shared_length(slot.tokens, answer.prompt), answer.scales.now)
        shared = min(alike, len(answer.prompt) - 1)
        if answer.only_scores:
            shared = min(shared, max(0, (answer.scored_from or 1) - 1))
        elif answer.scores_prompt:
            shared = max(0, min(shared - 1, slot.scored.known(answer.prompt, answer.logprobs.most or 0)))
        return whole(answer.prompt, shared)

    def _borrow(self, source: Slot, target: Slot, length: int) -> None:
        if length and self.can_cut:
            self._context.copy(source.id, target.id, self._context.position(source.tokens, length))
            target.threads, target.scales = set(source.threads), _cut_scales(source.scales, length)
            target.scored = Scored(source.scored.most, source.scored.items[:length])
            target.tokens, target.batches, target.exact = (
                source.tokens[:length],
                cut(source.batches, length),
                source.exact and not source.has_refused,
            )

    def _cut(self, slot: Slot, length: int) -> None:
        """Keep the first `length` tokens; a memory that cannot be cut is cleared."""
        if length >= len(slot.tokens):
            return
        position = self._context.position(slot.tokens, length)
        if length and self.can_cut and self._context.keep(slot.id, position):
            slot.tokens, slot.batches = slot.tokens[:length], cut(slot.batches, length)
            slot.scales = _cut_scales(slot.scales, length)
            slot.scored.items = slot.scored.items[:length]
            if 1 not in lengths(slot.batches):
                slot.threads = set()
        else:
            self.forget(slot)

    def forget_chat(self, conversation: int) -> None:
        """A chat was deleted: nothing of it stays; an answer under way goes on, and is not kept."""
        self.kept.forget(conversation)
        for slot in self.slots:
            if slot.conversation == conversation:
                slot.keep = False
                if slot.answer is None:
                    self.forget(slot)

    def forget(self, slot: Slot) -> None:
        """Empty a slot."""
        self._context.keep(slot.id, 0)
        slot.clear()


def _cut_scales(scales: list[tuple[int, Factors]], length: int) -> list[tuple[int, Factors]]:
    """Those of the first `length` tokens."""
    return [(start, factors) for start, factors in scales if start < length]
