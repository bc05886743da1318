"""Chats in a real SQLite file."""

import threading
from pathlib import Path

import pytest

from slm_desktop.core.records import Chat, Message
from slm_desktop.errors import Fault
from slm_desktop.store.database import connect
from slm_desktop.store.migrations import MIGRATIONS
from tests.store.kept import Kept, conversation, path


def test_what_is_saved_is_there_after_a_restart(tmp_path: Path) -> None:
    chat, messages = conversation()
    first = Kept(tmp_path / "c.sqlite3")
    first.store.save(chat, messages)
    first.close()
    again = Kept(tmp_path / "c.sqlite3")
    assert list(again.store.chats(10)) == [chat]
    assert list(path(again, chat)) == messages
    assert again.store.last_id() == 3
    again.close()
    assert not first.errors


def test_saving_again_updates_and_branches_stay(tmp_path: Path) -> None:
    chat, messages = conversation()
    kept = Kept(tmp_path / "c.sqlite3")
    kept.store.save(chat, messages)
    messages[1].content, chat.title = "longer", "New"
    other = Message(4, 1, 2, "assistant", "another answer", 13.0)
    kept.store.save(chat, [messages[1], other])
    chat.head = 4
    kept.store.save(chat, [])
    kept.jobs.close()
    assert [message.content for message in path(kept, chat)] == ["Why?", "another answer"]
    chat.head = 3
    assert [message.content for message in path(kept, chat)] == ["Why?", "longer"]
    kept.store.close()


def test_the_message_is_saved_as_it_was_when_saving_was_asked(kept: Kept) -> None:
    chat, messages = conversation()
    kept.store.save(chat, messages)
    messages[1].content = "changed meanwhile"
    kept.jobs.close()
    assert [message.content for message in path(kept, chat)] == ["Why?", "hé"]


def test_lone_surrogates_are_stored_as_replacements(kept: Kept) -> None:
    chat, messages = conversation()
    messages[0].content, chat.title = "a\ud800b", "\udfff"
    kept.store.save(chat, messages)
    kept.jobs.close()
    assert next(iter(path(kept, chat))).content == "a\ufffdb"
    assert not kept.errors


def test_a_chat_of_ten_thousand_messages_is_read_in_order(kept: Kept) -> None:
    messages = [
        Message(number, 1, number - 1 if number > 2 else None, "user", str(number), 0.0) for number in range(2, 10_002)
    ]
    chat = Chat(1, "long", 0.0, 0.0, head=10_001)
    kept.store.save(chat, messages)
    kept.jobs.close()
    assert [message.id for message in path(kept, chat)] == list(range(2, 10_002))


def test_a_failing_write_is_told_and_the_next_one_works(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "c.sqlite3")
    chat, messages = conversation()
    orphan = Message(9, 999, None, "user", "no such chat", 0.0)
    kept.store.save(chat, [orphan])
    kept.store.save(chat, messages)
    kept.jobs.close()
    assert len(kept.errors) == 1
    assert isinstance(kept.errors[0], Fault)
    assert len(list(path(kept, chat))) == 2
    kept.store.close()


def fill_up(kept: Kept) -> None:
    """From now on SQLite finds the disk full, as soon as a new page is needed."""
    pages = kept.store._writer.execute("PRAGMA page_count").fetchone()[0]
    kept.store._writer.execute(f"PRAGMA max_page_count = {pages}")


def make_room(kept: Kept) -> None:
    """There is room again."""
    kept.store._writer.execute("PRAGMA max_page_count = 1000000")


def test_while_the_disk_is_full_nothing_is_lost_and_it_is_written_once_there_is_room(tmp_path: Path) -> None:
    saved: list[bool] = []
    kept = Kept(tmp_path / "c.sqlite3", lambda: saved.append(True))
    chat, messages = conversation()
    messages[0].content = "long " * 5000
    fill_up(kept)
    kept.store.save(chat, messages[:1])
    kept.store.save(chat, messages[1:])
    kept.jobs.close()
    assert [error.details["reason"] for error in kept.faults()] == ["SQLITE_FULL"] * 2
    assert not saved
    kept.store._writer.execute("PRAGMA max_page_count = 1000000")
    kept.store.retry()
    kept.jobs.close()
    assert saved
    assert path(kept, chat) == messages
    kept.store.close()


def test_what_a_full_disk_refused_is_written_by_itself_once_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("slm_desktop.store.retry.RETRY_SECONDS", 0.1)
    done = threading.Event()
    kept = Kept(tmp_path / "c.sqlite3", done.set)
    chat, messages = conversation()
    messages[0].content = "long " * 5000
    fill_up(kept)
    kept.store.save(chat, messages)
    assert not done.wait(1.0)
    assert [fault.code for fault in kept.faults()] == ["store"]  # told once, however often it was tried
    kept.jobs.submit("store", lambda: make_room(kept))
    assert done.wait(20)
    kept.jobs.close()
    assert path(kept, chat) == messages
    kept.store.close()


def test_a_row_that_can_never_be_written_does_not_hold_up_the_others(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "c.sqlite3")
    chat, messages = conversation()
    kept.store.save(Chat(50, "broken", 0.0, 0.0, "half \ud800 a pair"), [])
    kept.store.save(chat, messages)
    kept.jobs.close()
    assert [fault.code for fault in kept.faults()] == ["store"]
    assert path(kept, chat) == messages
    kept.store.close()


def test_the_database_is_durable_and_readable_while_written(tmp_path: Path) -> None:
    connection = connect(tmp_path / "c.sqlite3")
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert connection.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS)
    connection.close()


def test_messages_that_are_gone_are_found_no_more_and_those_after_them_follow_others(kept: Kept) -> None:
    chat, messages = conversation()
    last = Message(4, 1, 3, "user", "And then?", 13.0)
    kept.store.save(chat, [*messages, last])
    kept.store.save(chat, [], [3], {4: 2})
    kept.store.settle()
    assert list(kept.store.tree(1)) == [(2, None), (4, 2)]
    assert not list(kept.store.messages([3]))
    kept.store.save(chat, [messages[1]], (), {4: 3})
    kept.store.settle()
    assert list(kept.store.tree(1)) == [(2, None), (3, 2), (4, 3)]
