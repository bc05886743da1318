"""An engine that makes vectors does that and nothing else, and an engine that writes makes none."""

import math
import struct
from pathlib import Path

import pytest

from slm_desktop.core.engines.commands import Embed, Load, Tokenise
from slm_desktop.core.engines.events import Embedded, Failed, Feature, Tokenised
from slm_desktop.core.engines.options import LoadOptions
from tests.engine import tiny
from tests.engine.child import Child


def vectors(child: Child, *texts: str | tuple[int, ...]) -> list[tuple[float, ...]]:
    child.host.send(Embed(50, texts))
    found = child.wait(Embedded)
    return [struct.unpack(f"<{len(one) // 4}f", one) for one in found.vectors]


@pytest.mark.parametrize("pooling", [0, 1, 3])
def test_each_text_has_a_vector_of_length_one(pooling: int, tmp_path: Path) -> None:
    path = tiny.write_model(tmp_path / "m.gguf", extra={"llama.pooling_type": pooling})
    child = Child(Load(1, str(path), LoadOptions().to_embed()))
    loaded = child.ready()
    assert Feature.EMBEDDINGS in loaded.features
    assert Feature.LOGPROBS not in loaded.features
    found = vectors(child, "hello", "another text", *["more"] * 40)
    assert [round(math.hypot(*one), 5) for one in found] == [1.0] * 42
    assert len(found[0]) == tiny.WIDTH
    child.host.send(Tokenise(51, "hello"))
    assert vectors(child, child.wait(Tokenised).tokens)[0] == pytest.approx(found[0], abs=1e-3)
    child.close()


def test_it_does_not_answer_and_says_what_does_not_fit(tmp_path: Path) -> None:
    path = tiny.write_model(tmp_path / "m.gguf", extra={"llama.pooling_type": 1})
    child = Child(Load(1, str(path), LoadOptions().to_embed()))
    child.ready()
    end = child.end(child.ask("Hi"))
    assert isinstance(end, Failed)
    assert end.code == "embedding"
    child.host.send(Embed(52, ("fine", "word " * 5000)))
    assert child.wait(Failed, lambda event: event.run == 52).code == "text_context"
    assert len(vectors(child, "fine")) == 1
    child.close()


def test_an_engine_that_writes_makes_no_vectors(tmp_path: Path) -> None:
    child = Child(Load(1, str(tiny.write_model(tmp_path / "m.gguf"))))
    assert Feature.EMBEDDINGS not in child.ready().features
    child.host.send(Embed(53, ("a",)))
    assert child.wait(Failed).code == "no_embeddings"
    child.close()
