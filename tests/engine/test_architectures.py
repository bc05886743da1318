"""Models of many architectures load and answer; files that are no chat model say what they are."""

from pathlib import Path

import pytest

from slm_desktop.core.engines.commands import Load
from slm_desktop.core.engines.events import Failed, Finished, Prompted
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.models.names import DIFFUSION, MODEL
from slm_desktop.engine.limits import SMALLEST_CONTEXT
from slm_desktop.library.scan import read_facts
from tests.engine import tiny
from tests.engine.child import Child
from tests.engine.saved import save


@pytest.mark.parametrize("architecture", tiny.ARCHITECTURES)
def test_it_loads_answers_twice_and_goes_on(architecture: str, tmp_path: Path) -> None:
    child = Child(Load(1, str(tiny.write_model(tmp_path / "m.gguf", architecture))))
    truth = child.ready()
    assert (truth.architecture, truth.layers, truth.context) == (architecture, tiny.LAYERS + 1, SMALLEST_CONTEXT)
    text, end = child.answer("hello", values={"max_tokens": 20.0})
    assert isinstance(end, Finished)
    assert child.answer("hello", values={"max_tokens": 20.0})[0] == text
    second = child.ask("hello", text, "and then?", values={"max_tokens": 20.0})
    assert isinstance(child.end(second), Finished)
    edited = child.ask("hello", text, "or else?", values={"max_tokens": 20.0})
    assert isinstance(child.end(edited), Finished)
    prompted = {event.run: event for event in child.events if isinstance(event, Prompted)}
    child.close()
    if architecture == "mamba":
        assert prompted[edited].cached == 0
    else:
        assert prompted[edited].cached > prompted[second].tokens // 2


@pytest.mark.parametrize(("architecture", "kv"), [("llama", True), ("mamba", True)])
def test_memory_is_told_apart(architecture: str, kv: bool, tmp_path: Path) -> None:
    child = Child(Load(1, str(tiny.write_model(tmp_path / "m.gguf", architecture))))
    kinds = {buffer.kind for buffer in child.ready().buffers}
    child.close()
    assert ("kv" in kinds) is kv


def fault_of(path: Path, context: int = 0, memory_limit: int = 0) -> Failed:
    child = Child(Load(1, str(path), LoadOptions(context=context, memory_limit=memory_limit)))
    failed = child.wait(Failed)
    child.close()
    return failed


def test_an_unknown_architecture_is_named(tmp_path: Path) -> None:
    path = tiny.write_model(tmp_path / "m.gguf")
    data = path.read_bytes().replace(b"llama", b"lamma")
    path.write_bytes(data)
    failed = fault_of(path)
    assert (failed.code, failed.details["architecture"]) == ("architecture", "lamma")


def test_an_image_projector_is_told_from_a_model(tmp_path: Path) -> None:
    path = tiny.write_model(tmp_path / "m.gguf", "clip")
    assert fault_of(path).code == "projector"


def test_a_truncated_file_is_incomplete(tmp_path: Path) -> None:
    path = tiny.write_model(tmp_path / "m.gguf")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert fault_of(path).code == "truncated"


def test_an_embedding_model_is_refused_with_its_name(tmp_path: Path) -> None:
    path = tiny.write_model(tmp_path / "m.gguf", extra={"llama.pooling_type": 1})
    failed = fault_of(path)
    assert (failed.code, failed.details["architecture"]) == ("embedding", "llama")


def test_a_diffusion_model_is_told_from_one_that_makes_embeddings(tmp_path: Path) -> None:
    path = tiny.write_model(tmp_path / "m.gguf", "dream", extra={"dream.attention.causal": False})
    failed = fault_of(path)
    assert (failed.code, failed.details["architecture"]) == ("diffusion", "dream")
    assert read_facts(str(path)).kind == DIFFUSION


def test_the_sampling_that_a_file_recommends_is_told(tmp_path: Path) -> None:
    extra = {"general.sampling.top_k": 20, "general.sampling.temp": "0.6"}
    child = Child(Load(1, str(tiny.write_model(tmp_path / "m.gguf", extra=extra))))
    assert child.ready().recommended == {"temperature": 0.6, "top_k": 20.0}
    child.close()


@pytest.mark.parametrize("architecture", ["llama", "gpt2", "mamba"])
def test_what_llama_cpp_saved_itself_is_a_model_to_chat_with(architecture: str, tmp_path: Path) -> None:
    path = save(tiny.write_model(tmp_path / "m.gguf", architecture), tmp_path / "saved.gguf")
    assert read_facts(str(path)).kind == MODEL
    child = Child(Load(1, str(path)))
    child.ready()
    assert isinstance(child.answer("hello", values={"max_tokens": 5.0})[1], Finished)
    child.close()


@pytest.mark.parametrize(("architecture", "trained"), [("gpt2", 300), ("gpt2", 700), ("llama", 128), ("llama", 300)])
def test_no_position_beyond_the_trained_context_is_used(architecture: str, trained: int, tmp_path: Path) -> None:
    child = Child(Load(1, str(tiny.write_model(tmp_path / "m.gguf", architecture, context=trained))))
    truth = child.ready()
    assert (truth.context, truth.trained_context) == (trained, trained)
    assert not truth.notes
    run = child.ask("hello", values={"max_tokens": 2000.0, "temperature": 2.0})
    end = child.end(run)
    if isinstance(end, Finished) and end.reason == "context":
        prompt = next(event.tokens for event in child.events if isinstance(event, Prompted))
        assert trained - 2 <= prompt + end.tokens <= trained
    else:
        assert isinstance(end, Finished)
    assert isinstance(child.answer("and again")[1], Finished)
    child.close()


def test_an_architecture_that_takes_one_sequence_alone_answers_one_after_another(tmp_path: Path) -> None:
    child = Child(Load(1, str(tiny.write_model(tmp_path / "m.gguf", "plamo2"))))
    truth = child.ready()
    assert truth.slots == 1
    assert [note.code for note in truth.notes] == ["one_slot"]
    runs = [
        child.ask(f"hello {number}", values={"max_tokens": 8.0 * number}, conversation=number)
        for number in (1, 2, 3, 4)
    ]
    assert all(isinstance(child.end(run), Finished) for run in runs)
    child.close()


@pytest.mark.parametrize(
    ("template", "kind"), [(None, "chatml"), ("{% for %}", "chatml"), ("{{ raise_exception('x') }}", "chatml")]
)
def test_without_a_working_template_a_built_in_one_is_used_and_said(
    template: str | None, kind: str, tmp_path: Path
) -> None:
    child = Child(Load(1, str(tiny.write_model(tmp_path / "m.gguf", template=template))))
    truth = child.ready()
    assert truth.template == kind
    assert [note.code for note in truth.notes] == ["template"]
    assert bool(truth.notes[0].details["reason"]) is (template is not None)
    assert isinstance(child.answer("hello", values={"max_tokens": 5.0})[1], Finished)
    child.close()


def test_a_base_model_without_chat_tokens_is_asked_in_plain_text(tmp_path: Path) -> None:
    child = Child(Load(1, str(tiny.write_model(tmp_path / "m.gguf", template=None, controls=("<|endoftext|>",)))))
    assert child.ready().template == "plain"
    child.close()


def test_a_context_larger_than_memory_says_what_fits(tmp_path: Path) -> None:
    path = tiny.write_model(tmp_path / "m.gguf", context=2**20)
    failed = fault_of(path, context=2**20, memory_limit=1_500_000_000)
    assert failed.code == "memory"
    needed, free, fitting = (int(failed.details[name]) for name in ("needed", "free", "fitting"))
    assert needed > free > 0
    assert 0 < fitting < 2**20
    child = Child(Load(1, str(path), LoadOptions(context=fitting, memory_limit=1_500_000_000)))
    assert child.ready().context >= fitting - 256
    child.close()


def test_a_model_for_which_no_context_fits_says_so(model_path: str) -> None:
    failed = fault_of(Path(model_path), memory_limit=100_000_000)
    assert failed.code == "memory_model"


def test_a_model_cut_short_while_it_is_loaded_ends_the_child_with_the_cause(tmp_path: Path, model_path: str) -> None:
    from slm_desktop.core.engines.events import Exited

    path = tmp_path / "m.gguf"
    path.write_bytes(Path(model_path).read_bytes())
    child = Child(Load(1, str(path)))
    child.ready()
    os_truncate(path)
    run = child.ask("Tell me about the sea, please, at length.", values={"max_tokens": 50.0})
    assert isinstance(child.wait_any(run), Failed)
    assert child.wait(Exited).code == "bus"
    child.close()


def os_truncate(path: Path) -> None:
    import os

    os.truncate(path, 1_000_000)
