"""Somebody lets a model use tools: the starter calls the calculator, a server of tools is allowed, calls are refused."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from slm_desktop.core.answer_options import AnswerOptions
from tests.e2e.conftest import App
from tests.e2e.pages.compare import ComparePage
from tests.e2e.pages.tools import ToolsPage
from tests.services.test_tools import described

QUESTION = "What is 47 * 53?"


def prepared(app: App, *tools: str) -> ToolsPage:
    app.ready()
    app.limit(100)
    app.set_parameter("temperature", 0.0)
    page = ToolsPage(app.chat)
    page.choose(*tools, "Each question begins with a call")
    return page


def asked(app: App, question: str) -> None:
    app.type(question)
    app.until(lambda: bool(app.chat.session.tools.waiting))


def answered(app: App) -> str:
    session = app.chat.session
    app.until(lambda: not session.is_busy and not session.tools.waiting and session.messages[-1].role == "assistant")
    return session.messages[-1].content


def test_the_starter_calls_the_calculator_once_it_is_allowed(open_app: Callable[..., App]) -> None:
    app = open_app()
    page = prepared(app, "Calculator")
    assert page.chosen == "Tools: 1 chosen"
    asked(app, QUESTION)
    app.until(lambda: "Allow once" in page.buttons())
    assert "47 * 53" in page.cards()[0]
    assert "Nothing has been done yet." in page.cards()[0]
    assert page.results() == []
    app.press("Allow once")
    assert "2491" in answered(app)
    app.until(lambda: page.buttons() == [])
    assert page.results() == ["Result of Calculator\n2491"]
    app.close()

    app = open_app().ready()
    page = ToolsPage(app.chat)
    app.until(lambda: page.results() == ["Result of Calculator\n2491"])
    assert page.offered()["Calculator"]
    assert page.buttons() == []


def test_a_call_waits_over_a_restart_and_asks_again(open_app: Callable[..., App]) -> None:
    app = open_app()
    prepared(app, "Calculator")
    asked(app, QUESTION)
    app.close()

    app = open_app().ready()
    page = ToolsPage(app.chat)
    app.until(lambda: "Allow once" in page.buttons())
    app.press("Allow once")
    assert "2491" in answered(app)


def test_a_refused_call_is_not_made_and_said_so(open_app: Callable[..., App]) -> None:
    app = open_app()
    page = prepared(app, "Calculator")
    asked(app, QUESTION)
    app.press("Refuse")
    answered(app)
    app.until(lambda: len(page.results()) == 1)
    assert page.results()[0].startswith("Calculator was not allowed")


def test_a_server_of_tools_is_allowed_used_and_remembered(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    page = ToolsPage(app.chat)
    dialog = page.open_servers()
    page.describe(dialog, "{ not JSON")
    app.until(lambda: "It is not JSON" in page.words(dialog))
    page.describe(dialog, described("honest"))
    app.until(lambda: "Not allowed yet." in page.words(dialog))
    assert "add" not in page.offered()
    app.press("Allow and start")
    app.until(lambda: "Running, 5 tools" in page.words(dialog))
    dialog.accept()
    page = prepared(app, "say")
    asked(app, "Say hello.")
    assert "test" in page.cards()[0]
    app.press("Always allow")
    answered(app)
    calls = len(page.results())
    app.type("Say good night.")
    app.until(lambda: len(page.results()) > calls)
    answered(app)


def test_stop_ends_a_call_that_takes_long(open_app: Callable[..., App]) -> None:
    app = open_app().ready()
    servers = app.services.tools.servers
    servers.describe(described("honest"))
    servers.trust(servers.servers[0])
    app.until(lambda: "test/wait" in [known.id for known in app.services.tools.known()])
    page = ToolsPage(app.chat)
    app.limit(100)
    app.set_parameter("temperature", 0.0)  # Drawn at random, a call may be longer than the limit: then nothing waits.
    app.chat.session.set_answer_options(AnswerOptions(tools=("test/wait",), must_call=True))
    asked(app, "Wait a minute.")
    app.press("Allow once")
    app.until(lambda: "Stop" in page.buttons())
    QTest.keyClick(app.chat, Qt.Key.Key_Escape)
    app.until(lambda: "Allow once" in page.buttons())
    assert not app.chat.session.is_busy


def test_columns_call_what_is_always_allowed_and_ask_nobody(open_app: Callable[..., App]) -> None:
    app = open_app()
    prepared(app, "Calculator")
    app.services.tools.allow("calculator")
    screen = app.window.show_compare()
    compare, session = ComparePage(screen), screen.session
    first, second = session.columns
    for column, tools in ((first, ("calculator",)), (second, ("clock",))):
        session.set_sampling(column, {**column.sampling, "max_tokens": 60.0, "temperature": 0.0})
        column.chat.set_answer_options(AnswerOptions(tools=tools, must_call=True))
    compare.ask(QUESTION)
    app.until(lambda: session.running is None)
    assert [message.role for message in first.chat.messages] == ["user", "assistant", "tool", "assistant"]
    assert [message.role for message in second.chat.messages] == ["user", "assistant"]
    assert first.question == second.question == QUESTION
    app.shows(screen, "Not called: a comparison calls what is always allowed, and asks nobody.")
