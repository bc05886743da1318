"""Sounds and other machines: a real llama-server and our own hear what we hear here."""

from collections.abc import Iterator

import pytest

from slm_desktop.core.engines.commands import Load, Turn
from slm_desktop.core.engines.events import Feature
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.remote.requests import _messages
from tests.engine.child import Child
from tests.engine.ears import sound
from tests.engine.hearing import hearing_starter
from tests.engine.seeing import projector_of
from tests.remote.conftest import engine_at
from tests.remote.elsewhere import NEAR, engine_of, impression


@pytest.fixture(scope="module")
def hearing_model(model_path: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    return hearing_starter(tmp_path_factory.mktemp("hearing"), model_path)


@pytest.fixture(params=["llama-server", "own"])
def remote(request: pytest.FixtureRequest, hearing_model: str) -> Iterator[Child]:
    yield from engine_of(request.param, hearing_model)


@pytest.fixture
def local(hearing_model: str) -> Iterator[Child]:
    child = Child(Load(1, hearing_model, LoadOptions(threads=1, projector=projector_of(hearing_model))))
    yield child
    child.close()


def test_they_hear_what_is_heard_here(remote: Child, local: Child) -> None:
    """llama-server puts sounds into prompts by its own code: that both come to the same says that we do it right."""
    features = remote.ready().features
    assert Feature.AUDIO in features
    assert Feature.PICTURES not in features
    local.ready()
    for seed in (1, 2, 3):
        there = impression(remote, "What is this?", sound(seed))
        here = impression(local, "What is this?", sound(seed))
        assert there[:2] == here[:2]
        assert there[2] == pytest.approx(here[2], abs=NEAR)


def test_a_server_whose_model_does_not_hear_says_so(llama_address: str) -> None:
    child = engine_at(llama_address)
    assert Feature.AUDIO not in child.ready().features
    child.host.close()
    assert child.host.join(30)


def test_sounds_stand_in_messages_as_servers_take_them() -> None:
    (message,) = _messages([Turn("user", "Listen", media=(sound(1),))])
    first, second = message["content"]
    assert first == {"type": "input_audio", "input_audio": {"data": sound(1).base64, "format": "wav"}}
    assert second == {"type": "text", "text": "Listen"}
