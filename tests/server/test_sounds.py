"""Sounds through the SDK of OpenAI, and models that do not hear."""

import base64
from collections.abc import Iterator
from typing import Any

import openai
import pytest

from tests.engine.ears import wav
from tests.engine.eyes import image, png
from tests.engine.hearing import hearing_starter
from tests.served import Served, served

ONE, OTHER = (base64.b64encode(wav(seed)).decode() for seed in (1, 2))


@pytest.fixture(scope="module")
def hearing(model_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served("--model", hearing_starter(tmp_path_factory.mktemp("hearing"), model_path)) as made:
        yield made


def asking(data: str) -> Any:
    sound = {"type": "input_audio", "input_audio": {"data": data, "format": "wav"}}
    return [{"role": "user", "content": [sound, {"type": "text", "text": "Describe what you hear."}]}]


def test_what_a_client_sends_is_heard(hearing: Served) -> None:
    """The likelihood of the first token differs: a projector that nobody has trained seldom changes which one it is."""
    settings: Any = {"temperature": 0, "max_tokens": 4, "logprobs": True, "extra_body": {"cache_prompt": False}}
    with openai.OpenAI(base_url=hearing.base_url, api_key="none", max_retries=0) as client:
        answers = [client.chat.completions.create(model="", messages=asking(data), **settings) for data in (ONE, OTHER)]
    first, second = (answer.choices[0].logprobs.content[0].logprob for answer in answers)
    assert abs(first - second) > 1e-3
    assert all(answer.usage.prompt_tokens > 100 for answer in answers)


def test_responses_and_templates_take_sounds(hearing: Served) -> None:
    (message,) = asking(ONE)
    message["content"][1]["type"] = "input_text"
    answer = hearing.http.post("/v1/responses", json={"input": [message], "max_output_tokens": 2})
    assert answer.status_code == 200, answer.text
    assert answer.json()["usage"]["input_tokens"] > 100
    assert "[audio]" in hearing.http.post("/apply-template", json={"messages": asking(ONE)}).json()["prompt"]


def test_it_tells_that_the_model_hears_and_does_not_see(hearing: Served) -> None:
    hearing.http.post("/v1/completions", json={"prompt": "x", "max_tokens": 1}).raise_for_status()
    meta = hearing.http.get("/v1/models").json()["data"][0]["meta"]
    assert (meta["audio"], meta["vision"]) == (True, False)
    assert hearing.http.get("/props").json()["modalities"] == {"vision": False, "audio": True}


def test_models_refuse_what_they_have_no_part_for(hearing: Served, server: Served) -> None:
    url = "data:image/png;base64," + base64.b64encode(png(image(1))).decode()
    seen = [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}]
    for asked, messages, code in ((hearing, seen, "no_pictures"), (server, asking(ONE), "no_audio")):
        answer = asked.http.post("/v1/chat/completions", json={"messages": messages, "max_tokens": 1})
        assert answer.status_code == 400
        assert answer.json()["error"]["code"] == code
