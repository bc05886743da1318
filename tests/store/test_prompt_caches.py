"""Prompt caches have a folder for each model file, a bound for all, and go with their chats."""

import os
from pathlib import Path

import pytest

from slm_desktop.store.prompt_caches import PromptCaches


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "model.gguf"
    path.write_bytes(b"GGUF")
    return path


def filled(folder: Path, *chats: int, size: int = 100) -> None:
    """Files of chats, the later ones used later."""
    for chat in chats:
        path = folder / f"{chat}.kv"
        path.write_bytes(bytes(size))
        os.utime(path, (chat, chat))


def test_a_model_has_a_folder_of_its_own_until_its_file_is_another(tmp_path: Path, model: Path) -> None:
    caches = PromptCaches(tmp_path / "caches", lambda: 1000)
    folder, limit = caches.of(str(model))
    assert limit == 1000
    assert Path(folder).is_dir()
    assert Path(folder).stat().st_mode & 0o077 == 0
    assert caches.of(str(model)) == (folder, limit)
    model.write_bytes(b"GGUF, but another")
    assert caches.of(str(model))[0] != folder


def test_nothing_is_kept_where_that_is_not_wanted_or_not_possible(tmp_path: Path, model: Path) -> None:
    assert PromptCaches(tmp_path / "caches", lambda: 0).of(str(model)) == ("", 0)
    assert not (tmp_path / "caches").exists()
    caches = PromptCaches(tmp_path / "caches", lambda: 10)
    assert caches.of(str(tmp_path / "gone.gguf")) == ("", 0)


def test_a_chat_that_goes_takes_its_caches_of_all_models_with_it(tmp_path: Path, model: Path) -> None:
    caches = PromptCaches(tmp_path / "caches", lambda: 1000)
    first = Path(caches.of(str(model))[0])
    filled(first, 1, 12)
    (first / "1.part").write_bytes(b"")
    model.write_bytes(b"GGUF, but another")
    second = Path(caches.of(str(model))[0])
    filled(second, 1)
    caches.forget(1)
    assert [path.name for folder in (first, second) for path in folder.iterdir()] == ["12.kv"]


def test_what_is_of_no_chat_goes_and_of_the_rest_what_was_used_longest_ago(tmp_path: Path, model: Path) -> None:
    limit = [250]
    caches = PromptCaches(tmp_path / "caches", lambda: limit[0])
    first = Path(caches.of(str(model))[0])
    filled(first, 1, 2, 3, 9)
    (first / "junk").write_bytes(b"?")
    (first / "2.part").write_bytes(b"left behind")
    os.utime(first / "2.part", (1, 1))
    model.write_bytes(b"GGUF, but another")
    second = Path(caches.of(str(model))[0])
    filled(second, 4)
    caches.tidy({1, 2, 3, 4})
    assert {path.stem for path in (*first.iterdir(), *second.iterdir())} == {"3", "4"}
    assert caches.size == 200
    (second / "4.part").write_bytes(b"")  # An engine writes it now, and then puts it in the place of the old one.
    caches.tidy({1, 2, 3, 4})
    assert (second / "4.part").exists()
    limit[0] = 0
    caches.tidy({1, 2, 3, 4})
    assert caches.size == 0
    assert first.exists(), "an engine may have it still"
    PromptCaches(tmp_path / "caches", lambda: limit[0]).tidy(set())
    assert not first.exists()
