"""What llama.cpp takes for granted of a header, and ends its process over: it is told here by the name of the field.

Only what no model has is refused; what llama.cpp itself refuses with a reason is left to it.
"""

import math
from collections.abc import Callable

from slm_desktop.core.models.gguf import Header, Scalar
from slm_desktop.core.models.head_rules import HEADS_ALIKE, ROTATE_NOTHING, ROTATE_WHOLE_HEADS
from slm_desktop.core.visible import visible
from slm_desktop.errors import Fault

MOST_LAYERS, MOST_EXPERTS = 512, 1024
"""llama-hparams.h, LLAMA_MAX_LAYERS and LLAMA_MAX_EXPERTS."""
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
    for name in EPSILONS:
        fields.must(name, lambda value: math.isfinite(value) and value >= 0, "gguf_field_positive")
    for name in FLOATS:
        fields.must(name, math.isfinite, "gguf_field_finite")
    scaling = header.metadata.get(f"{header.architecture}.rope.scaling.type", ROPE_SCALINGS[0])
    if scaling not in ROPE_SCALINGS:
        raise fields.wrong("rope.scaling.type", "gguf_field_one_of", wanted=", ".join(ROPE_SCALINGS))


class Fields:
    """The figures of a header that stand under the name of its architecture."""

    def __init__(self, header: Header) -> None:
        self._header, self.architecture = header, header.architecture

    def value(self, name: str) -> Scalar | None:
        """A single value; None where there is none, or a list."""
        found = self._header.metadata.get(f"{self.architecture}.{name}")
        return found if isinstance(found, bool | int | float | str) else None

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

    def must(
        self, name: str, is_right: Callable[[float], bool], reason: str, *others: str, **details: str | int
    ) -> None:
        """Raise Fault where a number is not as it must be."""
        found = self.value(name)
        if isinstance(found, int | float) and not is_right(found):
            raise self.wrong(name, reason, *others, **details)

    def wrong(self, name: str, reason: str, *others: str, **details: str | int) -> Fault:
        """A field has a value that no model has. Where it does not fit to `others`, any of them may be what is wrong:
        they are told, too.
        """
        told = [self._told(other) for other in others if self.value(other) is not None]
        beside = {"others": ", ".join(told)} if told else {}
        found = {"key": self._key(name), "value": visible(str(self.value(name))[:40])}
        return Fault("header", {"reason": f"{reason}_by" if told else reason, **found, **beside, **details})

    def _told(self, name: str) -> str:
        return f"“{self._key(name)}” = {visible(str(self.value(name))[:40])}"

    def _key(self, name: str) -> str:
        return visible(f"{self.architecture}.{name}"[:80])


def _check_experts(fields: Fields) -> None:
    experts = fields.number(EXPERTS, 0)
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
    """How long heads are, and how much of each is rotated."""
    heads = fields.number(HEADS, 0)
    if heads <= 0:
        return
    usual = fields.number(WIDTH, 0) // heads
    of_head = (KEYS, VALUES, WIDTH, HEADS)
    by = (KEYS,) if fields.value(KEYS) is not None else (WIDTH, HEADS)
    keys, values = fields.number(KEYS, usual), fields.number(VALUES, usual)
    if fields.architecture in HEADS_ALIKE and keys != values:
        name = VALUES if fields.value(VALUES) is not None else KEYS
        raise fields.wrong(name, "gguf_field_heads", *(other for other in of_head if other != name), count=usual)
    if fields.architecture in ROTATE_WHOLE_HEADS:
        fields.must(ROTATED, lambda value: value == keys, "gguf_field_equal", *by, count=keys)
        if keys % 2:
            raise fields.wrong(by[-1], "gguf_field_odd", *by[:-1], count=keys)
    if fields.architecture not in ROTATE_NOTHING:
        fields.within(ROTATED, min(2, keys), keys, *by)
        fields.must(ROTATED, lambda value: value % 2 == 0, "gguf_field_even")
