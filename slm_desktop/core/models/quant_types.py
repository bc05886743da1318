"""The types of weights that llama.cpp makes: llama.h, llama_ftype, by their names."""

QUANT_TYPES = {
    "IQ1_S": 24,
    "IQ1_M": 31,
    "IQ2_XXS": 19,
    "IQ2_XS": 20,
    "IQ2_S": 28,
    "IQ2_M": 29,
    "Q2_K_S": 21,
    "Q2_K": 10,
    "IQ3_XXS": 23,
    "IQ3_XS": 22,
    "IQ3_S": 26,
    "Q3_K_S": 11,
    "IQ3_M": 27,
    "Q3_K_M": 12,
    "Q3_K_L": 13,
    "IQ4_XS": 30,
    "Q4_K_S": 14,
    "IQ4_NL": 25,
    "Q4_0": 2,
    "Q4_K_M": 15,
    "Q4_1": 3,
    "Q5_K_S": 16,
    "Q5_0": 8,
    "Q5_K_M": 17,
    "Q5_1": 9,
    "Q6_K": 18,
    "Q8_0": 7,
    "BF16": 32,
    "F16": 1,
    "F32": 0,
}
"""The smallest first. Those for models that were trained in them (TQ1_0, MXFP4 and the like) would only lose."""
NEED_IMPORTANCE = frozenset(("IQ1_S", "IQ1_M", "IQ2_XXS", "IQ2_XS", "IQ2_S", "IQ2_M", "Q2_K_S", "IQ3_XXS", "IQ3_XS"))
"""Those that llama.cpp only makes with an importance matrix."""
