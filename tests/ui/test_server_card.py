"""The card of the server: what it says in each state, and an answer that is watched and steered."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from slm_desktop.core.engines.commands import Change, Request, SetSampling, Stop
from slm_desktop.core.engines.events import Finished, SamplingChanged, Stopped, Token, Tokens
from slm_desktop.core.sampling import DEFAULTS
from slm_desktop.core.serve.request_log import LoggedRequest
from slm_desktop.core.serve.served_run import Client, ServedRun
from slm_desktop.errors import Fault
from slm_desktop.ui.monitor.request_rows import PROGRAM, RESULT, TOKENS
from slm_desktop.ui.monitor.server_card import ServerCard
from slm_desktop.ui.run_watch import RunWatch
from slm_desktop.ui.theme import Theme
from tests.fakes import FakeClock, FakeProcesses, FakeServer, pool_of

ADDRESS = "http://127.0.0.1:8017/v1"


class Bench:
    """A card over a switch that records."""

    def __init__(self, qtbot: QtBot, theme: Theme) -> None:
        self.engines, self.clock = FakeProcesses(), FakeClock()
        self.server = FakeServer(pool_of(self.engines, self.clock), self.clock)
        self.card = ServerCard(theme, self.server)
        qtbot.addWidget(self.card)
        self.card.resize(1000, 400)
        self.card.show()

    def buttons(self) -> list[str]:
        """The words of the buttons that can be seen."""
        return [one.text() for one in self.card.findChildren(QPushButton) if one.isVisible()]

    def press(self, words: str) -> None:
        next(one for one in self.card.findChildren(QPushButton) if one.isVisible() and one.text() == words).click()

    def words(self) -> str:
        return self.card._state.text()

    def ask(self, id_: str = "run") -> ServedRun:
        request = Request(turns=(), changes=(Change(0, dict(DEFAULTS)),), seed=11)
        run = self.server.serving.ask(id_, "", Client("/v1/messages", "Editor/2"), lambda _: request, lambda _: None)
        if not self.engines.last.is_loaded:
            self.engines.last.load()
        return run


@pytest.fixture
def bench(qtbot: QtBot, theme: Theme) -> Bench:
    return Bench(qtbot, theme)


def test_it_is_switched_on_and_off(bench: Bench) -> None:
    assert bench.buttons() == ["Start"]
    assert "Off" in bench.words()
    bench.press("Start")
    bench.server.come(ADDRESS)
    assert bench.words().startswith(ADDRESS)
    assert "this computer alone" in bench.words()
    bench.press("Stop")
    assert bench.server.asked == [True, False]


def test_address_and_key_are_copied(bench: Bench) -> None:
    bench.server.come(ADDRESS, key="secret")
    assert "secret" not in bench.words()
    bench.press("Copy address")
    assert QGuiApplication.clipboard().text() == ADDRESS
    bench.press("Copy key")
    assert QGuiApplication.clipboard().text() == "secret"


def test_why_it_could_not_come_is_said_and_it_can_be_tried_again(bench: Bench) -> None:
    bench.server.fault = Fault("server_port", {"port": 8017, "host": "127.0.0.1", "reason": "Address already in use"})
    bench.server.changed()
    assert "8017" in bench.words()
    assert bench.buttons() == ["Start"]


def test_requests_are_listed_without_contents_those_under_way_first(bench: Bench) -> None:
    bench.server.come(ADDRESS)
    bench.server.log.add(
        LoggedRequest(began=1.0, seconds=0.1, method="GET", path="/v1/models", status=200, agent="curl/8")
    )
    bench.press("Requests")
    rows = bench.card._rows
    assert rows.rowCount() == 1
    run = bench.ask()
    assert rows.data(rows.index(0, PROGRAM)) == "Editor/2"
    assert run.run
    bench.engines.last.emit(Tokens(run.run.id, (Token(1, "word", 0, 0.1),)))
    bench.card.refresh()
    assert rows.data(rows.index(0, TOKENS)) == "1"
    bench.engines.last.emit(Finished(run.run.id, "end", 1, 0.2))
    done = LoggedRequest(
        began=2.0, seconds=0.3, method="POST", path="/v1/messages", status=200, agent="Editor/2", run="run"
    )
    bench.server.log.add(done)
    assert [rows.data(rows.index(at, RESULT)) for at in range(2)] == ["200", "200"]
    assert rows.data(rows.index(0, TOKENS)) == "1"
    everything = [rows.data(rows.index(at, column)) for at in range(2) for column in range(TOKENS + 1)]
    assert not any("word" in str(cell) for cell in everything)


def test_an_answer_is_watched_and_its_sliders_act_on_it(bench: Bench, qtbot: QtBot) -> None:
    bench.server.come(ADDRESS)
    bench.press("Requests")
    run = bench.ask()
    assert run.run
    bench.card._list.setCurrentIndex(bench.card._rows.index(0, 0))
    bench.press("Watch the answer")
    watch = bench.card.findChild(RunWatch)
    assert watch is not None
    bench.engines.last.emit(Tokens(run.run.id, (Token(1, "Once ", 0, 0.1), Token(2, "upon", 0, 0.2))))
    qtbot.waitUntil(lambda: watch._text.toPlainText() == "Once upon")
    assert watch._parameters.rows["seed"].isEnabled() is False
    watch._parameters.changed.emit("temperature", 0.1)
    sent = bench.engines.last.sent[-1]
    assert isinstance(sent, SetSampling)
    assert sent.values["temperature"] == 0.1
    bench.engines.last.emit(SamplingChanged(run.run.id, 2, sent.values))
    qtbot.waitUntil(lambda: "token 2" in watch._state.text())
    next(one for one in watch.findChildren(QPushButton) if one.text() == "Stop the answer").click()
    assert isinstance(bench.engines.last.sent[-1], Stop)
    bench.engines.last.emit(Finished(run.run.id, "end", 2, 0.3))
    qtbot.waitUntil(lambda: watch._state.text().startswith("Complete"))
    assert not watch._parameters.rows["temperature"].isEnabled()
    watch.close()


def test_what_has_no_answer_cannot_be_watched(bench: Bench) -> None:
    bench.server.come(ADDRESS)
    bench.server.log.add(LoggedRequest(began=1.0, seconds=0.1, method="GET", path="/health", status=200, agent=""))
    bench.press("Requests")
    bench.card._list.setCurrentIndex(bench.card._rows.index(0, 0))
    watch = next(one for one in bench.card.findChildren(QPushButton) if one.text() == "Watch the answer")
    assert not watch.isEnabled()


def test_a_chosen_answer_stays_chosen_when_it_ends(bench: Bench) -> None:
    """Between the list of those under way and the log of requests it is in neither."""
    bench.server.come(ADDRESS)
    run = bench.ask()
    bench.press("Requests")
    bench.card._list.setCurrentIndex(bench.card._rows.index(0, 0))
    assert run.run is not None
    bench.engines.last.emit(Finished(run.run.id, "length", 1, 1.0))
    bench.card.refresh()
    assert bench.card._rows.rowCount() == 0
    bench.server.log.add(
        LoggedRequest(began=1.0, seconds=2.0, method="POST", path="/v1/messages", status=200, agent="x", run=run.id)
    )
    assert bench.card._selected() is run
    assert bench.card._watch.isEnabled()


@pytest.mark.parametrize(
    ("status", "reason", "expected"),
    [
        (200, "length", "200, at its limit"),
        (200, "end", "200"),
        (499, "end", "499, stopped"),
        (200, "", "200, stopped"),
    ],
)
def test_how_a_request_ended_is_said_not_only_its_number(bench: Bench, status: int, reason: str, expected: str) -> None:
    bench.server.come(ADDRESS)
    run = bench.ask()
    assert run.run is not None
    bench.engines.last.emit(Finished(run.run.id, reason, 1, 1.0) if reason else Stopped(run.run.id))
    bench.server.log.add(
        LoggedRequest(began=1.0, seconds=2.0, method="POST", path="/v1/messages", status=status, agent="x", run=run.id)
    )
    bench.press("Requests")
    assert bench.card._rows.data(bench.card._rows.index(0, RESULT)) == expected
