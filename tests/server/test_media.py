"""Pictures and other parts through the SDKs of OpenAI and Anthropic, and what is no picture."""

import base64
import io
import random
from collections.abc import Iterator
from typing import Any

import anthropic
import openai
import pytest
from PIL import Image

from tests.engine.eyes import image, png
from tests.engine.seeing import seeing_starter
from tests.served import Served, served

ONE, OTHER = (base64.b64encode(png(image(seed))).decode() for seed in (1, 2))
SETTINGS: dict[str, Any] = {"temperature": 0, "max_tokens": 8}


@pytest.fixture(scope="module")
def seeing(model_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served("--model", seeing_starter(tmp_path_factory.mktemp("seeing"), model_path)) as made:
        yield made


@pytest.fixture
def client(seeing: Served) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=seeing.base_url, api_key="none", max_retries=0) as made:
        yield made


@pytest.fixture
def claude(seeing: Served) -> Iterator[anthropic.Anthropic]:
    with anthropic.Anthropic(base_url=seeing.address, api_key="none", max_retries=0) as made:
        yield made


def url(data: str) -> str:
    return f"data:image/png;base64,{data}"


def asking(data: str, text: str = "What is this?") -> Any:
    picture = {"type": "image_url", "image_url": {"url": url(data)}}
    return [{"role": "user", "content": [picture, {"type": "text", "text": text}]}]


def chat(client: openai.OpenAI, messages: Any) -> tuple[str, int]:
    answer = client.chat.completions.create(model="", messages=messages, **SETTINGS)
    assert answer.usage
    return answer.choices[0].message.content or "", answer.usage.prompt_tokens


def likelihood(client: openai.OpenAI, data: str) -> float:
    """That of the first token: a projector that nobody has trained seldom changes which token that is."""
    settings: Any = {**SETTINGS, "logprobs": True, "extra_body": {"cache_prompt": False}}
    answer = client.chat.completions.create(model="", messages=asking(data), **settings)
    logprobs = answer.choices[0].logprobs
    assert logprobs
    assert logprobs.content
    return float(logprobs.content[0].logprob)


def test_what_a_picture_shows_decides_on_the_answer(client: openai.OpenAI) -> None:
    assert chat(client, asking(ONE))[1] > 100
    first = likelihood(client, ONE)
    assert abs(likelihood(client, OTHER) - first) > 0.001
    assert likelihood(client, ONE) == first


def test_all_protocols_give_the_same_answer(client: openai.OpenAI, claude: anthropic.Anthropic) -> None:
    first, tokens = chat(client, asking(ONE))
    parts: Any = [{"type": "input_image", "image_url": url(ONE)}, {"type": "input_text", "text": "What is this?"}]
    response = client.responses.create(
        model="", input=[{"role": "user", "content": parts}], temperature=0, max_output_tokens=8
    )
    source: Any = {"type": "base64", "media_type": "image/png", "data": ONE}
    content: Any = [{"type": "image", "source": source}, {"type": "text", "text": "What is this?"}]
    messages: Any = [{"role": "user", "content": content}]
    message = claude.messages.create(
        model="Seeing-Q4_1", messages=messages, max_tokens=8, extra_body={"temperature": 0}
    )
    counted = claude.messages.count_tokens(model="Seeing-Q4_1", messages=messages)
    assert (response.output_text, message.content[0].text) == (first, first)  # type: ignore[union-attr]
    assert counted.input_tokens == tokens


def test_a_response_is_continued_with_its_picture(client: openai.OpenAI) -> None:
    parts: Any = [{"type": "input_image", "image_url": url(ONE)}, {"type": "input_text", "text": "What is this?"}]
    first = client.responses.create(model="", input=[{"role": "user", "content": parts}], max_output_tokens=4)
    second = client.responses.create(
        model="", input="And now?", previous_response_id=first.id, max_output_tokens=4, temperature=0
    )
    assert second.usage
    assert second.usage.input_tokens > 100
    assert second.usage.input_tokens_details.cached_tokens > 100


def test_a_stream_and_a_template_take_pictures(client: openai.OpenAI, seeing: Served) -> None:
    whole = chat(client, asking(ONE))[0]
    chunks = client.chat.completions.create(model="", messages=asking(ONE), stream=True, **SETTINGS)
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == whole
    told = seeing.http.post("/apply-template", json={"messages": asking(ONE)}).json()
    assert "[image]" in told["prompt"]


def test_it_tells_that_the_model_sees(seeing: Served, client: openai.OpenAI) -> None:
    chat(client, asking(ONE))
    assert seeing.http.get("/v1/models").json()["data"][0]["meta"]["vision"] is True
    assert seeing.http.get("/props").json()["modalities"] == {"vision": True, "audio": False}


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ({"type": "image_url", "image_url": {"url": "http://127.0.0.1:9/cat.png"}}, "fetches none"),
        ({"type": "image_url", "image_url": {"url": "file:///etc/passwd"}}, "fetches none"),
        ({"type": "image_url", "image_url": {"url": url("!!!")}}, "no Base64"),
        ({"type": "image_url", "image_url": None}, "fetches none"),
        ({"type": "image_url", "image_url": {"url": url(base64.b64encode(b"<svg/>").decode())}}, "drawing"),
        ({"type": "image_url", "image_url": {"url": url(ONE[:400])}}, "damaged"),
        ({"type": "image_url", "image_url": {"url": url("aGVsbG8=")}}, "neither a picture"),
        ({"type": "image", "source": {"type": "url", "url": "http://127.0.0.1:9/cat.png"}}, "fetches none"),
        ({"type": "input_audio", "input_audio": {"data": "", "format": "wav"}}, "neither a picture"),
        ({"type": "input_audio", "input_audio": {"url": "http://127.0.0.1:9/a.wav"}}, "fetches none"),
        ({"type": ["image_url"]}, "not supported"),
        ({"type": "video_url", "video_url": {"url": "data:video/mp4;base64,AA=="}}, "not supported"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_reason(seeing: Served, part: dict[str, Any], words: str) -> None:
    answer = seeing.http.post(
        "/v1/chat/completions", json={"messages": [{"role": "user", "content": [part]}], "max_tokens": 1}
    )
    assert answer.status_code == 400
    assert words in answer.json()["error"]["message"]


def test_only_questions_hold_pictures(seeing: Served) -> None:
    answer = seeing.http.post(
        "/v1/chat/completions", json={"messages": [{**asking(ONE)[0], "role": "system"}], "max_tokens": 1}
    )
    assert answer.status_code == 400


def test_a_model_that_cannot_see_refuses(server: Served) -> None:
    answer = server.http.post("/v1/chat/completions", json={"messages": asking(ONE), "max_tokens": 1})
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "no_pictures"


def test_pictures_that_are_small_here_and_large_there_cost_nobody_the_engine(seeing: Served) -> None:
    """Noise that repeats far behind: WebP sees that, PNG does not."""
    urls = []
    for seed in range(4):
        tile = random.Random(seed).randbytes(2048 * 3 * 12)
        stream = io.BytesIO()
        made = Image.frombytes("RGB", (2048, 2048), (tile * 200)[: 2048 * 2048 * 3])
        made.save(stream, "WEBP", lossless=True, method=0, quality=20)
        urls.append("data:image/webp;base64," + base64.b64encode(stream.getvalue()).decode())
    parts = [{"type": "image_url", "image_url": {"url": url}} for url in urls]
    body = {"messages": [{"role": "user", "content": parts}], "max_tokens": 1}
    answer = seeing.http.post("/v1/chat/completions", json=body)
    assert answer.status_code == 400
    assert "too large together" in answer.json()["error"]["message"]
    assert seeing.http.post("/v1/completions", json={"prompt": "x", "max_tokens": 1}).status_code == 200
