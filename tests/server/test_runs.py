"""Answers by their ids: their record, and sampling changed while they are written, by another client."""

import json
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from tests.served import Served

STORY = {"messages": [{"role": "user", "content": "Write a very long story about the sea."}], "stream": True}


class Reading:
    """A streamed answer, read chunk by chunk."""

    def __init__(self, response: httpx2.Response) -> None:
        self._chunks = self._read(response)
        self.chunks: list[dict[str, Any]] = []
        self.next()

    def _read(self, response: httpx2.Response) -> Iterator[dict[str, Any]]:
        for line in response.iter_lines():
            if line.startswith("data: {"):
                yield json.loads(line.removeprefix("data: "))

    def next(self) -> dict[str, Any]:
        self.chunks.append(next(self._chunks))
        return self.chunks[-1]

    def rest(self) -> None:
        self.chunks += self._chunks

    @property
    def id(self) -> str:
        return str(self.chunks[0]["id"])


def test_sampling_is_changed_from_the_next_token_on(server: Served) -> None:
    # Bias keeps the model from ending its answer by itself.
    (end,) = server.http.post("/tokenize", json={"content": "<|im_end|>"}).json()["tokens"]
    body = {**STORY, "max_tokens": 150, "temperature": 1.5, "top_k": 100, "logit_bias": {str(end): -100}, "seed": 3}
    with server.http.stream("POST", "/v1/chat/completions", json=body) as response:
        reading = Reading(response)
        reading.next()
        changed = httpx2.post(f"{server.address}/v1/runs/{reading.id}/sampling", json={"temperature": 0}).json()
        reading.rest()
    assert 0 < changed["from_token"] < 150
    assert changed["sampling"]["temperature"] == 0
    assert changed["sampling"]["top_k"] == 100, "what was not named stays"
    record = server.http.get(f"/v1/runs/{reading.id}").json()
    assert [one["from_token"] for one in record["sampling"]] == [0, changed["from_token"]]
    settings = [token["setting"] for token in record["tokens_by_setting"]]
    assert settings == [0] * changed["from_token"] + [1] * (150 - changed["from_token"])
    assert record["state"] == "complete"
    assert record["replay"]["seed"] == 3
    assert record["replay"]["model_sha256"] == "" or len(record["replay"]["model_sha256"]) == 64


def test_a_run_that_is_over_cannot_be_changed(server: Served) -> None:
    answer = server.http.post(
        "/v1/chat/completions", json={"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 2}
    ).json()
    refused = server.http.post(f"/v1/runs/{answer['id']}/sampling", json={"temperature": 0})
    assert refused.status_code == 409
    assert refused.json()["error"]["code"] == "run_not_running"


@pytest.mark.parametrize("body", [{}, {"temperature": 9}, {"nonsense": 1}, {"temperature": "x"}])
def test_a_change_that_says_nothing_is_refused(server: Served, body: dict[str, Any]) -> None:
    assert server.http.post("/v1/runs/any/sampling", json=body).status_code == 400


def test_a_run_that_nobody_knows_is_not_found(server: Served) -> None:
    assert server.http.get("/v1/runs/none").status_code == 404
    assert server.http.post("/v1/runs/none/sampling", json={"temperature": 0}).status_code == 404


def test_each_choice_is_a_run(server: Served) -> None:
    body = {"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 2, "n": 2}
    answer = server.http.post("/v1/chat/completions", json=body).json()
    seeds = [server.http.get(f"/v1/runs/{answer['id']}{end}").json()["replay"]["seed"] for end in ("", "-1")]
    assert seeds[1] == seeds[0] + 1


def test_a_client_that_goes_away_frees_its_slot(server: Served) -> None:
    body = {**STORY, "max_tokens": 4000}
    with server.http.stream("POST", "/v1/chat/completions", json=body) as response:
        reading = Reading(response)
        id_ = reading.id
    while (state := server.http.get(f"/v1/runs/{id_}").json()["state"]) == "running":
        pass
    assert state == "stopped"


def test_a_run_is_stopped_by_another_client(server: Served) -> None:
    body = {**STORY, "max_tokens": 4000}
    with server.http.stream("POST", "/v1/chat/completions", json=body) as response:
        reading = Reading(response)
        httpx2.post(f"{server.address}/v1/runs/{reading.id}/stop").raise_for_status()
        reading.rest()
    assert reading.chunks[-1]["choices"][0]["finish_reason"] == "stop"
    assert server.http.get(f"/v1/runs/{reading.id}").json()["state"] == "stopped"


def test_the_log_of_requests_holds_no_contents(server: Served) -> None:
    secret = "a word that nobody says"
    server.http.post("/v1/chat/completions", json={"messages": [{"role": "user", "content": secret}], "max_tokens": 1})
    assert any("POST /v1/chat/completions" in line for line in server.lines)
    assert not any(secret in line for line in server.lines)
