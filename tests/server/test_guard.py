"""Who may ask, and how much; and what comes of clients that behave badly."""

import contextlib
import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlparse

import httpx2
import pytest

from slm_desktop.core.engines.commands import SetSampling
from slm_desktop.errors import Fault
from slm_desktop.server import http_server
from tests.patience import wait_until
from tests.server.local import Local, Script, local

CHAT = {"messages": [{"role": "user", "content": "Hi"}]}
SLOW: Script = {"generate": [{"wait": 8.0}, {"answer": "late"}]}


@pytest.fixture
def server() -> Iterator[Local]:
    with local() as made:
        yield made


def post(server: Local, **headers: str) -> httpx2.Response:
    return httpx2.post(f"{server.address}/v1/chat/completions", json=CHAT, headers=headers)


def raw(server: Local, data: bytes, seconds: float = 20.0) -> bytes:
    """What is answered to bytes on a connection, until that is closed."""
    where = urlparse(server.address)
    with socket.create_connection((where.hostname, where.port), timeout=seconds) as connection:
        connection.sendall(data)
        answer = b""
        while part := connection.recv(65536):
            answer += part
        return answer


# -- names and origins -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", ""])
def test_another_name_is_refused(server: Local, host: str) -> None:
    """A web page can give its own name this computer's address, and then speak to it as to itself."""
    assert post(server, Host=host).status_code == 403


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:99", "127.0.0.1", "[::1]:80", "192.168.1.4:8017"])
def test_this_computers_names_are_answered(server: Local, host: str) -> None:
    assert post(server, Host=host).status_code == 200


def test_a_name_that_was_listed_is_answered() -> None:
    with local(hosts=("box.example",)) as server:
        assert post(server, Host="box.example:8017").status_code == 200


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_web_pages_are_refused(server: Local, headers: dict[str, str]) -> None:
    assert post(server, **headers).status_code == 403
    assert httpx2.get(f"{server.address}/v1/models", headers=headers).status_code == 403


def test_a_page_that_was_listed_may_ask_and_is_told_so() -> None:
    page = "https://page.example"
    with local(origins=(page,)) as server:
        asked = {"Origin": page, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-api-key"}
        first = httpx2.options(f"{server.address}/v1/chat/completions", headers=asked)
        assert (first.status_code, first.headers["access-control-allow-origin"]) == (200, page)
        answer = post(server, Origin=page)
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, page)
        assert post(server, Origin="https://other.example").status_code == 403


def test_a_listed_page_can_read_why_it_was_refused() -> None:
    page = "https://page.example"
    with local(origins=(page,), key="right") as server:
        refused = post(server, Origin=page, Authorization="Bearer wrong")
        assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (401, page)


# -- the key ---------------------------------------------------------------------------------------------------


def test_with_a_key_nobody_is_answered_without_it() -> None:
    with local(key="sésame") as server:
        assert post(server).status_code == 401
        wrong = post(server, Authorization="Bearer wrong")
        assert (wrong.status_code, wrong.json()["error"]["code"]) == (401, "invalid_api_key")
        right = "Bearer sésame".encode()
        answer = httpx2.post(f"{server.address}/v1/chat/completions", json=CHAT, headers={b"Authorization": right})
        assert answer.status_code == 200
        by_anthropic = {b"x-api-key": "sésame".encode()}
        body = {**CHAT, "max_tokens": 5}
        assert httpx2.post(f"{server.address}/v1/messages", json=body, headers=by_anthropic).status_code == 200
        assert httpx2.get(f"{server.address}/health").status_code == 200, "whether it is there is no secret"


def test_another_address_needs_a_key() -> None:
    with pytest.raises(Fault) as caught, local(host="0.0.0.0"):
        pass
    assert caught.value.code == "server_key"
    with local(host="0.0.0.0", key="x") as server:
        assert post(server, Authorization="Bearer x").status_code == 200


def test_a_port_that_is_taken_is_named(server: Local) -> None:
    from slm_desktop.server.http_server import HttpServer

    with pytest.raises(Fault) as caught:
        HttpServer(lambda *_: None, "127.0.0.1", server.server.port)  # type: ignore[arg-type]
    assert caught.value.code == "server_port"


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.7", "x" * 300])
def test_an_address_of_another_computer_is_named(host: str) -> None:
    with pytest.raises(Fault) as caught, local(host=host, key="x"):
        pass
    assert caught.value.code == "server_host"


# -- how much --------------------------------------------------------------------------------------------------


def test_a_body_that_is_too_large_is_refused_before_it_is_read() -> None:
    with local(largest_body=2**20) as server:
        head = b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 104857600\r\n\r\n"
        assert raw(server, head).startswith(b"HTTP/1.1 413")


def test_a_body_that_does_not_say_how_large_it_is_is_bounded_too() -> None:
    with local(largest_body=2**20) as server:
        head = b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
        assert raw(server, head + chunk * 17).startswith(b"HTTP/1.1 413")


def test_half_a_body_is_waited_for_so_long_and_no_longer() -> None:
    with local(body_seconds=0.3) as server:
        head = b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{"
        assert raw(server, head).startswith(b"HTTP/1.1 408")
        assert post(server).status_code == 200


def test_half_a_body_of_a_client_that_goes_away_does_no_harm(server: Local) -> None:
    where = urlparse(server.address)
    with socket.create_connection((where.hostname, where.port)) as connection:
        connection.sendall(b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{")
    assert post(server).status_code == 200


def test_too_many_requests_at_once_are_told_to_come_again() -> None:
    with local(SLOW, most_requests=2) as server:
        address = f"{server.address}/v1/chat/completions"
        with ThreadPoolExecutor(2) as others, httpx2.Client(timeout=60) as client:
            held = [others.submit(client.post, address, json=CHAT) for _one in range(2)]
            wait_until(lambda: [run.state for run in server.serving.running] == ["running", "running"])
            refused = post(server)
            for run in server.serving.running:
                server.loop.post(run.stop)
            assert (refused.status_code, refused.headers["retry-after"]) == (429, "2")
            assert [one.result().status_code for one in held] == [200, 200]


def test_two_hundred_connections_do_not_keep_anybody_out(server: Local) -> None:
    where = urlparse(server.address)
    held = [socket.create_connection((where.hostname, where.port)) for _one in range(200)]
    try:
        assert post(server).status_code == 200
    finally:
        for connection in held:
            connection.close()


def test_connections_beyond_the_limit_are_closed_and_those_before_them_answered(
    server: Local, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_server, "CONNECTIONS", 3)
    where = urlparse(server.address)
    held = [socket.create_connection((where.hostname, where.port), timeout=20) for _one in range(3)]
    beyond = socket.create_connection((where.hostname, where.port), timeout=20)
    with beyond, contextlib.suppress(ConnectionResetError):
        assert beyond.recv(1) == b""
    held[0].sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert held[0].recv(12) == b"HTTP/1.1 200"
    for connection in held:
        connection.close()
    wait_until(lambda: answers(server))


def answers(server: Local) -> bool:
    """Whether a new connection is answered."""
    with contextlib.suppress(httpx2.TransportError):
        return post(server).status_code == 200
    return False


def test_two_hundred_requests_at_once_each_get_an_answer_or_a_reason(server: Local) -> None:
    def ask(_number: int) -> int:
        return httpx2.post(f"{server.address}/v1/chat/completions", json=CHAT, timeout=120).status_code

    with ThreadPoolExecutor(200) as clients:
        statuses = list(clients.map(ask, range(200)))
    assert set(statuses) <= {200, 429}
    assert statuses.count(200) >= 64
    assert post(server).status_code == 200


def test_a_client_that_does_not_read_is_let_go_and_its_answer_stopped() -> None:
    long = {"generate": [{"answer": " ".join(["endless"] * 8_000)}]}
    with local(long, read_seconds=0.5) as server:
        where = urlparse(server.address)
        body = json.dumps({**CHAT, "stream": True}).encode()
        server.server.listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2048)
        with socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            connection.connect((where.hostname, where.port))
            head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n"
            connection.sendall(head.encode() + body)
            wait_until(lambda: bool(server.serving.runs))
            wait_until(lambda: not server.serving.running)
        run = server.serving.runs[-1]
        assert run.state == "stopped", run.ending


# -- what does not belong here ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\r\n\r\n\r\n\r\n" * 10,
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n",
        b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
        b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\n{}",
    ],
)
def test_what_is_no_request_is_refused_and_harms_nobody(server: Local, data: bytes) -> None:
    where = urlparse(server.address)
    with socket.create_connection((where.hostname, where.port), timeout=30) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass
    assert post(server).status_code == 200


def test_addresses_that_are_not_there_are_not_found(server: Local) -> None:
    for path in ("/", "/v1", "/v1/chat", "/../etc/passwd", "/v1/runs/../../x", "/%00"):
        assert httpx2.get(f"{server.address}{path}").status_code == 404
    assert httpx2.get(f"{server.address}/v1/chat/completions").status_code == 405


# -- the engine behind it --------------------------------------------------------------------------------------


def test_a_model_that_cannot_be_loaded_is_a_reason_not_a_hanging_client() -> None:
    broken = {"load": [{"say": {"is": "failed", "code": "memory_model", "details": {"needed": 9e9, "free": 1e9}}}]}
    with local(broken) as server:
        answer = post(server)
    assert answer.status_code == 503
    assert "memory" in answer.json()["error"]["message"]


def test_an_engine_that_dies_in_an_answer_ends_it_and_serves_the_next() -> None:
    dying: Script = {"generate": [{"signal": 11}]}
    with local(dying) as server:
        assert post(server).status_code == 500
        streamed = httpx2.post(f"{server.address}/v1/chat/completions", json={**CHAT, "stream": True})
        assert "crashed" in streamed.text


def test_an_engine_that_dies_in_a_stream_says_so_in_the_stream() -> None:
    dying: Script = {
        "generate": [
            {"say": {"is": "tokens", "items": [[1, "one ", 0, 0.1]]}},
            {"wait": 0.5},
            {"signal": 11},
        ]
    }
    with local(dying) as server:
        answer = httpx2.post(f"{server.address}/v1/chat/completions", json={**CHAT, "stream": True})
    assert answer.status_code == 200
    events = [line.removeprefix("data: ") for line in answer.text.splitlines() if line.startswith("data: ")]
    assert "one " in answer.text
    assert any("error" in json.loads(event) for event in events if event != "[DONE]")


def test_a_model_is_unloaded_after_an_idle_time_and_loaded_again_when_it_is_asked_for() -> None:
    with local(idle=0.1) as server:
        assert post(server).status_code == 200
        assert server.pool.engines
        wait_until(lambda: not server.pool.engines)
        assert post(server).status_code == 200


def test_models_are_loaded_by_their_names_when_they_are_asked_for(server: Local) -> None:
    for name in ("second", "FIRST", ""):
        answer = httpx2.post(f"{server.address}/v1/chat/completions", json={**CHAT, "model": name})
        assert answer.json()["model"] == (name.lower() or "first")


def test_the_log_names_each_request_and_how_it_ended(server: Local) -> None:
    post(server, **{"User-Agent": "tester\x1b[31m/1.0"})
    httpx2.get(f"{server.address}/nothing")
    wait_until(lambda: len(server.log.requests) == 2)
    first, second = server.log.requests
    assert (first.method, first.path, first.status) == ("POST", "/v1/chat/completions", 200)
    assert first.run.startswith("chatcmpl-")
    assert (second.path, second.status, second.failed) == ("/nothing", 404, True)


def test_two_changes_before_the_next_token_add_up() -> None:
    waiting: Script = {"generate": [{"wait": 30.0}]}
    with local(waiting) as server:
        body = json.dumps({**CHAT, "stream": True}).encode()
        where = urlparse(server.address)
        with socket.create_connection((where.hostname, where.port)) as connection:
            head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n"
            connection.sendall(head.encode() + body)
            wait_until(lambda: [run.state for run in server.serving.runs] == ["running"])
            run = server.serving.runs[0]
            sent: list[object] = []
            assert run.run
            run.run._engine.send = sent.append  # type: ignore[assignment, method-assign]
            run.set_sampling({"temperature": 0.1})
            run.set_sampling({"top_p": 0.5})
        changed = [one.values for one in sent if isinstance(one, SetSampling)]
        assert (changed[-1]["temperature"], changed[-1]["top_p"]) == (0.1, 0.5)


def test_a_client_that_goes_away_from_a_whole_answer_is_no_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with local(SLOW) as server:
        body = json.dumps(CHAT).encode()
        where = urlparse(server.address)
        with socket.create_connection((where.hostname, where.port)) as connection:
            head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n"
            connection.sendall(head.encode() + body)
            wait_until(lambda: [run.state for run in server.serving.runs] == ["running"])
        wait_until(lambda: not server.serving.running)
        wait_until(lambda: bool(server.log.requests))
        assert server.log.newest
        assert server.log.newest.status == 499
    assert not caplog.records


def test_where_nobody_else_can_connect_no_name_of_the_network_is_answered(server: Local) -> None:
    assert post(server, Host=socket.gethostname() + ".local").status_code == 403
