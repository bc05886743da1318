"""A model on another machine in chats, comparisons and suites: the services, and a real server in another process."""

from collections.abc import Iterator

import pytest

from slm_desktop.core.compare.records import Column
from slm_desktop.core.engines.engine import EngineState
from slm_desktop.core.evaluate.records import Candidate
from slm_desktop.core.evaluate.suite import Check, Prompt, Suite
from slm_desktop.core.faults import Faults
from slm_desktop.core.models.local_models import REMOTE
from slm_desktop.core.records import MessageState
from slm_desktop.errors import Fault
from slm_desktop.paths import Paths
from slm_desktop.services.remotes import RemoteServices
from slm_desktop.services.services import Services
from tests.patience import Patience
from tests.served import Served, served


@pytest.fixture(scope="module")
def server(model_path: str) -> Iterator[Served]:
    with served("--model", model_path) as made:
        yield made


@pytest.fixture
def services(own_data: Paths, server: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    made = Services(own_data, Faults(), offline=True)  # This very computer is reached without a network.
    made.clock.every(0.05, lambda: None)  # So that a wait looks again.
    made.remotes.add(server.address, "")
    until(made, lambda: not made.remotes.remotes.looking)
    yield made
    made.close()


def until(services: Services, is_so: object) -> None:
    patience = Patience()
    assert callable(is_so)

    def look() -> bool:
        patience.check()
        return bool(is_so())

    services.loop.run_until(look)


def far(services: Services) -> str:
    """By what the server's model is chosen."""
    return next(model.path for model in services.choices.all() if model.owner == REMOTE)


def test_a_chat_is_answered_there_once_somebody_agreed(services: Services, server: Served) -> None:
    services.choose(far(services))
    until(services, lambda: services.model.state == EngineState.READY)
    session = services.chat_list.new()
    session.set_sampling({**session.sampling, "max_tokens": 8.0})
    asked = len(server.http.get("/v1/runs").json()["data"])
    with pytest.raises(Fault):
        session.send("Hi")
    assert len(server.http.get("/v1/runs").json()["data"]) == asked, "nothing was sent"
    session.consent.give(far(services))
    session.send("Hi")
    until(services, lambda: session.answering is None)
    answer = session.messages[-1]
    assert answer.state == MessageState.COMPLETE
    assert answer.run
    assert len(answer.run.tokens) == 8
    assert answer.run.prompt_tokens > 0
    assert services.settings["last_model"] == "", "the next start asks nobody by itself"


def test_one_here_and_one_there_are_compared(services: Services, model_path: str) -> None:
    columns = [Column(1, 1, model_path, "here", "Q4_1"), Column(2, 2, far(services), "there")]
    session = services.comparison.comparisons.new(columns)
    for column in session.columns:
        column.chat.set_sampling({**column.chat.sampling, "max_tokens": 6.0, "temperature": 0.0})
    session.send("Say hello.")
    until(services, lambda: not session.running)
    answers = [column.chat.messages[-1] for column in session.columns]
    assert [answer.state for answer in answers] == [MessageState.COMPLETE] * 2
    assert answers[0].content == answers[1].content, "it is the same model, at temperature 0"


def test_a_suite_runs_there(services: Services) -> None:
    prompts = tuple(
        Prompt(f"p{number}", f"Say {number}.", max_tokens=4, checks=(Check(contains=""),)) for number in range(3)
    )
    run = services.comparison.evaluations.new(
        Suite("Mine", prompts, rounds=2), [Candidate("there", far(services))], fair=False
    )
    run.start()
    until(services, lambda: not run.is_running)
    assert not run.left
    assert [result.fault for result in run.results.values()] == [""] * 6


def test_the_server_does_not_serve_what_another_machine_serves(services: Services) -> None:
    assert not any(choice.path == far(services) for choice in services.choices.served())


def test_the_list_is_kept_and_its_models_are_there_after_a_restart(services: Services, server: Served) -> None:
    again = Services(services.paths, Faults(), offline=True)
    try:
        assert [one.address for one in again.remotes.remotes.servers] == [server.address]
        assert far(again) == far(services)
    finally:
        again.close()


@pytest.mark.parametrize(
    "typed", ["h" * 80 + " server", "http://" + "h" * 150, "gopher://x", "http://", "http://a@b", "a..b"]
)
def test_what_no_computer_can_be_called_is_refused_at_once(typed: str) -> None:
    with pytest.raises(Fault) as caught:
        RemoteServices.address_of(typed)
    assert caught.value.code == "remote_address"


@pytest.mark.parametrize(
    "typed", ["192.168.1.20:8080", "http://box.local:1234/v1", "https://müller.example", "[::1]:80"]
)
def test_names_and_numbers_of_computers_are_taken(typed: str) -> None:
    assert RemoteServices.address_of(typed).startswith("http")
