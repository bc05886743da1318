"""A prompt cache in a file comes back as it was, or not at all."""

import os
from pathlib import Path

import pytest

from slm_desktop.engine.prompt_cache import CachedPrompt
from slm_desktop.engine.prompt_files import DIGEST_BYTES, PromptFiles

MADE_BY = "llama.cpp 1|Some model|f16"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "caches"
    made.mkdir()
    return made


def cached(conversation: int = 7, size: int = 1000, first: int = 1) -> CachedPrompt:
    state = bytearray(os.urandom(size))
    return CachedPrompt([first, 2, 3], [3, 1], {1, 2}, True, conversation, keep=True, state=state)


def files(folder: Path, limit: int = 10**6, made_by: str = MADE_BY) -> PromptFiles:
    return PromptFiles(str(folder), limit, made_by)


def test_what_was_saved_comes_back_whole(folder: Path) -> None:
    one = cached()
    assert files(folder).save(one)
    assert files(folder).load(7) == one
    assert files(folder).load(8) is None
    assert (folder / "7.kv").stat().st_mode & 0o077 == 0, "what was said is nobody else's"


def test_the_newer_cache_of_a_chat_takes_the_place_of_the_older(folder: Path) -> None:
    files(folder).save(cached(first=1))
    files(folder).save(cached(first=9))
    loaded = files(folder).load(7)
    assert loaded is not None
    assert loaded.tokens[0] == 9
    assert [path.name for path in folder.iterdir()] == ["7.kv"]


@pytest.mark.parametrize("left", [0, 5, 11, 60, 400, -1, -DIGEST_BYTES, -DIGEST_BYTES - 1])
def test_a_file_that_is_cut_off_is_refused_and_deleted(folder: Path, left: int) -> None:
    files(folder).save(cached())
    path = folder / "7.kv"
    path.write_bytes(path.read_bytes()[:left])
    assert files(folder).load(7) is None
    assert not path.exists()


@pytest.mark.parametrize("place", [0, 10, 40, 500, -DIGEST_BYTES - 3, -3])
def test_a_file_in_which_a_byte_is_another_is_refused_and_deleted(folder: Path, place: int) -> None:
    files(folder).save(cached())
    path = folder / "7.kv"
    data = bytearray(path.read_bytes())
    data[place] ^= 0x20
    path.write_bytes(data)
    assert files(folder).load(7) is None
    assert not path.exists()


def test_the_file_of_another_chat_build_or_way_of_loading_is_refused_and_deleted(folder: Path) -> None:
    files(folder).save(cached(conversation=7))
    (folder / "7.kv").rename(folder / "8.kv")
    assert files(folder).load(8) is None
    files(folder).save(cached(conversation=7))
    assert files(folder, made_by=MADE_BY + ", q8_0").load(7) is None
    assert list(folder.iterdir()) == []


def test_together_they_stay_within_the_limit_and_the_oldest_goes_first(folder: Path) -> None:
    kept = files(folder, limit=4000)
    for number in range(1, 4):
        assert kept.save(cached(conversation=number))
        os.utime(folder / f"{number}.kv", (number, number))
    assert kept.load(1), "it was used now"
    assert kept.save(cached(conversation=4))
    assert {path.stem for path in folder.iterdir()} == {"1", "3", "4"}
    assert not kept.save(cached(conversation=5, size=5000))


def test_a_write_that_fails_leaves_the_old_cache(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = cached(first=1)
    files(folder).save(old)
    with monkeypatch.context() as context:
        context.setattr(os, "replace", lambda *_paths: (_ for _ in ()).throw(FileNotFoundError("taken away")))
        assert not files(folder).save(cached(first=9))
    assert files(folder).load(7) == old
    assert [path.name for path in folder.iterdir()] == ["7.kv"]


def test_a_disk_that_refuses_costs_nothing_but_the_file(folder: Path) -> None:
    assert not files(folder / "gone").save(cached())
    assert files(folder / "gone").load(7) is None
    nowhere = PromptFiles("", 0, MADE_BY)
    assert not nowhere.save(cached())
    assert nowhere.load(7) is None
