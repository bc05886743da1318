"""Adapters of a served model: listed, and scaled by each request, as llama-server's clients do it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.engine.adapters import write_lora
from tests.served import Served, served

ASK: dict[str, Any] = {"messages": [{"role": "user", "content": "Tell me about the sea."}], "max_tokens": 16, "seed": 1}
COLD: dict[str, Any] = {**ASK, "temperature": 0, "cache_prompt": False}


@pytest.fixture(scope="module")
def adapted(model_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    path = write_lora(tmp_path_factory.mktemp("lora") / "sea.gguf", model_path, name="Sea", strength=0.05)
    with served("--model", model_path, "--adapter", str(path), "--threads", "1") as made:
        yield made


def answer(server: Served, **more: Any) -> str:
    found = server.http.post("/v1/chat/completions", json={**COLD, **more})
    assert found.status_code == 200, found.text
    return str(found.json()["choices"][0]["message"]["content"])


def test_they_are_listed_and_scaled_by_each_request(adapted: Served, server: Served) -> None:
    plain, whole = answer(server), answer(adapted)
    assert whole != plain, "without a word each has 1"
    (listed,) = adapted.http.get("/lora-adapters").json()
    assert (listed["id"], listed["name"], listed["scale"], Path(listed["path"]).name) == (0, "sea", 1.0, "sea.gguf")
    assert answer(adapted, lora=[{"id": 0, "scale": 1.0}]) == whole
    assert answer(adapted, lora=[{"id": 0, "scale": 0}]) == plain
    assert answer(adapted, lora=[]) == plain, "one that is left out has 0"
    text = adapted.http.post(
        "/v1/completions",
        json={"prompt": "The sea", "max_tokens": 8, "temperature": 0, "lora": [{"id": 0, "scale": 0}]},
    )
    assert text.status_code == 200


@pytest.mark.parametrize(
    "lora", [[{"id": 7, "scale": 1}], [{"id": "0", "scale": 1}], [{"scale": 1}], [{"id": 0, "scale": 99}], ["x"]]
)
def test_what_cannot_be_meant_is_refused_with_its_place(adapted: Served, lora: list[Any]) -> None:
    found: httpx2.Response = adapted.http.post("/v1/chat/completions", json={**COLD, "lora": lora})
    assert found.status_code == 400
    assert found.json()["error"]["param"].startswith("lora[0]")
