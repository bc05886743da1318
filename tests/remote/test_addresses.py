"""Addresses as people paste them, and names of models on other machines."""

import pytest

from slm_desktop.core.engines.remote_address import is_remote, parts_of, remote_name, remote_path
from slm_desktop.remote.probe import base_of


@pytest.mark.parametrize(
    ("typed", "base"),
    [
        ("localhost:8080", "http://localhost:8080"),
        (" http://10.0.0.2:8000/v1/ ", "http://10.0.0.2:8000"),
        ("https://cluster.example/v1/chat/completions", "https://cluster.example"),
        ("https://example.org/team/v1", "https://example.org/team"),
        ("http://[::1]:8017/v1/models?x=1#y", "http://[::1]:8017"),
        ("gopher://x", "gopher://x"),
    ],
)
def test_an_address_loses_what_does_not_belong_to_it(typed: str, base: str) -> None:
    assert base_of(typed) == base


def test_a_model_is_named_by_its_server_and_its_id() -> None:
    path = remote_path("http://a:1", "org/Model#7")
    assert is_remote(path)
    assert parts_of(path) == ("http://a:1", "org/Model#7")
    assert not is_remote("/models/http.gguf")


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("/data/x/Qwen3.Q4_K_M.gguf", "Qwen3.Q4_K_M"),
        ("meta-llama/Llama-3", "Llama-3"),
        ("gemma3:1b", "gemma3:1b"),
        ("/", "/"),
    ],
)
def test_people_see_no_folders(model: str, name: str) -> None:
    assert remote_name(model) == name
