"""Which projector belongs to which model."""

import pytest

from slm_desktop.core.models.hub import Offer, RepoFile, offers
from slm_desktop.core.models.projectors import ProjectorFile, base_name, offered_projector, projector_for

SMOL = "/m/SmolVLM-256M-Instruct-Q8_0.gguf"
QWEN = "/m/Qwen2.5-VL-3B-Instruct-Q4_K_M.gguf"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (SMOL, "smolvlm 256m instruct"),
        ("/m/mmproj-SmolVLM-256M-Instruct-f16.gguf", "smolvlm 256m instruct"),
        ("gemma-3-4b-it-mmproj-F16.gguf", "gemma 3 4b it"),
        ("mmproj-F16.gguf", ""),
        ("mmproj-model-f16.gguf", ""),
    ],
)
def test_the_name_that_a_model_and_its_projector_share(path: str, name: str) -> None:
    assert base_name(path) == name


def chosen(model: str, *projectors: str, beside: tuple[str, ...] = (), width: int = 0) -> str:
    return projector_for(model, width, (model, *beside), [ProjectorFile(path) for path in projectors])


def test_the_one_beside_a_single_model_is_its_own_whatever_it_is_called() -> None:
    assert chosen(SMOL, "/m/mmproj-F16.gguf") == "/m/mmproj-F16.gguf"
    assert chosen(SMOL, "/m/mmproj-Idefics3-f16.gguf") == "/m/mmproj-Idefics3-f16.gguf"
    other_size = "/m/SmolVLM-256M-Instruct-f16.gguf"
    assert chosen(SMOL, "/m/mmproj-F16.gguf", beside=(other_size,)) == "/m/mmproj-F16.gguf"


def test_among_several_models_it_must_bear_the_name_of_its_own() -> None:
    named = "/m/mmproj-Qwen2.5-VL-3B-Instruct-Q8_0.gguf"
    assert chosen(SMOL, "/m/mmproj-F16.gguf", named, beside=(QWEN,)) == ""
    assert chosen(QWEN, "/m/mmproj-F16.gguf", named, beside=(SMOL,)) == named


def test_its_numbers_must_be_those_of_the_model() -> None:
    files = [ProjectorFile("/m/mmproj-a.gguf", 2048), ProjectorFile("/m/mmproj-b.gguf", 576)]
    assert projector_for(SMOL, 576, (SMOL,), files) == "/m/mmproj-b.gguf"
    assert projector_for(SMOL, 960, (SMOL,), files) == ""


def test_of_several_sizes_the_usual_one_is_taken() -> None:
    sizes = [f"/m/mmproj-{size}.gguf" for size in ("F32", "BF16", "F16", "Q8_0")]
    assert chosen(SMOL, *sizes) == "/m/mmproj-F16.gguf"
    assert chosen(SMOL, *sizes[:2]) == "/m/mmproj-BF16.gguf"


def test_what_a_repository_offers_for_its_models() -> None:
    offered = offers(
        [
            RepoFile("SmolVLM-256M-Instruct-Q8_0.gguf", 10),
            RepoFile("SmolVLM-256M-Instruct-f16.gguf", 20),
            RepoFile("mmproj-SmolVLM-256M-Instruct-Q8_0.gguf", 3),
            RepoFile("mmproj-SmolVLM-256M-Instruct-f16.gguf", 6),
        ]
    )
    models = [offer for offer in offered if offer.kind == "model"]
    found = [offered_projector(offer, offered) for offer in models]
    assert [one.path for one in found if one] == ["mmproj-SmolVLM-256M-Instruct-f16.gguf"] * 2
    assert offered_projector(next(offer for offer in offered if offer.kind != "model"), offered) is None
    assert offered_projector(Offer((RepoFile("x.gguf", 1),), "x", "", "model"), []) is None
