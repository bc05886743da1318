"""What llama.cpp takes for granted of a header, and ends its process over: it is told here by the name of the field.

Only what no model has is refused; what llama.cpp itself refuses with a reason is left to it.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

from slm_desktop.core.models.architecture_rules import (
    BOUNDS,
    HEADS_ALIKE,
    HEADS_FILL_WIDTH,
    MANY,
    ROTATE_NOTHING,
    ROTATE_WHOLE_HEADS,
)
from slm_desktop.core.models.gguf import Header, Items, Scalar
from slm_desktop.core.visible import visible
from slm_desktop.errors import Fault

MOST_LAYERS, MOST_EXPERTS = 512, 1024
"""llama-hparams.h, LLAMA_MAX_LAYERS and LLAMA_MAX_EXPERTS."""
LONGEST_HEAD = 2**16
"""Numbers. Real heads have some hundreds."""
LONGEST_WINDOW = 2**26
"""Tokens: beyond, sizes that llama.cpp makes of it overflow. Real windows have at most some hundred thousand."""
ONE_EXPERT_IS_NONE = ("hunyuan_vl", "hunyuan-dense")
"""Architectures for which llama.cpp itself puts these figures right."""
ROPE_SCALINGS = ("none", "linear", "yarn", "longrope")
EPSILONS = ("attention.layer_norm_epsilon", "attention.layer_norm_rms_epsilon", "attention.group_norm_epsilon")
FLOATS = (
    "rope.freq_base",
    "rope.scaling.factor",
    "attention.scale",
    "logit_scale",
    "embedding_scale",
    "residual_scale",
)
BLOCKS, NEXTN, HEADS, WIDTH = "block_count", "nextn_predict_layers", "attention.head_count", "embedding_length"
KEYS, VALUES, ROTATED = "attention.key_length", "attention.value_length", "rope.dimension_count"
KV_HEADS, SECTIONS = "attention.head_count_kv", "rope.dimension_sections"
TEMPERATURE, TEMPERATURE_LENGTH = "attention.temperature_scale", "attention.temperature_length"
CYCLES = ("hrm.layers_per_stack", "hrm.h_cycles", "hrm.l_cycles")
GATING, LAST_GATING = "expert_gating_func", 4
"""llama-hparams.h, llama_expert_gating_func_type."""
WINDOW = "attention.sliding_window"
EXPERTS, USED = "expert_count", "expert_used_count"
GROUPS, GROUPS_USED = "expert_group_count", "expert_group_used_count"


def precheck(header: Header) -> None:
    """Raise Fault 'header' with the field that is wrong and what it may be, or the tensor whose type is not known."""
    for tensor in header.tensors:
        if tensor.size < 0:
            raise Fault("header", {"reason": "gguf_tensor_type", "name": visible(tensor.name), "kind": tensor.kind})
    fields = Fields(header)
    fields.within(BLOCKS, 1, MOST_LAYERS)
    fields.within(NEXTN, 0, fields.number(BLOCKS, MOST_LAYERS), BLOCKS)
    fields.within(WINDOW, 0, LONGEST_WINDOW)
    _check_experts(fields)
    _check_heads(fields)
    for name, low, high in BOUNDS.get(header.architecture, ()):
        fields.between(name, low, high)
    _check_cycles(fields)
    _check_temperature(fields)
    for name in EPSILONS:
        fields.must(name, lambda value: math.isfinite(value) and value >= 0, "gguf_field_positive")
    for name in FLOATS:
        fields.must(name, math.isfinite, "gguf_field_finite")
    scaling = header.metadata.get(f"{header.architecture}.rope.scaling.type", ROPE_SCALINGS[0])
    if scaling not in ROPE_SCALINGS:
        raise fields.wrong("rope.scaling.type", "gguf_field_one_of", wanted=", ".join(ROPE_SCALINGS))


class HeadFields(NamedTuple):
    """What the fields are called that tell how long heads are, and how much of each is rotated."""

    keys: str
    values: str
    rotated: str


IN_WINDOW = HeadFields(f"{KEYS}_swa", f"{VALUES}_swa", f"{ROTATED}_swa")
"""Of layers that look back over a window alone."""


class HeadLength(NamedTuple):
    """Numbers that a head has as keys and as values."""

    keys: int
    values: int


class Fields:
    """The figures of a header that stand under the name of its architecture."""

    def __init__(self, header: Header) -> None:
        self._header, self.architecture = header, header.architecture

    def value(self, name: str) -> Scalar | None:
        """A single value; None where there is none, or a list."""
        found = self._header.metadata.get(f"{self.architecture}.{name}")
        return found if isinstance(found, bool | int | float | str) else None

    def items(self, name: str) -> list[int]:
        """The first numbers of a list; none where there is none."""
        found = self._header.metadata.get(f"{self.architecture}.{name}")
        return [item for item in found.kept if isinstance(item, int)] if isinstance(found, Items) else []

    def number(self, name: str, usual: int) -> int:
        """A whole number; `usual` where none is told."""
        found = self.value(name)
        return found if isinstance(found, int) else usual

    def within(self, name: str, low: int, high: int, *others: str, usual: int | None = None) -> None:
        """Raise Fault where a number is outside of these bounds, which `others` give; where none is told, it is the
        `usual` one, or fits.
        """
        if not low <= self.number(name, low if usual is None else usual) <= high:
            raise self.wrong(name, "gguf_field_range", *others, low=low, high=high)

    def between(self, name: str, low: float, high: float) -> None:
        """Raise Fault where a number is told and outside of these bounds."""
        found = self.value(name)
        if isinstance(found, int | float) and not low <= found <= high:
            raise self.wrong(name, "gguf_field_range", low=low, high=high)

    def must(
        self, name: str, is_right: Callable[[float], bool], reason: str, *others: str, **details: str | float
    ) -> None:
        """Raise Fault where a number is not as it must be."""
        found = self.value(name)
        if isinstance(found, int | float) and not is_right(found):
            raise self.wrong(name, reason, *others, **details)

    def wrong(self, name: str, reason: str, *others: str, **details: str | float) -> Fault:
        """A field has a value that no model has. Where it does not fit to `others`, any of them may be what is wrong:
        they are told, too.
        """
        known = [f"“{self._key(other)}” = {self._shown(other)}" for other in others if self.value(other) is not None]
        beside = {"others": ", ".join(known)} if known else {}
        found = {"key": self._key(name), "value": self._shown(name)}
        return Fault("header", {"reason": f"{reason}_by" if known else reason, **found, **beside, **details})

    def _shown(self, name: str) -> str:
        value = self.value(name)
        return visible(", ".join(map(str, self.items(name))) if value is None else str(value)[:40])

    def _key(self, name: str) -> str:
        return visible(f"{self.architecture}.{name}"[:80])


def _check_cycles(fields: Fields) -> None:
    """A stack of layers that is gone through again and again counts each time as layers of its own."""
    if fields.architecture == "hrm_text":
        stack, outer, inner = (fields.number(name, 0) for name in CYCLES)
        blocks = stack * outer * (inner + 1)
        fields.within(BLOCKS, blocks, blocks, *CYCLES)


def _check_temperature(fields: Fields) -> None:
    """Attention that is scaled by the place of a token needs a length to scale by."""
    scale = fields.value(TEMPERATURE)
    if fields.architecture == "deepseek2" and isinstance(scale, float) and scale:
        fields.must(TEMPERATURE, math.isfinite, "gguf_field_finite")
        fields.within(TEMPERATURE_LENGTH, 1, MANY, TEMPERATURE, usual=0)


def _check_experts(fields: Fields) -> None:
    experts = fields.number(EXPERTS, 0)
    fields.within(GATING, 0, LAST_GATING)
    if fields.architecture in ONE_EXPERT_IS_NONE and experts <= 1:
        return
    fields.within(EXPERTS, 0, MOST_EXPERTS)
    fields.within(USED, min(1, experts), experts, EXPERTS)
    groups = fields.number(GROUPS, 0)
    fields.within(GROUPS, 0, max(0, experts - 1), EXPERTS)
    if groups > 1:
        fields.must(GROUPS, lambda value: experts % int(value) == 0, "gguf_field_divides", EXPERTS, whole=experts)
        fields.within(GROUPS_USED, 1, groups - 1, GROUPS, usual=0)


def _check_heads(fields: Fields) -> None:
    """How many heads there are, how long they are, and how much of each is rotated."""
    for name in (KEYS, VALUES, IN_WINDOW.keys, IN_WINDOW.values):
        fields.within(name, 0, LONGEST_HEAD)
    heads, kv_heads = fields.number(HEADS, 0), fields.number(KV_HEADS, 0)
    if heads <= 0:  # Or layers have different numbers of heads.
        _check_rotated(fields, ROTATED, IN_WINDOW.rotated)
        return
    fields.within(KV_HEADS, 0, MANY)
    if kv_heads > 0:
        fields.must(KV_HEADS, lambda value: heads % int(value) == 0, "gguf_field_divides", HEADS, whole=heads)
    width = fields.number(WIDTH, 0)
    whole = HeadLength(fields.number(KEYS, width // heads), fields.number(VALUES, width // heads))
    by = (KEYS,) if fields.value(KEYS) is not None else (WIDTH, HEADS)
    if fields.architecture in HEADS_FILL_WIDTH and heads * whole.keys != width:
        raise fields.wrong(HEADS, "gguf_field_width", KEYS, WIDTH)
    _check_head(fields, HeadFields(KEYS, VALUES, ROTATED), whole, by)
    if any(fields.value(name) is not None for name in IN_WINDOW):
        own = HeadLength(fields.number(IN_WINDOW.keys, whole.keys), fields.number(IN_WINDOW.values, whole.values))
        _check_head(fields, IN_WINDOW, own, (IN_WINDOW.keys,) if fields.value(IN_WINDOW.keys) is not None else by)
    sections = fields.items(SECTIONS)
    if min(sections, default=0) < 0 or sum(sections) > whole.keys:
        raise fields.wrong(SECTIONS, "gguf_field_sections", *by, count=whole.keys)


def _check_head(fields: Fields, names: HeadFields, length: HeadLength, by: tuple[str, ...]) -> None:
    if fields.architecture in HEADS_ALIKE and length.keys != length.values:
        name = names.values if fields.value(names.values) is not None else names.keys
        others = (other for other in (names.keys, names.values, KEYS, VALUES, WIDTH, HEADS) if other != name)
        raise fields.wrong(name, "gguf_field_heads", *dict.fromkeys(others))
    if fields.architecture in ROTATE_WHOLE_HEADS:
        fields.must(names.rotated, lambda value: value == length.keys, "gguf_field_equal", *by, count=length.keys)
        if length.keys % 2:
            raise fields.wrong(by[-1], "gguf_field_odd", *by[:-1], count=length.keys)
    if fields.architecture not in ROTATE_NOTHING:
        fields.within(names.rotated, min(2, length.keys), length.keys, *by)
        _check_rotated(fields, names.rotated)


def _check_rotated(fields: Fields, *names: str) -> None:
    """Numbers are rotated in pairs."""
    for name in names:
        if fields.architecture not in ROTATE_NOTHING:
            fields.must(name, lambda value: value % 2 == 0, "gguf_field_even")
