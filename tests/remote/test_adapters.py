"""Adapters on other machines: told by a real llama-server and our own, scaled while an answer is written."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from slm_desktop.core.engines.adapters import ScaleChange
from slm_desktop.core.engines.commands import SetScales
from slm_desktop.core.engines.events import Feature, Finished, ScalesChanged
from tests.engine.adapters import write_lora
from tests.engine.child import Child
from tests.llama_server import llama_server
from tests.remote.conftest import engine_at
from tests.served import served

QUESTION = "Tell me about the sea."
COLD = {"temperature": 0.0, "max_tokens": 16.0}


@pytest.fixture(scope="module")
def lora(model_path: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_lora(tmp_path_factory.mktemp("lora") / "sea.gguf", model_path, strength=0.05)


@pytest.fixture(params=["llama-server", "own"])
def child(request: pytest.FixtureRequest, model_path: str, lora: Path) -> Iterator[Child]:
    if request.param == "own":
        with served("--model", model_path, "--adapter", str(lora)) as server:
            # The model is loaded by the first who asks; its adapters are known then.
            server.http.post("/v1/completions", json={"prompt": "x", "max_tokens": 1}).raise_for_status()
            yield from _engine(server.address)
    else:
        with llama_server(model_path, slots=2, threads=1, adapters=[str(lora)]) as other:
            yield from _engine(other.address.rstrip("/"))


def _engine(address: str) -> Iterator[Child]:
    made = engine_at(address)
    yield made
    made.host.close()
    assert made.host.join(30)


def test_they_are_told_scaled_and_changed_while_an_answer_is_written(child: Child) -> None:
    loaded = child.ready()
    (adapter,) = loaded.adapters
    assert (adapter.path, adapter.name) == ("0", "sea")
    assert Feature.SCALES in loaded.features

    def at(scale: float) -> tuple[ScaleChange, ...]:
        return (ScaleChange(0, {"sea": scale}),)

    def answered(scale: float) -> str:
        run = child.ask(QUESTION, values=COLD, scales=at(scale))
        assert isinstance(child.end(run), Finished)
        return child.text(run)

    assert answered(0.0) != answered(1.0)
    run = child.ask(QUESTION, values={"temperature": 0.0, "max_tokens": 150.0}, scales=at(0.0))
    child.wait_for_tokens(run, 6)
    child.host.send(SetScales(run, {"sea": 1.5}))
    changed = child.wait(ScalesChanged, lambda event: event.run == run)
    assert isinstance(child.end(run), Finished)
    assert 6 < changed.position <= len(child.tokens(run)) <= 150
