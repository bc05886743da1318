"""Caches of chats that are not being answered, kept outside the context.

Attention looks at every cell of the context, whoever it belongs to: idle chats left there cost each token of
the chat in use (16% of prompt speed with four chats of 2,000 tokens), and move its cells about, which changes
roundings. Copying a chat's cache out and back costs milliseconds.
"""

import time
from collections.abc import Iterator

import msgspec

from slm_desktop.engine.adapters import Factors
from slm_desktop.engine.llama import Context
from slm_desktop.engine.slot import Slot

SHORTEST = 64
"""Decoding fewer tokens again is as quick as keeping them."""


class CachedPrompt(msgspec.Struct):
    """One chat's cache: its tokens, the batches, threads and scales of adapters that made it, and llama.cpp's bytes.

    With `keep` it is kept in a file, too.
    """

    tokens: list[int]
    batches: list[int]
    threads: set[int]
    exact: bool
    conversation: int
    keep: bool
    state: bytearray
    scales: list[tuple[int, Factors]] = msgspec.field(default_factory=list)


class PromptCache:
    """CachedPrompt caches, the ones used last; together no larger than `limit` bytes."""

    def __init__(self, context: Context, limit: int) -> None:
        self._context, self._limit = context, limit
        self._parked: list[CachedPrompt] = []

    def __iter__(self) -> Iterator[CachedPrompt]:
        return iter(self._parked)

    @property
    def size(self) -> int:
        """Bytes in use."""
        return sum(len(parked.state) for parked in self._parked)

    def copy(self, slot: Slot, limit: int) -> CachedPrompt | None:
        """A copy of a slot's cache; None where it is not worth that, is larger than `limit`, or there is no memory."""
        if len(slot.tokens) < SHORTEST or self._context.state_size(slot.id) > limit:
            return None
        try:
            state = self._context.save(slot.id)
        except MemoryError:
            return None
        exact = slot.exact and not slot.has_refused
        copied = (list(slot.tokens), list(slot.batches), set(slot.threads), exact, slot.conversation, slot.keep)
        return CachedPrompt(*copied, state, list(slot.scales)) if state else None

    def put(self, slot: Slot) -> bool:
        """Copy a slot's cache out, if it is worth it; the oldest give way. False where it is not kept."""
        copied = self.copy(slot, self._limit)
        if copied:
            self.add(copied)
        return copied is not None

    def add(self, cached: CachedPrompt) -> None:
        """Take in a cache, if there is room for it at all."""
        if len(cached.state) <= self._limit:
            self.admit(cached)
            self.trim()

    def admit(self, cached: CachedPrompt) -> None:
        """Take in a cache that is wanted now, however large it is: it goes into a slot, or is trimmed away."""
        self._drop_older(cached)
        self._parked.append(cached)

    def trim(self) -> None:
        """The oldest give way until the rest is within the limit."""
        while self._parked and self.size > self._limit:
            del self._parked[0]

    def _drop_older(self, cached: CachedPrompt) -> None:
        """A chat has one cache: the one used last."""
        if cached.conversation:
            self.forget(cached.conversation)

    def forget(self, conversation: int) -> None:
        """Drop the caches of a chat."""
        self._parked = [parked for parked in self._parked if parked.conversation != conversation]

    def take(self, cached: CachedPrompt, slot: Slot) -> bool:
        """Copy a cache back into an empty slot; False when it does not fit or llama.cpp refuses."""
        self._parked.remove(cached)
        if not self._context.restore(slot.id, cached.state):
            return False
        slot.tokens, slot.batches, slot.threads = cached.tokens, cached.batches, cached.threads
        slot.conversation, slot.keep, slot.exact = cached.conversation, cached.keep, cached.exact
        slot.scales, slot.last_used = cached.scales, time.monotonic()
        return True
