"""A database that is damaged, locked, in the way or out of room costs nothing that was saved."""

import os
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from slm_desktop.core.records import Chat, Message
from slm_desktop.errors import Fault, explain
from slm_desktop.store.backup import KEPT, keep_daily
from slm_desktop.store.database import connect
from tests.patience import LONGEST_SECONDS, wait_until
from tests.store.kept import Kept, conversation, keep, path


def many(count: int) -> list[tuple[Chat, list[Message]]]:
    """Chats with a message each, long enough to fill pages."""
    return [
        (
            Chat(id_, f"chat {id_}", 0.0, 0.0, head=id_ + 1, touched=id_ + 1),
            [Message(id_ + 1, id_, None, "user", f"{id_} " * 500, 0.0)],
        )
        for id_ in range(1, 2 * count, 2)
    ]


def zero_header(file: Path) -> None:
    """The first bytes are gone."""
    with file.open("r+b") as opened:
        opened.write(bytes(100))


def newer_schema(file: Path) -> None:
    """A later version of the app wrote it."""
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA user_version = 999")
    connection.close()


def other_file(file: Path) -> None:
    """Something else was written in its place."""
    file.write_bytes(b"not a database at all" * 1000)


@pytest.mark.parametrize("damage", [zero_header, newer_schema, other_file])
def test_a_database_that_cannot_be_opened_is_kept_and_its_backup_put_in_its_place(
    tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    file = tmp_path / "chats.sqlite3"
    keep(file)
    keep_daily(file, tmp_path / "backups", "2026-01-02")
    damage(file)
    kept = Kept(file)
    assert kept.store.trouble is not None
    assert kept.store.trouble.code == "store_restored"
    assert kept.store.trouble.details["backup"] == "2026-01-02"
    assert (tmp_path / str(kept.store.trouble.details["kept"])).exists()
    chat, messages = conversation()
    assert path(kept, chat) == messages
    kept.store.save(Chat(9, "new", 0.0, 0.0), [])
    kept.close()
    assert not kept.errors
    again = Kept(file)
    assert again.store.trouble is None
    assert {known.title for known in again.store.chats(9)} == {"Why?", "new"}
    again.close()


def test_without_a_backup_a_damaged_database_is_begun_anew(tmp_path: Path) -> None:
    file = tmp_path / "chats.sqlite3"
    other_file(file)
    kept = Kept(file)
    assert kept.store.trouble is not None
    assert kept.store.trouble.code == "store_begun"
    kept.store.save(*conversation())
    kept.close()
    assert not kept.errors


def test_what_a_newer_database_holds_is_brought_along(tmp_path: Path) -> None:
    file = tmp_path / "chats.sqlite3"
    keep(file)
    chat, messages = conversation()
    first = Kept(file)
    first.store.save_candidates(messages[-1].id, b"what the lens saw")
    first.close()
    newer_schema(file)
    kept = Kept(file)
    assert path(kept, chat) == messages
    assert kept.store.candidates(messages[-1].id) == b"what the lens saw"
    kept.close()


def test_a_damaged_page_is_noticed_before_it_spoils_the_backups_and_all_readable_rows_are_rescued(
    tmp_path: Path,
) -> None:
    file, backups = tmp_path / "chats.sqlite3", tmp_path / "backups"
    keep(file, *many(30))
    keep_daily(file, backups, "2026-01-01")
    keep(file, *many(60))
    with sqlite3.connect(file) as connection:
        page = connection.execute("PRAGMA page_size").fetchone()[0]
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'messages'").fetchone()[0]
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    leaf = _a_leaf(file, root, page)
    with file.open("r+b") as opened:
        opened.seek((leaf - 1) * page)
        opened.write(os.urandom(page))
    with pytest.raises(Fault, match="store_damaged"):
        keep_daily(file, backups, "2026-01-02")
    assert [backup.name for backup in backups.iterdir()] == ["chats-2026-01-01.sqlite3"]
    kept = Kept(file)
    assert kept.store.trouble is not None
    assert kept.store.trouble.code == "store_restored"
    titles = {chat.title for chat in kept.store.chats(100)}
    assert len(titles) == 60
    assert len(list(kept.store.messages([chat.touched for chat in kept.store.chats(100)]))) >= 55
    kept.close()


def _a_leaf(file: Path, root: int, page: int) -> int:
    """A page in the middle of a table: the child of its root page in the middle."""
    data = file.read_bytes()
    start = (root - 1) * page
    count = int.from_bytes(data[start + 3 : start + 5], "big")
    cell = int.from_bytes(data[start + 12 + count // 2 * 2 :][:2], "big")
    return int.from_bytes(data[start + cell :][:4], "big")


def test_a_lost_log_of_last_writes_loses_those_alone(tmp_path: Path) -> None:
    file = tmp_path / "chats.sqlite3"
    keep(file)
    kept = Kept(file)
    kept.store.save(Chat(9, "last", 0.0, 0.0), [])
    kept.jobs.close()
    copy = tmp_path / "copy" / "chats.sqlite3"
    copy.parent.mkdir()
    copy.write_bytes(file.read_bytes())
    kept.close()
    again = Kept(copy)
    assert [chat.title for chat in again.store.chats(9)] == ["Why?"]
    assert again.store.trouble is None
    again.close()


def test_a_backup_is_made_once_a_day_and_kept_for_a_week(tmp_path: Path) -> None:
    file, backups = tmp_path / "chats.sqlite3", tmp_path / "backups"
    keep(file)
    for day in range(1, 10):
        keep_daily(file, backups, f"2026-01-{day:02d}")
        keep_daily(file, backups, f"2026-01-{day:02d}")
    names = sorted(backup.name for backup in backups.iterdir())
    assert len(names) == KEPT
    assert names[-1] == "chats-2026-01-09.sqlite3"


def test_in_a_folder_that_cannot_be_written_chats_are_read_and_what_is_written_waits(tmp_path: Path) -> None:
    file = tmp_path / "data" / "chats.sqlite3"
    file.parent.mkdir(exist_ok=True)
    keep(file)
    hidden = file.rename(tmp_path / "elsewhere.sqlite3")
    file.mkdir()  # As good as no permission, which root would not notice.
    kept = Kept(file)
    assert kept.store.trouble is not None
    assert kept.store.trouble.code == "store_aside"
    chat, messages = conversation()
    kept.store.save(Chat(9, "meanwhile", 0.0, 0.0), [])
    kept.jobs.close()
    assert [known.title for known in kept.store.chats(9)] == ["meanwhile"]
    file.rmdir()
    hidden.rename(file)
    kept.store.retry()
    kept.jobs.close()
    assert {known.title for known in kept.store.chats(9)} == {"Why?", "meanwhile"}
    assert path(kept, chat) == messages
    kept.close()
    assert not kept.errors


def test_a_database_that_another_program_locks_is_written_when_it_lets_go(tmp_path: Path) -> None:
    file = tmp_path / "chats.sqlite3"
    keep(file)
    kept = Kept(file)
    kept.store._writer.execute("PRAGMA busy_timeout = 50")
    other = connect(file)
    other.execute("BEGIN EXCLUSIVE")
    chat, messages = conversation()
    assert path(kept, chat) == messages  # Reading goes on.
    done = threading.Event()
    kept.store._on_saved = done.set
    kept.store.save(Chat(9, "waits", 0.0, 0.0), [])
    assert not done.wait(0.3)
    assert {fault.details["reason"] for fault in kept.faults()} == {"SQLITE_BUSY"}
    other.execute("COMMIT")
    other.close()
    assert done.wait(10)
    assert {known.title for known in kept.store.chats(9)} == {"Why?", "waits"}
    kept.close()


# -- migrations --------------------------------------------------------------------------------------------------


def test_a_newer_database_whose_backups_are_newer_too_does_not_stop_the_app(tmp_path: Path) -> None:
    file, backups = tmp_path / "chats.sqlite3", tmp_path / "backups"
    keep(file)
    newer_schema(file)
    connection = sqlite3.connect(file)
    backups.mkdir()
    connection.execute("VACUUM INTO ?", (str(backups / "chats-2026-01-01.sqlite3"),))
    connection.close()
    for _start in range(2):
        kept = Kept(file)
        assert [chat.title for chat in kept.store.chats(9)] == ["Why?"]
        kept.close()
    assert len(list(tmp_path.glob("chats-newer-*.sqlite3"))) == 1


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE chats SET sampling = '{broken', updated = 1e300",
        "UPDATE chats SET title = CAST(x'ff41fe' AS TEXT), created = -1e99",
        "UPDATE messages SET run = x'7b7b', created = 1e40, content = CAST(x'fffe' AS TEXT)",
    ],
)
def test_a_damaged_row_costs_what_is_in_it_and_not_the_chat(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "chats.sqlite3"
    keep(file)
    connection = connect(file)
    connection.execute("DROP TRIGGER words_of_changed")
    connection.execute(damage)
    connection.close()
    kept = Kept(file)
    (chat,) = kept.store.chats(9)
    assert 0 <= chat.updated < 1e11
    assert len(path(kept, chat)) == 2
    kept.close()


def test_after_a_clock_that_ran_ahead_backups_go_on(tmp_path: Path) -> None:
    file, backups = tmp_path / "chats.sqlite3", tmp_path / "backups"
    keep(file)
    for day in range(1, 9):
        keep_daily(file, backups, f"2036-01-{day:02d}")
    keep(file, *many(3))
    keep_daily(file, backups, "2026-01-01")
    assert (backups / "chats-2026-01-01.sqlite3").exists()
    assert len(list(backups.iterdir())) == KEPT
    zero_header(file)
    kept = Kept(file)
    assert kept.store.trouble is not None
    assert kept.store.trouble.details["backup"] == "2026-01-01"
    kept.close()


def test_while_a_write_was_refused_it_is_not_said_that_all_is_saved(tmp_path: Path) -> None:
    saved: list[bool] = []
    kept = Kept(tmp_path / "c.sqlite3", lambda: saved.append(True))
    kept.store.save(Chat(1, "c", 0.0, 0.0), [Message(9, 999, None, "user", "no such chat", 0.0)])
    kept.store.save(*conversation())
    kept.close()
    assert kept.faults()
    assert not saved


def test_words_of_deleted_chats_are_not_left_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "c.sqlite3"
    chat, messages = conversation()
    messages[0].content = "the secret xylophone"
    keep(file, (chat, messages), *many(5))
    kept = Kept(file)
    kept.store.remove(chat.id, 5.0)
    kept.jobs.close()
    kept.store.tidy()
    kept.close()
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    assert b"xylophone" not in file.read_bytes()


def test_what_could_not_be_written_before_the_end_is_written_at_the_next_start(tmp_path: Path) -> None:
    file = tmp_path / "chats.sqlite3"
    keep(file)
    kept = Kept(file)
    kept.store._writer.execute("PRAGMA busy_timeout = 20")
    other = connect(file)
    other.execute("BEGIN EXCLUSIVE")
    chat, messages = conversation()
    chat.title, messages[1].content = "Changed", "longer than before"
    kept.store.save(chat, messages)
    kept.jobs.close(0.5)
    kept.close()
    other.execute("COMMIT")
    other.close()
    again = Kept(file)
    again.jobs.close()
    (found,) = again.store.chats(9)
    assert found.title == "Changed"
    assert path(again, found) == messages
    again.close()
    assert not file.with_suffix(".unsaved").exists()
    assert not again.errors


def test_an_end_that_cannot_wait_for_a_long_write_keeps_all_that_is_due_for_the_next_start(tmp_path: Path) -> None:
    file = tmp_path / "chats.sqlite3"
    keep(file)
    kept = Kept(file)
    numbers = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 5000000) SELECT count(*) FROM n"
    kept.store.write((f"UPDATE chats SET pinned = pinned AND ({numbers}) > 0", [()]))
    chat, messages = conversation()
    chat.title = "Changed"
    kept.store.save(chat, messages)
    kept.jobs.close(0.05, hurry=kept.store.hurry)
    kept.store.close()
    assert not kept.errors
    assert file.with_suffix(".unsaved").exists()
    again = Kept(file)
    again.jobs.close(LONGEST_SECONDS)
    assert [known.title for known in again.store.chats(9)] == ["Changed"]
    again.close()
    assert not file.with_suffix(".unsaved").exists()


def test_a_connection_that_a_hanging_write_uses_is_not_closed_under_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("slm_desktop.store.background.CLOSE_SECONDS", 0.05)
    kept = Kept(tmp_path / "chats.sqlite3")
    held, hangs = threading.Event(), threading.Event()

    def hang(_title: str) -> bool:
        hangs.set()
        return held.wait()

    kept.store._writer.create_function("lower", 1, hang)
    kept.store.save(*conversation())
    kept.store.write(("UPDATE chats SET pinned = 1 WHERE lower(title) <> ''", [()]))
    wait_until(hangs.is_set)
    kept.jobs.close(0.05, hurry=kept.store.hurry)
    kept.store.close()
    held.set()
    wait_until(lambda: not [thread for thread in threading.enumerate() if thread.name == "jobs-store"])
    again = Kept(tmp_path / "chats.sqlite3")
    again.jobs.close(LONGEST_SECONDS)
    assert [known.pinned for known in again.store.chats(9)] == [True]
    again.close()


@pytest.mark.parametrize("content", [b"", b"garbage", b"\x91\x91\x92\xafDROP TABLE chats\x91\x90"])
def test_leftovers_that_are_not_ours_do_nothing(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "chats.sqlite3"
    keep(file)
    file.with_suffix(".unsaved").write_bytes(content)
    kept = Kept(file)
    kept.jobs.close()
    assert [chat.title for chat in kept.store.chats(9)] == ["Why?"]
    kept.close()


# -- a database that is gone ---------------------------------------------------------------------------------------


def test_of_a_file_that_was_cut_in_half_all_that_is_there_is_rescued(tmp_path: Path) -> None:
    file = tmp_path / "chats.sqlite3"
    keep(file, *many(400))
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    kept = Kept(file)
    assert kept.store.trouble is not None
    assert kept.store.trouble.code == "store_begun"
    assert len(kept.store.rows("SELECT id FROM messages")) > 100
    kept.close()


def test_damage_without_a_copy_speaks_of_none(tmp_path: Path) -> None:
    file = tmp_path / "chats.sqlite3"
    keep(file, *many(60))
    with sqlite3.connect(file) as connection:
        page = connection.execute("PRAGMA page_size").fetchone()[0]
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'messages'").fetchone()[0]
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with file.open("r+b") as opened:
        opened.seek((_a_leaf(file, root, page) - 1) * page)
        opened.write(os.urandom(page))
    with pytest.raises(Fault) as caught:
        keep_daily(file, tmp_path / "backups", "2026-01-02")
    assert caught.value.code == "store_damaged_alone"
    assert "the copy of" not in explain(caught.value.code, caught.value.details).cause
