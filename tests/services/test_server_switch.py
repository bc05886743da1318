"""The switch of the server: it follows the settings, real sockets and all."""

import socket
from collections.abc import Iterator

import httpx2
import pytest

from slm_desktop.core.faults import Faults
from slm_desktop.paths import Paths
from slm_desktop.services.services import Services
from tests.patience import Patience


class Running:
    """Services whose loop is drained by hand."""

    def __init__(self, paths: Paths) -> None:
        self.services = Services(paths, Faults(), offline=True)
        self.services.server.begin()

    def until(self, is_so: object) -> None:
        patience = Patience()
        assert callable(is_so)
        self.services.loop.run_until(lambda: patience.check() or bool(is_so()))  # type: ignore[func-returns-value]


@pytest.fixture
def running(own_data: Paths, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    made = Running(own_data)
    made.services.clock.every(0.05, lambda: None)  # So that a wait looks again.
    made.services.settings["server_port"] = free_port()
    yield made
    made.services.close()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def is_there(address: str, **headers: str) -> int:
    try:
        return httpx2.get(f"{address.removesuffix('/v1')}/v1/models", headers=headers, timeout=30).status_code
    except httpx2.ConnectError:
        return 0


def ask(running: Running, address: str, **headers: str) -> int:
    """Ask while the loop goes on: the server's answers come through it."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as other:
        future = other.submit(is_there, address, **headers)
        running.until(future.done)
        return future.result()


def test_it_comes_and_goes_with_its_setting(running: Running) -> None:
    server = running.services.server
    assert not server.is_on
    server.set_on(True)
    assert server.is_starting
    running.until(lambda: server.is_on)
    address = server.address
    assert ask(running, address) == 200
    server.set_on(False)
    assert (server.is_on, server.address) == (False, "")
    running.until(lambda: not ask_now(address))


def ask_now(address: str) -> bool:
    """Whether anybody takes connections there."""
    host, port = address.removeprefix("http://").removesuffix("/v1").split(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0


def test_another_port_holds_at_once(running: Running) -> None:
    server, settings = running.services.server, running.services.settings
    server.set_on(True)
    running.until(lambda: server.is_on)
    settings["server_port"] = other = free_port()
    running.until(lambda: server.is_on and str(other) in server.address)
    assert ask(running, server.address) == 200


def test_a_port_that_is_taken_is_a_reason_and_can_be_tried_again(running: Running) -> None:
    server = running.services.server
    with socket.socket() as other:
        other.bind(("127.0.0.1", running.services.settings["server_port"]))
        other.listen()
        server.set_on(True)
        running.until(lambda: server.fault is not None)
        assert server.fault
        assert server.fault.code == "server_port"
    server.set_on(True)
    running.until(lambda: server.is_on)
    assert server.fault is None


def test_other_computers_need_a_key_that_can_be_changed(running: Running) -> None:
    server, settings = running.services.server, running.services.settings
    settings["server_reach"] = "network"
    server.set_on(True)
    running.until(lambda: server.is_on)
    assert len(server.key) >= 24
    assert ask(running, server.address) == 401
    assert ask(running, server.address, Authorization=f"Bearer {server.key}") == 200
    old = server.key
    server.new_key()
    running.until(lambda: server.is_on and server.key != old)
    assert ask(running, server.address, Authorization=f"Bearer {old}") == 401


def test_switched_off_and_on_at_once_it_is_simply_on(running: Running) -> None:
    server = running.services.server
    for on in (True, False, True):
        server.set_on(on)
    running.until(lambda: server.is_on and not server.is_starting)
    assert server.fault is None
    assert ask(running, server.address) == 200
