"""Caches of idle chats are kept beside the context, up to a limit."""

from typing import cast

from slm_desktop.engine.llama import Context
from slm_desktop.engine.prompt_cache import SHORTEST, PromptCache
from slm_desktop.engine.slot import Slot


class Cache:
    """A context whose sequences take a hundred bytes each."""

    def state_size(self, _sequence: int) -> int:
        return 100

    def save(self, _sequence: int) -> bytearray:
        return bytearray(100)

    def restore(self, _sequence: int, _state: bytearray) -> bool:
        return True


def cache(limit: int) -> PromptCache:
    return PromptCache(cast("Context", Cache()), limit)


def test_however_many_chats_there_were_memory_stays_below_the_limit() -> None:
    parked = cache(450)
    for number in range(300):
        parked.put(Slot(0, tokens=[number] * SHORTEST, conversation=number))
        assert parked.size <= 450
    assert [one.conversation for one in parked] == [296, 297, 298, 299]


def test_what_is_quick_to_decode_again_or_too_large_is_not_kept() -> None:
    assert list(kept(cache(450), SHORTEST - 1)) == []
    assert list(kept(cache(99), SHORTEST)) == []


def kept(parked: PromptCache, tokens: int) -> PromptCache:
    parked.put(Slot(0, tokens=[1] * tokens, conversation=1))
    return parked


def test_a_chat_has_one_cache_the_one_used_last() -> None:
    parked = cache(450)
    for first in (1, 2):
        parked.put(Slot(0, tokens=[first] * SHORTEST, conversation=9))
    assert [one.tokens[0] for one in parked] == [2]
