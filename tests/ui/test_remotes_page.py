"""The page of other machines: entering one, what is said of it, and choosing one of its models."""

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from slm_desktop.core.engines.events import Feature
from slm_desktop.core.models.remotes import RemoteOffer, Remotes, RemoteServer
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


class Bench:
    def __init__(self, qtbot: QtBot, theme: Theme) -> None:
        self.far = Far()
        self.remotes = Remotes(self.far, self.far, FakeClock())
        self.page = RemotesPage(theme, self.remotes, self.add)
        qtbot.addWidget(self.page)
        self.page.show()

    def add(self, address: str, key: str) -> None:
        if not address.startswith("http"):
            raise Fault("remote_address", {"address": address})
        self.remotes.add(address, key)

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
