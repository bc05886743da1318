"""A model is written once more: other fields in its header, the same weights; split and joined, llama.cpp reads it."""

from pathlib import Path
from typing import Any

import gguf
import numpy as np
import pytest

from slm_desktop.core.engines.commands import FilePart, Load, Rewrite
from slm_desktop.core.engines.events import AnyEvent, Failed, Quantised, Quantising
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.models.header_edits import split_into
from slm_desktop.core.workshop.rewriting import targets_of
from slm_desktop.engine.headers import read
from slm_desktop.library.sniff import check_whole
from tests.engine import tiny
from tests.engine.child import Child
from tests.engine.told import told

COUNTS = {"GGUF.kv_count", "GGUF.tensor_count", "GGUF.version"}
TEMPLATE = "{{ messages[0]['content'] }}\n" * 40


def written(
    path: str, target: Path, removed: tuple[str, ...] = (), part: FilePart | None = None, **changes: Any
) -> AnyEvent:
    target.touch()
    fields = {key.replace("__", "."): value for key, value in changes.items()}
    events = told(Rewrite(1, path, str(target), fields, removed, part))
    if isinstance(events[-1], Quantised):
        steps = [event for event in events if isinstance(event, Quantising)]
        assert steps[-1].done == steps[-1].total > 0
        assert events[-1].size == target.stat().st_size
        check_whole(str(target))
    return events[-1]


def contents(path: Path | str) -> dict[str, object]:
    return {key: field.contents() for key, field in gguf.GGUFReader(path).fields.items() if key not in COUNTS}


def weights(*paths: Path | str) -> dict[str, bytes]:
    return {one.name: np.asarray(one.data).tobytes() for path in paths for one in gguf.GGUFReader(path).tensors}


def types(path: Path | str) -> dict[str, list[gguf.GGUFValueType]]:
    return {key: field.types for key, field in gguf.GGUFReader(path).fields.items()}


def answer(path: str) -> str:
    child = Child(Load(1, path, LoadOptions(threads=1, slots=1)))
    child.ready()
    run = child.ask("What is the capital of France?", values={"temperature": 0.0, "max_tokens": 8.0})
    child.end(run)
    text = child.text(run)
    child.close()
    return text


def split(path: str, folder: Path, largest: int) -> list[Path]:
    parts = split_into([tensor.size for tensor in read(path).tensors], largest)
    paths = [Path(one) for one in targets_of(str(folder / "model"), len(parts))]
    for target, part in zip(paths, parts, strict=True):
        assert isinstance(written(path, target, part=part), Quantised)
    return paths


@pytest.fixture
def small(tmp_path: Path) -> str:
    """A model whose header is read in a moment, also by others."""
    extra = {"general.license": "mit", "general.size_label": "tiny", "general.some": 5}
    return str(tiny.write_model(tmp_path / "small.gguf", extra=extra))


def test_fields_are_changed_and_all_else_is_the_same(small: str, tmp_path: Path) -> None:
    target, before = tmp_path / "new.gguf", contents(small)
    changes: dict[str, Any] = {
        "general__name": "Ünser Modell",
        "tokenizer__chat_template": TEMPLATE,
        "llama__context_length": 4096,
        "llama__rope__freq_base": 50_000.5,
        "my__switch": True,
        "my__number": 7,
        "my__loss": -0.25,
    }
    end = written(small, target, ("general.license", "general.size_label"), **changes)
    assert isinstance(end, Quantised)
    after = contents(target)
    gone = {"general.license", "general.size_label"}
    assert after == {
        **{key: value for key, value in before.items() if key not in gone},
        **{key.replace("__", "."): value for key, value in changes.items()},
    }
    assert weights(target) == weights(small)
    old, new = types(small), types(target)
    assert all(new[key] == old[key] for key in old.keys() & new.keys()), "each field has the type that it had"
    assert new["my.number"] == [gguf.GGUFValueType.UINT32]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"general__architecture": "gemma"}, "edit_kept"),
        ({"split__count": 2}, "edit_kept"),
        ({"tokenizer__ggml__tokens": "none"}, "edit_list"),
        ({"llama__context_length": "many"}, "edit_type"),
        ({"llama__context_length": 1.5}, "edit_range"),
        ({"llama__context_length": -1}, "edit_range"),
        ({"llama__context_length": 2**40}, "edit_range"),
        ({"general__name": "a\0b"}, "edit_text"),
        ({"a key": 1}, "edit_name"),
    ],
)
def test_what_cannot_be_is_refused_by_the_name_of_the_field(
    change: dict[str, Any], reason: str, small: str, tmp_path: Path
) -> None:
    end = written(small, tmp_path / "new.gguf", **change)
    assert isinstance(end, Failed)
    assert (end.code, end.details["reason"]) == ("edit", reason)
    assert end.details["key"] == next(iter(change)).replace("__", ".")
    assert (tmp_path / "new.gguf").stat().st_size == 0


def test_a_header_that_llama_cpp_would_die_of_is_not_written(small: str, tmp_path: Path) -> None:
    end = written(small, tmp_path / "new.gguf", llama__attention__layer_norm_rms_epsilon=-1.0)
    assert isinstance(end, Failed)
    assert (end.code, end.details["key"]) == ("header", "llama.attention.layer_norm_rms_epsilon")
    assert (tmp_path / "new.gguf").stat().st_size == 0


def test_what_llama_cpp_would_not_take_is_not_written(small: str, tmp_path: Path) -> None:
    end = written(small, tmp_path / "new.gguf", llama__rope__scaling__factor=4)
    assert isinstance(end, Failed)
    assert "rope.scaling.factor" in str(end.details["reason"])


def test_a_model_that_is_split_is_read_by_llama_cpp(model_path: str, tmp_path: Path) -> None:
    paths = split(model_path, tmp_path, 30 * 10**6)
    assert len(paths) > 2
    assert all(path.stat().st_size < 45 * 10**6 for path in paths)
    assert answer(str(paths[0])) == answer(model_path)


def test_what_was_split_is_joined_again(small: str, tmp_path: Path) -> None:
    paths = split(small, tmp_path, 100_000)
    assert len(paths) > 2
    assert weights(*paths) == weights(small)
    assert contents(paths[1]).keys() == {"split.no", "split.count", "split.tensors.count"}
    whole = tmp_path / "whole.gguf"
    assert isinstance(written(str(paths[0]), whole, general__name="Joined"), Quantised)
    assert contents(whole) == {**contents(small), "general.name": "Joined"}
    assert weights(whole) == weights(small)
    end = written(str(paths[0]), tmp_path / "again.gguf", part=FilePart(1, 2, 0, 1))
    assert isinstance(end, Failed)
    assert end.code == "merge_split", "its other parts would be forgotten"
    paths[1].unlink()
    end = written(str(paths[0]), tmp_path / "again.gguf")
    assert isinstance(end, Failed)
    assert (end.code, end.details["path"]) == ("missing", paths[1].name)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full is Linux's")
def test_a_disk_that_gets_full_is_told(small: str) -> None:
    end = written(small, Path("/dev/full"))
    assert isinstance(end, Failed)
    assert end.code == "quant_disk"


def test_no_file_is_larger_than_wished_but_for_one_tensor() -> None:
    assert [(one.first, one.tensors) for one in split_into([5, 5, 20, 1, 1], 10)] == [(0, 2), (2, 1), (3, 2)]
    assert [(one.first, one.tensors) for one in split_into([5, 5], 10, head=3)] == [(0, 1), (1, 1)]
    assert [(one.number, one.count) for one in split_into([5, 5], 100)] == [(1, 1)]
    assert [one.tensors for one in split_into([], 10)] == [0]
