"""Chats in a real SQLite file."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from slm_desktop.core.commands import Change
from slm_desktop.core.events import Token
from slm_desktop.core.records import Chat, Message, RunRecord
from slm_desktop.errors import Fault
from slm_desktop.jobs import Jobs
from slm_desktop.store.chats import Chats
from slm_desktop.store.database import connect
from slm_desktop.store.migrations import MIGRATIONS


class Kept:
    """A store with its writing thread."""

    def __init__(self, path: Path) -> None:
        self.errors: list[Exception] = []
        self.jobs = Jobs(lambda _queue, error: self.errors.append(error))
        self.store = Chats(path, self.jobs)

    def close(self) -> None:
        """Write everything and close."""
        self.jobs.close()
        self.store.close()


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    made = Kept(tmp_path / "chats.sqlite3")
    yield made
    made.close()


def conversation() -> tuple[Chat, list[Message]]:
    record = RunRecord(
        model="M", seed=5, changes=[Change(0, {"temperature": 1.0})], tokens=[Token(1, "hé", 0, 0.5)], plan=(3, 1), exact=True
    )
    messages = [Message(2, 1, None, "user", "Why?", 10.0), Message(3, 1, 2, "assistant", "hé", 11.0, "complete", record)]
    return Chat(1, "Why?", 10.0, 12.0, "M", 3, {"top_k": 7.0}), messages


def test_what_is_saved_is_there_after_a_restart(tmp_path: Path) -> None:
    chat, messages = conversation()
    first = Kept(tmp_path / "c.sqlite3")
    first.store.save(chat, messages)
    first.close()
    again = Kept(tmp_path / "c.sqlite3")
    assert list(again.store.chats(10)) == [chat]
    assert list(again.store.path(chat)) == messages
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
    assert [message.content for message in kept.store.path(chat)] == ["Why?", "another answer"]
    chat.head = 3
    assert [message.content for message in kept.store.path(chat)] == ["Why?", "longer"]
    kept.store.close()


def test_the_message_is_saved_as_it_was_when_saving_was_asked(kept: Kept) -> None:
    chat, messages = conversation()
    kept.store.save(chat, messages)
    messages[1].content = "changed meanwhile"
    kept.jobs.close()
    assert [message.content for message in kept.store.path(chat)] == ["Why?", "hé"]


def test_lone_surrogates_are_stored_as_replacements(kept: Kept) -> None:
    chat, messages = conversation()
    messages[0].content, chat.title = "a\ud800b", "\udfff"
    kept.store.save(chat, messages)
    kept.jobs.close()
    assert next(iter(kept.store.path(chat))).content == "a?b"
    assert not kept.errors


def test_a_chat_of_ten_thousand_messages_is_read_in_order(kept: Kept) -> None:
    messages = [Message(number, 1, number - 1 if number > 2 else None, "user", str(number), 0.0) for number in range(2, 10_002)]
    chat = Chat(1, "long", 0.0, 0.0, head=10_001)
    kept.store.save(chat, messages)
    kept.jobs.close()
    assert [message.id for message in kept.store.path(chat)] == list(range(2, 10_002))


def test_a_failing_write_is_told_and_the_next_one_works(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "c.sqlite3")
    chat, messages = conversation()
    orphan = Message(9, 999, None, "user", "no such chat", 0.0)
    kept.store.save(chat, [orphan])
    kept.store.save(chat, messages)
    kept.jobs.close()
    assert len(kept.errors) == 1
    assert isinstance(kept.errors[0], Fault)
    assert len(list(kept.store.path(chat))) == 2
    kept.store.close()


def test_what_could_not_be_written_goes_with_the_next_write(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "c.sqlite3")
    chat, messages = conversation()
    good, kept.store._path = kept.store._path, Path("/proc/nowhere/c.sqlite3")
    kept.store.save(chat, messages[:1])
    kept.store.save(chat, messages[1:])
    kept.jobs.close()
    assert len(kept.errors) == 2
    kept.store._path = good
    kept.store.retry()
    kept.jobs.close()
    assert list(kept.store.path(chat)) == messages
    kept.store.close()


def test_a_row_that_can_never_be_written_does_not_hold_up_the_others(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "c.sqlite3")
    chat, messages = conversation()
    broken = Chat(50, "broken", 0.0, 0.0, "half \ud800 a pair")
    good, kept.store._path = kept.store._path, Path("/proc/nowhere/c.sqlite3")
    kept.store.save(broken, [])
    kept.store.save(chat, messages)
    kept.jobs.close()
    kept.store._path = good
    kept.store.retry()
    kept.jobs.close()
    assert list(kept.store.path(chat)) == messages
    kept.store.close()


def test_the_database_is_durable_and_readable_while_written(tmp_path: Path) -> None:
    connection = connect(tmp_path / "c.sqlite3")
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert connection.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS)
    connection.close()


def test_a_database_of_a_newer_app_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite3"
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA user_version = 999")
    raw.close()
    with pytest.raises(Fault, match="newer"):
        connect(path)


def test_what_is_no_database_is_said(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite3"
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(Fault, match="not a database"):
        connect(path)
