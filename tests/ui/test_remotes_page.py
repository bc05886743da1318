"""The page of other machines: entering one, what is said of it, and choosing one of its models."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QPoint
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from slm_desktop.core.engines.events import Feature
from slm_desktop.core.models.remotes import RemoteOffer, Remotes, RemoteServer
from slm_desktop.core.sampling import Values
from slm_desktop.core.serve.run_view import FarRun
from slm_desktop.errors import Fault
from slm_desktop.ui.models.remotes_page import RemotesPage
from slm_desktop.ui.theme import Theme
from tests.fakes import FakeClock

ADDRESS = "http://10.0.0.2:8000"
VLLM = RemoteServer(
    ADDRESS,
    "vLLM",
    "0.32",
    (RemoteOffer("org/qwen-\x1b[31m7b", 4096),),
    16,
    (Feature.LIVE_SAMPLING.value,),
    ("temperature", "top_p", "max_tokens", "top_k"),
)


class Far:
    """Servers that are looked at by hand, and a list in memory."""

    def __init__(self) -> None:
        self.kept: list[RemoteServer] = []
        self.keys: dict[str, str] = {}
        self.waiting: dict[str, object] = {}

    def read(self) -> list[RemoteServer]:
        return list(self.kept)

    def keep(self, servers: list[RemoteServer]) -> None:
        self.kept = list(servers)

    def look(self, address: str, on_result: object) -> None:
        self.waiting[address] = on_result

    def keep_key(self, address: str, key: str) -> None:
        self.keys[address] = key

    def answer(self, address: str, result: RemoteServer | Fault) -> None:
        on_result = self.waiting.pop(address)
        assert callable(on_result)
        on_result(result)


class FarAnswers:
    """The answers of a server, which are told by hand."""

    def __init__(self) -> None:
        self.record: dict[str, Any] = {
            "model": "m",
            "state": "running",
            "text": "Once",
            "tokens": 1,
            "endpoint": "/v1/x",
        }
        self.asked: list[object] = []

    def read(self, _id: str, on_record: Callable[[dict[str, Any] | Fault], None]) -> None:
        on_record(self.record)

    def set_sampling(self, id_: str, values: Values) -> None:
        self.asked.append((id_, values))

    def stop(self, id_: str) -> None:
        self.asked.append((id_, "stop"))


class Bench:
    def __init__(self, qtbot: QtBot, theme: Theme) -> None:
        self.far, self.runs = Far(), FarAnswers()
        self.answering: list[dict[str, Any]] | Fault = []
        self.remotes = Remotes(self.far, self.far, FakeClock())
        self.page = RemotesPage(theme, self.remotes, self)
        qtbot.addWidget(self.page)
        self.page.show()

    def add(self, address: str, key: str) -> None:
        if not address.startswith("http"):
            raise Fault("remote_address", {"address": address})
        self.remotes.add(address, key)

    def server(self, _address: str) -> "Bench":
        return self

    def running(self, on_runs: Callable[[list[dict[str, Any]] | Fault], None]) -> None:
        on_runs(self.answering)

    def watch(self, address: str, id_: str) -> FarRun:
        return FarRun(id_, self.runs, FakeClock(), address)

    def enter(self, address: str, key: str = "") -> None:
        self.page._address.setText(address)
        self.page._key.setText(key)
        self.press("Add")

    def press(self, words: str) -> None:
        QCoreApplication.processEvents()  # What was put into a layout is shown with the next events.
        next(one for one in self.page.findChildren(QPushButton) if one.isVisible() and one.text() == words).click()

    def words(self) -> str:
        QCoreApplication.processEvents()
        return "\n".join(one.text() for one in self.page.findChildren(QLabel) if one.isVisible())


@pytest.fixture
def bench(qtbot: QtBot, theme: Theme) -> Bench:
    return Bench(qtbot, theme)


def test_a_server_is_entered_looked_at_and_described(bench: Bench) -> None:
    bench.enter(ADDRESS, "secret")
    assert bench.far.keys == {ADDRESS: "secret"}
    assert "Looking at it" in bench.words()
    assert bench.page._key.text() == "", "the key does not stay on the screen"
    bench.far.answer(ADDRESS, VLLM)
    words = bench.words()
    assert "vLLM 0.32" in words
    assert "sliders act on the next token" in words
    assert "16 answers side by side" in words
    assert "Does not take: Min-p" in words
    assert "\x1b" not in words
    assert "secret" not in words
    assert bench.far.kept[0].looked > 0


def test_what_cannot_be_reached_says_why_and_can_be_looked_at_again(bench: Bench) -> None:
    bench.enter(ADDRESS)
    bench.far.answer(ADDRESS, Fault("remote_unreachable", {"host": "10.0.0.2", "reason": "nothing answers there"}))
    assert "nothing answers there" in bench.words()
    bench.press("Look again")
    bench.far.answer(ADDRESS, VLLM)
    assert "nothing answers there" not in bench.words()
    assert "vLLM" in bench.words()


def test_an_address_that_is_none_stays_in_the_field(bench: Bench) -> None:
    bench.enter("gopher://x")
    assert "gopher://x" in bench.words()
    assert bench.page._address.text() == "gopher://x"
    assert not bench.remotes.servers


def test_one_of_its_models_is_chosen(bench: Bench, qtbot: QtBot) -> None:
    bench.enter(ADDRESS)
    bench.far.answer(ADDRESS, VLLM)
    with qtbot.waitSignal(bench.page.load_wanted) as caught:
        bench.press("Use")
    assert caught.args == [f"{ADDRESS}#org/qwen-\x1b[31m7b"]


def test_a_server_that_is_removed_is_forgotten_with_its_key(bench: Bench) -> None:
    bench.enter(ADDRESS, "secret")
    bench.far.answer(ADDRESS, VLLM)
    bench.press("Remove")
    assert (bench.far.kept, bench.far.keys) == ([], {ADDRESS: ""})
    assert "vLLM 0.32" not in bench.words()


def test_entering_one_again_only_changes_its_key(bench: Bench) -> None:
    bench.enter(ADDRESS)
    bench.far.answer(ADDRESS, VLLM)
    bench.enter(ADDRESS, "new")
    assert len(bench.remotes.servers) == 1
    assert bench.far.keys[ADDRESS] == "new"


def test_an_answer_of_another_machine_is_watched_and_steered(bench: Bench, qtbot: QtBot) -> None:
    watch = bench.page.watch(ADDRESS, "one")
    assert watch._text.toPlainText() == "Once"
    watch._parameters.changed.emit("temperature", 0.25)
    assert bench.runs.asked == [("one", {"temperature": 0.25})]
    bench.runs.record = {**bench.runs.record, "text": "Once upon", "state": "complete"}
    run = watch._run
    assert isinstance(run, FarRun)
    run._look()
    qtbot.waitUntil(lambda: watch._text.toPlainText() == "Once upon")
    assert watch._state.text().startswith("Complete")


@pytest.mark.parametrize(
    "record", [{}, {"sampling": "x"}, {"sampling": [1]}, {"state": 7, "tokens": "x", "timings": []}]
)
def test_a_record_of_a_stranger_harms_nothing(bench: Bench, record: dict[str, Any]) -> None:
    bench.runs.record = record
    watch = bench.page.watch(ADDRESS, "one")
    assert watch._text.toPlainText() == ""
    watch.reject()


def offered(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the menu of a server's answers offers."""
    menus: list[list[str]] = []
    monkeypatch.setattr(
        "slm_desktop.ui.models.remotes_page.open_menu",
        lambda menu, _at: menus.append([one.text() for one in menu.actions()]),
    )
    bench.page._on_answers(ADDRESS, QPoint())
    return menus[-1]


def test_answers_of_a_server_are_told_apart(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.answering = [
        {"id": "one", "model": "qwen & co", "agent": "Editor/2", "created": 1.0, "tokens": 3},
        {"id": "two", "model": "llama", "created": 1e300, "tokens": 4},
    ]
    first, second = offered(bench, monkeypatch)
    assert first.startswith("qwen && co  ·  ")
    assert first.endswith("  ·  Editor/2  ·  3 tokens")
    assert second == "llama  ·  4 tokens"


def test_that_a_server_is_gone_is_not_called_no_answers(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    assert offered(bench, monkeypatch) == ["No answer is written there now"]
    bench.answering = Fault("remote_unreachable", {"host": "x", "reason": "y"})
    assert offered(bench, monkeypatch) == ["The other machine cannot be reached"]
