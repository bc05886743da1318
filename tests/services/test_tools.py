"""Tools as chats use them: those of the app, and servers that start when somebody has allowed it."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from slm_desktop.core.engines.tools import ToolCall
from slm_desktop.core.faults import Faults
from slm_desktop.core.records import Chat, Message
from slm_desktop.core.tools.ports import ToolResult
from slm_desktop.core.tools.servers import ServerConfig, ServerState, servers_of
from slm_desktop.errors import Fault, explain
from slm_desktop.paths import HOME, Paths
from slm_desktop.services.services import Services
from slm_desktop.services.tools import ToolServices
from tests.patience import Patience


class Running:
    """Services whose loop is drained by hand."""

    def __init__(self, paths: Paths) -> None:
        self.services = Services(paths, Faults(), offline=True)
        self.services.clock.every(0.05, lambda: None)  # So that a wait looks again.

    @property
    def tools(self) -> ToolServices:
        return self.services.tools

    def until(self, is_so: object) -> None:
        patience = Patience()
        assert callable(is_so)
        self.services.loop.run_until(lambda: patience.check() or bool(is_so()))  # type: ignore[func-returns-value]

    def call(self, tool: str, arguments: str = "{}") -> ToolResult:
        results: list[ToolResult] = []
        self.tools.call(tool, ToolCall(tool, arguments), results.append)
        assert results == []
        self.until(lambda: results)
        return results[0]

    def server(self) -> ServerConfig:
        return self.tools.servers.servers[0]

    def state(self) -> ServerState:
        return self.tools.servers.state(self.server())


@pytest.fixture
def running(own_data: Paths) -> Iterator[Running]:
    made = Running(own_data)
    yield made
    made.services.close()


def described(kind: str, name: str = "test") -> str:
    python = sys.executable.replace("\\", "\\\\")
    command = f'"command": "{python}", "args": ["-m", "tests.tools.mcp_servers", "{kind}"], "cwd": "{HOME}"'
    return f'{{"mcpServers": {{"{name}": {{{command}}}}}}}'


def test_the_tools_of_the_app_are_there_and_work_offline(running: Running) -> None:
    names = [known.id for known in running.tools.known()]
    assert {"calculator", "clock", "search_documents", "search_chats"} <= set(names)
    assert running.call("calculator", '{"expression": "6 * 7"}') == ToolResult("42")
    assert running.call("calculator", '{"expression": 42}') == ToolResult("42")
    assert running.call("calculator").failed
    assert "202" in running.call("clock").text
    assert not running.call("search_documents", '{"query": "words"}').failed
    assert running.call("python", '{"code": "3 * 4"}') == ToolResult("12\n")


def test_earlier_chats_are_searched(running: Running) -> None:
    chat = Chat(5, "A chat", 1.0, 1.0, head=6, touched=6)
    message = Message(6, 5, None, "user", "The password of the shed is swordfish.", 1.0)
    running.services.store.save(chat, [message])
    running.services.store.settle()
    assert "swordfish" in running.call("search_chats", '{"query": "shed"}').text
    assert running.call("search_chats", '{"query": "nowhere"}').text == "Nothing was found."


def test_no_server_starts_before_somebody_allowed_it(running: Running) -> None:
    running.tools.servers.describe(described("honest"))
    server = running.server()
    running.tools.servers.start(server)
    assert running.state() == ServerState.UNKNOWN
    assert running.call("test/add", '{"a": 1, "b": 2}').failed
    assert running.state() == ServerState.UNKNOWN


def test_an_allowed_server_offers_its_tools_and_starts_by_itself_the_next_time(
    running: Running, own_data: Paths
) -> None:
    servers = running.tools.servers
    servers.describe(described("honest"))
    servers.trust(running.server())
    running.until(lambda: running.state() == ServerState.RUNNING)
    known = {known.id: known for known in running.tools.known()}
    assert known["test/add"].server == "test"
    assert running.call("test/add", '{"a": 1, "b": 2}') == ToolResult("3")
    running.services.close()
    again = Running(own_data)
    try:
        assert again.state() == ServerState.OFF
        assert "test/add" in [known.id for known in again.tools.known()]  # Known without being started.
        assert again.call("test/add", '{"a": 2, "b": 2}') == ToolResult("4")
        assert again.state() == ServerState.RUNNING
    finally:
        again.services.close()


def test_a_server_that_is_described_otherwise_is_asked_about_again(running: Running) -> None:
    servers = running.tools.servers
    servers.describe(described("honest"))
    servers.trust(running.server())
    running.until(lambda: running.state() == ServerState.RUNNING)
    servers.describe(described("babbles"))
    assert running.state() == ServerState.UNKNOWN
    assert "test/add" not in [known.id for known in running.tools.known()]


def test_a_tool_that_has_changed_is_not_allowed_any_more(running: Running) -> None:
    servers = running.tools.servers
    servers.describe(described("changes"))
    servers.trust(running.server())
    running.until(lambda: running.state() == ServerState.RUNNING)
    running.tools.allow("test/plain")
    assert running.tools.is_allowed("test/plain")
    servers.stop(running.server())
    servers.start(running.server())
    running.until(lambda: running.state() == ServerState.RUNNING)
    assert not running.tools.is_allowed("test/plain")


def test_a_tool_cannot_take_the_name_of_another(running: Running) -> None:
    servers = running.tools.servers
    servers.describe(described("lies"))
    servers.trust(running.server())
    running.until(lambda: running.state() == ServerState.RUNNING)
    names = [known.tool.name for known in running.tools.known()]
    assert len(names) == len(set(names))
    own = next(known for known in running.tools.known() if known.id == "calculator")
    assert own.tool.name == "calculator"


def test_a_server_that_fails_says_why_and_its_calls_end(running: Running) -> None:
    servers = running.tools.servers
    servers.describe(described("quits"))
    servers.trust(running.server())
    running.until(lambda: running.state() == ServerState.FAILED)
    assert "licence" in servers.reason(running.server())
    assert "licence" in running.call("test/any").text


def test_a_call_under_way_ends_with_its_server(running: Running) -> None:
    servers = running.tools.servers
    servers.describe(described("honest"))
    servers.trust(running.server())
    running.until(lambda: running.state() == ServerState.RUNNING)
    results: list[ToolResult] = []
    running.tools.call("test/wait", ToolCall("wait"), results.append)
    servers.stop(running.server())
    running.until(lambda: results)
    assert results[0].failed


def test_a_cancelled_call_gives_no_result(running: Running) -> None:
    results: list[ToolResult] = []
    for tool, arguments in (("calculator", '{"expression": "1"}'), ("python", '{"code": "while True: pass"}')):
        running.tools.call(tool, ToolCall(tool, arguments), results.append)()
    assert running.call("calculator", '{"expression": "2"}') == ToolResult("2")
    assert results == []


def test_offline_no_address_is_called(running: Running) -> None:
    running.services.settings["offline"] = True
    servers = running.tools.servers
    servers.describe('{"far": {"url": "https://example.org/mcp"}}')
    servers.trust(running.server())
    assert running.state() == ServerState.FAILED
    assert "offline" in running.call("far/x").text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not JSON"),
        ("[]", "object is wanted"),
        ('{"a": 1}', "object is wanted"),
        ('{"mcpServers": {"a": {}}}', "either a command or an url"),
        ('{"a": {"command": "x", "url": "http://y"}}', "either a command or an url"),
        ('{"a": {"command": 5}}', "command"),
        ('{"a": {"command": "x", "args": "-y"}}', "args"),
        ('{"a": {"url": "ftp://y"}}', "no address of the web"),
        ('{"a/b": {"command": "x"}}', "no name"),
        ('{"a": {"command": "x\\u0000"}}', "zero byte"),
        ("[" * 5000, "JSON"),
    ],
)
def test_what_is_wrong_with_a_description_is_said_and_the_servers_stay(running: Running, text: str, words: str) -> None:
    running.tools.servers.describe(described("honest"))
    with pytest.raises(Fault) as caught:
        running.tools.servers.describe(text)
    assert words in explain(caught.value.code, caught.value.details).cause
    assert [server.name for server in running.tools.servers.servers] == ["test"]


def test_descriptions_of_other_programs_are_understood() -> None:
    (first, second) = servers_of(
        '{"mcpServers": {"files": {"command": "npx", "args": ["-y", "x"], "env": {"A": "b"}, "disabled": false},'
        ' "far": {"type": "http", "url": "https://example.org/mcp", "headers": {"Authorization": "Bearer x"}}}}'
    )
    assert (first.name, first.shown, first.env) == ("files", "npx -y x", {"A": "b"})
    assert (second.url, second.headers) == ("https://example.org/mcp", {"Authorization": "Bearer x"})
    assert servers_of("") == ()


def test_a_damaged_file_of_tools_allows_nothing(own_data: Paths) -> None:
    own_data.make()
    Path(own_data.data, "tools.json").write_bytes(b'{"trusted": {"test": 5}')
    running = Running(own_data)
    try:
        assert running.tools.servers.servers == ()
        assert not running.tools.is_allowed("calculator")
    finally:
        running.services.close()
