"""A database that is gone is offered again from its copy."""

from collections.abc import Callable
from pathlib import Path

import pytest

from slm_desktop.core.records import Chat
from slm_desktop.store.backup import keep_daily
from tests.store.kept import Kept, conversation, keep, path


def emptied(file: Path) -> None:
    """As a power failure can leave it."""
    file.write_bytes(b"")


def removed(file: Path) -> None:
    """Deleted, or on a disk that is not there."""
    file.unlink()


def lost(tmp_path: Path, damage: Callable[[Path], object]) -> Path:
    """A database that is no longer what it was, with yesterday's copy of it."""
    file = tmp_path / "chats.sqlite3"
    keep(file)
    keep_daily(file, tmp_path / "backups", "2026-01-02")
    damage(file)
    return file


@pytest.mark.parametrize("damage", [emptied, removed])
def test_the_copy_of_a_database_that_is_gone_is_offered_and_brought_back_beside_what_was_written_since(
    damage: Callable[[Path], object], tmp_path: Path
) -> None:
    kept = Kept(lost(tmp_path, damage))
    assert kept.store.trouble is not None
    assert (kept.store.trouble.code, kept.store.trouble.details) == ("store_lost", {"backup": "2026-01-02", "count": 2})
    assert not list(kept.store.chats(9))
    kept.store.save(Chat(9_000, "since", 0.0, 0.0), [])
    kept.store.bring_back()
    kept.jobs.close()
    assert kept.store.trouble is None
    assert {chat.title for chat in kept.store.chats(9)} == {"Why?", "since"}
    chat, messages = conversation()
    assert path(kept, chat) == messages
    kept.store.close()
    assert not kept.errors


def test_the_offer_stays_until_somebody_has_decided(tmp_path: Path) -> None:
    file = lost(tmp_path, emptied)
    Kept(file).close()
    again = Kept(file)
    assert again.store.trouble is not None
    assert again.store.trouble.code == "store_lost"
    again.store.begin_anew()
    again.close()
    at_last = Kept(file)
    assert at_last.store.trouble is None
    assert not list(at_last.store.chats(9))
    at_last.close()


@pytest.mark.parametrize("damage", [emptied, removed])
def test_where_nothing_was_ever_copied_a_new_database_is_begun_without_a_word(
    damage: Callable[[Path], object], tmp_path: Path
) -> None:
    file = tmp_path / "chats.sqlite3"
    keep(file)
    damage(file)
    kept = Kept(file)
    assert kept.store.trouble is None
    kept.close()


def test_chats_that_somebody_deleted_are_not_offered_again(tmp_path: Path) -> None:
    file = tmp_path / "chats.sqlite3"
    keep(file)
    keep_daily(file, tmp_path / "backups", "2026-01-02")
    kept = Kept(file)
    kept.store.remove(1, 5.0)
    kept.store.tidy()
    kept.close()
    again = Kept(file)
    assert again.store.trouble is None
    again.close()
