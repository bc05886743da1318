"""An answer says why its prompt was not cached further, and only where that is so."""

from typing import Any

import pytest

from slm_desktop.core.chat.cache_truth import CacheLoss, cache_loss
from slm_desktop.core.engines.events import Prompted
from slm_desktop.core.records import RunRecord
from tests.core.world import World
from tests.fakes import choice_of


def judged(
    cached: int,
    kept: int,
    *,
    timed: bool = False,
    loaded_since: bool = False,
    was_cleared: bool = False,
    alike: int = 0,
    **changed: Any,
) -> CacheLoss:
    """A prompt of a hundred tokens after another answer, of which something is `changed`."""
    before = RunRecord(path="/a", build="1", kv_type="f16", system="Be brief.")
    now = RunRecord(**{"path": "/a", "build": "1", "kv_type": "f16", "system": "Be brief.", **changed})
    event = Prompted(1, 100, cached, 0, 0.1, (), kept, alike or cached, was_cleared=was_cleared, can_cut=not alike)
    return cache_loss(event, now, before, timed=timed, loaded_since=loaded_since)


@pytest.mark.parametrize(
    ("cached", "kept", "why", "loss"),
    [
        (80, 80, {}, CacheLoss.NONE),  # A later turn: all that was there.
        (99, 140, {}, CacheLoss.NONE),  # The same question again: the last token is always decoded.
        (0, 0, {"path": "/b"}, CacheLoss.MODEL),
        (0, 0, {"kv_type": "q8_0"}, CacheLoss.OPTIONS),
        (0, 0, {"build": "2"}, CacheLoss.OPTIONS),
        (0, 0, {"loaded_since": True}, CacheLoss.RELOADED),
        (0, 0, {}, CacheLoss.MADE_WAY),
        (0, 0, {"was_cleared": True}, CacheLoss.CLEARED),
        (0, 80, {"alike": 40}, CacheLoss.WHOLE),
        (5, 80, {"dropped": 2}, CacheLoss.LEFT_OUT),
        (5, 80, {"system": "Be long."}, CacheLoss.SYSTEM),
        (40, 80, {}, CacheLoss.CHANGED),
        (0, 80, {"timed": True}, CacheLoss.TIMED),
    ],
)
def test_the_first_cause_that_holds_is_given(cached: int, kept: int, why: dict[str, Any], loss: CacheLoss) -> None:
    assert judged(cached, kept, **why) == loss


def test_the_first_answer_of_a_chat_has_nothing_to_reuse() -> None:
    event = Prompted(1, 100, 0, 0, 0.1, ())
    assert cache_loss(event, RunRecord(), None, timed=False, loaded_since=True) == CacheLoss.NONE


def test_what_no_version_has_written_is_no_cause() -> None:
    assert CacheLoss("nonsense") == CacheLoss.NONE


def test_a_chat_keeps_the_cause_and_the_place() -> None:
    world = World()
    chat = world.chat_list.new()
    chat.send("Why?")
    world.engines.last.emit(Prompted(world.command().run, 20, 0, 0, 0.1, ()))
    world.finish("Because")
    chat.set_system("Be brief.")
    chat.send("And now?")
    world.engines.last.emit(Prompted(world.command().run, 30, 4, 0, 0.1, (), 25, 4, ("brief", "helpful")))
    world.finish("So")
    run = chat.messages[-1].run
    assert run is not None
    assert (run.cache_loss, run.alike, run.differs) == (CacheLoss.SYSTEM, 4, ("brief", "helpful"))
    world.model.load(choice_of("/other.gguf"))
    world.engines.last.load()
    chat.send("And then?")
    world.engines.last.emit(Prompted(world.command().run, 40, 0, 0, 0.1, ()))
    world.finish("So")
    run = chat.messages[-1].run
    assert run is not None
    assert run.cache_loss == CacheLoss.MODEL
