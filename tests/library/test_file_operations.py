"""What is done with files: nothing is half done, and nothing of others is lost."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from slm_desktop.core.models.local_models import ADDED, HUGGING_FACE, OURS, LocalModel
from slm_desktop.errors import Fault
from slm_desktop.library import file_operations as keep
from slm_desktop.library.places import Place
from slm_desktop.library.scan import Scanner
from tests.engine import tiny


@pytest.fixture
def model(tmp_path: Path) -> bytes:
    return tiny.write_model(tmp_path / "source.gguf").read_bytes()


def only(folder: Path, owner: str) -> LocalModel:
    (found,) = Scanner().scan([Place(folder, owner)], {}).models
    return found


def go_on(_share: float) -> bool:
    return True


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(Fault) as caught:
        call()
    return caught.value.code


def test_the_checksum_is_that_of_the_file(tmp_path: Path, model: bytes) -> None:
    assert keep.digest(str(tmp_path / "source.gguf"), go_on) == hashlib.sha256(model).hexdigest()
    assert keep.digest(str(tmp_path / "source.gguf"), lambda _share: False) == ""


def test_blobs_promise_their_names(tmp_path: Path, model: bytes) -> None:
    digest = hashlib.sha256(model).hexdigest()
    blob = tmp_path / "hub/blobs" / digest
    blob.parent.mkdir(parents=True)
    blob.write_bytes(model)
    link = tmp_path / "hub/snapshots/x.gguf"
    link.parent.mkdir()
    link.symlink_to(blob)
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / "x.gguf").write_bytes(model)
    assert only(tmp_path / "hub", HUGGING_FACE).sha256 == digest
    assert only(plain, ADDED).sha256 == ""


def test_deleting_takes_all_parts_and_the_folders_that_become_empty(tmp_path: Path, model: bytes) -> None:
    root = tmp_path / "models"
    for number in (1, 2):
        path = root / f"ann/repo/x-0000{number}-of-00002.gguf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(model)
    keep.remove(only(root, OURS), root)
    assert root.is_dir()
    assert list(root.iterdir()) == []


def test_deleting_from_the_cache_takes_link_and_bytes(tmp_path: Path, model: bytes) -> None:
    blob, link = tmp_path / "blobs/b", tmp_path / "snapshots/x.gguf"
    for path in (blob, link):
        path.parent.mkdir()
    blob.write_bytes(model)
    link.symlink_to(blob)
    keep.remove(only(tmp_path / "snapshots", HUGGING_FACE))
    assert not blob.exists()
    assert not link.is_symlink()


def test_bytes_that_another_snapshot_shows_stay(tmp_path: Path, model: bytes) -> None:
    repository = tmp_path / "models--ann--x"
    blob, first, second = (repository / name for name in ("blobs/b", "snapshots/1/x.gguf", "snapshots/2/x.gguf"))
    for path in (blob, first, second):
        path.parent.mkdir(parents=True)
    blob.write_bytes(model)
    for link in (first, second):
        link.symlink_to(blob)
    keep.remove(only(first.parent, HUGGING_FACE))
    assert not first.is_symlink()
    assert second.read_bytes() == model
    keep.remove(only(second.parent, HUGGING_FACE))
    assert not blob.exists()


def test_a_file_is_taken_in_once_and_another_of_its_name_is_kept_beside_it(tmp_path: Path, model: bytes) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    source = str(tmp_path / "source.gguf")
    first = keep.take_in(source, folder, go_on)
    assert keep.take_in(source, folder, go_on) == first
    (tmp_path / "source.gguf").write_bytes(model + b"other")
    second = keep.take_in(source, folder, go_on)
    assert Path(first).read_bytes() == model
    assert Path(second).name == "source (2).gguf"


def test_what_is_no_model_is_not_taken_in_and_a_stop_leaves_nothing(tmp_path: Path, model: bytes) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    (tmp_path / "page.gguf").write_bytes(b"<html>")
    assert code_of(lambda: keep.take_in(str(tmp_path / "page.gguf"), folder, go_on)) == "html"
    assert code_of(lambda: keep.take_in(str(tmp_path / "source.gguf"), folder, lambda _share: False)) == "stopped"
    assert list(folder.iterdir()) == []


def test_a_full_disk_is_said_before_a_byte_is_copied(
    tmp_path: Path, model: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keep, "MARGIN", 2**60)
    (tmp_path / "models").mkdir()
    assert code_of(lambda: keep.take_in(str(tmp_path / "source.gguf"), tmp_path / "models", go_on)) == "no_room"
    assert list((tmp_path / "models").iterdir()) == []


@pytest.mark.parametrize("copies", [False, True])
def test_the_folder_moves_with_all_that_is_in_it(copies: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for name in ("ann/repo/a.gguf", "b.gguf", "ann/repo/c.gguf.part", "ann/repo/c.gguf.part.json"):
        path = old / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    if copies:  # as between two disks
        monkeypatch.setattr(os, "rename", lambda *_paths: (_ for _ in ()).throw(OSError(18, "other disk")))
    shares: list[float] = []

    def on_share(share: float) -> bool:
        shares.append(share)
        return True

    keep.move_folder(old, new, on_share)
    assert {str(path.relative_to(new)) for path in new.rglob("*") if path.is_file()} == {
        "ann/repo/a.gguf",
        "b.gguf",
        "ann/repo/c.gguf.part",
        "ann/repo/c.gguf.part.json",
    }
    assert not [path for path in old.rglob("*") if path.is_file()]
    assert shares[-1] == 1.0


def test_a_move_that_fails_halfway_is_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    for name in "abc":
        (old / f"{name}.gguf").write_text(name)
    calls = 0

    def stop_at_two(_share: float) -> bool:
        nonlocal calls
        calls += 1
        return calls < 2

    assert code_of(lambda: keep.move_folder(old, new, stop_at_two)) == "stopped"
    assert sorted(path.name for path in old.iterdir()) == ["a.gguf", "b.gguf", "c.gguf"]
    assert list(new.iterdir()) == []


def test_a_folder_is_not_moved_over_another_or_into_itself(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
        (folder / "a.gguf").write_text(folder.name)
    assert code_of(lambda: keep.move_folder(old, new, go_on)) == "folder_taken"
    assert code_of(lambda: keep.move_folder(old, old / "below", go_on)) == "folder_taken"
    assert ((old / "a.gguf").read_text(), (new / "a.gguf").read_text()) == ("old", "new")
