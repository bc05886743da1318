"""Servers of tools, behind the child that speaks with them: an honest one, and those that flood, hang, lie and ask."""

import json
import queue
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from slm_desktop.core.tools.ports import LONGEST_RESULT
from slm_desktop.core.tools.servers import ServerConfig
from slm_desktop.paths import HOME
from slm_desktop.tools.lines import AnyReport, Broken, Connected, Returned
from slm_desktop.tools.mcp_server import McpServer
from tests.patience import wait_until
from tests.services.test_server_switch import free_port

REFERENCE = Path(HOME, "build", "mcp-servers", "node_modules", "@modelcontextprotocol")


def config(kind: str, **more: object) -> ServerConfig:
    args = ("-m", "tests.tools.mcp_servers", kind)
    return ServerConfig("test", command=sys.executable, args=args, cwd=str(HOME), **more)  # type: ignore[arg-type]


class Connection:
    """A server, and what it has reported."""

    def __init__(self, server: ServerConfig) -> None:
        self._reports: queue.SimpleQueue[AnyReport] = queue.SimpleQueue()
        self.server = McpServer(server, self._reports.put)
        self._number = 0

    def next(self) -> AnyReport:
        found: list[AnyReport] = []

        def has_come() -> bool:
            if not self._reports.empty():
                found.append(self._reports.get())
            return bool(found)

        wait_until(has_come)
        return found[0]

    def connected(self) -> Connected:
        report = self.next()
        assert isinstance(report, Connected), report
        return report

    def broken(self) -> str:
        report = self.next()
        assert isinstance(report, Broken), report
        return report.reason

    def call(self, name: str, **arguments: object) -> Returned:
        self._number += 1
        self.server.call(self._number, name, json.dumps(arguments))
        report = self.next()
        assert isinstance(report, Returned), report
        assert report.id == self._number
        return report


Start = Callable[[ServerConfig], Connection]


@pytest.fixture
def start() -> Iterator[Start]:
    made: list[Connection] = []

    def begin(server: ServerConfig) -> Connection:
        made.append(Connection(server))
        return made[-1]

    yield begin
    for connection in made:
        connection.server.close()
    assert not [child for child in psutil.Process().children(recursive=True) if "mcp" in " ".join(child.cmdline())]


def test_its_tools_are_told_with_their_schemas_and_called(start: Start) -> None:
    connection = start(config("honest"))
    tools = {tool.name: tool for tool in connection.connected().tools}
    assert tools["add"].description == "Adds two numbers."
    assert set(json.loads(tools["add"].schema)["properties"]) == {"a", "b"}
    assert connection.call("add", a=2, b=3).text == "5"
    assert connection.call("say", text="naïve 中文").text == "naïve 中文"


def test_a_tool_that_fails_says_why(start: Start) -> None:
    connection = start(config("honest"))
    connection.connected()
    for name, words in (("fail", "on purpose"), ("nothing", "nothing"), ("add", "a")):
        result = connection.call(name)
        assert result.failed
        assert words in result.text


def test_a_server_sees_little_of_the_environment_and_what_it_was_given(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "secret")
    connection = start(config("honest", env={"GIVEN": "1"}))
    connection.connected()
    names = connection.call("environment").text.split()
    assert "GIVEN" in names
    assert "PATH" in names
    assert "HF_TOKEN" not in names


def test_a_call_can_be_left_and_others_go_on(start: Start) -> None:
    connection = start(config("honest"))
    connection.connected()
    connection.server.call(100, "wait", "{}")
    connection.server.cancel(100)
    assert connection.call("add", a=1, b=1).text == "2"


def test_a_server_at_an_address_is_called_too(start: Start) -> None:
    port = free_port()
    command = [sys.executable, "-m", "tests.tools.mcp_servers", "honest", "http", str(port)]
    process = subprocess.Popen(command, cwd=HOME, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}/mcp"
        wait_until(lambda: is_listening(process.pid, port))
        connection = start(ServerConfig("far", url=address))
        connection.connected()
        assert connection.call("add", a=20, b=3).text == "23"
        process.kill()
        assert connection.call("add", a=1, b=1).failed
    finally:
        process.kill()
        process.wait()


def is_listening(pid: int, port: int) -> bool:
    return any(one.laddr.port == port and one.status == "LISTEN" for one in psutil.Process(pid).net_connections())


@pytest.mark.parametrize(
    ("server", "words"),
    [
        (config("quits"), "licence has run out"),
        (ServerConfig("x", command="no-such-program-here"), "no-such-program-here"),
        (ServerConfig("x", command=sys.executable, cwd="/no/such/folder"), "folder"),
        (ServerConfig("x", url="http://127.0.0.1:9/mcp"), "connect"),
    ],
    ids=["quits", "no program", "no folder", "no address"],
)
def test_a_server_that_does_not_come_to_be_says_why(start: Start, server: ServerConfig, words: str) -> None:
    assert words in start(server).broken()


def test_lines_that_are_no_messages_do_no_harm(start: Start) -> None:
    connection = start(config("babbles"))
    assert [tool.name for tool in connection.connected().tools] == ["plain"]


def test_a_flood_costs_the_child_alone(start: Start) -> None:
    before = psutil.Process().memory_info().rss
    assert "more than 8 MB" in start(config("floods")).broken()
    assert psutil.Process().memory_info().rss - before < 100 * 2**20


def test_a_result_of_megabytes_is_cut_and_says_so(start: Start) -> None:
    connection = start(config("long_result"))
    connection.connected()
    result = connection.call("plain")
    assert len(result.text) < LONGEST_RESULT + 100
    assert "characters" in result.text


def test_a_server_that_lies_about_its_tools_and_results_breaks_nothing(start: Start) -> None:
    connection = start(config("lies"))
    tools = connection.connected().tools
    assert all(len(tool.description) <= 4000 and len(tool.schema) < 60_000 for tool in tools)
    assert connection.call(tools[0].name).failed


def test_nobody_is_asked_for_a_password(start: Start) -> None:
    connection = start(config("asks"))
    connection.connected()
    reply = json.loads(connection.call("plain").text)
    assert "error" in reply
    assert "result" not in reply


def test_a_server_that_never_answers_is_left_at_once(start: Start) -> None:
    connection = start(config("silent"))
    wait_until(lambda: any("mcp_servers" in " ".join(child.cmdline()) for child in children()))
    connection.server.close()
    assert connection.broken() == ""
    assert not [child for child in children() if "mcp_servers" in " ".join(child.cmdline())]


def test_a_server_that_does_not_want_to_end_is_ended(start: Start) -> None:
    connection = start(config("stubborn"))
    connection.connected()
    connection.server.close()
    assert connection.broken() == ""
    wait_until(lambda: not [child for child in children() if "mcp_servers" in " ".join(child.cmdline())])


def children() -> list[psutil.Process]:
    found = []
    for child in psutil.Process().children(recursive=True):
        try:
            if child.status() != psutil.STATUS_ZOMBIE and child.cmdline():
                found.append(child)
        except psutil.Error:
            continue
    return found


@pytest.mark.skipif(
    not shutil.which("node") or not REFERENCE.is_dir(), reason="needs Node, and make build/mcp-servers/ready"
)
def test_the_reference_servers_are_called(start: Start, tmp_path: Path) -> None:
    everything = start(
        ServerConfig("everything", command="node", args=(str(REFERENCE / "server-everything/dist/index.js"),))
    )
    assert "echo" in {tool.name for tool in everything.connected().tools}
    assert everything.call("echo", message="hi").text == "Echo: hi"
    assert "not shown to the model" in everything.call("get-tiny-image").text
    (tmp_path / "a.txt").write_text("What stands there.")
    script = str(REFERENCE / "server-filesystem/dist/index.js")
    files = start(ServerConfig("files", command="node", args=(script, str(tmp_path))))
    assert "read_text_file" in {tool.name for tool in files.connected().tools}
    assert files.call("read_text_file", path=str(tmp_path / "a.txt")).text.startswith("What stands there.")
    assert files.call("read_text_file", path="/etc/passwd").failed
