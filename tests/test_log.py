"""The log holds what a report needs, and nothing that was said in a chat."""

from slm_desktop.core.engines.commands import Load
from slm_desktop.log import Log
from slm_desktop.paths import Paths
from tests.engine.child import Child


def test_engine_messages_are_kept_and_chats_are_not(own_data: Paths, model_path: str) -> None:
    log = Log(own_data, "debug")
    child = Child(Load(1, __file__))
    child.wait_any(1)
    child.close()
    good = Child(Load(1, model_path))
    good.ready()
    good.answer("The secret word is xylophone.", values={"max_tokens": 5.0})
    good.close()
    log.close()
    text = (own_data.logs / "slm-desktop.log").read_text(encoding="utf-8")
    assert "invalid magic" in text
    assert "ended: as asked" in text
    assert "xylophone" not in text
