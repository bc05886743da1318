"""The gap before a suffix, by the openai SDK and by an engine elsewhere: filled as here, refused where that cannot be."""

from collections.abc import Iterator

import openai
import pytest

from slm_desktop.core.engines.commands import Load
from slm_desktop.core.engines.events import Feature, Finished
from slm_desktop.core.engines.options import LoadOptions
from tests.engine.child import Child
from tests.engine.coder import write_coder
from tests.remote.conftest import engine_at
from tests.served import Served, served

BEFORE, BEHIND = "def area(w, h):\n    return ", "\n\nprint(area(3, 4))\n"


@pytest.fixture(scope="module")
def coder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write_coder(tmp_path_factory.mktemp("coder"))


@pytest.fixture(scope="module")
def coding(coder: str) -> Iterator[Served]:
    with served("--model", coder) as made:
        yield made


@pytest.fixture(scope="module")
def here(coder: str) -> str:
    """What the engine of this computer fills the gap with."""
    child = Child(Load(1, coder, LoadOptions(threads=1)))
    child.ready()
    run = child.ask(BEFORE, values={"temperature": 0.0, "max_tokens": 16.0}, text_completion=True, suffix=BEHIND)
    child.end(run)
    text = child.text(run)
    child.close()
    return text


def test_a_gap_is_filled_at_once_and_as_a_stream(coding: Served, here: str) -> None:
    with openai.OpenAI(base_url=coding.base_url, api_key="none", max_retries=0) as client:
        model = client.models.list().data[0].id
        told = client.completions.create(model=model, prompt=BEFORE, suffix=BEHIND, max_tokens=16, temperature=0)
        assert told.choices[0].text == here
        assert told.usage is not None
        assert told.usage.prompt_tokens > len(BEHIND), "what follows is read, too"
        parts = client.completions.create(
            model=model, prompt=BEFORE, suffix=BEHIND, max_tokens=16, temperature=0, stream=True
        )
        assert "".join(part.choices[0].text for part in parts) == here
        assert client.models.list().data[0].model_extra["meta"]["infill"] is True  # type: ignore[index]


def test_a_gap_cannot_be_scored(coding: Served) -> None:
    body = {"prompt": BEFORE, "suffix": BEHIND, "echo": True, "logprobs": 1}
    answer = coding.http.post("/v1/completions", json=body)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "suffix")


def test_a_model_that_does_not_fill_gaps_says_so(client: openai.OpenAI, model: str) -> None:
    with pytest.raises(openai.BadRequestError, match="was not trained for a text that follows"):
        client.completions.create(model=model, prompt=BEFORE, suffix=BEHIND)


def test_an_engine_elsewhere_that_cannot_is_known_before_it_is_asked(server: Served, client: openai.OpenAI) -> None:
    client.completions.create(model=client.models.list().data[0].id, prompt="x", max_tokens=1)
    child = engine_at(server.address)
    assert Feature.INFILL not in child.ready().features
    child.close()


def test_an_engine_elsewhere_fills_it_with_the_same(coding: Served, here: str) -> None:
    child = engine_at(coding.address)
    assert Feature.INFILL in child.ready().features
    run = child.ask(BEFORE, values={"temperature": 0.0, "max_tokens": 16.0}, text_completion=True, suffix=BEHIND)
    assert isinstance(child.end(run), Finished)
    assert child.text(run) == here
    child.close()
