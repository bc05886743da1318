"""Databases of earlier versions are brought up to date, wholly or not at all."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from slm_desktop.errors import why_failed
from slm_desktop.store.database import connect
from slm_desktop.store.evaluations import EvaluationTable
from slm_desktop.store.migrations import MIGRATIONS
from tests.store.kept import Kept

OLD = """
INSERT INTO chats (id, title, created, updated, head) VALUES (1, 'first', 1, 1, 3), (5, 'empty', 2, 2, NULL);
INSERT INTO messages (id, chat, parent, role, content, created, state) VALUES
    (2, 1, NULL, 'user', 'a lighthouse', 1, 'complete'), (3, 1, 2, 'assistant', 'half', 1, 'streaming'),
    (4, 1, 2, 'assistant', 'a second answer', 1, 'complete');
"""


MIGRATE = """
import os, signal, sqlite3, sys
from pathlib import Path
from slm_desktop.store.database import migrate
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
left = int(sys.argv[2])
def trace(statement):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
connection.set_trace_callback(trace)
migrate(connection)
print("done")
"""


def old_database(file: Path, version: int) -> None:
    """A database of an earlier version of the app."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    for script in MIGRATIONS[:version]:
        connection.executescript(script)
    connection.executescript(OLD + f"PRAGMA user_version = {version};")
    connection.close()


def test_a_database_of_an_earlier_version_keeps_everything(tmp_path: Path) -> None:
    file = tmp_path / "chats.sqlite3"
    old_database(file, 1)
    kept = Kept(file)
    assert [(chat.title, chat.touched) for chat in kept.store.chats(9)] == [("empty", 5), ("first", 4)]
    assert list(kept.store.tree(1)) == [(2, None), (3, 2), (4, 2)]
    received: list[int] = []
    kept.store.background.search("light", 9, lambda hits: received.extend(hit.message for hit in hits))
    kept.close()
    assert received == [2]


def test_what_was_measured_is_kept_as_figures_by_name(tmp_path: Path) -> None:
    file = tmp_path / "chats.sqlite3"
    old_database(file, 6)
    old = json.loads((Path(__file__).parents[1] / "core" / "chat" / "chats_v1.json").read_bytes())
    run = json.dumps(old["chats"][0]["messages"][-1]["run"]).encode()
    result = {"candidate": 0, "prompt": 0, "round": 0, "seed": 1, "tokens": 7, "first_token": 0.2, "speed": 9.5}
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE messages SET run = ? WHERE id = 3", (run,))
        connection.execute("UPDATE messages SET run = x'7b22' WHERE id = 4")  # What is no JSON stays as it is.
        connection.execute("INSERT INTO results (id, run, body) VALUES (9, 7, ?)", (json.dumps(result).encode(),))
    connection.close()
    kept = Kept(file)
    first, second = kept.store.messages([3, 4])
    (measured,) = EvaluationTable(kept.store).results(7)
    kept.close()
    assert first.run is not None
    assert second.run is None
    assert (first.run.batches, first.run.prompt_tokens) == ((30, 1), 30)
    figures = ("tokens", "first_token_seconds", "total_seconds", "concurrent_answers")
    assert [first.run.figure(name) for name in figures] == [4, 0.5, pytest.approx(0.8), 1]
    assert first.run.figure("tokens_per_second") == pytest.approx(10)
    assert (measured.figure("tokens"), measured.figure("tokens_per_second")) == (7, 9.5)


def test_why_a_check_failed_is_still_told_after_it_became_a_code(tmp_path: Path) -> None:
    file = tmp_path / "chats.sqlite3"
    old_database(file, 3)
    with sqlite3.connect(file) as connection:
        for id_, whys in enumerate((["“a” is not in it", ""], [""], [])):
            body = json.dumps(
                {"contestant": 0, "prompt": id_, "round": 0, "seed": 1, "text": "é", "whys": whys}
            ).encode()
            connection.execute("INSERT INTO results (id, run, body) VALUES (?, 7, ?)", (id_, body))
    connection.close()
    kept = Kept(file)
    found = list(EvaluationTable(kept.store).results(7))
    kept.close()
    assert [[why_failed(why.code, why.details) for why in one.whys] for one in found] == [
        ["“a” is not in it", ""],
        [""],
        [],
    ]
    assert [one.text for one in found] == ["é"] * 3


def test_evaluations_of_an_earlier_version_keep_who_ran_and_what_was_answered(tmp_path: Path) -> None:
    file = tmp_path / "chats.sqlite3"
    old_database(file, 5)
    run = {
        "id": 7,
        "title": "Old",
        "created": 1.0,
        "suite": {"title": "S", "prompts": [{"prompt": "Why?"}]},
        "contestants": [{"name": "M", "path": "/m.gguf", "quantisation": "Q4_0", "options": {"context": 1024}}],
    }
    result = {"contestant": 0, "prompt": 0, "round": 0, "seed": 1, "text": "Because.", "tokens": 2}
    with sqlite3.connect(file) as connection:
        connection.execute("INSERT INTO suite_runs (id, title, body) VALUES (7, 'Old', ?)", (json.dumps(run).encode(),))
        connection.execute("INSERT INTO results (id, run, body) VALUES (1, 7, ?)", (json.dumps(result).encode(),))
    connection.close()
    kept = Kept(file)
    table = EvaluationTable(kept.store)
    (evaluation,), (answer,) = list(table.evaluations()), list(table.results(7))
    kept.close()
    assert [(one.path, one.options.context) for one in evaluation.candidates] == [("/m.gguf", 1024)]
    assert (answer.candidate, answer.text) == (0, "Because.")


@pytest.mark.slow
def test_a_migration_that_is_killed_at_any_statement_is_done_wholly_or_not_at_all(tmp_path: Path) -> None:
    killed = finished = 0
    for statement in range(1, 60, 4):
        file = tmp_path / f"{statement}.sqlite3"
        old_database(file, 1)
        ran = subprocess.run(
            [sys.executable, "-c", MIGRATE, str(file), str(statement)], capture_output=True, text=True, check=False
        )
        killed, finished = killed + (ran.returncode < 0), finished + (ran.stdout == "done\n")
        with sqlite3.connect(file) as connection:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            columns = {row[1] for row in connection.execute("PRAGMA table_info(chats)")}
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
            assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            assert connection.execute("SELECT count(*) FROM messages").fetchone()[0] == 3
        connection.close()
        assert (version >= 2) == ("pinned" in columns) == ("presets" in tables) == ("words" in tables)
        assert (version >= 3) == ("comparison" in columns) == ("votes" in tables) == ("results" in tables)
        connect(file).close()
    assert killed > 3
    assert killed + finished == 15
