"""LoRA adapters and control vectors of a model, and the scales with which its context computes."""

import os
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from slm_desktop.core.engines.adapters import (
    CONTROL_VECTOR,
    DEFAULT_SCALE,
    Adapter,
    AdapterKind,
    ScaleChange,
    Scales,
    adapters_at,
    clamped,
)
from slm_desktop.core.models import gguf
from slm_desktop.core.visible import visible
from slm_desktop.engine.llama import Context, Model
from slm_desktop.errors import Fault
from slm_desktop.errors.reasons import reason_of

FLOAT32 = 0
"""ggml's number of the type."""
DIRECTION = "direction."
LONGEST_NAME = 200
Factors = tuple[float, ...]
"""The scales of all adapters, in the order in which they were loaded."""


class LoadedAdapter(msgspec.Struct, frozen=True):
    """One adapter: llama.cpp's `handle` of a LoRA, or the `directions` of a control vector, one row a layer."""

    described: Adapter
    handle: Any = None
    directions: Any = None


@dataclass
class Adapters:
    """Those of a model. `use` sets the scales of its context."""

    loaded: Sequence[LoadedAdapter] = ()
    _used: Factors | None = field(default=None, init=False)

    @property
    def described(self) -> tuple[Adapter, ...]:
        """What is told of them."""
        return tuple(one.described for one in self.loaded)

    @property
    def identities(self) -> tuple[str, ...]:
        """What tells their files from others that take their places: a cache is of no use with those."""
        stats = [(one.described.name, os.stat(one.described.path)) for one in self.loaded]
        return tuple(f"{name}:{stat.st_size}:{stat.st_mtime_ns}" for name, stat in stats)

    def factors(self, scales: Mapping[str, float]) -> Factors:
        """Scales by name in the order of the adapters."""
        return tuple(clamped(scales.get(one.described.name, DEFAULT_SCALE)) for one in self.loaded)

    def use(self, context: Context, factors: Factors) -> None:
        """Compute with these from the next batch on."""
        if factors == self._used:
            return
        self._used = factors
        pairs = list(zip(self.loaded, factors, strict=True))
        context.set_adapters([(one.handle, factor) for one, factor in pairs if one.handle and factor])
        vectors = [(one.directions, factor) for one, factor in pairs if one.directions is not None]
        if vectors:
            context.set_control_vector(sum(directions * factor for directions, factor in vectors))


def open_adapters(model: Model, paths: Sequence[str]) -> Adapters:
    """Load the adapters of a model. Raise Fault 'adapter' for one that cannot be used with it."""
    return Adapters([_opened(model, adapter) for adapter in adapters_at(paths)])


def _opened(model: Model, adapter: Adapter) -> LoadedAdapter:
    path, name = adapter.path, os.path.basename(adapter.path)
    try:
        described = msgspec.structs.replace(
            adapter, name=visible(adapter.name)[:LONGEST_NAME], size=os.path.getsize(path)
        )
        with open(path, "rb") as file:
            header = gguf.read(gguf.more_of(file))
            if header.architecture == CONTROL_VECTOR:
                vector = msgspec.structs.replace(described, kind=AdapterKind.CONTROL_VECTOR)
                return LoadedAdapter(vector, directions=_directions(model, header, file))
    except OSError as error:
        raise _unusable(name, reason_of(error)) from error
    except Fault as fault:
        raise Fault("adapter", {"reason": "adapter_none", **fault.details, "name": name}) from fault
    _must_fit(model, header, name)
    return LoadedAdapter(described, handle=_lora(model, path, name))


def _must_fit(model: Model, header: gguf.Header, name: str) -> None:
    """Say what llama.cpp would only write into its log."""
    if header.text("general.type") != "adapter":
        raise _unusable(name, "adapter_none")
    if header.architecture != model.architecture:
        raise _unusable(name, "adapter_architecture", theirs=visible(header.architecture), ours=model.architecture)


def _lora(model: Model, path: str, name: str) -> Any:
    api = model.native.api
    handle = api.llama_adapter_lora_init(model.handle, os.fsencode(path))
    if not handle:
        raise _unusable(name, "adapter_base")
    if api.llama_adapter_get_alora_n_invocation_tokens(handle):
        raise _unusable(name, "adapter_activated")  # It would have to be off until the tokens come that switch it on.
    return handle


def _directions(model: Model, header: gguf.Header, file: Any) -> Any:
    """What a control vector adds behind each layer from the second on, as rows; a layer that it leaves out has none."""
    import numpy as np  # Few models have one.

    width, layers = model.width, model.layers - 1
    rows = np.zeros((layers - 1, width), np.float32)
    found = False
    for tensor in header.tensors:
        number = tensor.name.removeprefix(DIRECTION)
        if not tensor.name.startswith(DIRECTION) or not number.isdigit() or not 0 < int(number) < layers:
            raise Fault("adapter", {"reason": "adapter_layers", "layers": layers})
        if tensor.kind != FLOAT32 or tensor.weights != width:
            raise Fault("adapter", {"reason": "adapter_width", "width": width})
        file.seek(header.length + tensor.offset)
        data = file.read(4 * width)
        if len(data) != 4 * width:
            raise Fault("adapter", {"reason": "adapter_cut"})
        rows[int(number) - 1] = np.frombuffer(data, np.float32)
        found = True
    if not found or not np.isfinite(rows).all():
        raise Fault("adapter", {"reason": "adapter_numbers"})
    return rows


def _unusable(name: str, reason: str, **details: str | int) -> Fault:
    return Fault("adapter", {"name": name, "reason": reason, **details})


class AnswerScales:
    """Which scales hold at which token of one answer.

    A wish acts once the prompt is decoded, so that all of a prompt has the same. `begin` is the place in the prompt of
    the first token of an answer that is only gone over.
    """

    def __init__(self, adapters: Adapters, changes: Sequence[ScaleChange], begin: int = 0) -> None:
        self._adapters, self._begin = adapters, begin
        self._changes = deque(sorted(changes, key=lambda change: change.position))
        self._wanted: Scales | None = None
        self.initial = adapters.factors(self._changes.popleft().scales if self._starts else {})
        self.now = self.initial

    @property
    def _starts(self) -> bool:
        return bool(self._changes) and self._changes[0].position <= 0

    def want(self, scales: Scales) -> None:
        """Use these from the next token on; of several wishes before it, the last holds."""
        self._wanted = scales

    def change(self, position: int) -> Iterator[Scales]:
        """Make the changes that are due before the token at a position is computed."""
        due = []
        while self._changes and self._changes[0].position <= position:
            due.append(self._changes.popleft().scales)
        if self._wanted is not None:
            due.append(self._wanted)
            self._wanted = None
        for scales in due[-1:]:
            factors = self._adapters.factors(scales)
            if factors != self.now:
                self.now = factors
                yield {one.name: factor for one, factor in zip(self._adapters.described, factors, strict=True)}

    def go_over(self, place: int) -> None:
        """Use those that held when the token behind this place of the prompt was computed."""
        for _scales in self.change(place + 1 - self._begin):
            pass

    def stretch(self, place: int) -> int | None:
        """Tokens of the prompt from a place on until others hold; None where none do."""
        return self._begin + self._changes[0].position - 1 - place if self._changes else None
