"""Looking for a newer version: what is asked, what is believed, and what is not."""

import json
from collections.abc import Iterator

import pytest

from slm_desktop.core.updates import Release, is_newer
from slm_desktop.errors import Fault
from slm_desktop.hub.releases import newest
from slm_desktop.net.access import Access
from slm_desktop.net.network import Network
from tests.answering import Server, answering


@pytest.fixture
def server() -> Iterator[Server]:
    with answering() as made:
        yield made


@pytest.fixture
def network() -> Iterator[Network]:
    made = Network(lambda: Access("http://127.0.0.1:9"), lambda: "hf_secret")
    yield made
    made.close()


def release(**fields: object) -> bytes:
    return json.dumps(
        {"tag_name": "v9.1", "body": "Better.", "html_url": "https://example.org/v9.1", **fields}
    ).encode()


def test_the_newest_release_is_read_and_nothing_is_told(server: Server, network: Network) -> None:
    server.body = release(assets=[{"name": "x"}])
    assert newest(network, server.address) == Release("9.1", "Better.", "https://example.org/v9.1")
    (received,) = server.received
    assert "hf_secret" not in str(received)
    assert "Cookie" not in received


def test_without_a_release_there_is_none(server: Server, network: Network) -> None:
    server.status = 404
    assert newest(network, server.address) is None


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (500, b"", "hub_busy"),
        (403, b"", "hub_status"),
        (200, b"<html>", "hub_garbled"),
        (200, b"[]", "hub_garbled"),
        (200, b'{"tag_name": 3}', "hub_garbled"),
        (200, b'{"tag_name": "' + b"9" * 2**21 + b'"}', "hub_garbled"),
    ],
    ids=["busy", "refused", "page", "list", "number", "megabytes"],
)
def test_an_answer_that_is_none_is_told(server: Server, network: Network, status: int, body: bytes, code: str) -> None:
    server.status, server.body = status, body
    with pytest.raises(Fault) as caught:
        newest(network, server.address)
    assert caught.value.code == code


@pytest.mark.parametrize("page", ["javascript:alert(1)", "file:///etc/passwd", "ssh://host", "", "https://"])
def test_a_page_that_is_none_is_not_opened(server: Server, network: Network, page: str) -> None:
    server.body = release(html_url=page)
    found = newest(network, server.address)
    assert found is not None
    assert found.page == ""


def test_hidden_characters_of_the_notes_are_shown(server: Server, network: Network) -> None:
    server.body = release(body="safe\u202eevil", tag_name="v1\u202e")
    found = newest(network, server.address)
    assert found is not None
    assert "\u202e" not in found.notes + found.version


def test_offline_nothing_is_asked(server: Server) -> None:
    with pytest.raises(Fault, match="offline"):
        newest(Network(lambda: Access(offline=True), lambda: ""), server.address)
    assert server.received == []


@pytest.mark.parametrize(
    ("version", "than", "newer"),
    [
        ("1.10.0", "1.9.9", True),
        ("v2.0", "1.9", True),
        ("1.0", "1.0", False),
        ("0.9", "1.0", False),
        ("1.0rc1", "1.0", False),
        ("1.0.post1", "1.0", True),
        ("tomorrow", "1.0", False),
        ("", "1.0", False),
    ],
)
def test_versions_are_compared_as_numbers(version: str, than: str, newer: bool) -> None:
    assert is_newer(Release(version), than) is newer
