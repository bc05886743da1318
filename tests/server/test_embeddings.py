"""Vectors of texts: the same as llama.cpp's own server gives, as the openai SDK asks for them."""

import base64
import math
from collections.abc import Iterator
from pathlib import Path

import httpx2
import numpy as np
import openai
import pytest

from tests.engine import tiny
from tests.llama_server import llama_server
from tests.served import Served, served

TEXTS = ["A cat sits on the mat.", "Un gato está en la alfombra.", "Stocks fell on Tuesday.", "x", "word " * 300]


@pytest.fixture
def client(server: Served) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{server.address}/v1", api_key="none", max_retries=0)


def vectors(client: openai.OpenAI, texts: list[str]) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    found = client.embeddings.create(model="", input=texts, encoding_format="float")
    assert [one.index for one in found.data] == list(range(len(texts)))
    return np.array([one.embedding for one in found.data])


def test_they_are_those_of_llama_server(client: openai.OpenAI, model_path: str) -> None:
    ours = vectors(client, TEXTS)
    with llama_server(model_path, threads=1, embeddings=True) as other:
        data = other.ask("/v1/embeddings", input=TEXTS)["data"]
    theirs = np.array([one["embedding"] for one in data])
    assert ours.shape == theirs.shape
    assert np.allclose(np.linalg.norm(ours, axis=1), 1, atol=1e-5)
    near = ours @ theirs.T
    assert np.diag(near).min() > 0.999
    assert (near - np.eye(len(TEXTS))).max() < 0.99  # Other texts have other vectors.


def test_a_text_has_the_same_vector_in_any_company(client: openai.OpenAI) -> None:
    alone = vectors(client, TEXTS[:1])[0]
    among = vectors(client, [*TEXTS[1:], *["other words " * 12] * 16, TEXTS[0]])[-1]
    assert float(alone @ among) > 0.999  # Sums are rounded in another way in another batch.


def test_base64_is_the_same_and_what_the_sdk_asks_for(client: openai.OpenAI, server: Served) -> None:
    plain = vectors(client, TEXTS[:2])
    assert np.allclose([one.embedding for one in client.embeddings.create(model="", input=TEXTS[:2]).data], plain)
    body = {"input": TEXTS[0], "encoding_format": "base64"}
    packed = httpx2.post(f"{server.address}/v1/embeddings", json=body, timeout=60).json()["data"][0]["embedding"]
    assert np.allclose(np.frombuffer(base64.b64decode(packed), "<f4"), plain[0])


def test_tokens_are_a_text_too_and_are_counted(client: openai.OpenAI, server: Served) -> None:
    tokens = httpx2.post(f"{server.address}/tokenize", json={"content": TEXTS[0], "add_special": True}).json()["tokens"]
    found = client.embeddings.create(model="", input=[tokens, tokens], encoding_format="float")
    assert found.usage.prompt_tokens == found.usage.total_tokens == 2 * len(tokens)
    assert np.dot(found.data[0].embedding, vectors(client, TEXTS[:1])[0]) == pytest.approx(1, abs=1e-3)
    one = client.embeddings.create(model="", input=tokens, encoding_format="float")
    assert len(one.data) == 1


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"input": []}, "input"),
        ({"input": ""}, "input"),
        ({"input": ["a", ""]}, "input[1]"),
        ({"input": ["a", 5]}, "input[1]"),
        ({"input": {"a": 1}}, "input"),
        ({"input": "a", "encoding_format": "int8"}, "encoding_format"),
        ({"input": "a", "dimensions": 7}, "dimensions"),
        ({"input": ["a"] * 3000}, "input"),
        ({"input": "a", "surprise": 1}, None),
    ],
)
def test_what_is_wrong_is_named(server: Served, body: dict[str, object], param: str | None) -> None:
    answer = httpx2.post(f"{server.address}/v1/embeddings", json=body, timeout=60)
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == param


def test_a_text_that_is_too_long_is_refused_and_not_cut(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        client.embeddings.create(model="", input=["fine", "word " * 5000])
    assert caught.value.code == "context_length_exceeded"
    assert "5" in caught.value.message


def test_tokens_that_do_not_exist_are_refused(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError):
        client.embeddings.create(model="", input=[[1, 10**9]])


def test_a_chat_is_answered_while_vectors_are_made(client: openai.OpenAI) -> None:
    vectors(client, TEXTS[:1])
    answer = client.chat.completions.create(model="", messages=[{"role": "user", "content": "Hi"}], max_tokens=4)
    assert answer.usage
    assert answer.usage.completion_tokens == 4
    assert len(vectors(client, TEXTS[:1])) == 1


# -- a model that does nothing else ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def both(model_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    made = tiny.write_model(tmp_path_factory.mktemp("models") / "vectors.gguf", extra={"llama.pooling_type": 3})
    with served("--model", model_path, "--model", str(made)) as server:
        yield server


def test_it_is_listed_makes_vectors_unasked_and_does_not_chat(both: Served) -> None:
    client = openai.OpenAI(base_url=f"{both.address}/v1", api_key="none", max_retries=0)
    assert "vectors" in [one.id for one in client.models.list().data]
    found = client.embeddings.create(model="", input="hello", encoding_format="float")
    named = client.embeddings.create(model="vectors", input="hello", encoding_format="float")
    assert found.data[0].embedding == named.data[0].embedding
    assert math.isclose(math.sqrt(sum(value * value for value in found.data[0].embedding)), 1, abs_tol=1e-5)
    with pytest.raises(openai.BadRequestError, match="cannot chat"):
        client.chat.completions.create(model="vectors", messages=[{"role": "user", "content": "Hi"}])


def test_a_file_that_ranks_is_refused_with_the_reason(tmp_path: Path) -> None:
    made = tiny.write_model(tmp_path / "ranks.gguf", extra={"llama.pooling_type": 4})
    with served("--model", str(made)) as server:
        answer = httpx2.post(f"{server.address}/v1/embeddings", json={"input": "a"}, timeout=60)
    assert answer.status_code == 400
    assert "ranks" in answer.json()["error"]["message"]
