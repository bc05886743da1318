"""Pictures of chats in files of their own: kept once, told from others, deleted with their last message."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from slm_desktop.core.engines.media import Media
from slm_desktop.errors import Fault
from slm_desktop.store.media import FRESH_SECONDS, MediaFiles
from tests.engine.eyes import picture


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "pictures"


def refused(do: Callable[[], object]) -> Fault:
    with pytest.raises(Fault) as raised:
        do()
    return raised.value


def test_what_is_kept_comes_back_without_being_carried(folder: Path) -> None:
    kept = MediaFiles(folder).keep(picture(1))
    assert kept.data == b""
    assert MediaFiles(folder).data(kept) == picture(1).data
    assert MediaFiles(folder).has(kept)


def test_the_same_picture_is_kept_once(folder: Path) -> None:
    media = MediaFiles(folder)
    media.keep(picture(1))
    media.keep(replace(picture(1), name="again.png"))
    assert len(list(folder.iterdir())) == 1


def test_one_that_is_gone_or_changed_is_told(folder: Path) -> None:
    kept = MediaFiles(folder).keep(picture(1))
    path = next(folder.iterdir())
    path.write_bytes(picture(2).data)
    assert refused(lambda: MediaFiles(folder).data(kept)).details["reason"] == "media_damaged"
    path.unlink()
    assert refused(lambda: MediaFiles(folder).data(kept)).code == "media_lost"
    assert not MediaFiles(folder).has(kept)


@pytest.mark.parametrize("digest", ["../../../etc/passwd", "", "a" * 63, "A" * 64, "\0" * 64])
def test_what_is_no_digest_leads_nowhere(folder: Path, digest: str) -> None:
    stranger = Media(digest, "png", 1, 1)
    assert refused(lambda: MediaFiles(folder).data(stranger)).code == "media_lost"
    assert refused(lambda: MediaFiles(folder).keep(replace(stranger, data=b"x"))).code == "media_lost"


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "pictures").write_text("a file in its place")
    assert refused(lambda: MediaFiles(tmp_path / "pictures").keep(picture(1))).code == "media_write"


def test_pictures_of_no_message_go_after_a_day(folder: Path) -> None:
    media = MediaFiles(folder)
    kept, fresh, gone = (media.keep(picture(seed)) for seed in (1, 2, 3))
    (folder / "notes.txt").write_text("not ours")
    for one in folder.iterdir():
        if not one.name.startswith(fresh.digest):
            os.utime(one, (0, 0))
    assert FRESH_SECONDS > 0
    media.tidy({kept.digest})
    assert {one.stem for one in folder.iterdir()} == {kept.digest, fresh.digest, "notes"}
    assert gone.digest not in {one.stem for one in folder.iterdir()}
    MediaFiles(folder.parent / "none").tidy(set())
