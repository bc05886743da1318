"""The computer is measured by the real kernels and the real loop, in a child of its own."""

from pathlib import Path
from typing import TypeVar

import pytest

from slm_desktop.cli.headless import Headless
from slm_desktop.core.engines.commands import Calibrate, FirstCommand, Forecast
from slm_desktop.core.engines.events import Calibrated, Event, Forecasted
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.engines.usage import Setup
from slm_desktop.core.models.forecast import table
from slm_desktop.core.models.speed import Calibration, expected
from slm_desktop.engine.matmul import USUAL
from slm_desktop.errors import Fault

SECONDS = 120.0
Answer = TypeVar("Answer", bound=Event)


def asked(command: FirstCommand, kind: type[Answer], seconds: float) -> Answer:
    """The answer of a child."""
    with Headless() as headless:
        return headless.ask(command, kind, seconds)


def test_every_usual_type_of_weights_gets_its_speed(model_path: str) -> None:
    measured = asked(Calibrate(1, model_path, LoadOptions(threads=1)), Calibrated, SECONDS)
    assert set(USUAL) <= set(measured.cpu.rates)
    assert all(rate > 0 for rate in measured.cpu.rates.values())
    assert measured.cpu.layer >= 0
    assert measured.cpu.kv < max(measured.cpu.rates.values())
    assert 0 <= measured.others <= 1
    assert measured.gpu is None or measured.gpu.rates
    planned = asked(Forecast(1, model_path), Forecasted, SECONDS)
    speed = expected(table(planned), Calibration(measured.cpu, measured.gpu), Setup(4096, 1, "f16"), (), ())
    assert speed is not None
    assert 0 < speed.low < speed.rate < speed.high


def test_a_file_that_is_no_model_is_told_as_a_load_tells_it(tmp_path: Path) -> None:
    path = tmp_path / "x.gguf"
    path.write_bytes(b"GGUF" + b"\xff" * 100)
    with pytest.raises(Fault):
        asked(Calibrate(1, str(path)), Calibrated, SECONDS)


def test_it_makes_way_at_once(model_path: str) -> None:
    answers: list[Calibrated | Fault] = []
    with Headless() as headless:
        headless.pool.ask(Calibrate(1, model_path), Calibrated, SECONDS, answers.append).cancel()
        assert headless.pool.join(SECONDS)
    (answer,) = answers
    assert isinstance(answer, Fault)
