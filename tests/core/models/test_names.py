"""What names of files say, and what they may not do."""

import pytest

from slm_desktop.core.models import names
from slm_desktop.core.models.hub import RepoFile, offers, repo_of
from slm_desktop.errors import Fault


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("mmproj-model-f16.gguf", names.PROJECTOR),
        ("gemma-3-4b-it-mmproj-F16.gguf", names.PROJECTOR),
        ("imatrix_unsloth.gguf", names.IMATRIX),
        ("bge-small-en-v1.5-q8_0.gguf", names.EMBEDDING),
        ("nomic-embed-text-v1.5.Q4_K_M.gguf", names.EMBEDDING),
        ("Qwen3-Reranker-0.6B-Q8_0.gguf", names.EMBEDDING),
        ("my-lora-adapter.gguf", names.ADAPTER),
        ("Qwen3-8B-eagle3.gguf", names.DRAFT),
        ("Qwen3-0.6B-Q4_K_M.gguf", names.MODEL),
        ("embeddingless-llama.gguf", names.MODEL),
    ],
)
def test_what_is_no_model_is_told_from_models(file: str, kind: str) -> None:
    assert names.kind_of(file) == kind


@pytest.mark.parametrize(
    ("file", "quantisation"),
    [
        ("a-UD-Q4_K_XL.gguf", "UD-Q4_K_XL"),
        ("Q8_0/big-Q8_0-00001-of-00003.gguf", "Q8_0"),
        ("a.IQ2_XXS.gguf", "IQ2_XXS"),
        ("m-MXFP4_MOE.gguf", "MXFP4_MOE"),
        ("bonsai-Q1_0.gguf", "Q1_0"),
        ("a-TQ2_0.gguf", "TQ2_0"),
    ],
)
def test_quantisations_of_today_are_known(file: str, quantisation: str) -> None:
    assert names.display_name(file)[1] == quantisation
    assert names.quality(quantisation)


def test_parts_of_a_split_model() -> None:
    parts = names.names_of_parts("big-Q8_0-00002-of-00003.gguf")
    assert parts == tuple(f"big-Q8_0-0000{number}-of-00003.gguf" for number in (1, 2, 3))
    assert names.part("big-00004-of-00003.gguf") is None
    assert names.names_of_parts("plain.gguf") == ("plain.gguf",)


@pytest.mark.parametrize(
    "bad",
    [
        "../x.gguf",
        "a/../x",
        "/etc/passwd",
        "C:\\x.gguf",
        "\\\\h\\s\\x",
        "a\\b",
        "",
        "a//b",
        "a/./b",
        "nul\0l",
        "x:y",
        "a|b",
    ],
)
def test_names_that_lead_elsewhere_are_refused(bad: str) -> None:
    with pytest.raises(Fault, match="name_refused"):
        names.safe_path(bad)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("CON", "_CON"),
        ("con.gguf", "_con.gguf"),
        ("lpt1.txt", "_lpt1.txt"),
        ("ends. ", "ends"),
        ("Q4/a.gguf", "Q4/a.gguf"),
    ],
)
def test_names_that_one_system_refuses_are_changed(name: str, safe: str) -> None:
    found = str(names.safe_path(name))
    assert found == safe or (found.startswith(safe.removesuffix(".gguf")) and found != name)
    assert found.endswith(".gguf") is name.endswith(".gguf")


def test_long_names_are_shortened_and_stay_apart() -> None:
    first, second = (str(names.safe_path("ä" * 300 + end + ".gguf")) for end in ("1", "2"))
    assert first != second
    assert all(len(name.encode()) <= 255 - len(".part.json") and name.endswith(".gguf") for name in (first, second))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ann/tiny-GGUF", ("ann/tiny-GGUF", "")),
        ("https://huggingface.co/ann/tiny-GGUF", ("ann/tiny-GGUF", "")),
        ("https://huggingface.co/ann/tiny-GGUF/tree/main", ("ann/tiny-GGUF", "")),
        ("https://huggingface.co/ann/tiny/blob/main/Q4/a.gguf?x=1", ("ann/tiny", "Q4/a.gguf")),
        ("small models", None),
        ("qwen3", None),
    ],
)
def test_a_pasted_address_names_a_repository(text: str, found: tuple[str, str] | None) -> None:
    assert repo_of(text) == found


def test_the_balanced_quantisation_is_recommended() -> None:
    assert names.recommended(["Q2_K", "UD-Q4_K_M", "Q8_0"]) == "UD-Q4_K_M"
    assert names.recommended(["F16", "Q8_0"]) == "Q8_0"
    assert names.recommended(["F16"]) == ""


def test_models_come_first_by_size_and_what_is_none_last() -> None:
    files = [
        RepoFile("mmproj.gguf", 1),
        RepoFile("b-Q8_0.gguf", 80),
        RepoFile("a-Q4_0.gguf", 40),
        RepoFile("x-00001-of-00002.gguf", 10),
    ]
    assert [offer.path for offer in offers(files)] == [
        "a-Q4_0.gguf",
        "b-Q8_0.gguf",
        "x-00001-of-00002.gguf",
        "mmproj.gguf",
    ]


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Q4_K - Medium", "Q4_K_M"),
        ("Q3_K - Small", "Q3_K_S"),
        ("Q4_1", "Q4_1"),
        ("F16", "F16"),
        ("IQ3_XXS - 3.0625 bpw", "IQ3_XXS"),
        ("IQ3_S mix - 3.66 bpw", "IQ3_M"),
        ("", ""),
        ("MXFP4 MoE", "MXFP4"),
        ("Q5_K - Medium (guessed)", "Q5_K_M"),
    ],
)
def test_a_file_type_has_one_name_wherever_it_is_told(text: str, short: str) -> None:
    assert names.short_quantisation(text) == short
