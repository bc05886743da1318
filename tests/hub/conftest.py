"""A local Hub, and our side of the wire to it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from slm_desktop.core.models.hub import RepoFile
from slm_desktop.hub.response import Order
from slm_desktop.net import guard
from slm_desktop.net.access import Access
from slm_desktop.net.network import Network, hugging_face
from tests.hub.server import LocalHub

Give = Callable[..., Order]


@pytest.fixture
def hub() -> Iterator[LocalHub]:
    with LocalHub() as served:
        yield served


@pytest.fixture
def network(hub: LocalHub, monkeypatch: pytest.MonkeyPatch) -> Iterator[Network]:
    monkeypatch.setattr(guard, "READ_SECONDS", 2.0)
    made = Network(lambda: Access(hub.endpoint), lambda: "")
    yield made
    made.close()


def order_of(hub: LocalHub, repo: str, name: str, content: bytes, folder: Path) -> Order:
    """An order for a file that the Hub serves, as its list of files names it."""
    import hashlib

    return Order(
        repo, hub.commit(repo), RepoFile(name, len(content), hashlib.sha256(content).hexdigest()), folder / name
    )


@pytest.fixture(autouse=True)
def no_session_left() -> Iterator[None]:
    yield
    hugging_face().close_session()
