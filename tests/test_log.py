"""The log holds what a report needs, and nothing that was said in a chat."""

from pathlib import Path

from slm_desktop.core.engines.commands import Load
from slm_desktop.log import Log
from slm_desktop.paths import Paths
from tests.engine import tiny
from tests.engine.child import Child


def test_engine_messages_are_kept_and_chats_are_not(own_data: Paths, model_path: str, tmp_path: Path) -> None:
    log = Log(own_data, "debug")
    strange = tiny.write_model(tmp_path / "strange.gguf")
    strange.write_bytes(strange.read_bytes().replace(b"llama", b"lamma"))
    child = Child(Load(1, str(strange)))
    child.wait_any(1)
    child.close()
    good = Child(Load(1, model_path))
    good.ready()
    good.answer("The secret word is xylophone.", values={"max_tokens": 5.0})
    good.close()
    log.close()
    text = (own_data.logs / "slm-desktop.log").read_text(encoding="utf-8")
    assert "unknown model architecture" in text
    assert "ended: as asked" in text
    assert "xylophone" not in text
