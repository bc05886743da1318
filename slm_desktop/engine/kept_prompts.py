"""Which prompt caches are in files, and which are to be written there."""

from collections.abc import Sequence

from slm_desktop.engine.prompt_cache import CachedPrompt, PromptCache
from slm_desktop.engine.prompt_files import PromptFiles
from slm_desktop.engine.slot import Slot

SHORTEST_KEPT = 256
"""Tokens: fewer are decoded again about as soon as they are read."""
State = tuple[int, int]
"""The number of a cache's tokens, and the last of them: what changes with each answer."""


class KeptPrompts:
    """Saves the caches of slots, and those that are parked beside them."""

    def __init__(self, slots: Sequence[Slot], prompt_cache: PromptCache, files: PromptFiles) -> None:
        self._slots, self._prompt_cache, self._files = slots, prompt_cache, files
        self._saved: dict[int, State] = {}

    def recall(self, conversation: int) -> None:
        """Bring the cache of a chat from its file, unless a newer one is here."""
        if any(one.conversation == conversation and one.tokens for one in self._here()):
            return
        cached = self._files.load(conversation)
        if cached:
            self._saved[conversation] = _state(cached)
            self._prompt_cache.admit(cached)

    def save(self) -> None:
        """Write what has changed since it was written last."""
        for slot in self._slots:
            if slot.answer is None and self._is_due(slot):
                self._write(self._prompt_cache.copy(slot, self._files.limit))
        for one in self._here():
            if isinstance(one, CachedPrompt) and self._is_due(one):
                self._write(one)

    @property
    def is_due(self) -> bool:
        """Whether saving would write anything."""
        return any(self._is_due(one) for one in self._here())

    def forget(self, conversation: int) -> None:
        """Nothing of a chat stays, neither in a file nor beside the slots."""
        self._prompt_cache.forget(conversation)
        self._files.forget(conversation)
        self._saved.pop(conversation, None)

    def _here(self) -> list[Slot | CachedPrompt]:
        """Every cache; of a chat that is in a slot the one there, which is newer."""
        in_slots = {slot.conversation for slot in self._slots if slot.tokens}
        return [*self._slots, *(one for one in self._prompt_cache if one.conversation not in in_slots)]

    def _is_due(self, one: Slot | CachedPrompt) -> bool:
        return one.keep and len(one.tokens) >= SHORTEST_KEPT and self._saved.get(one.conversation) != _state(one)

    def _write(self, cached: CachedPrompt | None) -> None:
        if cached:
            self._files.save(cached)
            # One that could not be written is not tried again until it has changed.
            self._saved[cached.conversation] = _state(cached)


def _state(one: Slot | CachedPrompt) -> State:
    return len(one.tokens), one.tokens[-1]
