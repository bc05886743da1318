"""A draft model has the same vocabulary, and is smaller."""

from slm_desktop.core.engines.events import Planned
from slm_desktop.core.models.draft_models import draft_models, is_looking, need_of_draft
from slm_desktop.core.models.forecast import Source, Table
from slm_desktop.core.models.forecasts import Forecasts
from slm_desktop.core.models.local_models import Facts, LocalModel
from tests.core.models.test_forecasts import FakeForecaster, FakeStore


def model(name: str, size: int, facts: Facts | None = None) -> LocalModel:
    return LocalModel(f"/{name}.gguf", "ours", name, "", size, 1.0, facts or Facts())


def planned(vocabulary: str) -> Table:
    return Table("llama", 1, 2, 8192, 0, (), vocabulary=vocabulary)


def test_those_that_fit_are_found_once_they_were_planned() -> None:
    forecaster = FakeForecaster()
    forecasts = Forecasts(forecaster, FakeStore(), lambda: 10**10)
    large = model("large", 1000)
    others = [
        model("small", 300),
        model("smallest", 100),
        model("stranger", 200),
        model("nearly as large", 900),
        model("unknown", 250),
        model("broken", 100, Facts(problem="header")),
    ]
    assert draft_models(large, [large, *others], forecasts) == []
    assert is_looking(large, [large, *others], forecasts)
    vocabularies = {
        "/large.gguf": "a",
        "/small.gguf": "a",
        "/smallest.gguf": "a",
        "/stranger.gguf": "b",
        "/unknown.gguf": "",
    }
    asked: list[Source] = []
    while len(asked) < len(forecaster.asked):
        source, answer = forecaster.asked[len(asked)]
        asked.append(source)
        answer(planned(vocabularies[source.path]))
        draft_models(large, [large, *others], forecasts)
    assert [one.name for one in draft_models(large, [large, *others], forecasts)] == ["smallest", "small"]
    assert not is_looking(large, [large, *others], forecasts)
    assert {source.path for source in asked} == set(vocabularies), "what is too large or broken is not looked at"


def test_what_it_needs_has_the_context_of_the_model_and_lies_where_the_model_lies() -> None:
    def table(layers: int, on_gpu: int) -> Table:
        rows = tuple(Planned(context, "f16", 100, context, 10, 1000 * bool(on_gpu), on_gpu) for context in (512, 4096))
        return Table("llama", 1, layers, 4096, 5000, rows)

    assert need_of_draft(table(8, 0), table(4, 0), 1024, "f16") == 100 + 1024 + 10
    assert need_of_draft(table(8, 0), table(4, 0), 10**6, "f16") == 100 + 4096 + 10
    assert need_of_draft(table(8, 8), table(4, 4), 512, "f16") == 100 + 512 + 10, "all of both is on the card"
    assert need_of_draft(table(8, 3), table(4, 4), 512, "f16") == 100 + 512 + 10 + 1000


def test_files_without_a_vocabulary_have_none_in_common() -> None:
    forecaster = FakeForecaster()
    forecasts = Forecasts(forecaster, FakeStore(), lambda: 10**10)
    large, small = model("large", 1000), model("small", 100)
    draft_models(large, [large, small], forecasts)
    forecaster.asked[0][1](planned(""))
    assert draft_models(large, [large, small], forecasts) == []
