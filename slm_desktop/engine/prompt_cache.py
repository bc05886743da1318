"""Caches of chats that are not being answered, kept outside the context.

Attention looks at every cell of the context, whoever it belongs to: idle chats left there cost each token of
the chat in use (16% of prompt speed with four chats of 2,000 tokens), and move its cells about, which changes
roundings. Copying a chat's cache out and back costs milliseconds.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from slm_desktop.engine.llama import Context

SHORTEST = 64
"""Decoding fewer tokens again is as quick as keeping them."""


@dataclass
class CachedPrompt:
    """One chat's cache: its tokens, the batches and threads that made it, and llama.cpp's bytes."""

    tokens: list[int]
    batches: list[int]
    threads: set[int]
    exact: bool
    conversation: int
    state: bytearray = field(repr=False)


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

    def put(
        self,
        sequence: int,
        *,
        tokens: list[int],
        batches: list[int],
        threads: set[int],
        exact: bool,
        conversation: int,
    ) -> None:
        """Copy a sequence's cache out, if it is worth it; the oldest give way."""
        size = self._context.state_size(sequence)
        if len(tokens) < SHORTEST or size > self._limit:
            return
        while self._parked and self.size + size > self._limit:
            del self._parked[0]
        try:
            state = self._context.save(sequence)
        except MemoryError:
            return
        if state:
            self._parked.append(CachedPrompt(list(tokens), list(batches), set(threads), exact, conversation, state))

    def take(self, parked: CachedPrompt, sequence: int) -> bool:
        """Copy a cache back into an empty sequence; False when it does not fit or llama.cpp refuses."""
        self._parked.remove(parked)
        return self._context.restore(sequence, parked.state)
