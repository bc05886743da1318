"""Estimates made without a header are near what real files say."""

from pathlib import Path

import pytest

from slm_desktop.cli.headless import Headless
from slm_desktop.core.engines.commands import Forecast
from slm_desktop.core.engines.events import Forecasted
from slm_desktop.core.models.estimate import rough_size, rough_table
from slm_desktop.core.models.forecast import table
from tests.engine.quantise import quantise

PARAMETERS = 134_515_008
"""Of the starter model."""


@pytest.fixture(scope="module", params=["Q4_1", "Q8_0", "Q2_K", "Q4_K_M"])
def real(request: pytest.FixtureRequest, model_path: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A quantisation and a real file of it."""
    kinds = {"Q8_0": 7, "Q2_K": 10, "Q4_K_M": 15}
    name = str(request.param)
    if name not in kinds:
        return name, Path(model_path)
    return name, quantise(model_path, tmp_path_factory.mktemp("real") / f"{name}.gguf", kinds[name])


def test_an_estimate_is_near_the_real_header(real: tuple[str, Path]) -> None:
    name, path = real
    with Headless() as headless:
        planned_table = table(headless.ask(Forecast(1, str(path)), Forecasted, 60.0))
    about = rough_table(PARAMETERS, name, "SmolLM2 135M", "llama", planned_table.trained_context)
    # A model so small is mostly embeddings, which are kept at more bits: from the weights alone its size is the least certain.
    assert rough_size(PARAMETERS, name) == pytest.approx(path.stat().st_size, rel=0.45)
    assert about.needed(4096, "f16") == pytest.approx(planned_table.needed(4096, "f16"), rel=0.35)
    row, planned = about.at(4096, "f16"), planned_table.at(4096, "f16")
    assert row is not None
    assert planned is not None
    assert row.kv == pytest.approx(planned.kv, rel=0.3)
    assert about.layers == pytest.approx(planned_table.layers, rel=0.15)
    assert sum(about.reads.values()) == pytest.approx(sum(planned_table.reads.values()), rel=0.45)
    sized = rough_table(0, name, "SmolLM2 135M", "llama", planned_table.trained_context, path.stat().st_size)
    assert sum(sized.reads.values()) == pytest.approx(sum(planned_table.reads.values()), rel=0.1)


@pytest.mark.parametrize(
    ("parameters", "architecture", "kv"),
    [
        (1.236e9, "llama", 32_768),
        (3.2e9, "llama", 114_688),
        (8.0e9, "llama", 131_072),
        (0.49e9, "qwen2", 12_288),
        (1.54e9, "qwen2", 28_672),
        (3.8e9, "phi3", 393_216),
        (2.8e9, "mamba", 0),
    ],
)
def test_the_cache_of_known_models_is_told_within_three_times(parameters: float, architecture: str, kv: int) -> None:
    """Bytes of f16 cache a token, from the published shapes of Llama 3.2 and 3.1, Qwen2.5, Phi-3 mini and Mamba."""
    row = rough_table(int(parameters), "Q4_K_M", "", architecture, 4096).at(4096, "f16")
    assert row is not None
    assert kv / 3.3 <= row.kv / 4096 <= max(kv * 3.3, 1)
