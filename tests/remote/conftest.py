"""Real servers, one of each kind that runs here, and engines that ask them."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import httpx2
import pytest

from slm_desktop.core.engines.commands import Load
from slm_desktop.core.engines.remote_address import remote_path
from slm_desktop.net.access import Access
from slm_desktop.remote.connection import Connection
from slm_desktop.remote.process import RemoteProcess
from tests.engine.child import Child
from tests.llama_server import llama_server
from tests.served import served

Start = Callable[..., Child]


def connect(address: str, key: str = "") -> Connection:
    access = Access(address)
    return Connection(address, key, access, lambda: access)


def engine_at(address: str, model: str = "", key: str = "") -> Child:
    """An engine that asks a server for its first model, or one of a name."""
    name = model or str(httpx2.get(f"{address}/v1/models", timeout=60).json()["data"][0]["id"])
    load = Load(1, remote_path(address, name))
    return Child(load, start=lambda first, on_event: RemoteProcess(first, on_event, lambda to: connect(to, key)))


@pytest.fixture(scope="session")
def llama_address(model_path: str) -> Iterator[str]:
    with llama_server(model_path, slots=4, threads=1) as server:
        yield server.address.rstrip("/")


@pytest.fixture(scope="session")
def own_address(model_path: str) -> Iterator[str]:
    with served("--model", model_path) as server:
        yield server.address


def host_of(address: str) -> str:
    return str(urlsplit(address).hostname)
