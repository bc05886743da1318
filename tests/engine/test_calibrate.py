"""The computer is measured by the real kernels and the real loop, in a child of its own."""

from pathlib import Path

import pytest

from slm_desktop.core.engines.commands import Calibrate, Forecast
from slm_desktop.core.engines.events import Calibrated, Forecasted
from slm_desktop.core.engines.usage import Setup
from slm_desktop.core.models.forecast import table
from slm_desktop.core.models.speed import Calibration, expected
from slm_desktop.engine.host import Host
from slm_desktop.engine.matmul import TYPES
from slm_desktop.errors import Fault
from slm_desktop.services.short_child import asked

SECONDS = 120.0


def test_every_usual_type_of_weights_gets_its_speed(model_path: str) -> None:
    said = asked(Host, Calibrate(1, model_path, threads=1), Calibrated, SECONDS, lambda: False)
    assert set(TYPES[:6]) <= set(said.cpu.rates)
    assert all(rate > 0 for rate in said.cpu.rates.values())
    assert said.cpu.layer >= 0
    assert said.cpu.kv < max(said.cpu.rates.values())
    assert 0 <= said.others <= 1
    assert said.gpu is None or said.gpu.rates
    planned = asked(Host, Forecast(1, model_path), Forecasted, SECONDS, lambda: False)
    speed = expected(table(planned), Calibration(said.cpu, said.gpu), Setup(4096, 1, "f16"), (), ())
    assert speed is not None
    assert 0 < speed.low < speed.rate < speed.high


def test_a_file_that_is_no_model_is_told_as_a_load_tells_it(tmp_path: Path) -> None:
    path = tmp_path / "x.gguf"
    path.write_bytes(b"GGUF" + b"\xff" * 100)
    with pytest.raises(Fault):
        asked(Host, Calibrate(1, str(path)), Calibrated, SECONDS, lambda: False)


def test_it_makes_way_at_once(model_path: str) -> None:
    with pytest.raises(Fault):
        asked(Host, Calibrate(1, model_path), Calibrated, SECONDS, lambda: True)
