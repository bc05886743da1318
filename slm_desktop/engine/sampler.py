"""A chain of llama.cpp samplers from sampling values, which can change between two tokens.

Each stage stands for one or a few parameters. When values change, a stage whose own parameters stayed the
same is moved into the new chain with all its state (the random stream of `dist`, the window of the penalties);
only the others are made anew. `used_samplers` says which of them are chained, and in which order.
"""

import ctypes
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import msgspec

from slm_desktop.core.sampling import DRY_BREAKERS, Values, used_samplers
from slm_desktop.engine.llama import Context, Model

Key = tuple[object, ...]
REMEMBERED = 8192
XTC_SALT = 0x9E3779B9
SMALLEST_SHARE = 1e-37
"""Of the likeliest token's probability: what has none at all lies below."""


class Stage(msgspec.Struct, frozen=True):
    """One sampler of the chain: the parameters that make it, and how it is made. `learns` stages see history."""

    name: str
    key: Key
    make: Callable[[], Any]
    learns: bool = False


class Sampler:
    """Draws the tokens of one answer."""

    def __init__(
        self, model: Model, values: Values, seed: int, prompt: Iterable[int], bias: Mapping[int, float] | None = None
    ) -> None:
        """Make the chain; the end of the prompt counts for penalties and DRY, as in llama.cpp's own programs.

        `bias` is added to the logits of tokens by their numbers, before all else.
        """
        self._model, self._api, self._seed = model, model.native.api, seed
        self._bias = tuple((bias or {}).items())
        self._history: deque[int] = deque(prompt, maxlen=REMEMBERED)
        self._handles: dict[str, tuple[Key, Any]] = {}
        self._parked: dict[str, tuple[Key, Any]] = {}
        self._chain: Any = None
        self._values, self._is_restricted = values, False
        self.set(values)

    def set(self, values: Values) -> None:
        """Use `values` from the next token on."""
        self._values = values
        old = self._take_apart()
        self._chain = self._api.llama_sampler_chain_init(self._api.llama_sampler_chain_default_params())
        for stage in self._stages(values):
            key, handle = old.pop(stage.name, ((), None))
            if handle is not None and key != stage.key:
                self._api.llama_sampler_free(handle)
                handle = None
            handle = handle if handle is not None else self._made(stage)
            self._handles[stage.name] = (stage.key, handle)
            self._api.llama_sampler_chain_add(self._chain, handle)
        self._put_aside(old)

    def restrict(self, on: bool) -> None:
        """Whether logits of -inf are what a grammar rules out: those tokens are taken out before all that counts."""
        if on != self._is_restricted:
            self._is_restricted = on
            self.set(self._values)

    def sample(self, context: Context, index: int) -> int:
        """Draw a token from the logits at batch `index`; the chain takes note of it."""
        token = int(self._api.llama_sampler_sample(self._chain, context.handle, index))
        self._history.append(token)
        return token

    def close(self) -> None:
        """Free the chain and every stage."""
        for _key, handle in self._take_apart().values():
            self._api.llama_sampler_free(handle)

    def _made(self, stage: Stage) -> Any:
        handle = stage.make()
        if stage.learns:
            for token in self._history:
                self._api.llama_sampler_accept(handle, token)
        return handle

    def _take_apart(self) -> dict[str, tuple[Key, Any]]:
        """Remove all stages from the chain, which owned them, and free the empty chain."""
        stages, self._handles = {**self._parked, **self._handles}, {}
        self._parked = {}
        if self._chain is not None:
            for _ in range(self._api.llama_sampler_chain_n(self._chain)):
                self._api.llama_sampler_chain_remove(self._chain, 0)
            self._api.llama_sampler_free(self._chain)
            self._chain = None
        return stages

    def _put_aside(self, unused: dict[str, tuple[Key, Any]]) -> None:
        """Free what is no longer used, but park `dist`: its random stream goes on if Mirostat is left again."""
        for name, (key, handle) in unused.items():
            if name == "dist":
                self._parked[name] = (key, handle)
            else:
                self._api.llama_sampler_free(handle)

    def _stages(self, values: Values) -> list[Stage]:
        number = {name: value for name, value in values.items() if isinstance(value, int | float)}
        known = (*self._repetition(number), *self._cuts(number), self._temperature(number))
        by_name = {stage.name: stage for stage in known}
        stages = [stage for name in used_samplers(values) for stage in (by_name[name], *self._after(name))]
        return [
            *self._biases(),
            *self._grammar(),
            *stages,
            self._mirostat(number) if number["mirostat"] else self._dist(),
        ]

    def _after(self, name: str) -> list[Stage]:
        """llama.cpp's top-n-sigma leaves what it cut in the list, with probability 0: typical-p would find no entropy,
        and XTC might keep such a token alone.
        """
        return [self._without_impossible("left_by_sigma")] if name == "top_n_sigma" else []

    def _grammar(self) -> list[Stage]:
        return [self._without_impossible("grammar")] if self._is_restricted else []

    def _without_impossible(self, name: str) -> Stage:
        return Stage(name, (), lambda: self._api.llama_sampler_init_min_p(SMALLEST_SHARE, 1))

    def _biases(self) -> list[Stage]:
        """llama.cpp's first sampler; it never changes while an answer is written."""
        if not self._bias:
            return []
        kind = self._api.llama_logit_bias
        biases = (kind * len(self._bias))(*(kind(token, bias) for token, bias in self._bias))
        make = partial(self._api.llama_sampler_init_logit_bias, self._model.vocabulary, len(self._bias), biases)
        return [Stage("logit_bias", self._bias, make)]

    def _repetition(self, v: dict[str, float]) -> list[Stage]:
        penalties = (int(v["penalty_last_n"]), v["repeat_penalty"], v["frequency_penalty"], v["presence_penalty"])
        dry = (v["dry_multiplier"], v["dry_base"], int(v["dry_allowed_length"]), int(v["dry_last_n"]))
        make = partial(self._api.llama_sampler_init_penalties, self._model.vocabulary, *penalties)
        return [
            Stage("penalties", penalties, make, learns=True),
            Stage("dry", dry, lambda: self._make_dry(dry), learns=True),
        ]

    def _make_dry(self, dry: tuple[float, float, int, int]) -> Any:
        breakers = (ctypes.c_char_p * len(DRY_BREAKERS))(*(mark.encode() for mark in DRY_BREAKERS))
        return self._api.llama_sampler_init_dry(self._model.vocab, *dry, breakers, len(DRY_BREAKERS))

    def _cuts(self, v: dict[str, float]) -> list[Stage]:
        api = self._api
        xtc = (v["xtc_probability"], v["xtc_threshold"], 1, (self._seed ^ XTC_SALT) & 0xFFFFFFFF)
        cuts = (
            ("top_n_sigma", (v["top_n_sigma"],), api.llama_sampler_init_top_n_sigma),
            ("top_k", (int(v["top_k"]),), api.llama_sampler_init_top_k),
            ("typical_p", (v["typical_p"], 1), api.llama_sampler_init_typical),
            ("top_p", (v["top_p"], 1), api.llama_sampler_init_top_p),
            ("min_p", (v["min_p"], 1), api.llama_sampler_init_min_p),
            ("xtc", xtc, api.llama_sampler_init_xtc),
        )
        return [Stage(name, key, partial(make, *key)) for name, key, make in cuts]

    def _temperature(self, v: dict[str, float]) -> Stage:
        return Stage("temperature", (v["temperature"],), lambda: self._api.llama_sampler_init_temp(v["temperature"]))

    def _dist(self) -> Stage:
        return Stage("dist", (self._seed,), lambda: self._api.llama_sampler_init_dist(self._seed))

    def _mirostat(self, v: dict[str, float]) -> Stage:
        key = (v["mirostat"], v["mirostat_tau"], v["mirostat_eta"], self._seed)
        api, count = self._api, self._model.vocabulary
        if v["mirostat"] == 1:
            return Stage("mirostat", key, lambda: api.llama_sampler_init_mirostat(count, self._seed, *key[1:3], 100))
        return Stage("mirostat", key, lambda: api.llama_sampler_init_mirostat_v2(self._seed, *key[1:3]))
