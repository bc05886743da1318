"""Pictures and other machines: a real llama-server and our own see what we see here."""

from collections.abc import Iterator

import pytest

from slm_desktop.core.engines.commands import Change, Load, Request, Turn
from slm_desktop.core.engines.events import Feature
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.errors import Fault
from slm_desktop.remote.dialects import DIALECTS, Kind
from slm_desktop.remote.requests import _messages, wanted
from tests.engine.child import Child
from tests.engine.eyes import picture
from tests.engine.seeing import projector_of, seeing_starter
from tests.remote.conftest import engine_at
from tests.remote.elsewhere import NEAR, engine_of, impression


@pytest.fixture(scope="module")
def seeing_model(model_path: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    # llama-server refuses projectors that want tokens which the model does not have.
    return seeing_starter(tmp_path_factory.mktemp("seeing"), model_path, "gemma3")


@pytest.fixture(params=["llama-server", "own"])
def remote(request: pytest.FixtureRequest, seeing_model: str) -> Iterator[Child]:
    yield from engine_of(request.param, seeing_model)


@pytest.fixture
def local(seeing_model: str) -> Iterator[Child]:
    child = Child(Load(1, seeing_model, LoadOptions(threads=1, projector=projector_of(seeing_model))))
    yield child
    child.close()


def test_they_see_what_is_seen_here(remote: Child, local: Child) -> None:
    """llama-server puts pictures into prompts by its own code: that both come to the same says that we do it right."""
    assert Feature.PICTURES in remote.ready().features
    local.ready()
    for seed in (1, 2, 3):
        there = impression(remote, "What is this?", picture(seed))
        here = impression(local, "What is this?", picture(seed))
        assert there[:2] == here[:2]
        assert there[2] == pytest.approx(here[2], abs=NEAR)


def test_a_server_whose_model_sees_none_says_so(llama_address: str) -> None:
    child = engine_at(llama_address)
    assert Feature.PICTURES not in child.ready().features
    child.host.close()
    assert child.host.join(30)


def test_pictures_stand_in_messages_where_they_stand_in_texts() -> None:
    first, second = picture(1, at=4), picture(2)
    (message,) = _messages([Turn("user", "Look here", media=(first,)), Turn("user", "And", media=(second,))])
    kinds = [part["text"] if part["type"] == "text" else part["image_url"]["url"][:22] for part in message["content"]]
    assert kinds == ["Look", "data:image/png;base64,", " here", "\n\n", "data:image/png;base64,", "And"]


@pytest.mark.parametrize("kind", [Kind.LLAMA_SERVER, Kind.VLLM, Kind.SLM_DESKTOP])
def test_a_text_completion_leaves_no_picture_out_without_a_word(kind: Kind) -> None:
    request = Request(
        turns=(Turn("user", "See:", media=(picture(1),)),), changes=(Change(0, {}),), seed=1, text_completion=True
    )
    with pytest.raises(Fault, match="no_media_in_text"):
        wanted(DIALECTS[kind], "m", request, {}, [], "", None)
