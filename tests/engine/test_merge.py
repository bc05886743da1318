"""LoRA adapters are merged into the weights of a model: the new file says what the model says with its adapters."""

from pathlib import Path

import gguf
import numpy as np
import pytest

from slm_desktop.core.engines.commands import Load, Merge
from slm_desktop.core.engines.events import AnyEvent, Failed, Logprobs, Quantised, Quantising
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.library.sniff import check_whole
from tests.engine import adapters, tiny
from tests.engine.child import Child
from tests.engine.quantise import quantise
from tests.engine.told import told

Q8_0 = 7
"""llama.h, llama_ftype."""
ONE = LoadOptions(threads=1, slots=1)


def merged(base: str, target: Path, *loras: Path, scales: tuple[float, ...] = ()) -> AnyEvent:
    target.touch()
    paths = tuple(map(str, loras))
    events = told(Merge(1, base, str(target), "Merged model", paths, scales or (1.0,) * len(paths)))
    if isinstance(events[-1], Quantised):
        steps = [event for event in events if isinstance(event, Quantising)]
        assert steps[-1].done == steps[-1].total > 0
    return events[-1]


def tensors(path: Path | str) -> dict[str, np.ndarray]:
    return {
        one.name: gguf.dequantize(one.data, one.tensor_type).reshape(one.shape[::-1])
        for one in gguf.GGUFReader(path).tensors
    }


def first_tokens(path: str, *loras: Path) -> list[dict[int, float]]:
    """How likely the model finds its likeliest tokens at the first places of an answer."""
    child = Child(Load(1, path, LoadOptions(threads=1, slots=1, adapters=tuple(map(str, loras)))))
    child.ready()
    run = child.ask("What is the capital of France?", values={"temperature": 0.0, "max_tokens": 4.0}, logprobs=5)
    child.end(run)
    items = [item for event in child.events if isinstance(event, Logprobs) and event.run == run for item in event.items]
    child.close()
    return [{top.id: top.logprob for top in item.top} for item in items]


@pytest.fixture
def small(tmp_path: Path) -> str:
    """A model of quantised weights that others read in a moment."""
    return str(quantise(str(tiny.write_model(tmp_path / "whole.gguf")), tmp_path / "small.gguf", Q8_0))


def test_weights_are_those_of_the_model_and_of_its_adapters_by_their_scales(small: str, tmp_path: Path) -> None:
    """Each tensor, worked out by another program."""
    one = adapters.write_lora(tmp_path / "one.gguf", small, seed=1, rank=4)
    two = adapters.write_lora(tmp_path / "two.gguf", small, seed=2, rank=8)
    target = tmp_path / "new.gguf"
    end = merged(small, target, one, two, scales=(1.0, -0.5))
    assert isinstance(end, Quantised)
    assert end.size == target.stat().st_size
    check_whole(str(target))
    base, found, first, second = (tensors(path) for path in (small, target, one, two))
    assert len(first) == len(second) == 2 * tiny.LAYERS
    assert list(found) == list(base)
    for name, values in found.items():
        if f"{name}.lora_a" in first:
            wanted = base[name] + first[f"{name}.lora_b"] @ first[f"{name}.lora_a"]
            wanted = wanted - 0.5 * (second[f"{name}.lora_b"] @ second[f"{name}.lora_a"])
            assert np.allclose(values, wanted, rtol=2e-3, atol=1e-4), name
        else:
            assert np.array_equal(values, base[name]), name


def test_the_new_model_says_what_the_model_says_with_its_adapter(model_path: str, tmp_path: Path) -> None:
    lora = adapters.write_lora(tmp_path / "lora.gguf", model_path, strength=0.05)
    assert isinstance(merged(model_path, tmp_path / "new.gguf", lora), Quantised)
    plain, beside, inside = (
        first_tokens(model_path),
        first_tokens(model_path, lora),
        first_tokens(str(tmp_path / "new.gguf")),
    )
    assert list(beside[0]) != list(plain[0]), "the adapter changes what is said"
    assert max(inside[0], key=lambda id_: inside[0][id_]) == max(beside[0], key=lambda id_: beside[0][id_])
    common = inside[0].keys() & beside[0].keys()
    assert len(common) >= 3
    assert all(inside[0][id_] == pytest.approx(beside[0][id_], abs=0.3) for id_ in common), "8 bits here, 16 there"


def test_it_has_a_name_of_its_own_and_all_else_that_the_header_said(small: str, tmp_path: Path) -> None:
    lora = adapters.write_lora(tmp_path / "lora.gguf", small)
    merged(small, tmp_path / "new.gguf", lora)
    before, after = (gguf.GGUFReader(path).fields for path in (small, tmp_path / "new.gguf"))
    assert after["general.name"].contents() == "Merged model"
    assert after["general.file_type"].contents() == 1
    changed = {"general.name", "general.file_type", "GGUF.kv_count", "GGUF.version"}
    for key in before.keys() - changed:
        assert after[key].contents() == before[key].contents(), key


def test_an_adapter_of_another_model_is_refused_and_nothing_is_written(model_path: str, tmp_path: Path) -> None:
    other = adapters.write_lora(tmp_path / "lora.gguf", model_path, width=64)
    end = merged(model_path, tmp_path / "new.gguf", other)
    assert isinstance(end, Failed)
    assert (end.code, end.details["reason"]) == ("adapter", "adapter_base")
    assert (tmp_path / "new.gguf").stat().st_size == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full is Linux's")
def test_a_disk_that_gets_full_is_told(tmp_path: Path) -> None:
    base = tiny.write_model(tmp_path / "tiny.gguf")
    lora = adapters.write_lora(tmp_path / "lora.gguf", base)
    end = merged(str(base), Path("/dev/full"), lora)
    assert isinstance(end, Failed)
    assert end.code == "quant_disk"


def test_a_control_vector_is_no_change_of_weights(tmp_path: Path) -> None:
    base = tiny.write_model(tmp_path / "tiny.gguf")
    vector = adapters.write_control_vector(tmp_path / "vector.gguf", base)
    end = merged(str(base), tmp_path / "new.gguf", vector)
    assert isinstance(end, Failed)
    assert end.details["reason"] == "adapter_vector"
