"""A file that cannot be loaded says what is wrong with it: the field of the header, not what it looked like to llama.cpp."""

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from slm_desktop.core.engines.commands import Load
from slm_desktop.core.engines.events import Failed
from slm_desktop.engine.diagnosis import plain, quoted
from slm_desktop.errors import explain
from tests.engine import tiny
from tests.engine.child import Child

EMBEDDING, QUERY = b"token_embd.weight", b"blk.0.attn_q.weight"


def fault_of(path: Path) -> Failed:
    child = Child(Load(1, str(path)))
    failed = child.wait(Failed)
    child.close()
    return failed


def patched(name: bytes, at: int, form: str, value: int) -> Callable[[bytes], bytes]:
    """Write a number so many bytes after the name of a tensor."""

    def patch(data: bytes) -> bytes:
        place = data.index(name) + len(name) + at
        return data[:place] + struct.pack("<" + form, value) + data[place + struct.calcsize("<" + form) :]

    return patch


def replaced(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(old, new, 1)


DAMAGE = {
    "no dimensions": (patched(EMBEDDING, 0, "I", 0), "gguf_dimensions", "token_embd.weight"),
    "nine dimensions": (patched(EMBEDDING, 0, "I", 9), "gguf_dimensions", "9"),
    "rows of half a block": (patched(EMBEDDING, 20, "I", 14), "gguf_row", "64"),
    "a gap between tensors": (patched(QUERY, 24, "Q", 2**20), "gguf_offset", "blk.0.attn_q.weight"),
    "an endless tensor": (patched(QUERY, 4, "Q", 2**50), "gguf_shape", "blk.0.attn_q.weight"),
    "one tensor twice": (replaced(b"blk.1.attn_q.weight", QUERY), "gguf_tensor_twice", "blk.0.attn_q.weight"),
    "an unknown type": (patched(b"llama.context_length", 0, "I", 77), "gguf_value_type", "llama.context_length"),
    "an endless text": (patched(b"general.name", 4, "Q", 2**40), "gguf_text", "1,099,511,627,776"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_told_by_the_field_that_is_wrong(name: str, tmp_path: Path) -> None:
    patch, reason, words = DAMAGE[name]
    path = tiny.write_model(tmp_path / "m.gguf")
    path.write_bytes(patch(path.read_bytes()))
    failed = fault_of(path)
    assert (failed.code, failed.details["reason"]) == ("header", reason)
    assert words in explain(failed.code, failed.details).cause


def test_an_odd_alignment_is_named(tmp_path: Path) -> None:
    failed = fault_of(tiny.write_model(tmp_path / "m.gguf", extra={"general.alignment": 48}))
    assert (failed.code, failed.details["reason"], failed.details["count"]) == ("header", "gguf_alignment", 48)


def test_a_key_that_is_missing_is_quoted(tmp_path: Path) -> None:
    path = tiny.write_model(tmp_path / "m.gguf")
    path.write_bytes(path.read_bytes().replace(b"llama.block_count", b"llama.clock_bount", 1))
    failed = fault_of(path)
    assert failed.code == "load_failed"
    assert "llama.block_count" in str(failed.details["reason"])


def test_a_type_that_is_not_known_is_told_with_its_tensor(tmp_path: Path) -> None:
    path = tiny.write_model(tmp_path / "m.gguf")
    path.write_bytes(patched(EMBEDDING, 20, "I", 200)(path.read_bytes()))
    failed = fault_of(path)
    assert (failed.code, failed.details["reason"]) == ("header", "gguf_tensor_type")
    assert (failed.details["name"], failed.details["kind"]) == ("token_embd.weight", 200)


def test_what_is_cut_off_in_its_header_or_its_weights_is_incomplete(tmp_path: Path) -> None:
    path = tiny.write_model(tmp_path / "m.gguf")
    whole = path.read_bytes()
    for length in (300, len(whole) - 100_000):
        path.write_bytes(whole[:length])
        assert fault_of(path).code == "truncated"


def test_a_part_that_is_missing_is_named(tmp_path: Path) -> None:
    path = tiny.write_model(tmp_path / "m-00001-of-00002.gguf", extra={"split.count": 2, "split.no": 0})
    failed = fault_of(path)
    assert (failed.code, failed.details["path"]) == ("part_missing", "m-00002-of-00002.gguf")


def test_words_of_the_library_and_folders_of_the_builder_are_no_causes() -> None:
    lines = (
        "llama_model_load: error loading model: error loading model vocabulary: basic_string::substr: __pos (which is 9)",
    )
    assert quoted(lines, "b1").details["reason"] == "gguf_vocabulary"
    line = "/home/ann/build/llama.cpp/ggml/src/ggml.c:1797: GGML_ASSERT(a) failed"
    assert plain(line) == "ggml.c:1797: GGML_ASSERT(a) failed"
    assert plain(r"C:\build\src\llama.cpp:9: bad") == "llama.cpp:9: bad"
