"""Pictures of chats in files of their own: kept once, told from others, deleted with their last message."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from slm_desktop.core.engines.pictures import Picture
from slm_desktop.errors import Fault
from slm_desktop.store.pictures import FRESH_SECONDS, Pictures
from tests.engine.eyes import picture


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "pictures"


def refused(do: Callable[[], object]) -> Fault:
    with pytest.raises(Fault) as raised:
        do()
    return raised.value


def test_what_is_kept_comes_back_without_being_carried(folder: Path) -> None:
    kept = Pictures(folder).keep(picture(1))
    assert kept.data == b""
    assert Pictures(folder).data(kept) == picture(1).data
    assert Pictures(folder).has(kept)


def test_the_same_picture_is_kept_once(folder: Path) -> None:
    pictures = Pictures(folder)
    pictures.keep(picture(1))
    pictures.keep(replace(picture(1), name="again.png"))
    assert len(list(folder.iterdir())) == 1


def test_one_that_is_gone_or_changed_is_told(folder: Path) -> None:
    kept = Pictures(folder).keep(picture(1))
    path = next(folder.iterdir())
    path.write_bytes(picture(2).data)
    assert refused(lambda: Pictures(folder).data(kept)).details["reason"] == "picture_damaged"
    path.unlink()
    assert refused(lambda: Pictures(folder).data(kept)).code == "picture_lost"
    assert not Pictures(folder).has(kept)


@pytest.mark.parametrize("digest", ["../../../etc/passwd", "", "a" * 63, "A" * 64, "\0" * 64])
def test_what_is_no_digest_leads_nowhere(folder: Path, digest: str) -> None:
    stranger = Picture(digest, "png", 1, 1)
    assert refused(lambda: Pictures(folder).data(stranger)).code == "picture_lost"
    assert refused(lambda: Pictures(folder).keep(replace(stranger, data=b"x"))).code == "picture_lost"


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "pictures").write_text("a file in its place")
    assert refused(lambda: Pictures(tmp_path / "pictures").keep(picture(1))).code == "picture_write"


def test_pictures_of_no_message_go_after_a_day(folder: Path) -> None:
    pictures = Pictures(folder)
    kept, fresh, gone = (pictures.keep(picture(seed)) for seed in (1, 2, 3))
    (folder / "notes.txt").write_text("not ours")
    for one in folder.iterdir():
        if not one.name.startswith(fresh.digest):
            os.utime(one, (0, 0))
    assert FRESH_SECONDS > 0
    pictures.tidy({kept.digest})
    assert {one.stem for one in folder.iterdir()} == {kept.digest, fresh.digest, "notes"}
    assert gone.digest not in {one.stem for one in folder.iterdir()}
    Pictures(folder.parent / "none").tidy(set())
