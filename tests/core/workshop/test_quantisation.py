"""A model is written as several types unattended: each is checked, measured, and what fails does not keep the others."""

import pytest

from slm_desktop.core.engines.commands import Benchmark, Importance, Perplexity, PlanQuantise, Quantise
from slm_desktop.core.engines.events import (
    Benchmarked,
    Divergence,
    Failed,
    ImportanceMeasured,
    PerplexityMeasured,
    Quantised,
    QuantisePlanned,
    Quantising,
    Repeated,
)
from slm_desktop.core.engines.options import LoadOptions
from slm_desktop.core.models.local_models import Facts, LocalModel
from slm_desktop.core.workshop.losses import NamedModel
from slm_desktop.core.workshop.quantisation import QuantiseWanted, TypeState, target
from slm_desktop.core.workshop.texts import TextChoice, TextKind
from slm_desktop.core.workshop.variant_report import to_csv, to_markdown
from slm_desktop.core.workshop.variants import Variant, best, variants
from slm_desktop.errors import Fault
from tests.core.workshop.shop import Workshop

SOURCE = NamedModel("/m/Model-F16.gguf", "Model", "F16")
LOADED = Benchmarked(1, "m", "llama", "Q4_0", 10**6, 10**8, 2, 0, "", "b1", 0.5)


def score(divergence: float) -> PerplexityMeasured:
    return PerplexityMeasured(1, 1500, 12.5, 0.2, 2, 3.0, Divergence(12.0, divergence, 0.01, 0.5, 3.5, 0.9, ()))


def model(kind: str, size: int) -> LocalModel:
    return LocalModel(f"/m/Model-{kind}.gguf", "ours", "Model", kind, size, 1.0, Facts())


class Shop(Workshop):
    """One that makes types of a model."""

    def start(self, *kinds: str, measured: bool = True) -> None:
        text = TextChoice() if measured else None
        self.quantisation.start(QuantiseWanted(SOURCE, 10**9, kinds, "/m", LoadOptions(), text=text))

    def emit(self, event: object) -> None:
        self.engines.last.emit(event)  # type: ignore[arg-type]

    def measure_speed(self) -> None:
        assert isinstance(self.engines.last.first, Benchmark)
        for test, seconds in ((0, 1.0), (1, 2.0)):
            self.emit(Repeated(1, test, 0, seconds, 0.0, 0, 5 * 10**8, 6 * 10**8))
        self.emit(LOADED)

    def write(self, size: int = 10**8) -> None:
        self.emit(Quantised(1, size, 10**9, 0, 1.0))
        self.files.finished()

    def measure(self, divergence: float) -> None:
        self.measure_speed()
        self.texts.come()
        assert isinstance(self.engines.last.first, Perplexity)
        self.emit(score(divergence))

    @property
    def states(self) -> list[TypeState]:
        return [one.state for one in self.quantisation.made]


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_types_are_made_and_measured_one_after_the_other(shop: Shop) -> None:
    shop.start("Q2_K", "Q8_0")
    shop.measure_speed()
    assert shop.engines.last.first == Quantise(
        1, "/m/Model-F16.gguf", "/m/Model-Q2_K.gguf.half", "Q2_K", False, LoadOptions()
    )
    shop.emit(Quantising(1, 3, 12, 10**8))
    assert (shop.quantisation.made[0].done, shop.quantisation.made[0].total) == (3, 12)
    shop.write(2 * 10**8)
    assert shop.states == [TypeState.MEASURING, TypeState.WAITING]
    shop.measure(0.4)
    shop.write(6 * 10**8)
    shop.measure(0.01)
    assert shop.states == [TypeState.DONE, TypeState.DONE]
    assert not shop.quantisation.is_running
    assert shop.files.whole == {"/m/Model-Q2_K.gguf", "/m/Model-Q8_0.gguf"}
    assert [(one.model.quantisation, one.base) for one in shop.losses.records] == [("Q8_0", SOURCE), ("Q2_K", SOURCE)]
    assert [one.quantisation for one in shop.benchmarks.records] == ["Q8_0", "Q2_K", "F16"]


def test_the_model_itself_is_measured_once(shop: Shop) -> None:
    shop.start("Q2_K")
    shop.measure_speed()
    shop.write()
    shop.measure(0.4)
    shop.start("Q8_0")
    assert isinstance(shop.engines.last.first, Quantise)


def test_without_measuring_only_files_are_made(shop: Shop) -> None:
    shop.start("Q2_K", measured=False)
    shop.write()
    assert shop.states == [TypeState.DONE]
    assert (shop.benchmarks.records, shop.losses.records) == ([], [])


def test_a_type_that_cannot_be_made_does_not_keep_the_others(shop: Shop) -> None:
    shop.files.whole.add("/m/Model-Q2_K.gguf")
    shop.start("Q2_K", "IQ3_S", "Q4_0", "Q8_0", measured=False)
    shop.emit(Failed(1, "quant_failed", {"reason": "not possible"}))
    shop.emit(Quantised(1, 10**8, 10**9, 0, 1.0))
    shop.files.finished(Fault("file", {"reason": "no room"}))
    shop.write()
    assert shop.states == [TypeState.FAILED, TypeState.FAILED, TypeState.FAILED, TypeState.DONE]
    assert [fault.code for fault in shop.faults] == ["quant_exists", "quant_failed", "file"]
    assert shop.files.halves == set()
    assert shop.files.whole == {"/m/Model-Q2_K.gguf", "/m/Model-Q8_0.gguf"}


def test_stopping_leaves_no_half_and_keeps_what_is_whole(shop: Shop) -> None:
    shop.start("Q2_K", "Q4_0", "Q8_0", measured=False)
    shop.write()
    shop.emit(Quantising(1, 3, 12, 10**8))
    shop.quantisation.stop()
    assert shop.states == [TypeState.DONE, TypeState.STOPPED, TypeState.STOPPED]
    assert shop.files.halves == set()
    assert shop.files.whole == {"/m/Model-Q2_K.gguf"}
    assert shop.faults == []
    assert shop.queue.running is None


def test_stopping_while_it_is_measured_keeps_the_file(shop: Shop) -> None:
    shop.start("Q2_K", "Q4_0")
    shop.measure_speed()
    shop.write()
    shop.quantisation.stop()
    assert shop.states == [TypeState.DONE, TypeState.STOPPED]
    assert shop.queue.running is None
    assert shop.files.whole == {"/m/Model-Q2_K.gguf"}


def test_stopping_while_the_model_itself_is_measured_makes_nothing(shop: Shop) -> None:
    shop.start("Q2_K")
    shop.quantisation.stop()
    assert shop.states == [TypeState.STOPPED]
    assert shop.queue.running is None
    assert shop.files.whole == set()


def test_stopping_while_a_file_is_finished_waits_for_it_and_measures_nothing(shop: Shop) -> None:
    shop.start("Q2_K", "Q4_0")
    shop.measure_speed()
    shop.emit(Quantised(1, 10**8, 10**9, 0, 1.0))
    shop.quantisation.stop()
    shop.files.finished()
    assert shop.states == [TypeState.DONE, TypeState.STOPPED]
    assert shop.queue.running is None


def test_stopping_while_a_disk_is_slow_leaves_nothing(shop: Shop) -> None:
    shop.files.is_slow = True
    shop.start("Q2_K", measured=False)
    shop.quantisation.stop()
    assert shop.engines.started == []
    shop.files.come()
    assert shop.engines.started == []
    assert shop.files.halves == set()
    assert shop.states == [TypeState.STOPPED]
    assert shop.queue.running is None


def test_a_second_run_waits_until_the_first_is_over(shop: Shop) -> None:
    shop.start("Q2_K")
    with pytest.raises(Fault, match="quant_running"):
        shop.start("Q4_0")
    with pytest.raises(Fault, match="quant_running"):
        shop.start("Q9_9")


@pytest.mark.parametrize("kinds", [(), ("Q9_9",)])
def test_what_is_no_type_is_refused(shop: Shop, kinds: tuple[str, ...]) -> None:
    with pytest.raises(Fault, match="quant_type"):
        shop.start(*kinds)


def test_sizes_are_planned_for_the_model_that_is_chosen_last(shop: Shop) -> None:
    shop.quantisation.plan("/a.gguf", "a", LoadOptions())
    first = shop.engines.last
    assert isinstance(first.first, PlanQuantise)
    shop.quantisation.plan("/b.gguf", "b", LoadOptions())
    assert first.closed
    shop.emit(QuantisePlanned(1, {"Q2_K": 5}))
    assert shop.quantisation.planned == {"Q2_K": 5}
    shop.quantisation.plan("/b.gguf", "b", LoadOptions())
    assert len(shop.engines.started) == 2, "it is known"
    shop.quantisation.plan("/b.gguf", "b, made anew", LoadOptions())
    assert len(shop.engines.started) == 3


def test_nothing_is_planned_beside_what_is_measured(shop: Shop) -> None:
    shop.start("Q2_K", measured=False)
    shop.quantisation.plan("/b.gguf", "b", LoadOptions())
    assert shop.quantisation.planned == {}
    assert isinstance(shop.engines.last.first, Quantise)
    shop.write()
    shop.quantisation.plan("/b.gguf", "b", LoadOptions())
    assert isinstance(shop.engines.last.first, PlanQuantise)


def with_matrix(shop: Shop, *kinds: str) -> None:
    shop.quantisation.start(
        QuantiseWanted(SOURCE, 10**9, kinds, "/m", LoadOptions(), matrix_text=TextChoice(TextKind.SPANISH))
    )


def test_an_importance_matrix_is_made_once_for_all_types(shop: Shop) -> None:
    with_matrix(shop, "IQ2_XXS", "Q4_0")
    shop.texts.come("un texto")
    assert shop.engines.last.first == Importance(1, "/m/Model-F16.gguf", "un texto", "scratch", options=LoadOptions())
    shop.emit(Quantising(1, 1, 5, 0))
    assert shop.quantisation.matrix_step == Quantising(1, 1, 5, 0)
    shop.emit(ImportanceMeasured(1, 210, 2560, 3.0))
    assert shop.quantisation.matrix_step is None
    for _kind in range(2):
        assert isinstance(shop.engines.last.first, Quantise)
        assert shop.engines.last.first.importance == "scratch"
        assert "scratch" in shop.files.halves
        shop.write()
    assert shop.states == [TypeState.DONE, TypeState.DONE]
    assert shop.files.halves == set(), "it goes with the run"


def test_without_the_matrix_that_was_wanted_nothing_is_made(shop: Shop) -> None:
    with_matrix(shop, "IQ2_XXS", "Q4_0")
    shop.texts.come()
    shop.emit(Failed(1, "text_short", {"count": 5, "needed": 1024}))
    assert [fault.code for fault in shop.faults] == ["text_short"]
    assert shop.states == [TypeState.STOPPED, TypeState.STOPPED]
    assert shop.files.halves == set()
    assert shop.queue.running is None


def test_a_matrix_is_stopped_at_each_moment(shop: Shop) -> None:
    with_matrix(shop, "Q4_0")
    shop.quantisation.stop()
    shop.texts.come()
    assert shop.engines.started == []
    with_matrix(shop, "Q4_0")
    shop.texts.come()
    shop.quantisation.stop()
    assert shop.engines.last.closed
    assert shop.files.halves == set()
    assert (shop.queue.running, shop.faults) == (None, [])


def test_small_types_are_refused_without_a_matrix(shop: Shop) -> None:
    with pytest.raises(Fault, match="quant_importance"):
        shop.start("Q8_0", "IQ2_XXS")


def test_stopping_begins_nothing_that_waits(shop: Shop) -> None:
    shop.files.whole.add("/m/Model-Q2_K.gguf")
    shop.start("Q2_K")
    shop.quantisation.stop()
    assert len(shop.engines.started) == 1
    assert shop.faults == []


def test_a_type_that_was_made_anew_has_no_figures_of_the_one_before(shop: Shop) -> None:
    shop.start("Q8_0")
    shop.measure_speed()
    shop.write(600)
    shop.measure(0.01)
    assert shown(shop, model("Q8_0", 600))[1].divergence == 0.01
    assert shown(shop, model("Q8_0", 700))[1].divergence is None
    assert shown(shop, model("Q8_0", 700))[1].answer is None


def test_a_name_loses_the_type_it_had() -> None:
    assert target("/new", "/old/Smol-Model-F16.gguf", "Q4_K_M") == "/new/Smol-Model-Q4_K_M.gguf"
    assert target("/new", "/old/Model-F16-00001-of-00002.gguf", "Q8_0") == "/new/Model-Q8_0.gguf"
    assert target("/new", "/old/plain.gguf", "Q8_0") == "/new/plain-Q8_0.gguf"


def shown(shop: Shop, *models: LocalModel) -> list[Variant]:
    source = model("F16", 10**9)
    run = shop.quantisation.made
    return variants(source, run, [source, *models], shop.benchmarks.records, shop.losses.records)


def test_types_stand_beside_the_model_with_what_was_measured(shop: Shop) -> None:
    shop.start("Q8_0", "Q2_K", "Q4_0")
    shop.measure_speed()
    for divergence, size in ((0.01, 600), (0.4, 200), (0.2, 700)):
        shop.write(size)
        shop.measure(divergence)
    original, *made = shown(shop, model("Q8_0", 600), model("Q2_K", 200), model("Q4_0", 700))
    assert original.is_source
    assert original.perplexity == 12.0
    assert original.answer is not None
    assert [(one.kind, one.divergence, one.memory) for one in made] == [
        ("Q2_K", 0.4, 5 * 10**8), ("Q8_0", 0.01, 5 * 10**8), ("Q4_0", 0.2, 5 * 10**8)
    ]  # fmt: skip
    assert [one.kind for one in best(made)] == ["Q2_K", "Q8_0"], "Q4_0 is larger than Q8_0 and loses more"
    assert "| Q2_K | 0.0 MB | 500.0 MB |" in to_markdown(made)
    assert to_csv(made).count("\n") == 4


def test_a_type_whose_file_was_deleted_is_no_longer_shown(shop: Shop) -> None:
    shop.start("Q8_0", measured=False)
    shop.write()
    assert [one.kind for one in shown(shop)] == ["F16"]
    assert [one.kind for one in shown(shop, model("Q8_0", 600))] == ["F16", "Q8_0"]


def test_losses_over_another_text_are_not_held_against_one_another(shop: Shop) -> None:
    shop.start("Q8_0", "Q2_K")
    shop.measure_speed()
    shop.write(600)
    shop.measure_speed()
    shop.texts.come("one text")
    shop.emit(score(0.01))
    shop.write(200)
    shop.measure_speed()
    shop.texts.come("another text")
    shop.emit(score(0.4))
    _original, *made = shown(shop, model("Q8_0", 600), model("Q2_K", 200))
    assert [(one.kind, one.divergence) for one in made] == [("Q2_K", 0.4), ("Q8_0", None)]
