"""The types of weights that llama.cpp makes without an importance matrix: llama.h, llama_ftype, by their names."""

QUANT_TYPES = {
    "Q2_K": 10,
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
"""The smallest first."""
