"""What llama.cpp would allocate, told by a child that allocates nothing, from a header alone."""

import queue
from pathlib import Path
from typing import Any

import psutil
import pytest

from slm_desktop.core.engines.commands import Forecast, Load
from slm_desktop.core.engines.events import AnyEvent, Exited, Failed, Forecasted
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.models import gguf
from slm_desktop.core.models.forecast import stops, table
from slm_desktop.engine.host import Host
from tests.engine import tiny
from tests.engine.child import Child


def forecast(path: Path, **options: Any) -> Forecasted | Failed:
    events: queue.SimpleQueue[AnyEvent] = queue.SimpleQueue()
    host = Host(Forecast(1, str(path), **options), events.put)
    received: list[AnyEvent] = []
    while not isinstance(event := events.get(timeout=60), Exited):
        received.append(event)
    assert host.join(20)
    (answer,) = [event for event in received if isinstance(event, Forecasted | Failed)]
    return answer


def planned(path: Path, **options: object) -> Forecasted:
    answer = forecast(path, **options)
    assert isinstance(answer, Forecasted), answer
    return answer


@pytest.fixture
def header_alone(tmp_path: Path, model_path: str) -> Path:
    """A sparse file with the header of the starter and nothing else."""
    path = tmp_path / "header.gguf"
    with Path(model_path).open("rb") as whole:
        length = gguf.read(lambda least: whole.read(max(least, 2**20))).length
        whole.seek(0)
        path.write_bytes(whole.read(length))
    with path.open("r+b") as file:
        file.truncate(Path(model_path).stat().st_size)
    return path


@pytest.mark.parametrize(("context", "kv_type"), [(2048, "f16"), (8192, "f16"), (8192, "q8_0"), (4096, "q4_0")])
def test_the_forecast_equals_what_a_real_load_allocates(
    context: int, kv_type: str, header_alone: Path, model_path: str
) -> None:
    (row,) = planned(header_alone, contexts=(context,), kv_types=(kv_type,)).rows
    child = Child(Load(1, model_path, LoadOptions(context=context, kv_type=kv_type)))
    sizes: dict[str, int] = {}
    for buffer in child.ready().buffers:
        kind = "compute" if buffer.kind == "output" else buffer.kind
        sizes[kind] = sizes.get(kind, 0) + buffer.size
    child.close()
    assert abs(row.kv - sizes["kv"]) < 20_000
    assert abs(row.compute - sizes["compute"]) < 20_000
    assert abs(row.weights - sizes["weights"]) < 100_000


def test_the_forecast_is_near_the_memory_that_the_loaded_child_takes(header_alone: Path, model_path: str) -> None:
    known = table(planned(header_alone, contexts=(8192,), kv_types=("f16",)))
    child = Child(Load(1, model_path, LoadOptions(context=8192)))
    child.ready()
    child.answer("Hello", values={"max_tokens": 20.0})
    maps = psutil.Process(child.host.pid).memory_maps(grouped=True)
    child.close()
    # Its own pages, and those of the model's file, which other processes may have mapped too.
    real = sum(one.rss if one.path == model_path else one.private_clean + one.private_dirty for one in maps)
    assert abs(known.needed(8192, "f16") - real) <= max(0.05 * real, 64 * 2**20)


def test_all_contexts_and_cache_types_come_at_once(header_alone: Path) -> None:
    answer = planned(header_alone)
    assert (answer.architecture, answer.trained_context, answer.layers) == ("llama", 8192, 31)
    assert [row.context for row in answer.rows if row.kv_type == "f16"] == list(stops(8192))
    assert {row.kv_type for row in answer.rows} == {"f16", "q8_0", "q4_0"}


@pytest.mark.parametrize("architecture", tiny.ARCHITECTURES)
def test_every_architecture_is_forecast(architecture: str, tmp_path: Path) -> None:
    path = tiny.write_model(tmp_path / "m.gguf", architecture, context=2048)
    answer = planned(path, kv_types=("f16",))
    child = Child(Load(1, str(path), LoadOptions(context=2048)))
    kv = sum(buffer.size for buffer in child.ready().buffers if buffer.kind == "kv")
    child.close()
    row = table(answer).at(2048, "f16")
    assert row is not None
    assert abs(row.kv - kv) < 20_000


def test_what_cannot_be_run_says_why(tmp_path: Path) -> None:
    path = tiny.write_model(tmp_path / "m.gguf")
    path.write_bytes(path.read_bytes().replace(b"llama", b"lamma"))
    answer = forecast(path)
    assert isinstance(answer, Failed)
    assert answer.code == "architecture"
    missing = forecast(tmp_path / "nothing.gguf")
    assert isinstance(missing, Failed)


def test_the_context_chooses_itself_by_the_memory_that_is_there(tmp_path: Path) -> None:
    path = tiny.write_model(tmp_path / "m.gguf", context=131_072)
    plenty = Child(Load(1, str(path)))
    assert plenty.ready().context == 32_768
    plenty.close()
    scarce = Child(Load(1, str(path), LoadOptions(memory_limit=40_000_000)))
    assert 512 <= scarce.ready().context < 32_768
    scarce.close()
