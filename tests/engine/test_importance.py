"""An importance matrix says how strongly columns of weights are used, and types of few bits lose less with it."""

from pathlib import Path

import numpy as np
import pytest

from slm_desktop.core.engines.commands import FirstCommand, Importance, Perplexity, Quantise
from slm_desktop.core.engines.events import (
    AnyEvent,
    Failed,
    ImportanceMeasured,
    PerplexityMeasured,
    Quantised,
    Quantising,
)
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.engine.importance import Uses, read_matrix, write_matrix
from slm_desktop.errors import Fault
from slm_desktop.library.starter import starter
from slm_desktop.paths import resources
from tests.engine import tiny
from tests.engine.told import told

MODEL, OPTIONS, CHUNK = str(starter()), LoadOptions(threads=1, slots=1), 64
TEXT = (resources() / "texts" / "english.txt").read_text("utf-8")[:1200]
OTHER = (resources() / "texts" / "english.txt").read_text("utf-8")[4000:5000]


def answer(command: FirstCommand) -> AnyEvent:
    """The last event of a child."""
    return told(command)[-1]


@pytest.fixture(scope="module")
def matrix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("matrix") / "made.npz"
    path.touch()
    end = answer(Importance(1, MODEL, TEXT, str(path), CHUNK, OPTIONS))
    assert isinstance(end, ImportanceMeasured)
    assert end.tokens >= 3 * CHUNK
    return path


def test_every_matrix_of_every_layer_is_measured(matrix: Path) -> None:
    found = read_matrix(str(matrix))
    assert len(found) == 30 * 7, "seven matrices in each of 30 layers"
    assert {name.split(".")[1] for name in found} == {str(layer) for layer in range(30)}
    assert found["blk.0.attn_q.weight"].shape == (576,)
    assert found["blk.29.ffn_down.weight"].shape == (1536,)
    assert all((values >= 0).all() and values.max() > 0 for values in found.values())
    same = [found[f"blk.5.attn_{part}.weight"] for part in "qkv"]
    assert np.array_equal(same[0], same[1]), "what is multiplied with all three is the same"
    assert np.array_equal(same[0], same[2])


def quantised(kind: str, target: Path, importance: str = "", model: str = MODEL) -> AnyEvent:
    target.touch()
    return answer(Quantise(1, model, str(target), kind, True, OPTIONS, importance))


def lost(target: Path) -> float:
    end = answer(Perplexity(1, str(target), OTHER, CHUNK, base=MODEL, options=OPTIONS))
    assert isinstance(end, PerplexityMeasured)
    assert end.divergence is not None
    return end.divergence.mean


def test_a_small_type_loses_less_with_it_also_over_another_text(matrix: Path, tmp_path: Path) -> None:
    plain, better = tmp_path / "plain.gguf", tmp_path / "better.gguf"
    assert isinstance(quantised("Q2_K", plain), Quantised)
    assert isinstance(quantised("Q2_K", better, str(matrix)), Quantised)
    assert plain.stat().st_size == better.stat().st_size
    assert lost(better) < 0.9 * lost(plain)


def test_types_that_need_one_are_only_made_with_it(tmp_path: Path) -> None:
    small, matrix = str(tiny.write_model(tmp_path / "tiny.gguf")), tmp_path / "matrix.npz"
    matrix.touch()
    assert isinstance(answer(Importance(1, small, TEXT, str(matrix), CHUNK, OPTIONS)), ImportanceMeasured)
    refused = quantised("Q2_K_S", tmp_path / "without.gguf", model=small)
    assert isinstance(refused, Failed)
    assert refused.code == "quant_importance"
    assert isinstance(quantised("Q2_K_S", tmp_path / "with.gguf", str(matrix), small), Quantised)


def test_what_is_no_matrix_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "broken.npz"
    broken.write_bytes(b"PK\x03\x04 not at all")
    end = quantised("Q2_K", tmp_path / "made.gguf", str(broken))
    assert isinstance(end, Failed)
    assert end.code == "file"


def test_a_text_that_is_too_short_is_told(tmp_path: Path) -> None:
    target = tmp_path / "made.npz"
    target.touch()
    end = answer(Importance(1, MODEL, "Too short.", str(target), CHUNK, OPTIONS))
    assert isinstance(end, Failed)
    assert end.code == "text_short"
    assert target.stat().st_size == 0


def test_a_matrix_is_read_as_it_was_written(tmp_path: Path) -> None:
    target = tmp_path / "made.npz"
    written = {"blk.0.ffn_up.weight": np.array([1.5, 0.0, 3.0], np.float32)}
    write_matrix(str(target), written)
    assert {name: list(values) for name, values in read_matrix(str(target)).items()} == {
        "blk.0.ffn_up.weight": [1.5, 0.0, 3.0]
    }


def test_nothing_but_numbers_is_read_from_a_matrix(tmp_path: Path) -> None:
    target = tmp_path / "made.npz"
    np.savez(target, objects=np.array([{"a": 1}], dtype=object))
    with pytest.raises(Fault, match="file"):
        read_matrix(str(target))


def test_each_expert_has_what_was_given_to_it() -> None:
    sums, counts = np.zeros((3, 2)), np.zeros(3)
    squares = np.array([[[1.0, 2.0]], [[10.0, 20.0]]])  # Two tokens, one row for all experts, two columns.
    ids = np.array([[0, 2], [2, 0]], np.int32)  # Each token is given to two of three experts.
    Uses._add_by_expert(sums, counts, squares, ids)
    assert sums.tolist() == [[11.0, 22.0], [0.0, 0.0], [11.0, 22.0]]
    assert counts.tolist() == [2.0, 0.0, 2.0]


def test_progress_is_told(tmp_path: Path) -> None:
    target = tmp_path / "made.npz"
    target.touch()
    events = told(Importance(1, MODEL, TEXT, str(target), CHUNK, OPTIONS))
    steps = [event for event in events if isinstance(event, Quantising)]
    assert [step.done for step in steps] == list(range(1, steps[-1].total + 1))
