"""A network that does everything wrong: a file comes whole or the cause is told, whoever asks is never left waiting, and
what was refused comes once the network is well again.
"""

import random
import socket
import ssl
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import trustme

from slm_desktop.errors import Fault
from slm_desktop.hub import transfer
from slm_desktop.hub.client import HubClient
from slm_desktop.hub.journal import part_of
from slm_desktop.hub.response import Order, TransferListener
from slm_desktop.hub.transfer import Transfer
from slm_desktop.net import guard
from slm_desktop.net.access import Access
from slm_desktop.net.network import Network
from tests.explained import explained
from tests.faults.door import Door
from tests.hub.conftest import hub, network, no_session_left, order_of
from tests.hub.fault_book import Fault as Trouble
from tests.hub.server import LocalHub
from tests.patience import outcome

__all__ = ["hub", "network", "no_session_left"]

REPO, NAME = "ann/tiny-GGUF", "tiny.Q4_K_M.gguf"
TOKEN = "hf_a_secret"
SECONDS = 0.3
"""A server has so long to go on, in place of twenty."""
WELL_SECONDS = 1.5
"""A download waits for a network for as long as that is away: after so long it is well again."""
NOTHING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks and waits fit small files."""
    monkeypatch.setattr(transfer, "CHUNK", 60_000)
    monkeypatch.setattr(transfer, "FIRST_WAIT", 0.01)
    monkeypatch.setattr(transfer, "LONGEST_WAIT", 0.05)
    monkeypatch.setattr(transfer, "SLOW_SECONDS", SECONDS)
    for name in ("CONNECT_SECONDS", "READ_SECONDS", "HEAD_SECONDS"):
        monkeypatch.setattr(guard, name, SECONDS)


# -- everything at once ------------------------------------------------------------------------------------------


def trouble(dice: random.Random, size: int) -> Trouble:
    """Something that a server or the way to it does wrong, now and then or for ever."""
    at = dice.choice((-1, 0, 1, dice.randrange(size), size - 1))
    times = dice.choice((1, 1, 2, 5, -1))
    on = dice.choice(("body", "body", "head", "any"))
    status = dice.choice((401, 403, 404, 408, 416, 418, 429, 451, 500, 502, 503))
    kinds: list[Callable[[], Trouble]] = [
        lambda: Trouble(dice.choice(("cut", "reset")), at=at, times=times, on=on),
        lambda: Trouble("stall", at=at, times=times, value=600),
        lambda: Trouble("slow_headers", times=times, value=600, on=on),
        lambda: Trouble("trickle", times=times, value=20, on=on),
        lambda: Trouble("throttle", times=times, value=dice.choice((10, 10_000_000))),
        lambda: Trouble("status", times=times, value=status, on=on, retry_after=dice.choice((None, 0.01))),
        lambda: Trouble("redirect", times=times, value=dice.choice(("/nowhere", "file:///etc/passwd")), on=on),
        lambda: Trouble(dice.choice(("html", "gzip", "ignore_range", "etag_changes")), times=times),
        lambda: Trouble("short", times=times, value=dice.choice((-1000, -1, 1, 10**12))),
        lambda: Trouble("wrong_range", times=times, value=dice.choice((-1, 1, 1000))),
        lambda: Trouble("wrong_bytes", at=max(0, at), times=times),
        lambda: Trouble("wrong_hash"),
    ]
    return dice.choice(kinds)()


def fetched(network: Network, order: Order) -> bytes | Fault:
    """The file, or why there is none."""
    try:
        assert Transfer(network=network, order=order, listener=TransferListener()).run()
    except Fault as fault:
        return fault
    return part_of(order.target).read_bytes()


@pytest.mark.parametrize("count", [5, pytest.param(500, marks=pytest.mark.faults)])
def test_whatever_goes_wrong_a_file_is_whole_or_the_cause_is_told(
    count: int,
    hub: LocalHub,
    network: Network,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    dice, ends = random.Random(11), dict[str, int]()
    for number in range(count):
        content = dice.randbytes(dice.choice((1, 1000, 59_999, 60_000, 250_000)))
        repo = f"{REPO}-{number}"
        hub.use_cdn = hub.one_use = dice.random() < 0.5
        hub.add(repo, {NAME: content})
        order = order_of(hub, repo, NAME, content, tmp_path / str(number))
        order.target.parent.mkdir()
        for _trouble in range(dice.randrange(1, 5)):
            hub.fault(repo, trouble(dice, len(content)))
        well_again = threading.Timer(WELL_SECONDS, hub.calm)
        well_again.start()
        found = outcome(partial(fetched, network, order))
        well_again.cancel()
        well_again.join()
        if isinstance(found, Fault):
            explained(found)
            ends[found.code] = ends.get(found.code, 0) + 1
            hub.calm()
            found = outcome(partial(fetched, network, order))
        else:
            ends["whole"] = ends.get("whole", 0) + 1
        assert found == content, f"number {number}: {found!r}"[:300]
        hub.calm()
    record_property(f"{count} downloads with one to four faults each", ends)


# -- certificates ------------------------------------------------------------------------------------------------


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """One that this computer trusts."""
    made = trustme.CA()
    made.cert_pem.write_to_path(tmp_path / "trusted.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "trusted.pem"))
    return made


def encrypted(
    authority: trustme.CA, heard: list[bytes], name: str = "localhost", days: float = 1
) -> Callable[[socket.socket], None]:
    """Answer in TLS, with a certificate for a name, which ends in so many days."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name, not_after=datetime.now(UTC) + timedelta(days=days)).configure_cert(context)

    def serve(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as safe:
            heard.append(safe.recv(65_536))
            safe.sendall(NOTHING)

    return serve


def asked(access: Access) -> Fault:
    """What comes of a question that carries a token."""
    network = Network(lambda: access, lambda: TOKEN)
    try:
        HubClient(network).repository(REPO)
    except Fault as fault:
        return fault
    finally:
        network.close()
    raise AssertionError("it was answered")


def test_a_server_with_a_certificate_that_is_trusted_is_asked(authority: trustme.CA) -> None:
    heard: list[bytes] = []
    with Door(encrypted(authority, heard)) as door:
        fault = asked(Access(f"https://localhost:{door.port}"))
    assert fault.code in ("repo_gone", "needs_token")
    assert TOKEN.encode() in heard[0]


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("over", "it has run out"),
        ("another", "it is for another name"),
        ("unknown", "nobody whom this computer trusts has signed it"),
    ],
)
def test_a_server_whose_certificate_proves_nothing_hears_nothing(what: str, reason: str, authority: trustme.CA) -> None:
    heard: list[bytes] = []
    serve = {
        "over": lambda: encrypted(authority, heard, days=-1),
        "another": lambda: encrypted(authority, heard, name="hub.example"),
        "unknown": lambda: encrypted(trustme.CA(), heard),
    }[what]()
    with Door(serve) as door:
        fault = asked(Access(f"https://localhost:{door.port}"))
    cause = explained(fault).cause
    assert fault.code == "tls"
    assert reason in cause
    assert "_ssl.c" not in cause
    assert not any(heard)


def plain(connection: socket.socket) -> None:
    connection.recv(65_536)
    connection.sendall(NOTHING)


def hangs_up(connection: socket.socket) -> None:
    connection.recv(65_536)


def garbage(connection: socket.socket) -> None:
    connection.recv(65_536)
    connection.sendall(random.Random(3).randbytes(5000))


@pytest.mark.parametrize(
    ("serve", "codes"),
    [(plain, ("tls",)), (hangs_up, ("tls", "unreachable")), (garbage, ("tls",)), (None, ("hub_silent",))],
)
def test_a_server_that_does_not_speak_tls_is_told_so_and_not_waited_for(
    serve: Callable[[socket.socket], None] | None, codes: tuple[str, ...], authority: trustme.CA
) -> None:
    with Door(serve or (lambda _connection: door.wait())) as door:
        fault = outcome(lambda: asked(Access(f"https://localhost:{door.port}")))
    cause = explained(fault).cause
    assert fault.code in codes
    assert "_ssl.c" not in cause


# -- proxies -----------------------------------------------------------------------------------------------------


def says(answer: bytes) -> Callable[[socket.socket], None]:
    """A proxy that answers this, whatever it is asked."""

    def serve(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(answer)

    return serve


def drips(connection: socket.socket) -> None:
    """A head that never ends."""
    connection.recv(65_536)
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X-More: and more\r\n" * 100)


PROXIES: dict[str, tuple[Callable[[socket.socket], None] | None, tuple[str, ...]]] = {
    "wants a password": (says(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"), ("proxy",)),
    "forbids it": (says(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"), ("proxy",)),
    "cannot reach it": (says(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"), ("proxy", "hub_busy")),
    "speaks something else": (says(b"SSH-2.0-OpenSSH_9.9\r\n"), ("proxy", "unreachable")),
    "hangs up": (hangs_up, ("proxy", "unreachable")),
    "says nothing": (None, ("hub_silent",)),
    "never ends": (drips, ("proxy", "unreachable", "hub_silent")),
    "opens the way to garbage": (says(b"HTTP/1.1 200 OK\r\n\r\n" + bytes(range(256))), ("tls",)),
}


@pytest.mark.parametrize("kind", PROXIES)
def test_a_proxy_that_fails_is_told_and_not_waited_for(kind: str) -> None:
    serve, codes = PROXIES[kind]
    with Door(serve or (lambda _connection: door.wait())) as door:
        fault = outcome(lambda: asked(Access("https://hub.example", proxy=f"http://127.0.0.1:{door.port}")))
    explained(fault)
    assert fault.code in codes


def test_a_proxy_that_is_not_there_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    fault = asked(Access("https://hub.example", proxy=f"http://127.0.0.1:{port}"))
    assert fault.code in ("proxy", "unreachable")


# -- names -------------------------------------------------------------------------------------------------------


@pytest.fixture
def no_names(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often names are still not found; then they are."""
    left, real = [3], socket.getaddrinfo

    def look(host: object, *rest: object, **more: object) -> object:
        if left[0] > 0:
            left[0] -= 1
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return real(host, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", look)
    return left


def test_a_download_goes_on_once_names_are_found_again(
    hub: LocalHub, network: Network, tmp_path: Path, no_names: list[int]
) -> None:
    content = random.Random(5).randbytes(100_000)
    hub.add(REPO, {NAME: content})
    assert outcome(lambda: fetched(network, order_of(hub, REPO, NAME, content, tmp_path))) == content
    assert no_names == [0]
