"""Forecasts as screens read them: asked for once, kept by what they depend on, corrected by runs."""

from collections.abc import Callable

from slm_desktop.core.engines.events import Planned
from slm_desktop.core.models.forecast import MOST_PARKED, Measured, Source, Table
from slm_desktop.core.models.forecasts import Forecasts
from slm_desktop.errors import Fault

TABLE = Table(
    "llama", 1, 2, 8192, 0, tuple(Planned(context, "f16", 1_000_000_000, context * 1000, 0) for context in (512, 8192))
)


class FakeForecaster:
    """Remembers what it is asked; the test answers."""

    def __init__(self) -> None:
        self.asked: list[tuple[Source, Callable[[Table | Fault], None]]] = []

    def forecast(self, source: Source, emit: Callable[[Table | Fault], None]) -> None:
        self.asked.append((source, emit))


class FakeStore:
    """Keeps in memory, and counts what is read."""

    def __init__(self) -> None:
        self.tables: dict[str, Table] = {}
        self.kept: list[tuple[str, Measured]] = []
        self.faults: dict[str, Fault] = {}
        self.read = 0

    def forecast(self, file: str) -> Table | None:
        self.read += 1
        return self.tables.get(file)

    def save_forecast(self, file: str, table: Table) -> None:
        self.tables[file] = table
        self.faults.pop(file, None)

    def fault(self, file: str) -> Fault | None:
        return self.faults.get(file)

    def save_fault(self, file: str, fault: Fault) -> None:
        self.faults[file] = fault

    def runs(self, file: str = "") -> list[Measured]:
        return [run for name, run in self.kept if not file or name == file]

    def save_run(self, file: str, run: Measured) -> None:
        self.kept.append((file, run))


def world(settings: list[str] | None = None) -> tuple[Forecasts, FakeForecaster, FakeStore]:
    planner, store = FakeForecaster(), FakeStore()
    return Forecasts(planner, store, lambda: 16 * 10**9, lambda: settings[0] if settings else ""), planner, store


def test_a_file_is_planned_once_and_then_known_even_after_a_restart() -> None:
    forecasts, planner, store = world()
    source = Source("a", path="/a")
    assert forecasts.want(source) is None
    assert forecasts.want(source) is None
    assert len(planner.asked) == 1
    planner.asked[0][1](TABLE)
    assert forecasts.want(source) == TABLE
    again = Forecasts(FakeForecaster(), store, lambda: 0)
    assert again.want(source) == TABLE


def test_what_is_not_known_is_looked_up_once() -> None:
    forecasts, _planner, store = world()
    for _ in range(50):
        assert forecasts.table("a") is None
    assert store.read == 1


def test_a_fault_is_kept_until_somebody_tries_again() -> None:
    forecasts, planner, _store = world()
    source = Source("a", path="/a")
    forecasts.want(source)
    planner.asked[0][1](Fault("truncated"))
    forecasts.want(source)
    assert len(planner.asked) == 1
    fault = forecasts.fault("a")
    assert fault is not None
    assert fault.code == "truncated"
    forecasts.want(source, again=True)
    assert len(planner.asked) == 2


def test_other_settings_of_a_load_want_another_plan() -> None:
    settings = [""]
    forecasts, planner, _store = world(settings)
    forecasts.want(Source("a"))
    planner.asked[0][1](TABLE)
    settings[0] = "|10|/runtime"
    assert forecasts.table("a") is None


def test_the_own_runs_of_a_file_count_before_those_of_others_and_only_by_their_share() -> None:
    forecasts, _planner, _store = world()
    parked = TABLE.parked(8192, "f16")
    plain = forecasts.need("a", TABLE, 8192, "f16") - parked
    forecasts.measured("other", Measured(20_000_000_000, 22_000_000_000))
    assert forecasts.need("a", TABLE, 8192, "f16") == int(plain * 1.1) + parked
    forecasts.measured("a", Measured(plain, plain))
    assert forecasts.need("a", TABLE, 8192, "f16") == plain + parked


def test_the_caches_of_idle_chats_are_counted_up_to_what_is_kept_of_them() -> None:
    forecasts, _planner, _store = world()
    assert forecasts.need("a", TABLE, 512, "f16") == 1_000_000_000 + 2 * 512_000
    large = Table("llama", 1, 2, 8192, 0, (Planned(8192, "f16", 0, 10**9, 0),))
    assert forecasts.need("a", large, 8192, "f16") == 10**9 + MOST_PARKED


def test_an_automatic_context_is_the_one_that_a_load_would_take() -> None:
    forecasts, _planner, _store = world()
    assert forecasts.context(TABLE, 0, "f16") == 8192
    assert forecasts.context(TABLE, 512, "f16") == 512
    assert forecasts.context(TABLE, 10**6, "f16") == 8192


def test_what_was_planned_for_other_settings_is_kept_as_that() -> None:
    settings = ["few layers"]
    forecasts, planner, store = world(settings)
    source = Source("a", path="/a")
    forecasts.want(source)
    settings[0] = "all layers"
    planner.asked[0][1](TABLE)
    assert list(store.tables) == ["afew layers"]
    assert forecasts.want(source) is None
    planner.asked[1][1](Fault("plan"))
    assert forecasts.fault("a") is not None
    settings[0] = "few layers"
    assert (forecasts.want(source), forecasts.fault("a")) == (TABLE, None)


def test_why_a_file_cannot_be_used_is_known_after_a_restart_but_no_passing_trouble() -> None:
    forecasts, planner, store = world()
    for key, code in (("a", "truncated"), ("b", "engine_timeout")):
        forecasts.want(Source(key, path=f"/{key}"))
        planner.asked[-1][1](Fault(code))
    again = Forecasts(planner, store, lambda: 0)
    fault = again.fault("a")
    assert fault is not None
    assert fault.code == "truncated"
    assert again.fault("b") is None
    assert again.want(Source("a", path="/a")) is None
    assert len(planner.asked) == 2
    again.want(Source("a", path="/a"), again=True)
    assert len(planner.asked) == 3
    planner.asked[-1][1](TABLE)
    once_more = Forecasts(planner, store, lambda: 0)
    assert (once_more.table("a"), once_more.fault("a")) == (TABLE, None)


def test_what_a_later_llama_cpp_may_read_and_what_came_from_afar_is_tried_again() -> None:
    forecasts, planner, store = world()
    for source, code in ((Source("a", path="/a"), "architecture"), (Source("b", repo="x/y"), "truncated")):
        forecasts.want(source)
        planner.asked[-1][1](Fault(code))
    assert store.faults == {}
