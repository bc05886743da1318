"""LoRA adapters and control vectors: small files that change what a model says, each by a scale."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from math import isfinite
from pathlib import PurePath

import msgspec

Scales = dict[str, float]
"""Scales by the names of adapters: a name stays where a file is moved, and says nothing of the computer."""
DEFAULT_SCALE, LOWEST_SCALE, HIGHEST_SCALE = 1.0, -2.0, 2.0
SHORT = 24
"""Characters."""
CONTROL_VECTOR = "controlvector"
"""What a control vector says that its architecture is."""


class AdapterKind(StrEnum):
    """What is added: LoRA to the weights, a control vector to what passes from layer to layer."""

    LORA = "lora"
    CONTROL_VECTOR = "control_vector"


class Adapter(msgspec.Struct, frozen=True):
    """One that is loaded with a model; `size` in bytes. No other one of that model has its `name`."""

    path: str
    name: str
    kind: AdapterKind = AdapterKind.LORA
    size: int = 0

    @property
    def short_name(self) -> str:
        """The name, cut where there is little room."""
        return self.name if len(self.name) <= SHORT else self.name[: SHORT - 1] + "…"


class ScaleChange(msgspec.Struct, frozen=True, array_like=True):
    """From answer token `position` on these scales hold; an adapter without one has the default."""

    position: int
    scales: Scales


def adapters_at(paths: Iterable[str]) -> list[Adapter]:
    """Adapters by the names of their files; what a file says that it is called is often the name of its base model."""
    found: list[Adapter] = []
    for path in paths:
        name, count = PurePath(path).name.removesuffix(".gguf"), 1
        unique = name
        while any(one.name == unique for one in found):
            count += 1
            unique = f"{name} ({count})"
        found.append(Adapter(path, unique))
    return found


def clamped(scale: float) -> float:
    """The nearest scale that can be used; what is no number is the default."""
    return min(HIGHEST_SCALE, max(LOWEST_SCALE, scale)) if isfinite(scale) else DEFAULT_SCALE


def scales_of(adapters: Iterable[Adapter], chosen: Mapping[str, float]) -> Scales:
    """The scale of each adapter that is loaded."""
    return {one.name: clamped(chosen.get(one.name, DEFAULT_SCALE)) for one in adapters}


def initial_scales(adapters: Iterable[Adapter], chosen: Mapping[str, float]) -> tuple[ScaleChange, ...]:
    """What a request says of the scales that hold from the beginning; nothing where no adapter is loaded."""
    scales = scales_of(adapters, chosen)
    return (ScaleChange(0, scales),) if scales else ()
