"""Models written as other types by the real child."""

from pathlib import Path

import pytest

from slm_desktop.core.engines.commands import Load, Quantise
from slm_desktop.core.engines.events import AnyEvent, Failed, Finished, Quantised, Quantising
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.models.quant_types import QUANT_TYPES
from slm_desktop.engine import quantise as module
from slm_desktop.engine.native import Native
from slm_desktop.errors import Fault
from slm_desktop.library.scan import read_facts
from tests.engine.child import Child
from tests.engine.told import told


def made(path: str, target: Path, kind: str, *, requantise: bool = True) -> list[AnyEvent]:
    """What is told, the end last."""
    target.touch()
    return told(Quantise(1, path, str(target), kind, requantise, LoadOptions(threads=1)))


def test_what_is_made_is_smaller_or_larger_as_told_and_answers(model_path: str, tmp_path: Path) -> None:
    target = tmp_path / "made.gguf"
    events = made(model_path, target, "Q8_0")
    end = events[-1]
    assert isinstance(end, Quantised)
    assert end.size == target.stat().st_size
    assert end.before == Path(model_path).stat().st_size
    planned = next(event.planned for event in events if isinstance(event, Quantising))
    assert planned == pytest.approx(end.size, rel=0.02), "but for the header"
    assert read_facts(str(target), whole=True).quantisation == "Q8_0"
    child = Child(Load(1, str(target), LoadOptions(threads=1)))
    child.ready()
    run = child.ask("Say hello.", values={"max_tokens": 3.0})
    assert isinstance(child.end(run), Finished)
    child.close()


def test_types_that_do_not_fit_the_width_are_told(model_path: str, tmp_path: Path) -> None:
    """The starter is 576 wide: no multiple of the 256 that K types need."""
    end = made(model_path, tmp_path / "made.gguf", "Q2_K")[-1]
    assert isinstance(end, Quantised)
    assert end.fallbacks > 100


def test_what_is_quantised_already_is_only_taken_when_that_is_wanted(model_path: str, tmp_path: Path) -> None:
    end = made(model_path, tmp_path / "made.gguf", "Q6_K", requantise=False)[-1]
    assert isinstance(end, Failed)
    assert end.code == "quant_again"


@pytest.mark.parametrize("kind", ["Q9_9", "", "TQ1_0"])
def test_what_cannot_be_made_is_refused(model_path: str, tmp_path: Path, kind: str) -> None:
    end = made(model_path, tmp_path / "made.gguf", kind)[-1]
    assert isinstance(end, Failed)
    assert end.code == "quant_type"


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF" + bytes(100))
    end = made(str(broken), tmp_path / "made.gguf", "Q8_0")[-1]
    assert isinstance(end, Failed)
    assert end.code == "gguf_version"


def test_a_full_disk_is_told_before_anything_is_written(
    model_path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "made.gguf"
    target.touch()
    monkeypatch.setattr(module, "_free", lambda _target: 1000)
    command = Quantise(1, model_path, str(target), "Q8_0", True, LoadOptions(threads=1))
    with pytest.raises(Fault, match="quant_disk"):
        module.quantise(Native(), command, 1, lambda _event: None)
    assert target.stat().st_size == 0


def test_the_numbers_of_types_are_those_of_this_llama_cpp() -> None:
    api = Native().api
    for name, number in QUANT_TYPES.items():
        known = {"F32": "ALL_F32"}.get(name, f"MOSTLY_{name}")
        assert getattr(api, f"LLAMA_FTYPE_{known}") == number
