"""What we know of llama.cpp's types of weights is what llama.cpp says."""

import ctypes

import gguf
import pytest

from slm_desktop.core.models.gguf import BLOCKS
from slm_desktop.engine.native import Native

NEWEST = 42
"""ggml.h, GGML_TYPE_Q2_0: what comes behind it is not there."""


@pytest.fixture(scope="module")
def native() -> Native:
    return Native()


def test_each_type_has_the_block_and_the_bytes_that_llama_cpp_has(native: Native) -> None:
    said = {
        kind: (
            native.call("ggml_blck_size", ctypes.c_int64, ctypes.c_int(kind)),
            native.call("ggml_type_size", ctypes.c_size_t, ctypes.c_int(kind)),
        )
        for kind in range(NEWEST + 1)
    }
    assert {kind: sizes for kind, sizes in said.items() if sizes[1]} == BLOCKS


def test_no_type_of_the_format_is_missing() -> None:
    assert not [kind.name for kind in gguf.GGMLQuantizationType if int(kind) not in BLOCKS]
