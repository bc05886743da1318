"""Which prompt caches are in files, and which are to be written there."""

from collections.abc import Callable, Sequence

from slm_desktop.engine.prompt_cache import CachedPrompt, PromptCache
from slm_desktop.engine.prompt_files import PromptFiles
from slm_desktop.engine.slot import Slot

SHORTEST_KEPT = 256
"""Tokens: fewer are decoded again about as soon as they are read."""
GROWTH = 1.25
"""A cache is written again once it has grown so much: a file is written whole, and disks wear out."""
State = tuple[int, int]
"""The number of a cache's tokens, and the last of them: what changes with each answer."""


class KeptPrompts:
    """Saves the caches of slots, and those that are parked beside them."""

    def __init__(self, slots: Sequence[Slot], prompt_cache: PromptCache, files: PromptFiles) -> None:
        self._slots, self._prompt_cache, self._files = slots, prompt_cache, files
        self._saved: dict[int, State] = {}

    def recall(self, conversation: int) -> None:
        """Bring the cache of a chat from its file, unless a newer one is here."""
        if any(one.conversation == conversation and one.tokens and one.keep for one in self._here()):
            return
        cached = self._files.load(conversation)
        if cached:
            self._saved[conversation] = _state(cached)
            self._prompt_cache.admit(cached)

    def save(self) -> None:
        """Write what has changed since it was written last."""
        for one in self._here():
            if self._is_kept(one) and self._saved.get(one.conversation) != _state(one):
                self._write(one)

    def save_grown(self, until: Callable[[], bool]) -> None:
        """Write what has grown since it was written last, one cache after the other `until` there is more to do."""
        for one in self._here():
            if not until() and self._has_grown(one):
                self._write(one)

    @property
    def has_grown(self) -> bool:
        """Whether `save_grown` would write anything."""
        return any(self._has_grown(one) for one in self._here())

    def forget(self, conversation: int) -> None:
        """Nothing of a chat stays, neither in a file nor beside the slots."""
        self._prompt_cache.forget(conversation)
        self._files.forget(conversation)
        self._saved.pop(conversation, None)

    def _here(self) -> list[Slot | CachedPrompt]:
        """Every cache; of a chat that is in a slot the one there, which is newer."""
        in_slots = {slot.conversation for slot in self._slots if slot.tokens and slot.keep}
        return [*self._slots, *(one for one in self._prompt_cache if one.conversation not in in_slots)]

    def _is_kept(self, one: Slot | CachedPrompt) -> bool:
        is_idle = isinstance(one, CachedPrompt) or one.answer is None
        return is_idle and one.keep and len(one.tokens) >= SHORTEST_KEPT and bool(self._files.limit)

    def _has_grown(self, one: Slot | CachedPrompt) -> bool:
        saved, _last = self._saved.get(one.conversation, (0, 0))
        return self._is_kept(one) and len(one.tokens) > GROWTH * saved

    def _write(self, one: Slot | CachedPrompt) -> None:
        cached = one if isinstance(one, CachedPrompt) else self._prompt_cache.copy(one, self._files.limit)
        if cached:
            self._files.save(cached)
        # One that could not be written is not tried again until it has changed.
        self._saved[one.conversation] = _state(one)


def _state(one: Slot | CachedPrompt) -> State:
    return len(one.tokens), one.tokens[-1]
