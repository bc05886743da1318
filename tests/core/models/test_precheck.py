"""Figures of a header that would end llama.cpp's process are refused by their names; those of real models are not."""

from typing import Any

import pytest

from slm_desktop.core.models.gguf import Header, Items
from slm_desktop.core.models.precheck import precheck
from slm_desktop.errors import Fault, explain

LLAMA = {
    "block_count": 30, "context_length": 8192, "embedding_length": 576, "attention.head_count": 9,
    "attention.head_count_kv": 3, "rope.dimension_count": 64, "attention.layer_norm_rms_epsilon": 1e-5,
}  # fmt: skip


def header(architecture: str = "llama", **changes: Any) -> Header:
    fields = {**LLAMA, **{name.replace("__", "."): value for name, value in changes.items()}}
    named = {f"{architecture}.{name}": value for name, value in fields.items() if value is not None}
    return Header(3, {"general.architecture": architecture, **named}, 0)


@pytest.mark.parametrize(
    ("architecture", "changes"),
    [
        ("llama", {}),
        ("llama", {"rope__dimension_count": None, "attention__head_count": None}),
        ("llama", {"expert_count": 8, "expert_used_count": 2}),
        ("qwen3", {"attention__key_length": 128, "attention__value_length": 128, "rope__dimension_count": 128}),
        ("phi3", {"rope__dimension_count": 48}),
        ("deepseek2", {"attention__key_length": 192, "attention__value_length": 128, "expert_count": 160,
                       "expert_used_count": 6, "expert_group_count": 8, "expert_group_used_count": 3}),
        ("qwen3next", {"attention__key_length": 256, "attention__value_length": 256, "nextn_predict_layers": 1}),
        ("gpt2", {"rope__dimension_count": 0}),
        ("hunyuan-dense", {"expert_count": 1, "expert_used_count": 0}),
        ("mamba", {"attention__head_count": 0, "rope__dimension_count": None}),
        ("qwen2vl", {"rope__dimension_sections": Items(4, (16, 24, 24, 0))}),
        ("hrm_text", {"hrm__layers_per_stack": 5, "hrm__h_cycles": 2, "hrm__l_cycles": 2}),
        ("deepseek2", {"attention__temperature_scale": 0.1, "attention__temperature_length": 8192}),
        ("gemma3", {"attention__key_length_swa": 32, "attention__value_length_swa": 32,
                    "rope__dimension_count_swa": 32}),
        ("llama", {"rope__scaling__type": "yarn", "rope__scaling__factor": 4.0}),
        ("an-architecture-of-tomorrow", {"attention__key_length": 65}),
    ],
)  # fmt: skip
def test_real_models_pass(architecture: str, changes: dict[str, Any]) -> None:
    precheck(header(architecture, **changes))


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"block_count": 0}, "block_count"),
        ({"block_count": 513}, "block_count"),
        ({"nextn_predict_layers": 31}, "nextn_predict_layers"),
        ({"expert_count": 2000}, "expert_count"),
        ({"attention.sliding_window": 2**31 - 1}, "attention.sliding_window"),
        ({"expert_count": 8, "expert_used_count": 9}, "expert_used_count"),
        ({"expert_count": 8, "expert_used_count": 0}, "expert_used_count"),
        ({"expert_used_count": 2}, "expert_used_count"),
        ({"expert_count": 8, "expert_used_count": 2, "expert_group_count": 8}, "expert_group_count"),
        ({"expert_count": 8, "expert_used_count": 2, "expert_group_count": 3}, "expert_group_count"),
        ({"expert_count": 8, "expert_used_count": 2, "expert_group_count": 4}, "expert_group_used_count"),
        ({"rope__dimension_count": 0}, "rope.dimension_count"),
        ({"rope__dimension_count": 63}, "rope.dimension_count"),
        ({"rope__dimension_count": 32}, "rope.dimension_count"),
        ({"attention__key_length": 65, "attention__value_length": 65, "rope__dimension_count": 65},
         "attention.key_length"),
        ({"embedding_length": 585, "rope__dimension_count": None}, "attention.head_count"),
        ({"attention__value_length": 32}, "attention.value_length"),
        ({"attention__layer_norm_rms_epsilon": float("nan")}, "attention.layer_norm_rms_epsilon"),
        ({"attention__layer_norm_rms_epsilon": -1.0}, "attention.layer_norm_rms_epsilon"),
        ({"rope__freq_base": float("inf")}, "rope.freq_base"),
        ({"rope__scaling__type": "spiral\u202e"}, "rope.scaling.type"),
    ],
)  # fmt: skip
def test_what_no_model_has_is_refused_by_its_name(changes: dict[str, Any], key: str) -> None:
    with pytest.raises(Fault) as caught:
        precheck(header(**changes))
    words = explain(caught.value.code, caught.value.details)
    assert f"llama.{key}" in words.cause
    assert "{" not in words.cause
    assert "\u202e" not in words.cause


@pytest.mark.parametrize(
    ("architecture", "changes", "key"),
    [
        ("llama", {"attention__head_count_kv": 2}, "attention.head_count_kv"),
        ("llama", {"attention__head_count_kv": 18}, "attention.head_count_kv"),
        ("jais", {"attention__head_count": 18, "attention__head_count_kv": 9, "attention__key_length": 64,
                  "attention__value_length": 64}, "attention.head_count"),
        ("qwen2vl", {"rope__dimension_sections": Items(4, (16, 24, 25, 0))}, "rope.dimension_sections"),
        ("qwen2vl", {"rope__dimension_sections": Items(4, (-1, 24, 24, 0))}, "rope.dimension_sections"),
        ("olmo2", {"attention__key_length_swa": 128}, "attention.key_length_swa"),
        ("mellum", {"rope__dimension_count_swa": 32}, "rope.dimension_count_swa"),
        ("phi3", {"rope__dimension_count_swa": 63}, "rope.dimension_count_swa"),
        ("olmoe", {"attention__head_count": 2**20, "attention__key_length": 64, "attention__value_length": 64},
         "attention.head_count"),
        ("plamo3", {"attention__key_length": 2**31}, "attention.key_length"),
        ("lfm2", {"attention__head_count": Items(2, (2, 0)), "rope__dimension_count_swa": 127},
         "rope.dimension_count_swa"),
        ("llama", {"expert_gating_func": 63}, "expert_gating_func"),
        ("plamo2", {"ssm__group_count": 3}, "ssm.group_count"),
        ("bailingmoe3", {"kda__gate_lower_bound": 10.0}, "kda.gate_lower_bound"),
        ("deepseek2", {"attention__temperature_scale": 0.1}, "attention.temperature_length"),
        ("deepseek2", {"attention__temperature_scale": float("-inf")}, "attention.temperature_scale"),
        ("hrm_text", {"hrm__layers_per_stack": 3, "hrm__h_cycles": 2, "hrm__l_cycles": 1}, "block_count"),
    ],
)  # fmt: skip
def test_what_one_architecture_alone_asserts_is_refused_too(
    architecture: str, changes: dict[str, Any], key: str
) -> None:
    with pytest.raises(Fault) as caught:
        precheck(header(architecture, **changes))
    words = explain(caught.value.code, caught.value.details)
    assert f"{architecture}.{key}" in words.cause
    assert "{" not in words.cause


def test_an_odd_part_of_a_head_is_not_rotated() -> None:
    with pytest.raises(Fault) as caught:
        precheck(header("phi3", rope__dimension_count=33))
    assert caught.value.details["reason"] == "gguf_field_even"
    with pytest.raises(Fault) as caught:
        precheck(header("phi3", rope__dimension_count=128))
    assert caught.value.details["reason"] == "gguf_field_range_by"


def test_where_fields_do_not_fit_together_all_of_them_are_told() -> None:
    with pytest.raises(Fault) as caught:
        precheck(header(embedding_length=4096))
    cause = explain(caught.value.code, caught.value.details).cause
    assert "“llama.rope.dimension_count” is 64" in cause
    assert "“llama.embedding_length” = 4096, “llama.attention.head_count” = 9" in cause
