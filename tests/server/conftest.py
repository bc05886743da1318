"""One server for the tests that leave it as it was."""

from collections.abc import Iterator

import openai
import pytest

from tests.served import Served, served


@pytest.fixture(scope="session")
def server(model_path: str) -> Iterator[Served]:
    with served("--model", model_path) as made:
        yield made


@pytest.fixture
def client(server: Served) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=server.base_url, api_key="none", max_retries=0) as made:
        yield made


@pytest.fixture
def model(client: openai.OpenAI) -> str:
    return client.models.list().data[0].id
