"""The built-in catalogue is whole, in two languages, and never leads nowhere."""

import json

import msgspec
import pytest

from slm_desktop.core.models.catalogue import NO, Catalogue, Entry, recommended
from slm_desktop.core.models.forecast import TOO_BIG, verdict
from slm_desktop.core.models.hub import Query
from slm_desktop.core.sampling import BY_NAME
from slm_desktop.paths import resources

DATA = (resources() / "catalogue.json").read_bytes()
SCHEMA = resources() / "catalogue.schema.json"
FAMILIES = (
    "Phi-3",
    "Phi-3.5",
    "Qwen2",
    "Mistral",
    "Llama 3",
    "Llama 2",
    "Pythia",
    "Cerebras-GPT",
    "StableLM",
    "TinyLlama",
    "MobileLLaMA",
    "LaMini-GPT",
    "Gemma 2",
    "MiniCPM",
    "OpenELM",
    "DCLM",
    "Fox",
    "GPT-2",
    "BLOOM",
    "Galactica",
    "T5",
    "SmolLM",
    "Qwen2.5",
    "Qwen3",
    "Gemma 3",
    "Llama 3.2",
    "Phi-4",
    "Granite",
    "LFM2",
    "Falcon",
    "OLMo",
    "DeepSeek",
)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue(DATA)


def test_the_file_is_as_its_schema_says_and_the_schema_is_that_of_the_code() -> None:
    assert json.loads(SCHEMA.read_text("utf-8")) == msgspec.json.schema(tuple[Entry, ...])


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_has_its_row(family: str, catalogue: Catalogue) -> None:
    found = [entry for entry in catalogue.entries if family.casefold() in f"{entry.family} {entry.name}".casefold()]
    assert found, family


def test_every_row_runs_has_a_file_or_says_what_to_take_instead(catalogue: Catalogue) -> None:
    assert len({entry.id for entry in catalogue.entries}) == len(catalogue.entries) >= 120
    for entry in catalogue.entries:
        assert entry.about.en
        assert entry.about.es
        if entry.runs == NO or entry.gguf is None:
            assert entry.note.en, entry.id
            assert entry.note.es, entry.id
            others = [catalogue.entry(id_) for id_ in entry.instead]
            assert others, entry.id
            assert all(other and other.gguf and other.runs != NO for other in others), entry.id
        else:
            assert entry.gguf.file.endswith(".gguf")
            assert entry.gguf.repo.count("/") == 1
            assert entry.need > 0


@pytest.mark.parametrize("gigabytes", [2, 4, 8, 16, 32, 64])
def test_what_is_recommended_fits_easily_and_may_be_used_freely(gigabytes: int, catalogue: Catalogue) -> None:
    free = gigabytes * 10**9
    best = recommended(catalogue.entries, free)
    assert best is not None
    assert best.licence.kind == "open"
    assert best.need < free / 3
    first = catalogue.matching(Query(), free)[0]
    assert verdict(first.need, free) != TOO_BIG


def test_words_and_filters(catalogue: Catalogue) -> None:
    assert {entry.family for entry in catalogue.matching(Query("qwen3 0.6"), 10**10)} == {"Qwen3"}
    assert all("es" in entry.languages for entry in catalogue.matching(Query(language="es"), 10**10))
    assert all(entry.parameters <= 10**9 for entry in catalogue.matching(Query(largest=10**9), 10**10))
    assert all(entry.kind == "chat" for entry in catalogue.matching(Query(chat=True), 10**10))
    assert all(verdict(entry.need, 3 * 10**9) != TOO_BIG for entry in catalogue.matching(Query(fits=True), 3 * 10**9))
    assert catalogue.matching(Query("no such model"), 10**10) == []


def test_a_file_that_is_not_as_it_should_be_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        Catalogue(b'[{"id": "x"}]')


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_is_recommended_is_the_largest_that_is_comfortable_and_speaks_the_language(
    language: str, catalogue: Catalogue
) -> None:
    def rate(entry: Entry) -> float:
        return 12e9 / entry.parameters  # a billion weights at twelve tokens a second

    best = recommended(catalogue.entries, 16 * 10**9, rate, language)
    assert best is not None
    assert language in best.languages or best.many_languages
    assert rate(best) >= 8
    larger = [
        entry
        for entry in catalogue.entries
        if entry.suggested
        and entry.licence.kind == "open"
        and entry.parameters > best.parameters
        and (language in entry.languages or entry.many_languages)
        and entry.kind == "chat"
    ]
    assert all(rate(entry) < 8 for entry in larger)
    assert recommended(catalogue.entries, 16 * 10**9, lambda _entry: 0.5, language) is None


def test_a_file_is_recognised_in_any_quantisation(catalogue: Catalogue) -> None:
    for path in ("/m/Qwen3-1.7B-Q8_0.gguf", "/m/Qwen_Qwen3-1.7B-IQ4_XS.gguf", "/m/qwen3-1.7b-q4_k_m.gguf"):
        entry = catalogue.of_file(path)
        assert entry is not None
        assert (entry.id, entry.sampling["temperature"], entry.sampling["min_p"]) == ("qwen3-1.7b", 0.6, 0.0)
    assert catalogue.of_file("/m/Qwen3-1.7B-abliterated-Q8_0.gguf") is None


def test_what_cards_recommend_are_values_that_the_sliders_have(catalogue: Catalogue) -> None:
    recommended = [entry.sampling for entry in catalogue.entries if entry.sampling]
    assert len(recommended) > 15
    for values in recommended:
        assert {name: BY_NAME[name].clamp(value) for name, value in values.items()} == values
