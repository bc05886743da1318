"""One server for the tests that leave it as it was."""

from collections.abc import Iterator

import pytest

from tests.served import Served, served


@pytest.fixture(scope="session")
def server(model_path: str) -> Iterator[Served]:
    with served("--model", model_path) as made:
        yield made
