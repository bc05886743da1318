"""Every error has words, and the next steps that the app knows."""

import pytest

from slm_desktop.errors import SENTENCES, explain, gigabytes

STEPS = {"choose", "smaller", "larger", "retry", "builtin_runtime", "kill", "retry_save", "edit", "save_as", "leave_out",
         "try_again", "network_settings", "models_folder", "token", "open_page", "repair"}  # fmt: skip


@pytest.mark.parametrize("code", SENTENCES)
def test_every_sentence_can_be_said_without_details(code: str) -> None:
    said = explain(code, {})
    assert said.title
    assert said.cause
    assert "{" not in said.title + said.cause
    assert set(said.steps) <= STEPS


def test_an_unknown_code_is_said_too() -> None:
    assert explain("never heard of", {"status": 3}).title == SENTENCES["exited"].title


def test_sizes_and_counts_are_written_for_people() -> None:
    said = explain("memory", {"needed": 5_100_000_000, "context": 8192, "free": 3_800_000_000})
    assert "5.10 GB" in said.cause
    assert "8,192" in said.cause
    assert [gigabytes(size) for size in (98_362_432, 1_660_000_000, 3000)] == ["98 MB", "1.66 GB", "3 kB"]


def test_details_are_never_taken_for_a_template() -> None:
    assert "{0.__class__}" in explain("missing", {"path": "{0.__class__}"}).cause
