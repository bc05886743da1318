"""What is offered when a model did not fit: what costs least first, nothing that would fail again."""

from slm_desktop.core.engines.events import Planned
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.models.forecast import Table
from slm_desktop.core.models.memory_ladder import smaller_loads

ROWS = tuple(
    Planned(context, kind, weights=1000, kv=context * size // 4, compute=100, gpu=10, layers=0)
    for kind, size in (("f16", 4), ("q8_0", 2), ("q4_0", 1))
    for context in (512, 1024, 2048, 4096, 8192)
)
TABLE = Table("llama", 1, 32, 8192, overhead=50, rows=ROWS)


USUAL = LoadOptions()


def offered(options: LoadOptions = USUAL, **more: object) -> list[tuple[str, int | str, int]]:
    given = {"context": 8192, "layers": 0, "details": {}, "table": TABLE, **more}
    return [(one.rung.value, one.value, one.need) for one in smaller_loads(options, **given)]  # type: ignore[arg-type]


def test_layers_then_the_cache_then_the_context_each_with_its_forecast() -> None:
    assert offered(layers=32) == [
        ("gpu_layers", 24, 0),
        ("kv_type", "q8_0", 1000 + 4096 + 100 + 50),
        ("context", 4096, 1000 + 4096 + 100 + 50),
    ]


def test_the_ladder_goes_on_from_where_it_is() -> None:
    assert offered(LoadOptions(kv_type="q8_0"), layers=1, context=2048) == [
        ("kv_type", "q4_0", 1000 + 512 + 150),
        ("context", 1024, 1000 + 512 + 150),
    ]
    assert offered(LoadOptions(kv_type="q4_0"), context=512) == []


def test_what_would_not_fit_either_is_not_offered() -> None:
    assert offered(details={"free": 5000}) == []
    assert offered(details={"free": 4000, "fitting": 2048}) == [("context", 2048, 1000 + 2048 + 150)]


def test_a_cache_that_llama_cpp_would_refuse_is_not_offered() -> None:
    assert [rung for rung, _value, _need in offered(LoadOptions(flash="off"))] == ["context"]


def test_without_a_plan_the_ways_are_offered_without_figures() -> None:
    assert offered(table=None) == [("kv_type", "q8_0", 0), ("context", 4096, 0)]
