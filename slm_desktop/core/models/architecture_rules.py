"""What the graphs of this llama.cpp assert of a header, by architecture (its src/models)."""

ROTATE_WHOLE_HEADS = frozenset({
    "apertus", "arcee", "arctic", "baichuan", "chameleon", "codeshell", "cogvlm", "cohere2moe", "dbrx", "deci",
    "deepseek", "dots1", "dream", "ernie4_5", "ernie4_5-moe", "exaone", "exaone-moe", "exaone4", "falcon",
    "granite", "granite_swa", "graniteswitch", "grok", "grovemoe", "hunyuan-moe", "hunyuan_vl", "hy_v3",
    "internlm2", "jais2", "llada", "llada-moe", "llama", "llama4", "maincoder", "mellum", "mistral3", "olmo",
    "olmo2", "olmoe", "orion", "paddleocr", "pangu-embedded", "plamo", "pockettts", "qwen2", "qwen2moe", "qwen2vl",
    "qwen3", "qwen3moe", "qwen3vl", "qwen3vlmoe", "rnd1", "seed_oss", "smallthinker", "smollm3", "starcoder2",
    "talkie", "xverse",
})  # fmt: skip
"""All of a head is rotated."""
HEADS_ALIKE = ROTATE_WHOLE_HEADS | frozenset({
    "afmoe", "bailingmoe2", "bert", "bitnet", "bloom", "chatglm", "cohere2", "command-r", "dflash", "eagle3",
    "eurobert", "glm4", "glm4moe", "gpt2", "gptneox", "granitehybrid", "jais", "laguna", "minimax-01", "minimax-m2",
    "minimax-m3", "modern-bert", "mpt", "muse-glimmer", "nanbeige", "nemotron", "nemotron_h", "nemotron_h_moe",
    "neo-bert", "openelm", "phi2", "phi3", "qwen", "qwen35", "qwen35moe", "qwen3next", "qwen4exp", "refact",
    "spark2_5", "stablelm", "starcoder", "t5",
})  # fmt: skip
"""Keys and values are equally long."""
ROTATE_NOTHING = frozenset({
    "arwkv7", "bert", "bloom", "clip", "glm5-next", "gpt2", "gptj", "jais", "jamba", "jina-bert-v2", "kimi-k3",
    "kimi-linear", "mamba", "mamba2", "mpt", "nemotron_h", "nemotron_h_moe", "refact", "rwkv6", "rwkv6qwen2", "rwkv7",
    "starcoder", "t5", "t5encoder", "wavtokenizer-dec",
})  # fmt: skip
"""Positions are told otherwise, or not at all."""
HEADS_FILL_WIDTH = frozenset({
    "arctic", "baichuan", "bailingmoe2", "bert", "bloom", "chameleon", "codeshell", "cohere2", "command-r", "dbrx",
    "deepseek", "deepseek2-ocr", "dream", "eurobert", "falcon", "gpt2", "gptneox", "grok", "internlm2", "jais",
    "jina-bert-v2", "jina-bert-v3", "llada-moe", "mpt", "nemotron", "neo-bert", "nomic-bert", "nomic-bert-moe", "olmo",
    "olmo2", "olmoe", "orion", "phi2", "phi3", "phimoe", "plamo", "pockettts", "qwen2", "qwen2moe", "qwen2vl",
    "stablelm", "starcoder", "starcoder2", "xverse",
})  # fmt: skip
"""The queries of all heads together are as wide as the model."""
MANY = 2**31 - 1
BOUNDS: dict[str, tuple[tuple[str, float, float], ...]] = {
    "bailingmoe3": (("kda.safe_gate", 1, 1), ("kda.gate_lower_bound", -MANY, -1e-30)),
    "ernie4_5-moe": (("interleave_moe_layer_step", 1, MANY),),
    "glm4moe": (("expert_count", 1, MANY), ("expert_used_count", 1, MANY)),
    "glm5-next": (("attention.indexer.kpool", 2, MANY), ("hyper_connection.count", 4, 4)),
    "grovemoe": (("experts_per_group", 1, MANY),),
    "hrm_text": (("hrm.layers_per_stack", 1, MANY), ("hrm.h_cycles", 1, MANY), ("hrm.l_cycles", 1, MANY)),
    "lfm2": (("shortconv.l_cache", 2, MANY),),
    "lfm2moe": (("shortconv.l_cache", 2, MANY),),
    "minimax-m3": (("attention.indexer.block_size", 1, MANY),),
    "plamo2": (("ssm.group_count", 0, 0),),
    "rwkv6": (("token_shift_count", 2, 2),),
    "rwkv7": (("token_shift_count", 2, 2),),
}
"""Between what a field must be where it is told."""
