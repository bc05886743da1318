"""A smaller model with the same vocabulary, which guesses what the model itself will say next."""

import os
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from slm_desktop.core.engines.events import Buffer, Note
from slm_desktop.engine import forecast
from slm_desktop.engine.batches import shared_length
from slm_desktop.engine.limits import Limits
from slm_desktop.engine.llama import Context, Model
from slm_desktop.engine.native import AbortFlag
from slm_desktop.errors import Fault

READ_AT_ONCE = 64
"""Tokens of a prompt that it reads between two steps of the model, so that those do not come in bursts."""


class DraftModel:
    """Follows each slot of the model with a cache of its own, and goes on from there by its likeliest tokens."""

    def __init__(self, context: Context) -> None:
        self._context, self._api = context, context.model.native.api
        self._cached: list[list[int]] = [[] for _ in range(context.limits.slots)]
        self._greedy = self._api.llama_sampler_init_greedy()

    @property
    def name(self) -> str:
        """What its file says it is called."""
        return self._context.model.name

    def buffers(self) -> tuple[Buffer, ...]:
        """What llama.cpp has allocated for it."""
        return self._context.buffers()

    def set_threads(self, threads: int) -> None:
        """Guess with so many threads from now on."""
        self._context.set_threads(threads)

    def missing(self, slot: int, tokens: Sequence[int]) -> int:
        """How many of these tokens it must read before it can guess; all are too many where its context ends."""
        return len(tokens) - shared_length(self._cached[slot], list(tokens))

    def guess(self, slot: int, tokens: Sequence[int], most: int) -> tuple[int, ...]:
        """What may follow `tokens`, which are those of a slot and the one that is decoded next; at most so many.

        None while it still reads them, and none beyond its context.
        """
        if len(tokens) + most > self._context.size or not self._read(slot, tokens):
            return ()
        guessed = [self._likeliest()]
        while len(guessed) < most and not self._context.model.ends(guessed[-1]):
            if not self._decode(slot, guessed[-1:]):
                break
            guessed.append(self._likeliest())
        return tuple(guessed)

    def forget(self, slot: int) -> None:
        """Nothing of what was said in a slot stays."""
        self._context.keep(slot, 0)
        self._cached[slot].clear()

    def close(self) -> None:
        """Free it."""
        self._api.llama_sampler_free(self._greedy)
        self._context.close()
        self._context.model.close()

    def _likeliest(self) -> int:
        return int(self._api.llama_sampler_sample(self._greedy, self._context.handle, -1))

    def _read(self, slot: int, tokens: Sequence[int]) -> bool:
        """Bring a slot's cache to these tokens, or nearer to them; True when the next token can be guessed."""
        cached = self._cached[slot]
        # The last one is decoded anew in any case: its logits are needed.
        shared = shared_length(cached, list(tokens[:-1]))
        if shared < len(cached):
            self._context.keep(slot, shared)
            del cached[shared:]
        left = tokens[shared:]
        return self._decode(slot, left[:READ_AT_ONCE]) and len(left) <= READ_AT_ONCE

    def _decode(self, slot: int, tokens: Sequence[int]) -> bool:
        """Decode what follows in a slot; where that is impossible, or is aborted, all slots begin anew."""
        cached = self._cached[slot]
        last = len(tokens) - 1
        entries = [(token, len(cached) + at, slot, at == last) for at, token in enumerate(tokens)]
        if self._context.decode(entries):
            for other in range(len(self._cached)):
                self.forget(other)
            return False
        cached += tokens
        return True


def open_draft_model(
    path: str,
    model: Model,
    limits: Limits,
    abort: AbortFlag,
    *,
    memory_limit: int,
    on_gpu: bool,
    on_progress: Callable[[float], bool],
) -> DraftModel | Note:
    """Load a draft model beside the one that it guesses for; a note says why where it cannot be used.

    `limits` are those of the model. All its layers go where the model's are.
    """
    small = Model(model.native, path)
    if model.is_recurrent:
        return _refused(small, "recurrent")
    try:
        with model.native.log.aside():
            small.load(999 if on_gpu else 0, on_progress)
            own = replace(limits, context=min(limits.context, small.trained_context), batch=READ_AT_ONCE)
            if reason := _unfit(small, model):
                return _refused(small, reason)
            beside = 0 if on_gpu else model.size
            forecast.check(small, own, memory_limit, small.layers if on_gpu else 0, beside=beside)
            return DraftModel(Context(small, own, abort))
    except Fault as fault:
        return _refused(small, fault.code)
    except MemoryError:
        return _refused(small, "memory")


def _unfit(small: Model, model: Model) -> str:
    if small.is_recurrent:
        return "recurrent"
    return "" if small.vocabulary == model.vocabulary and _texts(small) == _texts(model) else "vocabulary"


def _texts(model: Model) -> list[bytes]:
    get = model.native.api.llama_vocab_get_text
    return [get(model.vocab, token) for token in range(model.vocabulary)]


def _refused(small: Model, reason: str) -> Note:
    small.close()
    return Note("draft", {"name": os.path.basename(small.path)[:80], "reason": reason})
