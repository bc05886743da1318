"""Tiny GGUF models of several architectures with random weights, written in a moment: they load and babble."""

from pathlib import Path
from typing import Any

import gguf
import numpy as np

WIDTH, HEADS, FEED, LAYERS, CONTEXT = 64, 4, 128, 2, 512
CHATML = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
CONTROLS = (
    "<unk>",
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<s>",
    "</s>",
    "[INST]",
    "<|eot_id|>",
    "<|start_header_id|>",
    "<start_of_turn>",
    "<end_of_turn>",
    "<|user|>",
    "<|assistant|>",
    "<|end|>",
)
ARCHITECTURES = ("llama", "qwen2", "phi3", "gemma2", "gpt2", "gptneox", "stablelm", "mamba")


def byte_alphabet() -> list[str]:
    """The characters by which byte-level BPE writes the 256 bytes: printable ones as they are, others shifted up."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in plain]
    return [chr(byte) if byte in plain else chr(256 + others.index(byte)) for byte in range(256)]


def write_model(
    path: Path,
    architecture: str = "llama",
    *,
    template: str | None = CHATML,
    context: int = CONTEXT,
    seed: int = 1,
    extra: dict[str, Any] | None = None,
    controls: tuple[str, ...] = CONTROLS,
    sentencepiece: bool = False,
) -> Path:
    """Write a model. `template` None leaves the chat template out; `extra` adds metadata or overrides it.

    A `sentencepiece` vocabulary puts a space before any text.
    """
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_name(f"Tiny {architecture}")
    if sentencepiece:
        _add_sentencepiece(writer)
    else:
        _add_vocabulary(writer, template, controls)
    _add_shape(writer, architecture, context)
    for key, value in (extra or {}).items():
        add = (
            writer.add_bool
            if isinstance(value, bool)
            else writer.add_uint32
            if isinstance(value, int)
            else writer.add_string
        )
        add(key, value)
    random = np.random.default_rng(seed)
    for name, shape in _tensors(architecture, 257 + len(controls), context).items():
        writer.add_tensor(name, _values(random, name, shape))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _add_sentencepiece(writer: gguf.GGUFWriter) -> None:
    """Bytes, and letters with and without the space before them; as many tokens as `_add_vocabulary` has."""
    controls, bytes_ = ["<unk>", "<s>", "</s>"], [f"<0x{byte:02X}>" for byte in range(256)]
    words = ["▁", "name", "▁name", "Ana"]
    missing = 257 + len(CONTROLS) - len(controls) - len(bytes_) - len(words)
    tokens = [*controls, *bytes_, *words, *(f"<extra{number}>" for number in range(missing))]
    kinds = [2, 3, 3, *[6] * len(bytes_), *[1] * (len(words) + missing)]
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([-float(number) for number in range(len(tokens))])
    writer.add_token_types(kinds)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_add_space_prefix(True)


def _add_vocabulary(writer: gguf.GGUFWriter, template: str | None, controls: tuple[str, ...]) -> None:
    tokens = [*byte_alphabet(), "he", *controls]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types([1] * 257 + [3] * len(controls))
    writer.add_token_merges(["h e"])
    end = tokens.index("<|im_end|>") if "<|im_end|>" in controls else len(tokens) - 1
    writer.add_bos_token_id(end)
    writer.add_eos_token_id(end)
    writer.add_add_bos_token(False)
    if template is not None:
        writer.add_chat_template(template)


def _add_shape(writer: gguf.GGUFWriter, architecture: str, context: int) -> None:
    writer.add_context_length(context)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED)
    if architecture == "plamo2":
        _add_plamo2_shape(writer)
        return
    if architecture == "mamba":
        writer.add_ssm_conv_kernel(4)
        writer.add_ssm_inner_size(2 * WIDTH)
        writer.add_ssm_state_size(16)
        writer.add_ssm_time_step_rank(4)
        writer.add_layer_norm_rms_eps(1e-5)
        return
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_layer_norm_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    if architecture == "gemma2":
        writer.add_key_length(WIDTH // HEADS)
        writer.add_value_length(WIDTH // HEADS)
        writer.add_sliding_window(128)
        writer.add_attn_logit_softcapping(50.0)
        writer.add_final_logit_softcapping(30.0)
    if architecture == "gptneox":
        writer.add_parallel_residual(True)
    if architecture == "qwen2vl":
        writer.add_rope_dimension_sections([2, 3, 3, 0])


def _add_plamo2_shape(writer: gguf.GGUFWriter) -> None:
    """Its first layer attends, its second has a state."""
    writer.add_head_count([HEADS, 0])
    writer.add_head_count_kv([HEADS, 0])
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_ssm_conv_kernel(4)
    writer.add_ssm_inner_size(2 * WIDTH)
    writer.add_ssm_state_size(16)
    writer.add_ssm_time_step_rank(HEADS)
    writer.add_ssm_group_count(0)


def _tensors(architecture: str, vocabulary: int, context: int) -> dict[str, tuple[int, ...]]:
    tensors: dict[str, tuple[int, ...]] = {"token_embd.weight": (vocabulary, WIDTH), "output_norm.weight": (WIDTH,)}
    if architecture != "gemma2":
        tensors["output.weight"] = (vocabulary, WIDTH)
    if architecture == "gpt2":
        tensors["position_embd.weight"] = (context, WIDTH)
    if architecture in ("gpt2", "gptneox", "stablelm"):
        tensors["output_norm.bias"] = (WIDTH,)
    for layer in range(LAYERS):
        block = _plamo2_block(layer) if architecture == "plamo2" else _block(architecture)
        tensors |= {f"blk.{layer}.{name}": shape for name, shape in block.items()}
    return tensors


def _block(architecture: str) -> dict[str, tuple[int, ...]]:
    if architecture == "mamba":
        return _mamba_block()
    block: dict[str, tuple[int, ...]] = {
        "attn_norm.weight": (WIDTH,),
        "ffn_norm.weight": (WIDTH,),
        "attn_output.weight": (WIDTH, WIDTH),
    }
    block["ffn_down.weight"] = (WIDTH, FEED)
    fused = architecture in ("phi3", "gpt2", "gptneox")
    if fused:
        block["attn_qkv.weight"] = (3 * WIDTH, WIDTH)
    else:
        block |= {f"attn_{part}.weight": (WIDTH, WIDTH) for part in "qkv"}
    if architecture == "phi3":
        block["ffn_up.weight"] = (2 * FEED, WIDTH)
    else:
        block["ffn_up.weight"] = (FEED, WIDTH)
    if architecture in ("llama", "qwen2", "qwen2vl", "gemma2", "stablelm", "dream"):
        block["ffn_gate.weight"] = (FEED, WIDTH)
    if architecture in ("qwen2", "qwen2vl", "dream"):
        block |= {f"attn_{part}.bias": (WIDTH,) for part in "qkv"}
    if architecture == "gemma2":
        block |= {"post_attention_norm.weight": (WIDTH,), "post_ffw_norm.weight": (WIDTH,)}
    if architecture in ("gpt2", "gptneox"):
        biases = {
            "attn_qkv": 3 * WIDTH,
            "attn_output": WIDTH,
            "ffn_up": FEED,
            "ffn_down": WIDTH,
            "attn_norm": WIDTH,
            "ffn_norm": WIDTH,
        }
        block |= {f"{name}.bias": (size,) for name, size in biases.items()}
    if architecture == "stablelm":
        block |= {"attn_norm.bias": (WIDTH,), "ffn_norm.bias": (WIDTH,)}
    return block


def _mamba_block() -> dict[str, tuple[int, ...]]:
    inner, rank, state = 2 * WIDTH, 4, 16
    return {
        "attn_norm.weight": (WIDTH,),
        "ssm_in.weight": (2 * inner, WIDTH),
        "ssm_conv1d.weight": (inner, 4),
        "ssm_conv1d.bias": (inner,),
        "ssm_x.weight": (rank + 2 * state, inner),
        "ssm_dt.weight": (inner, rank),
        "ssm_dt.bias": (inner,),
        "ssm_a": (inner, state),
        "ssm_d": (inner,),
        "ssm_out.weight": (WIDTH, inner),
    }


def _plamo2_block(layer: int) -> dict[str, tuple[int, ...]]:
    inner, state, rank = 2 * WIDTH, 16, 64
    block: dict[str, tuple[int, ...]] = {
        "attn_norm.weight": (WIDTH,),
        "post_attention_norm": (WIDTH,),
        "ffn_norm.weight": (WIDTH,),
        "post_ffw_norm": (WIDTH,),
        "ffn_down.weight": (WIDTH, FEED),
        "ffn_up.weight": (2 * FEED, WIDTH),
    }
    if layer == 0:
        heads = {f"attn_{part}_norm.weight": (HEADS, WIDTH // HEADS) for part in "qk"}
        return block | heads | {"attn_output.weight": (WIDTH, WIDTH), "attn_qkv.weight": (3 * WIDTH, WIDTH)}
    return block | {
        "ssm_dt_norm": (rank,),
        "ssm_b_norm": (state,),
        "ssm_c_norm": (state,),
        "ssm_in.weight": (2 * inner, WIDTH),
        "ssm_x.weight": (rank + 2 * state, inner),
        "ssm_dt.weight": (HEADS, rank),
        "ssm_out.weight": (WIDTH, inner),
        "ssm_conv1d.weight": (inner, 4),
        "ssm_a": (HEADS,),
        "ssm_d": (HEADS,),
        "ssm_dt.bias": (HEADS,),
    }


def _values(random: np.random.Generator, name: str, shape: tuple[int, ...]) -> Any:
    if "norm.weight" in name or name.endswith("_norm"):
        return np.ones(shape, dtype=np.float32)
    if name.endswith("ssm_a"):
        return -np.abs(random.normal(1, 0.1, shape)).astype(np.float32)
    return random.normal(0, 0.08, shape).astype(np.float32)
