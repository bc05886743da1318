"""How a model is loaded: progress, options, and what cannot be had."""

from pathlib import Path

import pytest

from slm_desktop.core.engines.commands import Load, Stop
from slm_desktop.core.engines.events import (
    Failed,
    Finished,
    Hello,
    Loading,
    Stopped,
)
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.engine.host import child_command
from tests.engine.child import Child
from tests.engine.runtimes import runtime_folder


def test_loading_tells_progress_and_the_truth(model_path: str) -> None:
    child = Child(Load(1, model_path, LoadOptions(context=2000, threads=1)))
    truth = child.ready()
    child.close()
    assert any(isinstance(event, Loading) for event in child.events)
    hello = next(event for event in child.events if isinstance(event, Hello))
    assert [device.kind for device in hello.devices] == ["cpu"]
    assert (truth.context, truth.threads, truth.offloaded, truth.template, truth.quantisation) == (
        2048,
        1,
        0,
        "model",
        "Q4_1",
    )
    sizes = {buffer.kind: buffer.size for buffer in truth.buffers}
    assert sizes["weights"] == pytest.approx(92.1 * 2**20, rel=0.01)
    assert sizes["kv"] == 45 * 2**20


def test_a_load_can_be_cancelled(model_path: str) -> None:
    child = Child(Load(1, model_path))
    child.host.send(Stop(1))
    assert isinstance(child.wait_any(1), Stopped)
    child.close()


def test_asking_for_gpu_layers_without_a_gpu_is_answered_with_the_truth(model_path: str) -> None:
    child = Child(Load(1, model_path, LoadOptions(gpu_layers=10)))
    truth = child.ready()
    child.close()
    assert truth.offloaded == 0
    assert [(note.code, note.details) for note in truth.notes] == [("no_gpu", {"asked": 10, "used": 0})]


def test_absurd_numbers_are_clamped_with_a_note(model_path: str) -> None:
    child = Child(
        Load(1, model_path, LoadOptions(context=2**31 - 1, threads=10_000, batch=-1, slots=0, kv_type="bogus"))
    )
    truth = child.ready()
    end = child.answer("Hi", values={"max_tokens": 3.0})[1]
    child.close()
    assert truth.context == truth.trained_context == 8192
    assert {note.details["name"] for note in truth.notes} == {"context", "threads", "batch", "slots", "kv_type"}
    assert isinstance(end, Finished)


@pytest.mark.parametrize("context", [0, -1, 1])
def test_a_context_that_is_no_context_gets_a_usable_one(model_path: str, context: int) -> None:
    child = Child(Load(1, model_path, LoadOptions(context=context)))
    assert child.ready().context >= 512
    child.close()


@pytest.mark.parametrize("kv_type", ["q8_0", "q4_0"])
def test_smaller_kv_types_work_and_need_less(model_path: str, kv_type: str) -> None:
    child = Child(Load(1, model_path, LoadOptions(context=2048, kv_type=kv_type)))
    sizes = {buffer.kind: buffer.size for buffer in child.ready().buffers}
    assert isinstance(child.answer("Hi", values={"temperature": 0.0, "max_tokens": 40.0})[1], Finished)
    child.close()
    assert sizes["kv"] < 0.6 * 45 * 2**20


def test_a_limit_of_the_systems_own_is_respected(model_path: str) -> None:
    limited = ["sh", "-c", "ulimit -v 3000000; exec " + " ".join(child_command())]
    child = Child(Load(1, model_path), limited)
    child.ready()
    child.close()


def test_another_build_of_llama_cpp_can_be_used_from_a_folder(model_path: str, tmp_path: Path) -> None:
    folder = runtime_folder(tmp_path)
    child = Child(Load(1, model_path, LoadOptions(runtime=str(folder))))
    child.ready()
    assert isinstance(child.answer("Hi", values={"max_tokens": 3.0})[1], Finished)
    maps = Path(f"/proc/{child.host.pid}/maps").read_text()
    child.close()
    assert next(event.runtime for event in child.events if isinstance(event, Hello)) == str(folder)
    assert f"{folder}/libllama" in maps
    assert "site-packages/llama_cpp/lib/" not in maps


def test_a_folder_without_llama_cpp_is_refused_with_a_reason(model_path: str, tmp_path: Path) -> None:
    child = Child(Load(1, model_path, LoadOptions(runtime=str(tmp_path))))
    failed = child.wait(Failed)
    child.close()
    assert failed.code == "runtime"
    assert failed.details["reason"]
