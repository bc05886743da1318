"""The real engine, as it is built here, passes the self-test of runtimes; other weights do not."""

from pathlib import Path

from slm_desktop.core.engines.commands import SelfTest
from slm_desktop.core.engines.events import Failed, SelfTested
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.engines.self_tests import EXPECTED
from tests.engine import tiny
from tests.engine.told import told


def test_the_starter_counts_on_as_it_is_known_to(model_path: str) -> None:
    end = told(SelfTest(1, model_path))[-1]
    assert isinstance(end, SelfTested)
    assert end.tokens == EXPECTED


def test_what_computes_something_else_writes_something_else(tmp_path: Path) -> None:
    end = told(SelfTest(1, str(tiny.write_model(tmp_path / "m.gguf"))))[-1]
    assert isinstance(end, SelfTested)
    assert end.tokens != EXPECTED


def test_a_folder_without_llama_cpp_is_told(model_path: str, tmp_path: Path) -> None:
    end = told(SelfTest(1, model_path, LoadOptions(runtime=str(tmp_path))))[-1]
    assert isinstance(end, Failed)
    assert end.code == "runtime"
